using System.Text.RegularExpressions;
using Blockade.Evidence;

namespace Blockade.Antibodies;

/// <summary>The regimen and the trial of a new antibody: those of the one it is like, with its name in their place.</summary>
internal static partial class AntibodyStudyWriter
{
    private const string Both = "regimens/pertuzumab-trastuzumab-docetaxel.toml";

    /// <summary>The antibody with its partner and docetaxel.</summary>
    public static string Regimen(AntibodyDesign design) =>
        $"# Written by 'blockade new antibody': the doses of {design.Like}, for {design.Name}. It stands in {design.Like}'s place in the patient, with its pharmacokinetics.\n"
        + $"name = \"{design.Name} + {design.Partner} + docetaxel\"\n\n{string.Join('\n', Drugs(design, "drug", design.Like, design.Partner, "docetaxel"))}";

    /// <summary>CLEOPATRA with the antibody in place of the one it is like.</summary>
    public static string Trial(AntibodyDesign design)
    {
        string text = Her2Files.Read("trials/cleopatra.toml").Text;
        string protocol = text[..text.IndexOf("[[arm]]", StringComparison.Ordinal)], analyses = text[text.IndexOf("[[analysis]]", StringComparison.Ordinal)..];
        int sequential = analyses.IndexOf("[[sequential]]", StringComparison.Ordinal);
        protocol = Name().Replace(protocol, $"name = \"{design.Name}\"");
        protocol = Title().Replace(protocol, $"title = \"{design.Name} or nothing with {design.Partner} and docetaxel, to the protocol of CLEOPATRA\"");
        return $"# Written by 'blockade new antibody'. To be run with --model {design.Name}.bngl.\n{protocol}"
            + $"[[arm]]\nname = \"{design.Partner}\"\n\n{string.Join('\n', Drugs(design, "arm.drug", design.Partner, "docetaxel"))}\n"
            + $"[[arm]]\nname = \"{design.Name} + {design.Partner}\"\n\n{string.Join('\n', Drugs(design, "arm.drug", design.Like, design.Partner, "docetaxel"))}\n"
            + (sequential < 0 ? analyses : analyses[..sequential].TrimEnd() + "\n");
    }

    private static IEnumerable<string> Drugs(AntibodyDesign design, string table, params string[] drugs) =>
        from text in Her2Files.Read(Both).Text.Split("[[drug]]").Skip(1)
        let drug = Drug().Match(text).Groups[1].Value
        where drugs.Contains(drug)
        select $"[[{table}]]\n" + (drug == design.Like ? Drug().Replace(text, $"drug = \"{design.Name}\"\nlike = \"{design.Like}\"") : text).Trim('\n') + "\n";

    [GeneratedRegex("drug = \"(\\w+)\"")]
    private static partial Regex Drug();

    [GeneratedRegex("^name = .*$", RegexOptions.Multiline)]
    private static partial Regex Name();

    [GeneratedRegex("^title = .*$", RegexOptions.Multiline)]
    private static partial Regex Title();
}

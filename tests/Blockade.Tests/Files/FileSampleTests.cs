using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Blockade.Files;
using Blockade.Models.Diagnostics;
using Blockade.Models.Units;
using Blockade.Testing;

namespace Blockade.Tests.Files;

/// <summary>
/// Each code has a bad file, <c>CODE-what.reader.toml</c>, and what Blockade says of it. The reader is a regimen, a population, a trial, or
/// a sample with one key of every kind.
/// </summary>
public partial class FileSampleTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Blockade.Tests", "Files", "samples");

    public static TheoryData<string> Samples => [.. Directory.GetFiles(Folder, "*.toml").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    [Evidence(EvidenceKind.Analytic, "the transcript beside the sample, read by a person when it changes (BLOCKADE_ACCEPT=1 rewrites it)")]
    public void A_bad_file_gets_its_transcript(string sample)
    {
        string path = Path.Combine(Folder, sample);
        var source = new SourceText(sample, File.ReadAllText(path));

        ImmutableArray<Diagnostic> diagnostics = sample.Split('.')[^2] switch
        {
            "regimen" => RegimenReader.Read(source).Diagnostics,
            "population" => PopulationReader.Read(source).Diagnostics,
            "trial" => TrialReader.Read(source).Diagnostics,
            "sample" => TomlDocument.Read(source, "a sample", OneOfEverything).Diagnostics,
            string other => throw new InvalidOperationException($"'{other}' is no reader"),
        };

        Assert.Contains(sample[..7], diagnostics.Select(d => d.Code));
        Transcript.Check(Path.ChangeExtension(path, ".expected"), diagnostics.Select(d => d.Render()));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the codes in the source")]
    public void Every_code_of_files_has_a_sample()
    {
        IEnumerable<string> codes = Directory.GetFiles(Path.Combine(Repository.Root, "src", "Blockade", "Files"), "*.cs")
            .SelectMany(f => Code().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);

        // nobody wants a megabyte in the repository: see TomlDocumentTests; what a whole study needs is in StudyInputsTests, what draws need in DrawnTrialTests, what results of one's own need in OwnResultsTests
        Assert.Equal(["STD1008", "STD1009", "STD1014", "STD1018", "STD1020", "STD1021", "STD1022", "STD1023", "STD1024", "STD1025", "STD1032", "TML1001"], codes.Except(Samples.Select(s => s.Data[..7])));
    }

    private static string OneOfEverything(TomlTable root)
    {
        string title = root.Text("title");
        root.OptionalInteger("count", 1, 10);
        root.OptionalNumber("weight", 0, 1);
        root.OptionalBoolean("blind");
        root.OptionalDate("start");
        root.OptionalQuantity("half_life", "h", 1, 1000);
        root.OptionalQuantity("dose", QuantityKind.Dose, 0.001, 1e5);
        root.OptionalQuantity("concentration", QuantityKind.Concentration, 0, 1e6);
        if (root.MayHave("mode")) root.Choice("mode", ("fixed", 1), ("adaptive", 2));
        if (root.MayHave("words")) root.Choices("words", ("fast", 1), ("slow", 2));
        root.OptionalTable("patient")?.Text("id");
        foreach (TomlTable visit in root.OptionalTables("visit")) visit.Quantity("day", "d", 0, 1000);
        return title;
    }

    [GeneratedRegex("\"((?:TML|STD)[0-9]{4})\"")]
    private static partial Regex Code();
}

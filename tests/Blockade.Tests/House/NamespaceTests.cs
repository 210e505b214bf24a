using System.Text.RegularExpressions;
using Blockade.Testing;

namespace Blockade.Tests.House;

/// <summary>Which folder may know which. The compiler keeps the projects apart; this table keeps the folders of a project apart.</summary>
public partial class NamespaceTests
{
    // "A: B C" lets A use B and C. What is not here is not allowed. Bngl is the only folder that knows BNGL, so nothing below it names it:
    // only Files, which opens every file of a run, turns a name into a compiled model. Trials sets its results beside the published ones;
    // Dosing and Survival know nobody, and Populations no dose, no tumour and no statistics.
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["Blockade.Numerics.Random"] = "",
        ["Blockade.Numerics.LinearAlgebra"] = "",
        ["Blockade.Numerics.Ode"] = "Numerics.LinearAlgebra",
        ["Blockade.Numerics.Jump"] = "Numerics.LinearAlgebra Numerics.Ode Numerics.Random",

        ["Blockade.Models.Diagnostics"] = "",
        ["Blockade.Models.Units"] = "Models.Diagnostics",
        ["Blockade.Models.Expressions"] = "Models.Diagnostics Models.Units",
        ["Blockade.Models.Rules"] = "Models.Diagnostics Models.Units Models.Expressions",
        ["Blockade.Models.Networks"] = "Models.Diagnostics Models.Units Models.Expressions Models.Rules",
        ["Blockade.Models.Compilation"] = "Models.Diagnostics Models.Units Models.Expressions Models.Rules Models.Networks Numerics.Jump Numerics.LinearAlgebra Numerics.Ode Numerics.Random",
        ["Blockade.Models.NetworkFree"] = "Models.Diagnostics Models.Expressions Models.Rules Models.Networks Models.Compilation Numerics.Random",
        ["Blockade.Models.Actions"] = "Models.Cvode Models.Diagnostics Models.Expressions Models.Matlab Models.Rules Models.Networks",
        ["Blockade.Models.Bngl"] = "Models.Diagnostics Models.Units Models.Expressions Models.Rules Models.Networks Models.Hybrids Models.Actions Models.Cvode Models.Matlab Models.Sbml",
        ["Blockade.Models.Matlab"] = "Models.Compilation Models.Expressions Models.Networks Models.Rules",
        ["Blockade.Models.Cvode"] = "Models.Compilation Models.Expressions Models.Networks Models.Rules",
        ["Blockade.Models.Latex"] = "Models.Compilation Models.Expressions Models.Networks Models.Rules",
        ["Blockade.Models.Mrgsolve"] = "Models.Compilation Models.Expressions Models.Networks Models.Rules",
        ["Blockade.Models.Graphs"] = "Models.Diagnostics Models.Rules Models.Networks",
        ["Blockade.Models.Explanations"] = "Models.Expressions Models.Rules Models.Networks Models.Compilation Models.Graphs Models.Bngl",
        ["Blockade.Models.Dynamics"] = "Models.Expressions Numerics.Jump Numerics.LinearAlgebra Numerics.Ode Numerics.Random",
        ["Blockade.Models.Hybrids"] = "Models.Diagnostics Models.Expressions Models.Rules Models.Networks",
        ["Blockade.Models.BngXml"] = "Models.Diagnostics Models.Expressions Models.Rules Models.Networks Models.Bngl",
        ["Blockade.Models.SbmlMulti"] = "Models.Diagnostics Models.Expressions Models.Rules Models.Networks Models.Compilation Models.Bngl Models.Sbml",
        ["Blockade.Models.Sbml"] = "Models.Diagnostics Models.Units Models.Expressions Models.Rules Models.Networks Models.Compilation Models.Dynamics",
        ["Blockade.Models.Sedml"] = "Models.Diagnostics Models.Expressions Models.Sbml",

        ["Blockade.Dosing"] = "",
        ["Blockade.Survival"] = "",
        ["Blockade.Synergy"] = "Numerics.Random",
        ["Blockade.Sensitivity"] = "Numerics.Random",
        ["Blockade.Evidence"] = "Models.Diagnostics Models.Units",
        ["Blockade.Populations"] = "Evidence Numerics.Random",
        ["Blockade.Tumours"] = "Evidence Numerics.LinearAlgebra Numerics.Random",
        ["Blockade.Simulation"] = "Dosing Evidence Populations Tumours Models.Compilation Models.Dynamics Models.Expressions Models.NetworkFree Models.Networks Numerics.Jump Numerics.LinearAlgebra Numerics.Ode Numerics.Random",
        ["Blockade.Antibodies"] = "Evidence Models.Bngl Models.Diagnostics Models.Expressions Models.Rules",
        ["Blockade.Actions"] = "Populations Simulation Models.Actions Models.Bngl Models.BngXml Models.Compilation Models.Cvode Models.Diagnostics Models.Expressions Models.Graphs Models.Hybrids Models.Latex Models.Matlab Models.NetworkFree Models.Networks Models.Rules Models.Sbml Models.SbmlMulti Numerics.Jump Numerics.Ode Numerics.Random",
        ["Blockade.Trials"] = "Dosing Evidence Populations Sensitivity Simulation Survival Synergy Tumours Numerics.Ode Numerics.Random",
        ["Blockade.Designs"] = "Populations Survival Trials Numerics.Random",
        ["Blockade.Calibration"] = "Dosing Evidence Petab Populations Simulation Survival Trials Tumours Numerics.Random",
        ["Blockade.Petab"] = "Simulation Models.Diagnostics Models.Dynamics Models.Expressions Models.Sbml Numerics.Ode Numerics.Random",
        ["Blockade.Archives"] = "Evidence Populations Simulation Models.Bngl Models.Diagnostics Models.Dynamics Models.Expressions Models.Networks Models.Rules Models.Sbml Models.Sedml Numerics.Ode Numerics.Random",
        ["Blockade.Files"] = "Antibodies Calibration Dosing Evidence Populations Simulation Synergy Trials Tumours Models.Diagnostics Models.Units Models.Rules Models.Bngl Models.Networks Models.Compilation",
    };

    // Hosts sit at the end of the line: the Cli may use everything, and Reporting is given tables and figures and knows no other project.
    private static readonly string[] Projects = ["Blockade.Numerics", "Blockade.Models", "Blockade"];

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the table above")]
    public void Folders_use_only_the_folders_they_may()
    {
        List<HouseFile> files = [.. Inside()];
        var breaches = new List<string>();
        int uses = 0;
        foreach (HouseFile file in files)
        {
            HashSet<string> allowed = [file.Namespace, .. Row(file.Namespace)];
            foreach ((int line, string used) in References(file, files))
            {
                uses++;
                if (!allowed.Contains(used)) breaches.Add($"{file.Path}({line}): {file.Namespace} uses {used}");
            }
        }

        Assert.True(files.Count >= 150, $"only {files.Count} files were seen");
        Assert.True(uses >= 120, $"only {uses} references were seen");
        Assert.True(breaches.Count == 0, "A folder uses one it may not (the table is in NamespaceTests.cs):\n" + string.Join('\n', breaches.Distinct()));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "one row for every folder and one folder for every row")]
    public void The_table_has_every_folder_and_no_other()
    {
        string[] built = [.. Inside().Select(f => f.Namespace).Distinct().Order(StringComparer.Ordinal)];

        Assert.Equal(built, Allowed.Keys.Order(StringComparer.Ordinal));
        Assert.All(Allowed.Keys.SelectMany(Row), used => Assert.Contains(used, built));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "an order exists in which every folder comes after those it may use")]
    public void No_two_folders_may_use_each_other_even_round_about()
    {
        var left = Allowed.Keys.ToHashSet();
        while (left.Count > 0)
        {
            string[] ready = [.. left.Where(n => !Row(n).Any(left.Contains))];
            Assert.True(ready.Length > 0, $"these use each other in a circle: {string.Join(", ", left.Order(StringComparer.Ordinal))}");
            left.ExceptWith(ready);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the project files")]
    public void Projects_refer_only_to_those_before_them()
    {
        var references = HouseFiles.Under("src", "*.csproj").ToDictionary(
            f => f.Name, f => ProjectReference().Matches(f.Text).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal).ToArray());

        Assert.Empty(references["Blockade.Numerics"]);
        Assert.Equal(["Blockade.Numerics"], references["Blockade.Models"]);
        Assert.Equal(["Blockade.Models"], references["Blockade"]);
        Assert.Empty(references["Blockade.Reporting"]);
        Assert.Equal(["Blockade", "Blockade.Reporting"], references["Blockade.Cli"]);
        Assert.Equal(5, references.Count);
    }

    [Theory]
    [InlineData("using Blockade.Survival;")]
    [InlineData("using static Blockade.Survival.Cox;")]
    [InlineData("using Curve = Blockade.Survival.SurvivalCurve;")]
    [InlineData("global using Blockade.Survival;")]
    [InlineData("    var fit = Blockade.Survival.Cox.Fit(a, b);")]
    [InlineData("    var fit = global::Blockade.Survival.Cox.Fit(a, b);")]
    [InlineData("    Survival.CoxFit? fit = null;")]
    [Evidence(EvidenceKind.Analytic, "the ways in which C# names a type of another namespace")]
    public void The_scan_sees_a_reference_however_it_is_written(string line)
    {
        var file = new HouseFile("src/Blockade/Dosing/Sample.cs", $"namespace Blockade.Dosing;\n{line}\n");

        Assert.Contains((2, "Blockade.Survival"), References(file, [.. Inside()]));
    }

    [Theory]
    [InlineData("// as in Blockade.Survival.Cox")]
    [InlineData("    double x = patient.Survival.Cox;")]
    [InlineData("    int n = Survival.Length;")]
    [Evidence(EvidenceKind.Analytic, "comments, members and properties of the same name")]
    public void The_scan_takes_nothing_else_for_one(string line)
    {
        var file = new HouseFile("src/Blockade/Dosing/Sample.cs", $"namespace Blockade.Dosing;\n{line}\n");

        Assert.Empty(References(file, [.. Inside()]));
    }

    private static IEnumerable<HouseFile> Inside() =>
        HouseFiles.Sources.Where(f => Projects.Contains(f.Path.Split('/')[1]) && f.Namespace.Length > 0);

    private static IEnumerable<string> Row(string ns) =>
        Allowed.TryGetValue(ns, out string? row) ? row.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => "Blockade." + n) : [];

    // Every namespace of ours that a file names: in a using line, or before a type of it, in full or shortened from within Blockade.
    private static IEnumerable<(int Line, string Namespace)> References(HouseFile file, List<HouseFile> all)
    {
        ILookup<string, string> types = all.ToLookup(f => f.Namespace, f => f.Name);
        foreach ((int number, string code) in file.Code())
        {
            Match use = UsingLine().Match(code);
            if (use.Success)
            {
                string named = use.Groups[1].Value;
                string? known = types.Select(t => t.Key).Where(n => named == n || named.StartsWith(n + ".", StringComparison.Ordinal)).MaxBy(n => n.Length);
                if (known is not null && known != file.Namespace) yield return (number, known);
                continue;
            }

            if (!code.Contains('.', StringComparison.Ordinal) || code.StartsWith("namespace ", StringComparison.Ordinal)) continue;
            foreach (Match name in DottedName().Matches(code))
            {
                foreach (IGrouping<string, string> other in types)
                {
                    if (other.Key == file.Namespace) continue;
                    for (string written = other.Key; ; written = written[(written.IndexOf('.', StringComparison.Ordinal) + 1)..])
                    {
                        if (name.Value.StartsWith(written + ".", StringComparison.Ordinal)
                            && other.Contains(name.Value[(written.Length + 1)..].Split('.')[0]))
                        {
                            yield return (number, other.Key);
                        }

                        if (!written.Contains('.', StringComparison.Ordinal)) break;
                    }
                }
            }
        }
    }

    [GeneratedRegex(@"^\s*(?:global\s+)?using\s+(?:static\s+)?(?:\w+\s*=\s*)?(?:global::)?(Blockade[\w.]*)")]
    private static partial Regex UsingLine();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*(?:\.\w+)+")]
    private static partial Regex DottedName();

    [GeneratedRegex("""<ProjectReference Include="[^"]*?([\w.]+)\.csproj""")]
    private static partial Regex ProjectReference();
}

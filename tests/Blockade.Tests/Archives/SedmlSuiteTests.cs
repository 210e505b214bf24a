using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Blockade.Archives;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sbml;
using Blockade.Models.Sedml;
using Blockade.Testing;

namespace Blockade.Tests.Archives;

/// <summary>Cases of the SBML Test Suite as experiments in SED-ML, each in an archive of its own: every eighth, or all with BLOCKADE_EVERYTHING=1.</summary>
public class SedmlSuiteTests(ITestOutputHelper output)
{
    private static readonly bool Everything = Environment.GetEnvironmentVariable("BLOCKADE_EVERYTHING") == "1";

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "SBML Test Suite 3.4.0, semantic cases: closed forms, or two simulators that agree")]
    public void Cases_of_the_suite_give_their_tables_through_an_archive()
    {
        CorpusArchive corpus = CorpusArchive.Open("sbml-semantic-open.tar.gz");
        Dictionary<string, string>[] rows = [.. corpus.Table("cases.tsv").Where(r => r["tier"] is "A1-core" or "A2-core-events").Where((_, i) => Everything || i % 8 == 0)];
        var differences = new ConcurrentBag<string>();
        Parallel.ForEach(rows, new ParallelOptions { MaxDegreeOfParallelism = 2 }, row =>
        {
            if (Difference(corpus, row) is { } difference) differences.Add($"{row["id"]}: {difference}");
        });

        output.WriteLine($"{rows.Length} cases, {rows.Length - differences.Count} the same");
        Assert.Empty(differences.Order(StringComparer.Ordinal));
        Assert.InRange(rows.Length, 80, int.MaxValue);
    }

    private static string? Difference(CorpusArchive corpus, Dictionary<string, string> row)
    {
        string id = row["id"], model = corpus[$"{id}/{row["file"]}"];
        SbmlDocument document = SbmlReader.Read(new SourceText(row["file"], model), SbmlLimits.Default).Value!;
        string[] names = row["variables"].Split(',', StringSplitOptions.TrimEntries);
        double start = Number(row["start"]), end = start + Number(row["duration"]), absolute = Number(row["absolute"]), relative = Number(row["relative"]);
        int steps = (int)Number(row["steps"]);

        // far below the tolerances of the suite, the tightest of which is 1e-4 relative
        string algorithm = FormattableString.Invariant($"""<algorithm kisaoID="KISAO:0000019"><listOfAlgorithmParameters><algorithmParameter kisaoID="KISAO:0000209" value="1e-9"/><algorithmParameter kisaoID="KISAO:0000211" value="{Math.Min(1e-12, absolute * 1e-4)}"/></listOfAlgorithmParameters></algorithm>""");
        string sedml = Experiment.Sedml(
            models: Experiment.ModelElement("m", "model.xml"),
            simulations: Experiment.Course(start, start, end, steps, algorithm),
            generators: string.Concat(names.Select((n, k) => Experiment.Generator($"g{k}", Target(document, n, row)))),
            outputs: Experiment.Report([.. names.Select((_, k) => $"g{k}")]));
        var archive = new CombineArchive("case.omex", [new("model.xml", Encoding.UTF8.GetBytes(model), CombineFormats.Sbml), new("case.sedml", Encoding.UTF8.GetBytes(sedml), CombineFormats.Sedml)], []);
        Checked<PreparedArchive> prepared = PreparedArchive.Of(archive, new ArchiveRunOptions(), TestContext.Current.CancellationToken);
        if (prepared.Value is null) return string.Join("; ", prepared.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => $"{d.Code} {d.Message}"));
        ExperimentOutcome outcome = prepared.Value.Run(TimeProvider.System, null, TestContext.Current.CancellationToken).Single();
        if (outcome.Status != ExperimentStatus.Succeeded) return outcome.Tasks[0].Reason;
        ImmutableArray<ResultArray> columns = outcome.Outputs[0].Columns;
        string[][] table = [.. corpus[$"{id}/{id}-results.csv"].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1).Select(l => l.Split(','))];
        for (int k = 0; k <= steps; k++)
        {
            for (int c = 0; c < names.Length; c++)
            {
                (double expected, double got) = (Number(table[k][c + 1]), columns[c].Values[k]);
                bool good = double.IsFinite(expected) ? Math.Abs(expected - got) <= absolute + (relative * Math.Abs(expected)) : expected.Equals(got);
                if (!good) return FormattableString.Invariant($"{names[c]} in row {k}: {got:R} instead of {expected:R}");
            }
        }

        return null;
    }

    private static string Target(SbmlDocument document, string name, Dictionary<string, string> row)
    {
        if (!document.IsSpecies(name, out bool isAmount))
        {
            // the suite has local parameters of the same names
            return document.Settable.Contains(name) || document.Shown.Contains(name) ? $"/sbml:sbml/sbml:model/*/*[@id='{name}']" : $"//*[@id='{name}']";
        }

        string species = $"/sbml:sbml/sbml:model/sbml:listOfSpecies/sbml:species[@id='{name}']";
        if (Names("amount").Contains(name)) return species + "/@initialAmount";
        return isAmount && Names("concentration").Contains(name) ? species + "/@initialConcentration" : species;

        string[] Names(string column) => row[column].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    private static double Number(string cell) => cell switch
    {
        "" => 0,
        "INF" => double.PositiveInfinity,
        "-INF" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(cell, CultureInfo.InvariantCulture),
    };
}

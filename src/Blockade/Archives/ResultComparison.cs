using System.Collections.Immutable;
using System.Globalization;
using Blockade.Evidence;
using Blockade.Models.Sedml;

namespace Blockade.Archives;

/// <summary>
/// Sets the results of a run beside the tables that an archive holds: files <c>EXPERIMENT.sedml/REPORT.csv</c>, in any folder, with a data set a row and its
/// label first, as BioSimulators writes them; where there is none, the tables of its HDF5 files.
/// </summary>
public static class ResultComparison
{
    /// <summary>Every data set of every report.</summary>
    /// <param name="archive">What holds the tables.</param>
    /// <param name="recorded">Tables in other forms than CSV.</param>
    /// <param name="outcomes">What the run gave.</param>
    /// <param name="tolerance">The largest difference that counts as none, in parts of the largest value of the data set.</param>
    public static ImmutableArray<ComparedDataSet> Of(CombineArchive archive, ImmutableArray<RecordedTable> recorded, IEnumerable<ExperimentOutcome> outcomes, double tolerance)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(outcomes);
        var compared = ImmutableArray.CreateBuilder<ComparedDataSet>();
        foreach (ExperimentOutcome experiment in outcomes)
        {
            foreach (OutputOutcome outcome in experiment.Outputs)
            {
                if (outcome.Output is not SedmlOutput.Report report || outcome.Status != ExperimentStatus.Succeeded) continue;
                string path = $"{experiment.Location}/{report.Id}";
                ArchiveEntry? table = archive.Entries.Where(e => e.Path == path + ".csv" || e.Path.EndsWith($"/{path}.csv", StringComparison.Ordinal)).MinBy(e => e.Path.Length);
                RecordedTable? other = table is null ? recorded.Where(t => t.Path == path || t.Path.EndsWith($"/{path}", StringComparison.Ordinal)).MinBy(t => t.Path.Length) : null;
                ImmutableArray<(string Label, ImmutableArray<double> Values)> rows = table is not null ? Rows(table) : other?.Rows ?? [];
                for (int k = 0; k < report.DataSets.Length; k++)
                {
                    string label = report.DataSets[k].Label;
                    ImmutableArray<double>? expected = Find(rows, label, k, report.DataSets.Length);
                    double difference = expected is null ? double.NaN : Difference(expected.Value, outcome.Columns[k].Values);
                    ResultVerdict verdict = expected is null ? ResultVerdict.Missing : difference <= tolerance ? ResultVerdict.Same : outcome.IsDrawn ? ResultVerdict.Drawn : ResultVerdict.Different;
                    compared.Add(new ComparedDataSet(path, label, difference, verdict));
                }
            }
        }

        return compared.ToImmutable();
    }

    // by label where that is enough, else by place
    private static ImmutableArray<double>? Find(ImmutableArray<(string Label, ImmutableArray<double> Values)> rows, string label, int place, int count)
    {
        (string, ImmutableArray<double> Values)[] named = [.. rows.Where(r => r.Label == label)];
        if (named.Length == 1) return named[0].Values;
        return rows.Length == count && rows[place].Label == label ? rows[place].Values : null;
    }

    private static ImmutableArray<(string Label, ImmutableArray<double> Values)> Rows(ArchiveEntry table) =>
        [.. CsvScanner.Rows(table.Text()).Where(r => r.Length > 0).Select(r => (r[0].Text, r.Skip(1).Select(f => Number(f.Text)).ToImmutableArray()))];

    private static double Number(string text) => text.ToLowerInvariant() switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN,
    };

    private static double Difference(ImmutableArray<double> expected, ImmutableArray<double> got)
    {
        // a table is as wide as its longest row: what is beyond a shorter one is empty
        if (expected.Length < got.Length || expected.Skip(got.Length).Any(v => !double.IsNaN(v))) return double.PositiveInfinity;
        double scale = 0, worst = 0;
        for (int k = 0; k < got.Length; k++)
        {
            if (double.IsFinite(expected[k])) scale = Math.Max(scale, Math.Abs(expected[k]));
            if (expected[k].Equals(got[k])) continue;
            double off = Math.Abs(expected[k] - got[k]);
            worst = Math.Max(worst, double.IsNaN(off) ? double.PositiveInfinity : off);
        }

        return worst == 0 ? 0 : worst / Math.Max(scale, double.Epsilon);
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Blockade.Archives;
using Blockade.Models.Sedml;
using Blockade.Reporting;

namespace Blockade.Cli.Reports;

/// <summary>An output of an experiment as a table of data sets: a report's own, or the generators that a plot shows.</summary>
/// <param name="Path">The SED-ML file's place in the archive and the output's identifier.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Rows">Identifier, label, name and values.</param>
internal sealed record ArchiveReport(string Path, OutputOutcome Outcome, ImmutableArray<(string Id, string Label, string Name, ResultArray Values)> Rows)
{
    /// <summary>The tables of everything that was made.</summary>
    public static ImmutableArray<ArchiveReport> Of(IEnumerable<ExperimentOutcome> outcomes, IReadOnlyDictionary<string, SedmlDocument> documents, bool withPlots) =>
        [.. outcomes.SelectMany(e => e.Outputs.Where(o => o.Status == ExperimentStatus.Succeeded && (withPlots || o.Output is SedmlOutput.Report)).Select(o => Of(e.Location, documents[e.Location], o)))];

    /// <summary>As BioSimulators writes tables: a row for each data set, its label first. Where there are more dimensions the last runs fastest.</summary>
    public byte[] Separated(char separator)
    {
        var text = new StringBuilder();
        int width = Rows.Select(r => r.Values.Values.Length).DefaultIfEmpty(0).Max();
        foreach ((string _, string label, string _, ResultArray values) in Rows)
        {
            text.Append(Quoted(label, separator));
            for (int k = 0; k < width; k++)
            {
                text.Append(separator);
                if (k < values.Values.Length && !double.IsNaN(values.Values[k])) text.Append(values.Values[k].ToString("R", CultureInfo.InvariantCulture));
            }

            text.Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>As BioSimulators puts it into HDF5: one array, its first dimension the data sets, shorter ones filled up with NaN.</summary>
    public Hdf5DataSet Numbers()
    {
        ResultArray all = ResultArray.Stack([.. Rows.Select(r => r.Values)]);
        return new Hdf5DataSet(all.Shape, all.Values,
        [
            new("_type", Outcome.Output is SedmlOutput.Report ? "SedReport" : "SedPlot2D"),
            new("uri", Path),
            new("sedmlId", Outcome.Output.Id),
            .. Outcome.Output.Name.Length > 0 ? new[] { new Hdf5Attribute("sedmlName", Outcome.Output.Name) } : [],
            new("sedmlDataSetIds", [.. Rows.Select(r => r.Id)]),
            new("sedmlDataSetNames", [.. Rows.Select(r => r.Name)]),
            new("sedmlDataSetLabels", [.. Rows.Select(r => r.Label)]),
            new("sedmlDataSetDataTypes", [.. Rows.Select(_ => "float64")]),
            new("sedmlDataSetShapes", [.. Rows.Select(r => string.Join(',', r.Values.Shape.Select(n => n.ToString(CultureInfo.InvariantCulture))))]),
        ]);
    }

    /// <summary>The HDF5 file of several tables; those with too many data sets are left out, and given.</summary>
    public static (byte[] Bytes, ImmutableArray<ArchiveReport> TooLarge) Hdf5(ImmutableArray<ArchiveReport> reports)
    {
        ImmutableArray<ArchiveReport> fit = [.. reports.Where(r => r.Rows.Length <= Hdf5Attribute.MostTexts)];
        var groups = new Dictionary<string, ImmutableArray<Hdf5Attribute>>();
        foreach (ArchiveReport report in fit)
        {
            for (int end = report.Path.IndexOf('/', StringComparison.Ordinal); end > 0; end = report.Path.IndexOf('/', end + 1))
            {
                groups[report.Path[..end]] = [new("uri", report.Path[..end]), new("combineArchiveLocation", report.Path[..end])];
            }
        }

        return (Hdf5File.Write(fit.ToDictionary(r => r.Path, r => r.Numbers()), groups), [.. reports.Except(fit)]);
    }

    private static ArchiveReport Of(string location, SedmlDocument document, OutputOutcome outcome)
    {
        var rows = ImmutableArray.CreateBuilder<(string, string, string, ResultArray)>();
        if (outcome.Output is SedmlOutput.Report report)
        {
            for (int k = 0; k < report.DataSets.Length; k++) rows.Add((report.DataSets[k].Id, report.DataSets[k].Label, report.DataSets[k].Name, outcome.Columns[k]));
        }
        else if (outcome.Output is SedmlOutput.Plot plot)
        {
            string[] shown = [.. plot.Curves.SelectMany(c => new[] { c.X, c.Y })];
            foreach (string id in plot.Generators) rows.Add((id, id, document.Generator(id).Label, outcome.Columns[Array.IndexOf(shown, id)]));
        }

        return new ArchiveReport($"{location}/{outcome.Output.Id}", outcome, rows.ToImmutable());
    }

    private static string Quoted(string text, char separator) =>
        text.AsSpan().IndexOfAny(['"', '\n', '\r', separator]) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using Blockade.Archives;
using Blockade.Cli.Reports;
using Blockade.Models.Diagnostics;
using Spectre.Console;

namespace Blockade.Cli;

/// <summary><c>blockade verify ARCHIVE</c>: runs a COMBINE archive again, and says what matches the results that it holds.</summary>
internal sealed class VerifyCommand(CommandHost host)
{
    private readonly Argument<string> _archive = new("archive") { Description = "A COMBINE archive with results: EXPERIMENT.sedml/REPORT.csv in any folder, or HDF5 files with such paths in them.", HelpName = "ARCHIVE" };
    private readonly Option<double> _tolerance = new("--tolerance") { Description = "Largest difference that counts as none, in parts of a data set's largest value.", DefaultValueFactory = _ => 1e-4, HelpName = "X" };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();
    private readonly ArchiveOptions _options = new();

    public Command Build()
    {
        var command = new Command("verify", "Run a COMBINE archive again and compare with the results in it.") { _archive, _tolerance, _json, _quiet };
        _options.AddTo(command);
        command.SetAction((parse, cancellation) => Task.FromResult(Run(parse, cancellation)));
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        double tolerance = parse.GetValue(_tolerance);
        if (!(tolerance >= 0) || !double.IsFinite(tolerance))
        {
            host.Errors.WriteLine("blockade: --tolerance is 0 or more.");
            return ExitCode.Usage;
        }

        bool quiet = parse.GetValue(_quiet);
        (CombineArchive? archive, int code) = _options.Open(host, parse.GetRequiredValue(_archive), parse, quiet);
        if (archive is null) return code;
        Checked<PreparedArchive> prepared = PreparedArchive.Of(archive, _options.Run(host, parse, SubstitutionPolicy.SimilarVariables), cancellation);
        Inputs.Report(host, prepared.Diagnostics.Where(d => d.Severity != Severity.Note), quiet);
        if (prepared.Value is null) return Inputs.Code(prepared.Diagnostics);
        ImmutableArray<ExperimentOutcome> outcomes = ProgressDisplay.Run(host, quiet, progress => prepared.Value.Run(host.Clock, progress, cancellation));
        TaskOutcome[] failed = [.. outcomes.SelectMany(o => o.Tasks).Where(t => t.Status == ExperimentStatus.Failed)];
        foreach (TaskOutcome task in failed) host.Errors.WriteLine($"blockade: task '{task.Id}': {task.Reason}");
        (ImmutableArray<RecordedTable> recorded, ImmutableArray<Diagnostic> unread) = Hdf5Tables.Of(archive, _options.MaxValues(parse));
        Inputs.Report(host, unread, quiet);
        ImmutableArray<ComparedDataSet> compared = ResultComparison.Of(archive, recorded, outcomes, tolerance);
        string verdict = Verdict(compared, failed.Length, tolerance, out int verdictCode);
        if (parse.GetValue(_json)) WriteJson(compared, verdict, tolerance);
        else Print(compared, verdict);
        return verdictCode;
    }

    private static string Verdict(ImmutableArray<ComparedDataSet> compared, int failed, double tolerance, out int code)
    {
        int Count(ResultVerdict verdict) => compared.Count(c => c.Verdict == verdict);
        string drawn = Count(ResultVerdict.Drawn) is > 0 and var d ? FormattableString.Invariant($"; {d} drawn by chance differ, as other draws do") : "";
        string missing = Count(ResultVerdict.Missing) is > 0 and var m ? FormattableString.Invariant($"; of {m} the archive holds no result") : "";
        code = failed > 0 ? ExitCode.NumericalFailure : Count(ResultVerdict.Different) > 0 || Count(ResultVerdict.Same) + Count(ResultVerdict.Drawn) == 0 ? ExitCode.CheckFailed : ExitCode.Done;
        if (Count(ResultVerdict.Same) + Count(ResultVerdict.Drawn) + Count(ResultVerdict.Different) == 0) return "nothing to compare: the archive holds no results of its reports, as CSV or HDF5";
        return FormattableString.Invariant($"{(code == ExitCode.Done ? "reproduced" : "not reproduced")}: {Count(ResultVerdict.Same)} of {compared.Length} data sets within {tolerance:g3} of their largest value{drawn}{missing}");
    }

    private void Print(ImmutableArray<ComparedDataSet> compared, string verdict)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("report", "data sets", "the same", "largest difference", "of");
        foreach (IGrouping<string, ComparedDataSet> report in compared.GroupBy(c => c.Report))
        {
            ComparedDataSet? worst = report.Where(r => !double.IsNaN(r.Difference)).MaxBy(r => r.Difference);
            table.AddRow(Markup.Escape(report.Key), Numbers.One(report.Count(), "0"), Numbers.One(report.Count(r => r.Verdict == ResultVerdict.Same), "0"), worst is null ? "no result" : Numbers.One(worst.Difference, "g3"), Markup.Escape(worst?.Label ?? ""));
        }

        host.Results().Write(table);
        foreach (ComparedDataSet c in compared.Where(c => c.Verdict == ResultVerdict.Different)) host.Out.WriteLine(FormattableString.Invariant($"{c.Report}: '{c.Label}' differs by {c.Difference:g3} of its largest value"));
        host.Out.WriteLine(verdict);
    }

    private void WriteJson(ImmutableArray<ComparedDataSet> compared, string verdict, double tolerance)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("schema", "blockade/verify/1");
            json.WriteString("verdict", verdict);
            json.WriteNumber("tolerance", tolerance);
            json.WriteStartArray("dataSets");
            foreach (ComparedDataSet c in compared)
            {
                json.WriteStartObject();
                json.WriteString("report", c.Report);
                json.WriteString("label", c.Label);
                json.WriteString("verdict", c.Verdict.ToString().ToLowerInvariant());
                if (double.IsFinite(c.Difference)) json.WriteNumber("difference", c.Difference);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        host.Out.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }
}

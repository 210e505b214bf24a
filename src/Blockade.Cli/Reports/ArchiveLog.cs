using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Blockade.Archives;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sedml;

namespace Blockade.Cli.Reports;

/// <summary>The log of a run of an archive, in the form of BioSimulators: status, reason and duration of the archive, its experiments, tasks and outputs.</summary>
internal static class ArchiveLog
{
    /// <summary>The log of experiments that were run.</summary>
    /// <param name="outcomes">What became of them.</param>
    /// <param name="unmade">Outputs that were computed and could not be drawn, by path, with the reason.</param>
    /// <param name="seconds">What everything took.</param>
    public static byte[] Of(ImmutableArray<ExperimentOutcome> outcomes, IReadOnlyDictionary<string, string> unmade, double seconds)
    {
        var yaml = new StringBuilder();
        Head(yaml, "", outcomes.Any(o => o.Status == ExperimentStatus.Failed) ? ExperimentStatus.Failed : ExperimentStatus.Succeeded, null, seconds);
        yaml.Append("sedDocuments:\n");
        foreach (ExperimentOutcome outcome in outcomes)
        {
            yaml.Append("- location: ").Append(Quoted(outcome.Location)).Append('\n');
            Head(yaml, "  ", outcome.Status, null, outcome.Seconds);
            List(yaml, "  tasks", outcome.Tasks, task =>
            {
                yaml.Append("  - id: ").Append(Quoted(task.Id)).Append('\n');
                Head(yaml, "    ", task.Status, task.Reason, task.Seconds);
                yaml.Append("    algorithm: ").Append(task.Algorithm is { Length: > 0 } a ? Quoted(a.Replace(':', '_')) : "null").Append("\n    simulatorDetails: null\n");
            });
            List(yaml, "  outputs", outcome.Outputs, output =>
            {
                bool isUnmade = unmade.TryGetValue($"{outcome.Location}/{output.Output.Id}", out string? reason);
                ExperimentStatus status = isUnmade ? ExperimentStatus.Skipped : output.Status;
                yaml.Append("  - id: ").Append(Quoted(output.Output.Id)).Append('\n');
                Head(yaml, "    ", status, isUnmade ? reason : output.Reason, null);
                if (output.Output is SedmlOutput.Report report) Parts("dataSets", report.DataSets.Select(d => d.Id), status);
                else if (output.Output is SedmlOutput.Plot plot) Parts("curves", plot.Curves.Select(c => c.Id), status);
            });
        }

        return Encoding.UTF8.GetBytes(yaml.ToString());

        void Parts(string key, IEnumerable<string> ids, ExperimentStatus status) =>
            List(yaml, $"    {key}", [.. ids], id => yaml.Append("    - id: ").Append(Quoted(id)).Append("\n      status: ").Append(Word(status)).Append('\n'));
    }

    /// <summary>The log of an archive in which nothing was run, because something is wrong with it.</summary>
    public static byte[] Of(IEnumerable<Diagnostic> errors)
    {
        var yaml = new StringBuilder();
        Head(yaml, "", ExperimentStatus.Failed, string.Join('\n', errors.Select(e => e.Render())), null);
        yaml.Append("sedDocuments: null\n");
        return Encoding.UTF8.GetBytes(yaml.ToString());
    }

    private static void Head(StringBuilder yaml, string indent, ExperimentStatus status, string? reason, double? seconds)
    {
        yaml.Append(indent).Append("status: ").Append(Word(status)).Append('\n');
        Reason("exception", status == ExperimentStatus.Failed);
        Reason("skipReason", status == ExperimentStatus.Skipped);
        yaml.Append(indent).Append("output: null\n");
        yaml.Append(indent).Append("duration: ").Append(seconds is { } s ? Math.Round(s, 3).ToString(CultureInfo.InvariantCulture) : "null").Append('\n');

        void Reason(string key, bool isIt)
        {
            if (!isIt || reason is null) yaml.Append(indent).Append(key).Append(": null\n");
            else yaml.Append(indent).Append(key).Append(":\n").Append(indent).Append("  type: ").Append(Quoted(key == "exception" ? "SimulationFailed" : "NotMade")).Append('\n').Append(indent).Append("  message: ").Append(Quoted(reason)).Append('\n');
        }
    }

    private static void List<T>(StringBuilder yaml, string key, ImmutableArray<T> items, Action<T> write)
    {
        yaml.Append(key).Append(items.IsEmpty ? ": []\n" : ":\n");
        foreach (T item in items) write(item);
    }

    private static string Word(ExperimentStatus status) => status.ToString().ToUpperInvariant();

    // a text of JSON is one of YAML
    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}

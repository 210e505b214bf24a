using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Blockade.Dosing;
using Blockade.Files;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Numerics.Ode;
using Blockade.Reporting;
using Blockade.Simulation;

namespace Blockade.Cli;

/// <summary>Options of a run through a table of doses and observations.</summary>
internal sealed class EventOptions
{
    private readonly Option<string?> _events = new("--events") { Description = "Model: a table of doses and observations in NONMEM's dialect; a row out for each row in.", HelpName = "FILE" };
    private readonly (DoseTermKind Kind, Option<string[]> Option)[] _terms =
    [
        (DoseTermKind.Lag, Term("--lag", "the lag of doses into a compartment")),
        (DoseTermKind.Bioavailability, Term("--bioavailability", "the share of doses that arrives in a compartment")),
        (DoseTermKind.Duration, Term("--duration", "how long doses with RATE -2 run")),
        (DoseTermKind.Rate, Term("--rate", "how fast doses with RATE -1 run")),
    ];

    public void AddTo(Command command)
    {
        command.Add(_events);
        foreach ((_, Option<string[]> option) in _terms) command.Add(option);
    }

    /// <summary>The table's file, or null where none is asked for.</summary>
    public string? File(ParseResult parse) => parse.GetValue(_events);

    /// <summary>Reads the table and fits it to a model; null, or the exit code.</summary>
    public (EventPlan? Plan, int Code) Plan(CommandHost host, ParseResult parse, CompiledModel model, ImmutableArray<(string, double)> replaced, bool quiet)
    {
        SourceText? source = Inputs.Open(host, File(parse)!);
        if (source is null) return (null, ExitCode.Usage);
        Checked<EventTable> table = EventTableReader.Read(source);
        Inputs.Report(host, table.Diagnostics, quiet);
        if (!TryReadTerms(host, parse, out ImmutableArray<DoseTerm> terms)) return (null, ExitCode.Usage);
        if (table.Value is null) return (null, Inputs.Code(table.Diagnostics));
        (EventPlan? plan, ImmutableArray<string> faults) = EventPlan.Of(model, replaced, table.Value, terms);
        foreach (string fault in faults) host.Errors.WriteLine($"blockade: {source.Name}: {fault}");
        return (plan, ExitCode.InvalidInput);
    }

    /// <summary>Runs a plan; the rows as a table, and what stopped subjects early.</summary>
    public static (Table Table, ImmutableArray<string> Troubles) Run(
        CommandHost host, EventPlan plan, string name, SolverOptions options, int threads, bool quiet, CancellationToken cancellation)
    {
        EventRun run = ProgressDisplay.Run(host, quiet, p => plan.Run(options, threads, p, cancellation));
        ImmutableArray<double> Over(Func<EventRow, double> value) => [.. run.Rows.Select(value)];
        string[] names = [.. plan.Model.ObservableNames, .. plan.Model.FunctionNames];
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "ID", "TIME", "EVID" };
        var table = new Table("events", $"{name} at each row of its table of doses and observations",
        [
            new Column.Text("ID", "the subject", [.. run.Rows.Select(r => r.Id)]),
            new Column.Number("TIME", "model time", "time of the row", Over(r => r.Time)),
            new Column.Integer("EVID", "1", "what the row is: 0 observation, 1 dose, 2 other, 3 reset, 4 reset and dose", [.. run.Rows.Select(r => (long)r.Kind)]),
            .. names.Select((n, i) => (Name: n, Index: i)).Where(c => taken.Add(c.Name))
                .Select(c => new Column.Number(c.Name, "model unit", "observable or function, after the row's own dose", Over(r => r.Values[c.Index]))),
        ]);
        return (table, run.Troubles);
    }

    private bool TryReadTerms(CommandHost host, ParseResult parse, out ImmutableArray<DoseTerm> terms)
    {
        var list = ImmutableArray.CreateBuilder<DoseTerm>();
        bool good = true;
        foreach ((DoseTermKind kind, Option<string[]> option) in _terms)
        {
            foreach (string text in parse.GetValue(option) ?? [])
            {
                string[] parts = text.Split('=', 2);
                if (parts.Length != 2 || parts[0].Length == 0 || parts[1].Length == 0)
                {
                    host.Errors.WriteLine($"blockade: {option.Name} takes COMPARTMENT=NUMBER, or a column or parameter in place of the number, not '{text}'.");
                    good = false;
                    continue;
                }

                bool isNumber = double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
                list.Add(new DoseTerm(kind, parts[0], isNumber ? null : parts[1], value));
            }
        }

        terms = list.ToImmutable();
        return good;
    }

    private static Option<string[]> Term(string name, string what) =>
        new(name) { Description = $"With --events: {what}; a number, or the column or parameter that gives it.", HelpName = "CMT=X", AllowMultipleArgumentsPerToken = true };
}

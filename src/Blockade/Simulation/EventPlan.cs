using System.Collections.Immutable;
using System.Globalization;
using Blockade.Dosing;
using Blockade.Models.Compilation;
using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>
/// A model, an event table, and which of its columns mean what to the model: compartments are species, columns that are called like a parameter set
/// it. Immutable; subjects run apart from each other.
/// </summary>
public sealed class EventPlan
{
    private readonly ImmutableArray<(string Name, double Value)> _replaced;
    private readonly ImmutableArray<(string Parameter, int Column)> _varied;
    private readonly Dictionary<string, int> _species;
    private readonly Dictionary<(DoseTermKind Kind, int Species), (int Column, int Parameter, double Value)> _terms;

    private EventPlan(
        CompiledModel model, EventTable table, ImmutableArray<(string, double)> replaced, ImmutableArray<(string, int)> varied, Dictionary<string, int> species,
        Dictionary<(DoseTermKind, int), (int, int, double)> terms)
    {
        (Model, Table, _replaced, _varied, _species, _terms) = (model, table, replaced, varied, species, terms);
    }

    /// <summary>The model.</summary>
    public CompiledModel Model { get; }

    /// <summary>The table.</summary>
    public EventTable Table { get; }

    /// <summary>The parameters that columns of the table set, in the model's order.</summary>
    public ImmutableArray<string> VariedParameters => [.. _varied.Select(v => v.Parameter)];

    /// <summary>Fits a table to a model, or says everything in the way: a compartment that is no species, a name that is neither column nor parameter.</summary>
    /// <param name="model">The model.</param>
    /// <param name="replaced">Parameters that are other than in the file, for all subjects.</param>
    /// <param name="table">Doses and observations.</param>
    /// <param name="terms">Lag, bioavailability, duration and rate of doses.</param>
    public static (EventPlan? Plan, ImmutableArray<string> Faults) Of(
        CompiledModel model, ImmutableArray<(string Name, double Value)> replaced, EventTable table, ImmutableArray<DoseTerm> terms)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(table);
        var faults = ImmutableArray.CreateBuilder<string>();
        var varied = ImmutableArray.CreateBuilder<(string, int)>();
        for (int c = 0; c < table.Columns.Length; c++)
        {
            if (Match(table.Columns[c], model.ParameterNames) is not string parameter) continue;
            if (replaced.Any(r => r.Name == parameter)) faults.Add($"parameter '{parameter}' is set for all and has a column as well; leave one out");
            varied.Add((parameter, c));
        }

        var species = new Dictionary<string, int>();
        foreach (EventRecord record in table.Subjects.SelectMany(s => s.Records))
        {
            if (record.Kind is not (EventKind.Dose or EventKind.ResetAndDose) || species.ContainsKey(record.Compartment)) continue;
            species.Add(record.Compartment, SpeciesOf(model, record.Compartment));
            if (species[record.Compartment] < 0) faults.Add($"line {record.Line}: there is no species '{record.Compartment}' to give a dose to; the first are {FirstOf(model)}");
        }

        var found = new Dictionary<(DoseTermKind, int), (int, int, double)>();
        foreach (DoseTerm term in terms)
        {
            int at = SpeciesOf(model, term.Compartment);
            int column = term.Name is null ? -1 : IndexOf(table.Columns, term.Name), parameter = term.Name is null ? -1 : IndexOf(model.ParameterNames, term.Name);
            if (at < 0) faults.Add($"there is no species '{term.Compartment}' to have a {Words(term.Kind)}; the first are {FirstOf(model)}");
            else if (term.Name is not null && column < 0 && parameter < 0) faults.Add($"'{term.Name}', the {Words(term.Kind)} of '{term.Compartment}', is neither a column of the table nor a parameter of the model");
            else if (!found.TryAdd((term.Kind, at), (column, parameter, term.Value))) faults.Add($"the {Words(term.Kind)} of '{term.Compartment}' is given twice");
        }

        foreach (EventRecord record in table.Subjects.SelectMany(s => s.Records).DistinctBy(r => (r.Compartment, r.Rate)))
        {
            DoseTermKind? needed = record.Rate switch { EventRecord.RateOfModel => DoseTermKind.Rate, EventRecord.DurationOfModel => DoseTermKind.Duration, _ => null };
            if (needed is { } kind && species.GetValueOrDefault(record.Compartment, -1) is >= 0 and int to && !found.ContainsKey((kind, to)))
            {
                faults.Add($"line {record.Line}: RATE {record.Rate:R} asks the model for the {Words(kind)} of doses into '{record.Compartment}', and none is given");
            }
        }

        return faults.Count > 0 ? (null, faults.ToImmutable()) : (new EventPlan(model, table, replaced, varied.ToImmutable(), species, found), []);
    }

    /// <summary>Runs every subject. The result does not depend on the threads.</summary>
    public EventRun Run(SolverOptions options, int threads = 1, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var rows = new ImmutableArray<EventRow>[Table.Subjects.Length];
        var troubles = new string?[rows.Length];
        int done = 0;
        Parallel.For(0, rows.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, s =>
        {
            (rows[s], troubles[s]) = new SubjectEvents(this, Table.Subjects[s], options).Run(cancellation);
            progress?.Report(new RunProgress("subjects", Interlocked.Increment(ref done), rows.Length));
        });
        return new EventRun([.. rows.SelectMany(r => r)], [.. troubles.OfType<string>()]);
    }

    /// <summary>The species of a record's compartment.</summary>
    internal int SpeciesOf(EventRecord record) => _species[record.Compartment];

    /// <summary>Parameters at a record; a value that is missing there stays what it was at the one before, or is the model's.</summary>
    internal double[] Parameters(EventRecord record, Dictionary<string, double> last)
    {
        foreach ((string parameter, int column) in _varied)
        {
            if (!double.IsNaN(record.Values[column])) last[parameter] = record.Values[column];
        }

        return Model.Parameters([.. _replaced, .. last.Select(v => (v.Key, v.Value))]);
    }

    /// <summary>A property of a record's dose, or what stands where none is given.</summary>
    internal double Term(DoseTermKind kind, EventRecord record, ReadOnlySpan<double> parameters, double otherwise)
    {
        if (!_terms.TryGetValue((kind, SpeciesOf(record)), out (int Column, int Parameter, double Value) term)) return otherwise;
        return term.Column >= 0 ? record.Values[term.Column] : term.Parameter >= 0 ? parameters[term.Parameter] : term.Value;
    }

    /// <summary>A dose property in words.</summary>
    internal static string Words(DoseTermKind kind) => kind switch
    {
        DoseTermKind.Lag => "lag",
        DoseTermKind.Bioavailability => "bioavailability",
        DoseTermKind.Duration => "duration",
        _ => "rate",
    };

    // a number counts the species; a name is a species' own, without its parentheses where it has no components
    private static int SpeciesOf(CompiledModel model, string compartment)
    {
        if (int.TryParse(compartment, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return number >= 1 && number <= model.SpeciesNames.Length ? number - 1 : -1;
        int exact = model.SpeciesIndex(compartment);
        return exact >= 0 ? exact : model.SpeciesIndex(compartment + "()");
    }

    private static string? Match(string column, ImmutableArray<string> names) => IndexOf(names, column) is >= 0 and int i ? names[i] : null;

    // columns are written in any case; where two names differ in nothing else the case decides
    private static int IndexOf(ImmutableArray<string> names, string name)
    {
        int exact = names.IndexOf(name);
        if (exact >= 0) return exact;
        int[] alike = [.. Enumerable.Range(0, names.Length).Where(i => string.Equals(names[i], name, StringComparison.OrdinalIgnoreCase))];
        return alike is [int only] ? only : -1;
    }

    private static string FirstOf(CompiledModel model) => string.Join(", ", model.SpeciesNames.Take(5).Select((n, i) => FormattableString.Invariant($"{i + 1} {n}")));
}

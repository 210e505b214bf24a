using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Blockade.Models.Diagnostics;
using Blockade.Models.Dynamics;
using Blockade.Models.Expressions;
using Blockade.Models.Sedml;

namespace Blockade.Archives;

/// <summary>An experiment whose models are compiled and whose every target is found: ready to run. Holds state: one thread.</summary>
internal sealed class PreparedExperiment
{
    private readonly List<Diagnostic> _diagnostics;
    private readonly Dictionary<string, ImmutableArray<string>> _leaves = [];
    private readonly Dictionary<string, double> _simulations = [];   // of tasks that share others, worked out once each
    private readonly Dictionary<string, double> _points = [];

    private PreparedExperiment(SedmlDocument document, Dictionary<string, ExperimentModel> models, Dictionary<string, ResultArray> data, List<Diagnostic> diagnostics) =>
        (Document, Models, Data, _diagnostics) = (document, models, data, diagnostics);

    public SedmlDocument Document { get; }

    public Dictionary<string, ExperimentModel> Models { get; }

    /// <summary>By data source, its numbers.</summary>
    public Dictionary<string, ResultArray> Data { get; }

    /// <summary>By simulation, how it is carried out.</summary>
    public Dictionary<string, RunChoice> Choices { get; } = [];

    /// <summary>By task that an output asks for, what is recorded of it.</summary>
    public Dictionary<string, ImmutableArray<RecordedVariable>> Recorded { get; } = [];

    /// <summary>By repeated task, the numbers of its ranges that are given, and the formulas of the others, in the order of the ranges.</summary>
    public Dictionary<string, ImmutableArray<PreparedFormula?>> Ranges { get; } = [];

    /// <summary>By repeated task, what it sets.</summary>
    public Dictionary<string, ImmutableArray<PreparedSetting>> Settings { get; } = [];

    /// <summary>Compiles and binds; null where anything is wrong, which is said.</summary>
    public static PreparedExperiment? Of(CombineArchive archive, SedmlDocument document, ArchiveRunOptions options, List<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        int Errors() => diagnostics.Count(d => d.Severity == Severity.Error);
        int before = Errors();
        Dictionary<string, ResultArray> data = new ExternalData(archive, document, options, diagnostics).Read();
        document = ExternalData.Fill(document, data);
        Dictionary<string, ExperimentModel> models = new ExperimentModels(archive, document, options, diagnostics, cancellation).Build();
        var prepared = new PreparedExperiment(document, models, data, diagnostics);
        foreach (SedmlSimulation simulation in document.Simulations)
        {
            if (RunChoice.Of(simulation, document.Source, options.Policy, diagnostics) is { } choice) prepared.Choices[simulation.Id] = choice;
        }

        foreach (SedmlTask task in document.Tasks) prepared.Bind(task);
        prepared.BindGenerators();
        prepared.Count(options.MaxValues);
        return Errors() == before ? prepared : null;
    }

    /// <summary>The generators that outputs ask for.</summary>
    public ImmutableArray<SedmlGenerator> Generators() => [.. Document.Outputs.SelectMany(o => o.Generators).Distinct().Select(Document.Generator)];

    /// <summary>By which a variable finds its values among those of its task.</summary>
    public static string KeyOf(SedmlVariable v) => $"{v.Model}\n{v.Target?.Text}";

    /// <summary>The tasks without others inside that a task runs, each once.</summary>
    public ImmutableArray<string> Leaves(string task)
    {
        if (_leaves.TryGetValue(task, out ImmutableArray<string> known)) return known;
        return _leaves[task] = Document.Task(task) is SedmlTask.Repeated repeated ? [.. repeated.Tasks.Distinct().SelectMany(t => Leaves(t)).Distinct()] : [task];
    }

    /// <summary>How many numbers a range has.</summary>
    public static int Length(SedmlTask.Repeated task, string range) => task.Ranges.First(r => r.Id == range) switch
    {
        SedmlRange.Values values => values.Numbers.Length,
        SedmlRange.Functional functional => Length(task, functional.Over),
        _ => throw new UnreachableException(),
    };

    /// <summary>How many simulations a task is.</summary>
    public double Simulations(string task)
    {
        if (_simulations.TryGetValue(task, out double known)) return known;
        return _simulations[task] = Document.Task(task) is SedmlTask.Repeated r ? Length(r, r.Master) * r.Tasks.Sum(Simulations) : 1;
    }

    private IEnumerable<string> ModelsOf(string task) => Leaves(task).Select(l => ((SedmlTask.Single)Document.Task(l)).Model).Distinct();

    private void Bind(SedmlTask task)
    {
        if (task is SedmlTask.Single single)
        {
            if (Models.GetValueOrDefault(single.Model) is { } model && Choices.GetValueOrDefault(single.Simulation) is { Method: RunMethod.Exact } && DynamicJumps.Objection(model.Equations.System) is { } objection)
            {
                Error("SED3002", single.Span, $"'{single.Model}' cannot be simulated reaction by reaction: {objection}");
            }

            return;
        }

        var repeated = (SedmlTask.Repeated)task;
        string[] ranges = [.. repeated.Ranges.Select(r => r.Id)];
        Ranges[task.Id] = [.. repeated.Ranges.Select(r => r is SedmlRange.Functional f ? Prepare(f.Formula, ranges) : null)];
        var settings = ImmutableArray.CreateBuilder<PreparedSetting>();
        foreach (SedmlSetValue setting in repeated.Settings)
        {
            PreparedFormula? formula = Prepare(setting.Formula, ranges);
            if (Find(setting.Model, setting.Target) is not { } quantity || formula is null) continue;
            if (quantity.Written is null) Error("SED2004", setting.Target.Span, $"'{setting.Target.Text}' of '{setting.Model}' cannot be given a value: it follows from others");
            else settings.Add(new PreparedSetting(setting.Model, quantity, formula));
        }

        Settings[task.Id] = settings.ToImmutable();
    }

    private PreparedFormula? Prepare(SedmlFormula formula, string[] ranges)
    {
        var variables = ImmutableArray.CreateBuilder<(string, BoundQuantity)>();
        foreach (SedmlVariable v in formula.Variables)
        {
            if (v.Target is null || v.Model is null || Find(v.Model, v.Target) is not { } quantity) return null;
            variables.Add((v.Model, quantity));
        }

        string[] names = [.. formula.Variables.Select(v => v.Id), .. ranges];
        return new PreparedFormula(CompiledExpression.Compile(formula.Value, n => Array.IndexOf(names, n) is >= 0 and var k ? k : null), variables.ToImmutable());
    }

    // a model that is missing has been said
    private BoundQuantity? Find(string model, SedmlTarget target)
    {
        if (!Models.TryGetValue(model, out ExperimentModel? made)) return null;
        if (made.Bind(target, out string? fault) is { } quantity) return quantity;
        Error("SED2004", target.Span, $"'{target.Text}' means nothing in '{model}': {fault}");
        return null;
    }

    private void BindGenerators()
    {
        foreach (IGrouping<string, SedmlVariable> task in Generators().SelectMany(g => g.Formula.Variables).Where(v => v.Data is null).GroupBy(v => v.Task!))
        {
            string[] models = [.. ModelsOf(task.Key)];
            var recorded = ImmutableArray.CreateBuilder<RecordedVariable>();
            foreach (SedmlVariable v in task.DistinctBy(KeyOf))
            {
                if (v.Model is { } wanted && !models.Contains(wanted))
                {
                    Error("SED2001", v.Span, $"the variable '{v.Id}' is of the model '{wanted}', which the task '{task.Key}' does not simulate", $"it simulates {string.Join(", ", models)}");
                    continue;
                }

                recorded.Add(new RecordedVariable(KeyOf(v), Places(v, v.Model is { } only ? [only] : models)));
            }

            Recorded[task.Key] = recorded.ToImmutable();
        }
    }

    // in one of the models at least
    private ImmutableDictionary<string, BoundQuantity?> Places(SedmlVariable v, string[] models)
    {
        if (v.Target is not { } target) return models.ToImmutableDictionary(m => m, _ => (BoundQuantity?)null);
        var places = ImmutableDictionary.CreateBuilder<string, BoundQuantity?>();
        string? fault = null;
        bool isMissing = false;
        foreach (string model in models)
        {
            if (!Models.TryGetValue(model, out ExperimentModel? made)) isMissing = true;
            else if (made.Bind(target, out string? wrong) is { } quantity) places[model] = quantity;
            else fault ??= $"'{target.Text}' means nothing in '{model}': {wrong}";
        }

        if (places.Count == 0 && !isMissing && fault is not null) Error("SED2004", target.Span, fault);
        return places.ToImmutable();
    }

    private void Count(long most)
    {
        double values = Recorded.Sum(r => Points(r.Key) * Math.Max(1, r.Value.Length));
        if (values <= most) return;
        _diagnostics.Add(new Diagnostic("SED4001", Severity.Error, Document.Source, default, FormattableString.Invariant($"the results of this experiment hold {values:g4} numbers; {most} is the limit"), "--max-values raises the limit"));
    }

    private double Points(string task)
    {
        if (Document.Task(task) is SedmlTask.Single single) return Document.Simulation(single.Simulation).Points;
        if (_points.TryGetValue(task, out double known)) return known;
        var repeated = (SedmlTask.Repeated)Document.Task(task);
        double[] parts = [.. repeated.Tasks.Select(Points)];
        return _points[task] = Length(repeated, repeated.Master) * (repeated.Joins ? parts.Sum() : parts.Length * parts.DefaultIfEmpty(0).Max());
    }

    private void Error([ConstantExpected] string code, SourceSpan span, string message, string? hint = null) => _diagnostics.Add(new Diagnostic(code, Severity.Error, Document.Source, span, message, hint));
}

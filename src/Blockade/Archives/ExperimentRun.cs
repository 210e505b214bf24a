using System.Collections.Immutable;
using Blockade.Models.Sedml;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;

namespace Blockade.Archives;

/// <summary>One run of a prepared experiment. A task that fails takes along what rests on it, and nothing else. Holds state: one thread.</summary>
internal sealed class ExperimentRun(PreparedExperiment experiment, ulong seed, TimeProvider clock, Action simulated, CancellationToken cancellation)
{
    private readonly Dictionary<string, Dictionary<string, ResultArray>> _results = [];
    private readonly Dictionary<string, string> _failures = [];
    private uint _task;
    private uint _simulation;

    private SedmlDocument Document => experiment.Document;

    public ExperimentOutcome Run()
    {
        long begun = clock.GetTimestamp();
        var tasks = ImmutableArray.CreateBuilder<TaskOutcome>();
        foreach (SedmlTask task in Document.Tasks)
        {
            long started = clock.GetTimestamp();
            string? algorithm = task is SedmlTask.Single single && experiment.Choices[single.Simulation].Term is { } term ? term.Id : null;
            if (!experiment.Recorded.ContainsKey(task.Id))
            {
                bool isPart = Document.Tasks.OfType<SedmlTask.Repeated>().Any(r => r.Tasks.Contains(task.Id));
                tasks.Add(new TaskOutcome(task.Id, ExperimentStatus.Skipped, isPart ? "it is run as a part of others" : "no output asks for it", algorithm, 0));
                continue;
            }

            string? trouble = Run(task);
            tasks.Add(new TaskOutcome(task.Id, trouble is null ? ExperimentStatus.Succeeded : ExperimentStatus.Failed, trouble, algorithm, clock.GetElapsedTime(started).TotalSeconds));
            _task++;
        }

        ImmutableArray<OutputOutcome> outputs = [.. Document.Outputs.Select(Make)];
        return new ExperimentOutcome(Document.Source.Name, tasks.ToImmutable(), outputs, clock.GetElapsedTime(begun).TotalSeconds);
    }

    private string? Run(SedmlTask task)
    {
        _simulation = 0;
        var courses = new Dictionary<string, ModelCourse>();
        foreach (string leaf in experiment.Leaves(task.Id)) courses.TryAdd(((SedmlTask.Single)Document.Task(leaf)).Model, null!);
        foreach (string model in courses.Keys.ToArray()) courses[model] = new ModelCourse(experiment.Models[model]);
        ImmutableArray<RecordedVariable> variables = experiment.Recorded[task.Id];
        (ResultArray[] values, string? trouble) = Run(task, variables, courses);
        if (trouble is not null)
        {
            _failures[task.Id] = trouble;
            return trouble;
        }

        _results[task.Id] = variables.Select((v, i) => (v.Key, values[i])).ToDictionary(v => v.Key, v => v.Item2);
        return null;
    }

    private (ResultArray[] Values, string? Trouble) Run(SedmlTask task, ImmutableArray<RecordedVariable> variables, Dictionary<string, ModelCourse> courses) =>
        task is SedmlTask.Single single ? Run(single, variables, courses) : Run((SedmlTask.Repeated)task, variables, courses);

    private (ResultArray[] Values, string? Trouble) Run(SedmlTask.Single task, ImmutableArray<RecordedVariable> variables, Dictionary<string, ModelCourse> courses)
    {
        SedmlSimulation simulation = Document.Simulation(task.Simulation);
        RunChoice choice = experiment.Choices[task.Simulation];
        RandomSequence random = new RandomSource(choice.Seed ?? seed).Sequence((ushort)DrawPurpose.Reactions, _simulation++, _task);
        var columns = variables.Select(_ => ImmutableArray.CreateBuilder<double>((int)simulation.Points)).ToArray();
        string? trouble = courses[task.Model].Run(simulation, choice, random, all =>
        {
            for (int v = 0; v < columns.Length; v++)
            {
                bool isThere = variables[v].Places.TryGetValue(task.Model, out BoundQuantity? place);
                columns[v].Add(!isThere ? double.NaN : place is { } quantity ? quantity.Value(all) : all[0]);
            }
        }, cancellation);
        simulated();
        return ([.. columns.Select(c => ResultArray.Of(c.ToImmutable()))], trouble is null ? null : $"the simulation '{simulation.Id}' of '{task.Model}' {trouble}");
    }

    private (ResultArray[] Values, string? Trouble) Run(SedmlTask.Repeated task, ImmutableArray<RecordedVariable> variables, Dictionary<string, ModelCourse> courses)
    {
        int length = PreparedExperiment.Length(task, task.Master);
        string[] own = [.. experiment.Leaves(task.Id).Select(l => ((SedmlTask.Single)Document.Task(l)).Model).Distinct()];
        var rounds = variables.Select(_ => new List<ResultArray>(length)).ToArray();
        for (int round = 0; round < length; round++)
        {
            if (task.Resets)
            {
                foreach (string model in own) courses[model].Reset();
            }

            double[] ranges = Numbers(task, round, courses);
            foreach (PreparedSetting setting in experiment.Settings[task.Id])
            {
                if (courses.TryGetValue(setting.Model, out ModelCourse? course)) course.Set(setting.Quantity, Value(setting.Formula, ranges, courses));
            }

            var parts = variables.Select(_ => new List<ResultArray>()).ToArray();
            foreach (string sub in task.Tasks)
            {
                (ResultArray[] values, string? trouble) = Run(Document.Task(sub), variables, courses);
                if (trouble is not null) return ([], FormattableString.Invariant($"in round {round + 1} of '{task.Id}' {trouble}"));
                for (int v = 0; v < parts.Length; v++) parts[v].Add(values[v]);
            }

            for (int v = 0; v < parts.Length; v++) rounds[v].Add(task.Joins ? ResultArray.Join(parts[v]) : ResultArray.Stack(parts[v]));
        }

        return ([.. rounds.Select(r => task.Joins ? ResultArray.Join(r) : ResultArray.Stack(r))], null);
    }

    // the ranges' numbers in one round; one that is shorter than the others stays at its last
    private double[] Numbers(SedmlTask.Repeated task, int round, Dictionary<string, ModelCourse> courses)
    {
        var numbers = new double[task.Ranges.Length];
        for (int r = 0; r < numbers.Length; r++)
        {
            numbers[r] = task.Ranges[r] is SedmlRange.Values values
                ? values.Numbers[Math.Min(round, values.Numbers.Length - 1)]
                : Value(experiment.Ranges[task.Id][r]!, numbers, courses);
        }

        return numbers;
    }

    private double Value(PreparedFormula formula, double[] ranges, Dictionary<string, ModelCourse> courses)
    {
        // a model that the task does not simulate is as its file says
        double[] values = [.. formula.Variables.Select(v => courses.TryGetValue(v.Model, out ModelCourse? course) ? course.Value(v.Quantity) : new ModelCourse(experiment.Models[v.Model]).Value(v.Quantity)), .. ranges];
        return formula.Code.Evaluate(values);
    }

    private OutputOutcome Make(SedmlOutput output)
    {
        if (output is SedmlOutput.Skipped skipped) return new OutputOutcome(output, ExperimentStatus.Skipped, $"a {skipped.Kind} is not made", []);
        string? failed = output.Generators.SelectMany(g => Document.Generator(g).Formula.Variables).Select(v => v.Task).OfType<string>().FirstOrDefault(_failures.ContainsKey);
        if (failed is not null) return new OutputOutcome(output, ExperimentStatus.Failed, $"the task '{failed}' failed", []);
        Dictionary<string, ResultArray> values = output.Generators.ToDictionary(g => g, g => Evaluate(Document.Generator(g)));
        IEnumerable<string> columns = output switch
        {
            SedmlOutput.Report report => report.DataSets.Select(d => d.Generator),
            SedmlOutput.Plot plot => plot.Curves.SelectMany(c => new[] { c.X, c.Y }),
            _ => [],
        };
        return new OutputOutcome(output, ExperimentStatus.Succeeded, null, [.. columns.Select(c => values[c])]) { IsDrawn = IsDrawn(output) };
    }

    private bool IsDrawn(SedmlOutput output) => output.Generators.SelectMany(g => Document.Generator(g).Formula.Variables).Select(v => v.Task).OfType<string>().Distinct().SelectMany(t => experiment.Leaves(t))
        .Any(l => experiment.Choices[((SedmlTask.Single)Document.Task(l)).Simulation].Method == RunMethod.Exact);

    private ResultArray Evaluate(SedmlGenerator generator) =>
        GeneratorMath.Evaluate(generator.Formula, [.. generator.Formula.Variables.Select(v => v.Data is { } data ? experiment.Data[data] : _results[v.Task!][PreparedExperiment.KeyOf(v)])]);
}

using System.Collections.Immutable;
using Blockade.Models.Dynamics;
using Blockade.Models.Sedml;
using Blockade.Numerics.Random;
using Blockade.Simulation;

namespace Blockade.Archives;

/// <summary>
/// A model under way through the simulations of a task. Before the first one it is what its file says, with other starting values where some were
/// given, and formulas for starting values follow them; afterwards it is where the last one left it. Holds state: one thread.
/// </summary>
internal sealed class ModelCourse(ExperimentModel model)
{
    private const int StepsInAll = 200;        // of a model with events: none that lasts this part of the time is missed
    private const int StepsBetweenOutputs = 4;

    private readonly Dictionary<string, double> _given = new(model.Given);
    private double[]? _now;          // by DynamicModel.IndexOf, once it is under way
    private DynamicProcess? _before;
    private double _time;

    public ExperimentModel Model => model;

    /// <summary>Back to the file's start.</summary>
    public void Reset()
    {
        _given.Clear();
        foreach ((string name, double value) in model.Given) _given[name] = value;
        (_now, _before, _time) = (null, null, 0);
    }

    /// <summary>A quantity's value now.</summary>
    public double Value(BoundQuantity quantity) => quantity.Value(Now());

    /// <summary>Gives a quantity another value. What follows from it follows when the next simulation starts.</summary>
    public void Set(BoundQuantity quantity, double value)
    {
        double written = quantity.ToWrite(value, Now());
        if (_now is null)
        {
            _given[quantity.Written!] = written;
            return;
        }

        var state = new DynamicState(model.Equations);
        state.Start(_time, Kept(_now));
        state.Assign((quantity.Written!, written));
        state.Update(_time);
        _now = state.Values.ToArray();
    }

    /// <summary>Carries a simulation out. Null, or what stopped it; what was reached is recorded.</summary>
    /// <param name="simulation">What to do.</param>
    /// <param name="choice">How.</param>
    /// <param name="random">Its draws.</param>
    /// <param name="record">Told the time, and all values by <see cref="DynamicModel.IndexOf"/>.</param>
    /// <param name="cancellation">Stops it.</param>
    public string? Run(SedmlSimulation simulation, RunChoice choice, RandomSequence random, Action<double[]> record, CancellationToken cancellation)
    {
        double start = simulation is SedmlSimulation.UniformTimeCourse course ? course.Initial : _time;
        (string, double)[] replaced = _now is null ? [.. _given.Select(g => (g.Key, g.Value))] : Kept(_now);
        ModelProcess process = choice.Method == RunMethod.Exact
            ? new DynamicJumpProcess(model.Equations, start, random, replaced)
            : new DynamicProcess(model.Equations, _before, start, choice.Options with { MaxStep = Math.Min(choice.Options.MaxStep, LongestStep(simulation)) }, random, replaced);
        var all = new double[model.Equations.System.Quantities.Length + 1];
        string? trouble = null;
        switch (simulation)
        {
            case SedmlSimulation.UniformTimeCourse c:
                for (int k = 0; k <= c.Steps && trouble is null; k++)
                {
                    double at = k == c.Steps ? c.End : c.Start + ((c.End - c.Start) * k / c.Steps);
                    trouble = process.Advance(at, c.End, cancellation);
                    if (trouble is null) Record(at);
                }

                break;
            case SedmlSimulation.OneStep one:
                trouble = process.Advance(start + one.Step, start + one.Step, cancellation);
                if (trouble is null) Record(start + one.Step);
                break;
            case SedmlSimulation.SteadyState:
                trouble = SteadyStateSearch.Run((DynamicProcess)process, model.Equations, cancellation);
                if (trouble is null) Record(process.Time);
                break;
        }

        (_now, _time, _before) = (all, process.Time, process as DynamicProcess);
        return trouble;

        void Record(double time)
        {
            process.Observables(all.AsSpan(1));
            all[0] = time;
            record(all);
        }
    }

    private double[] Now()
    {
        if (_now is not null) return _now;
        return model.Start(_given);
    }

    // all that does not follow from other values
    private (string, double)[] Kept(double[] values)
    {
        ImmutableArray<DynamicQuantity> quantities = model.Equations.System.Quantities;
        return [.. quantities.Select((q, k) => (q, k)).Where(q => q.q.Value is null).Select(q => (q.q.Name, values[q.k + 1]))];
    }

    private double LongestStep(SedmlSimulation simulation)
    {
        if (!model.Equations.HasJumps) return double.PositiveInfinity;
        return simulation switch
        {
            SedmlSimulation.UniformTimeCourse { End: var end, Initial: var initial, Steps: var steps } when end > initial => (end - initial) / Math.Max(StepsInAll, (double)StepsBetweenOutputs * steps),
            SedmlSimulation.OneStep { Step: var step } => step / StepsInAll,
            _ => double.PositiveInfinity,
        };
    }
}

using System.Collections.Immutable;
using Blockade.Models.Dynamics;
using Blockade.Numerics.Jump;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;

namespace Blockade.Simulation;

/// <summary>Simulates a dynamic model on a grid of output times from zero.</summary>
public static class DynamicSimulator
{
    private const int StepsBetweenOutputs = 4;   // so that an event which is over before the next output is not missed

    /// <summary>The differential equation. What was reached is kept where it stops early.</summary>
    /// <param name="model">The model.</param>
    /// <param name="shown">Quantities to be recorded.</param>
    /// <param name="end">The last time.</param>
    /// <param name="points">Output times after the first.</param>
    /// <param name="options">Tolerances.</param>
    /// <param name="random">Decides among events of equal priority.</param>
    /// <param name="replaced">Quantities with another value at the start.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">A name is no quantity of the model.</exception>
    public static ModelTrajectory Deterministic(
        DynamicModel model, ImmutableArray<string> shown, double end, int points, SolverOptions options, RandomSequence random,
        IReadOnlyList<(string Name, double Value)> replaced, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        if (model.HasJumps) options = options with { MaxStep = Math.Min(options.MaxStep, end / points / StepsBetweenOutputs) };
        var process = new DynamicProcess(model, 0, options, random, [.. replaced]);
        (List<double> times, double[][] rows, string? trouble) = Record(model, shown, process, end, points, progress, cancellation);
        return new ModelTrajectory(shown, [.. times], [.. shown.Select((_, c) => rows.Take(times.Count).Select(r => r[c]).ToImmutableArray())], null, 0, process.Method, trouble);
    }

    /// <summary>
    /// The population process: one run's values, or of several runs the mean of each column and its standard deviation (<c>NAME_sd</c>). Runs one after
    /// the other on one thread.
    /// </summary>
    /// <exception cref="ArgumentException"><see cref="DynamicJumps.Objection"/> finds something, or a name is no quantity of the model.</exception>
    public static ModelTrajectory Stochastic(
        DynamicModel model, ImmutableArray<string> shown, double end, int points, EnsembleOptions options,
        IReadOnlyList<(string Name, double Value)> replaced, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        var moments = new RunMoments((points + 1) * shown.Length);
        long firings = 0;
        string method = "";
        string? trouble = null;
        for (int run = 0; run < options.Runs && trouble is null; run++)
        {
            var process = new DynamicJumpProcess(model, 0, options.Random.Sequence(options.Purpose, (uint)run, options.Stream), [.. replaced]);
            (List<double> times, double[][] rows, string? stopped) = Record(model, shown, process, end, points, null, cancellation);
            for (int k = times.Count; k <= points; k++) Array.Fill(rows[k], double.NaN);
            if (stopped is null || run == 0) moments.Add(rows.SelectMany(r => r).ToArray());   // a first run that stops early is shown as far as it came
            if (stopped is not null) trouble = FormattableString.Invariant($"run {run} {stopped}");
            firings += process.Steps;
            method = process.Method;
            progress?.Report(new RunProgress("runs", run + 1, options.Runs));
        }

        if (options.Runs > 1) method = FormattableString.Invariant($"{method.Split(':')[0]}: {firings} firings in {moments.Count} runs");
        return ModelSimulator.Summary(
            [.. shown], end, points, options.Runs, (k, c) => moments.Mean[(k * shown.Length) + c], (k, c) => moments.StandardDeviation((k * shown.Length) + c), method, trouble);
    }

    private static (List<double> Times, double[][] Rows, string? Trouble) Record(
        DynamicModel model, ImmutableArray<string> shown, ModelProcess process, double end, int points, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        int[] places = [.. shown.Select(s => model.IndexOf(s) is > 0 and var i ? i - 1 : throw new ArgumentException($"'{s}' is no quantity of the model.", nameof(shown)))];
        var all = new double[model.System.Quantities.Length];
        var times = new List<double>();
        var rows = new double[points + 1][];
        for (int k = 0; k <= points; k++) rows[k] = new double[places.Length];
        for (int k = 0; k <= points; k++)
        {
            string? trouble = process.Advance(end * k / points, end, cancellation);
            if (trouble is not null) return (times, rows, trouble);
            process.Observables(all);
            for (int c = 0; c < places.Length; c++) rows[k][c] = all[places[c]];
            times.Add(process.Time);
            progress?.Report(new RunProgress("times", k, points));
        }

        return (times, rows, null);
    }
}

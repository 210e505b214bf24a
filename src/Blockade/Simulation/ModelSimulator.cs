using System.Collections.Immutable;
using Blockade.Models.Compilation;
using Blockade.Models.NetworkFree;
using Blockade.Numerics.Jump;
using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>Simulates a compiled model by itself, as a differential equation or as a population process, on a grid of output times from zero.</summary>
public static class ModelSimulator
{
    /// <summary>Species beyond which the laws of conservation are not looked for: in a network that is not built of blocks, finding them exactly costs the cube.</summary>
    public const int MostSpeciesForLaws = 10_000;

    /// <summary>The differential equation. What was reached is kept where it stops early.</summary>
    public static ModelTrajectory Deterministic(
        CompiledModel model, ReadOnlySpan<double> parameters, double end, int points, SolverOptions options, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        var y = new double[model.SpeciesNames.Length];
        model.InitialState(parameters, y);
        var process = new OdeProcess(model, parameters, 0, y, options);
        var rows = new List<double[]>();
        var times = new List<double>();
        string? trouble = null;
        for (int k = 0; k <= points; k++)
        {
            if (k > 0) trouble = process.Advance(end * k / points, end * k / points, cancellation);
            if (trouble is not null) break;
            var row = new double[model.ObservableNames.Length + model.FunctionNames.Length];
            process.Observables(row.AsSpan(0, model.ObservableNames.Length));
            process.Functions(row.AsSpan(model.ObservableNames.Length));
            rows.Add(row);
            times.Add(process.Time);
            progress?.Report(new RunProgress("times", k, points));
        }

        int? laws = null;
        double drift = 0;
        if (model.SpeciesNames.Length <= MostSpeciesForLaws)
        {
            ImmutableArray<ImmutableArray<(int, long)>> found = model.ConservationLaws();
            (laws, drift) = (found.Length, CompiledModel.ConservationDrift(found, y, process.Amounts));
        }

        string[] names = [.. model.ObservableNames, .. model.FunctionNames];
        ImmutableArray<string> distinct = [.. names.Distinct()];
        return new ModelTrajectory(
            distinct, [.. times], [.. distinct.Select(n => Column(rows, Array.IndexOf(names, n)))], laws, drift,
            process.Method, trouble);
    }

    /// <summary>
    /// The population process: one run's values, or of several runs the mean of each column and its standard deviation beside it (<c>NAME_sd</c>).
    /// </summary>
    public static ModelTrajectory Stochastic(
        CompiledModel model, double[] parameters, double end, int points, EnsembleOptions options, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        var start = new double[model.SpeciesNames.Length];
        model.InitialPopulations(parameters, start);
        double[] times = [.. Enumerable.Range(0, points + 1).Select(k => end * k / points)];
        EnsembleResult result = JumpEnsemble.Run(() => model.Jumps(parameters), start, times, options with { KeptRuns = options.Runs == 1 ? 1 : 0 }, new Runs(progress, options.Runs), cancellation);
        string[] names = [.. model.ObservableNames, .. model.FunctionNames];
        bool one = options.Runs == 1 && result.Kept.Length == 1;
        string? trouble = result.Failures.IsEmpty
            ? result.Runs < options.Runs ? $"interrupted after {result.Runs} of {options.Runs} runs" : null
            : FormattableString.Invariant($"{result.Failures.Length} of {result.Runs} runs stopped early, run {result.Failures[0].Run} at time {result.Failures[0].Time:g6}: {Explain(result.Failures[0].Status)}");
        return Summary(
            names, end, points, options.Runs, (k, c) => one ? result.Value(0, k, c) : result.Mean(k, c), result.StandardDeviation,
            FormattableString.Invariant($"{result.Statistics.Method}, {result.Statistics.Reason}: {result.Statistics.Events} events in {result.Runs} run{(result.Runs == 1 ? "" : "s")}"), trouble);
    }

    /// <summary>
    /// Molecule by molecule, without a network: one run's values, or of several runs the mean of each column and its standard deviation. Runs one
    /// after the other on one thread.
    /// </summary>
    public static ModelTrajectory NetworkFree(
        NetworkFreeModel model, double[] parameters, double end, int points, EnsembleOptions options, NetworkFreeLimits limits, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        string[] names = [.. model.ObservableNames, .. model.FunctionNames];
        int observables = model.ObservableNames.Length;
        var moments = new RunMoments((points + 1) * names.Length);
        var run = new double[moments.Mean.Length];
        long events = 0;
        string? trouble = null;
        for (int number = 0; number < options.Runs && trouble is null; number++)
        {
            var process = new NetworkFreeProcess(model, parameters, options.Random.Sequence(options.Purpose, (uint)number), limits);
            run.AsSpan().Fill(double.NaN);
            for (int k = 0; k <= points; k++)
            {
                if (k > 0 && process.Advance(end * k / points, end * k / points, cancellation) is string stopped)
                {
                    trouble = FormattableString.Invariant($"run {number} {stopped}");
                    break;
                }

                progress?.Report(new RunProgress("output times", (number * points) + k, options.Runs * points));
                Span<double> row = run.AsSpan(k * names.Length, names.Length);
                process.Observables(row[..observables]);
                process.Functions(row[observables..]);
            }

            events += process.Steps;
            if (trouble is null || number == 0) moments.Add(run);   // a first run that stops early is shown as far as it came
        }

        return Summary(
            names, end, points, options.Runs, (k, c) => moments.Mean[(k * names.Length) + c], (k, c) => moments.StandardDeviation((k * names.Length) + c),
            FormattableString.Invariant($"molecule by molecule: {events} events in {moments.Count} run{(moments.Count == 1 ? "" : "s")}"), trouble);
    }

    // Of one run its values, of several their means and deviations.
    internal static ModelTrajectory Summary(
        string[] names, double end, int points, int runs, Func<int, int, double> value, Func<int, int, double> deviation, string method, string? trouble)
    {
        ImmutableArray<double> Over(Func<int, double> at) => [.. Enumerable.Range(0, points + 1).Select(at)];
        var columns = ImmutableArray.CreateBuilder<ImmutableArray<double>>();
        var labels = ImmutableArray.CreateBuilder<string>();
        foreach (string name in names.Distinct())
        {
            int output = Array.IndexOf(names, name);
            labels.Add(name);
            columns.Add(Over(k => value(k, output)));
            if (runs == 1) continue;
            labels.Add(name + "_sd");
            columns.Add(Over(k => deviation(k, output)));
        }

        return new ModelTrajectory(labels.ToImmutable(), Over(k => end * k / points), columns.ToImmutable(), null, 0, method, trouble);
    }

    private static ImmutableArray<double> Column(List<double[]> rows, int index) => [.. rows.Select(r => r[index])];

    /// <summary>Why an integration ended early, and what to do about it, in words.</summary>
    public static string Explain(SolveStatus status) => status switch
    {
        SolveStatus.NotFinite => "the right-hand side is not a number (NaN or infinite) there; look for a division by zero, or a negative argument of a logarithm or a root",
        SolveStatus.StepLimitReached => "the limit of steps was reached; shorten the run or loosen its relative tolerance",
        SolveStatus.StepTooSmall => "the step became too small to go on: the solution may grow without bound",
        SolveStatus.NewtonDiverged => "the implicit equations could not be solved",
        _ => status.ToString(),
    };

    internal static string Explain(JumpStatus status) => status switch
    {
        JumpStatus.EventLimitReached => "1,000,000,000 events were not enough; shorten the run, or leap",
        JumpStatus.BadPropensity => "a rate is negative or not a number there",
        JumpStatus.IntegrationFailed => "the equation of the species that are many could not be followed; try --method ssa or tau",
        JumpStatus.BadPopulation => "a population is negative or not a whole number: start from whole numbers",
        _ => status.ToString(),
    };

    private sealed class Runs(IProgress<RunProgress>? progress, int total) : IProgress<int>
    {
        public void Report(int value) => progress?.Report(new RunProgress("runs", value, total));
    }
}

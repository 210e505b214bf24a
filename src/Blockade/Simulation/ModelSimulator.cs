using System.Collections.Immutable;
using Blockade.Models.Compilation;
using Blockade.Models.NetworkFree;
using Blockade.Numerics.Jump;
using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>Simulates a compiled model by itself, as a differential equation or as a population process, on a grid of output times from zero.</summary>
public static class ModelSimulator
{
    /// <summary>Species beyond which the laws of conservation are not looked for: finding them exactly costs the cube.</summary>
    public const int MostSpeciesForLaws = 1000;

    /// <summary>The differential equation. What was reached is kept where it stops early.</summary>
    public static ModelTrajectory Deterministic(
        CompiledModel model, ReadOnlySpan<double> parameters, double end, int points, SolverOptions options, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        NetworkOde ode = model.Ode(parameters);
        var y = new double[model.SpeciesNames.Length];
        model.InitialState(parameters, y);
        double[] start = [.. y];
        var solver = new OdeSolver(ode, options);
        var rows = new List<double[]>();
        var times = new List<double>();
        double t = 0;
        SolveStatus status = SolveStatus.Completed;
        for (int k = 0; k <= points; k++)
        {
            if (k > 0) status = solver.Advance(ref t, y, end * k / points, cancellation);
            if (status != SolveStatus.Completed) break;
            var row = new double[model.ObservableNames.Length + model.FunctionNames.Length];
            ode.Observables(y, row.AsSpan(0, model.ObservableNames.Length));
            ode.Functions(t, y, row.AsSpan(model.ObservableNames.Length));
            rows.Add(row);
            times.Add(t);
            progress?.Report(new RunProgress("times", k, points));
        }

        int? laws = null;
        double drift = 0;
        if (model.SpeciesNames.Length <= MostSpeciesForLaws)
        {
            ImmutableArray<ImmutableArray<(int, long)>> found = model.ConservationLaws();
            (laws, drift) = (found.Length, CompiledModel.ConservationDrift(found, start, y));
        }

        string[] names = [.. model.ObservableNames, .. model.FunctionNames];
        ImmutableArray<string> distinct = [.. names.Distinct()];
        return new ModelTrajectory(
            distinct, [.. times], [.. distinct.Select(n => Column(rows, Array.IndexOf(names, n)))], laws, drift,
            FormattableString.Invariant($"NDF of order 1 to 5 at a relative tolerance of {options.RelativeTolerance:g3}: {solver.Statistics.AcceptedSteps} steps"),
            status == SolveStatus.Completed ? null : $"stopped at time {t.ToString("g6", System.Globalization.CultureInfo.InvariantCulture)}: {Explain(status)}");
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
        NetworkFreeModel model, double[] parameters, double end, int points, EnsembleOptions options, IProgress<RunProgress>? progress = null,
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
            var simulator = new NetworkFreeSimulator(model, parameters, options.Random.Sequence(options.Purpose, (uint)number));
            double t = 0;
            run.AsSpan().Fill(double.NaN);
            for (int k = 0; k <= points; k++)
            {
                NetworkFreeStatus status = k == 0 ? NetworkFreeStatus.Completed : simulator.Advance(ref t, end * k / points, cancellation);
                if (status != NetworkFreeStatus.Completed)
                {
                    trouble = FormattableString.Invariant($"run {number} stopped at time {t:g6}: {Explain(status, simulator.OffendingRule)}");
                    break;
                }

                progress?.Report(new RunProgress("output times", (number * points) + k, options.Runs * points));
                Span<double> row = run.AsSpan(k * names.Length, names.Length);
                simulator.Observables(row[..observables]);
                simulator.Functions(t, row[observables..]);
            }

            events += simulator.Events;
            if (trouble is null || number == 0) moments.Add(run);   // a first run that stops early is shown as far as it came
        }

        return Summary(
            names, end, points, options.Runs, (k, c) => moments.Mean[(k * names.Length) + c], (k, c) => moments.StandardDeviation((k * names.Length) + c),
            FormattableString.Invariant($"molecule by molecule: {events} events in {moments.Count} run{(moments.Count == 1 ? "" : "s")}"), trouble);
    }

    // Of one run its values, of several their means and deviations.
    private static ModelTrajectory Summary(
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
        SolveStatus.StepLimitReached => "100,000 steps were not enough; shorten --end or loosen --rtol",
        SolveStatus.StepTooSmall => "the step became too small to go on: the solution may grow without bound",
        SolveStatus.NewtonDiverged => "the implicit equations could not be solved",
        _ => status.ToString(),
    };

    private static string Explain(JumpStatus status) => status switch
    {
        JumpStatus.EventLimitReached => "1,000,000,000 events were not enough; shorten --end, or leap with --method tau",
        JumpStatus.BadPropensity => "a rate is negative or not a number there",
        JumpStatus.BadPopulation => "a population is negative or not a whole number: start from whole numbers",
        _ => status.ToString(),
    };

    private static string Explain(NetworkFreeStatus status, string? rule) => status switch
    {
        NetworkFreeStatus.MoleculeLimitReached => FormattableString.Invariant($"there were more than {NetworkFreeLimits.Default.MaxMolecules:N0} molecules, the most that are kept one by one; shorten --end, lower the seeds with --set, or expand the network with --method ssa"),
        NetworkFreeStatus.RateNotValid => $"the rate of rule '{rule}' is negative or not a number there",
        NetworkFreeStatus.EventLimitReached => "the limit of events was reached",
        _ => status.ToString(),
    };

    private sealed class Runs(IProgress<RunProgress>? progress, int total) : IProgress<int>
    {
        public void Report(int value) => progress?.Report(new RunProgress("runs", value, total));
    }
}

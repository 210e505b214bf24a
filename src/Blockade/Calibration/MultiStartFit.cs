using System.Collections.Immutable;
using Blockade.Numerics.Random;
using Blockade.Petab;
using Blockade.Populations;
using Blockade.Simulation;

namespace Blockade.Calibration;

/// <summary>Searches from many starts. A start depends on the seed and its number, so the result does not depend on threads.</summary>
public sealed class MultiStartFit(FitProblem problem, RandomSource random)
{
    private const int Iterations = 300;
    private const int Tries = 50;   // a start where the model cannot be simulated is drawn anew

    /// <summary>The point of a start: uniform between the bounds, on the scales, or from what the table gives to draw from, clipped to the bounds.</summary>
    public double[] Start(int number)
    {
        RandomSequence sequence = random.Sequence((ushort)DrawPurpose.FitStart, (uint)number);
        double[] point = new double[problem.Parameters.Length];
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            for (int j = 0; j < point.Length; j++) point[j] = Draw(j, sequence.NextUniform());
            if (double.IsFinite(problem.Objective(problem.Run(point, default)))) break;
        }

        return point;
    }

    /// <summary>Runs the starts that are not there yet, and hands each over as it ends.</summary>
    /// <param name="count">Starts in all.</param>
    /// <param name="fromNominal">The first start is the nominal values, where the table has all of them.</param>
    /// <param name="done">Starts that are there, by number.</param>
    /// <param name="threads">At most so many at once.</param>
    /// <param name="finished">Told of each that ends, one at a time.</param>
    /// <param name="progress">Told how many.</param>
    /// <param name="cancellation">Stops it; what has ended was handed over.</param>
    /// <returns>All starts that have ended, by number.</returns>
    public SortedDictionary<int, FitPoint> Run(
        int count, bool fromNominal, IReadOnlyDictionary<int, FitPoint> done, int threads, Action<int, FitPoint> finished, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(done);
        ArgumentNullException.ThrowIfNull(finished);
        var all = new SortedDictionary<int, FitPoint>(done.Where(d => d.Key < count).ToDictionary(d => d.Key, d => d.Value));
        int[] open = [.. Enumerable.Range(0, count).Where(k => !all.ContainsKey(k))];
        var gate = new Lock();
        progress?.Report(new RunProgress("starts", all.Count, count));
        try
        {
            Parallel.ForEach(open, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, k =>
            {
                double[] start = (k == 0 && fromNominal ? problem.Nominal() : null) ?? Start(k);
                FitPoint end = new FitSearch(problem, Iterations).Run(start, -1, cancellation);
                lock (gate)
                {
                    all.Add(k, end);
                    finished(k, end);
                    progress?.Report(new RunProgress("starts", all.Count, count));
                }
            });
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // what has ended is kept
        }

        return all;
    }

    private double Draw(int j, double u)
    {
        if (problem.Parameters[j].Start is { } law)
        {
            double drawn = problem.Parameters[j].Scale.Apply(law.Quantile(u));
            return Math.Clamp(double.IsNaN(drawn) ? problem.Lower[j] : drawn, problem.Lower[j], problem.Upper[j]);   // no logarithm: below every bound
        }

        // without bounds a decade around the nominal value is all there is to go by
        (double lower, double upper) = (problem.Lower[j], problem.Upper[j]);
        double middle = problem.Parameters[j].Scale.Apply(problem.Parameters[j].Nominal);
        double half = problem.Parameters[j].Scale == ParameterScale.Linear ? Math.Max(1, Math.Abs(middle)) : 1;
        if (!double.IsFinite(lower)) lower = Math.Min(middle, upper) - half;
        if (!double.IsFinite(upper)) upper = Math.Max(middle, lower) + half;
        return lower + (u * (upper - lower));
    }

    /// <summary>The best of them.</summary>
    public static (int Number, FitPoint Point)? Best(IReadOnlyDictionary<int, FitPoint> starts)
    {
        ArgumentNullException.ThrowIfNull(starts);
        KeyValuePair<int, FitPoint>[] ended = [.. starts.Where(s => double.IsFinite(s.Value.Objective)).OrderBy(s => s.Value.Objective).ThenBy(s => s.Key)];
        return ended.Length == 0 ? null : (ended[0].Key, ended[0].Value);
    }

    /// <summary>How many starts ended as low as the best, to a tenth of a unit of log-likelihood.</summary>
    public static int AtBest(IReadOnlyDictionary<int, FitPoint> starts)
    {
        double best = Best(starts)?.Point.Objective ?? double.NaN;
        return starts.Values.Count(s => s.Objective <= best + 0.1);
    }

    /// <summary>The ends in the order of their objectives.</summary>
    public static ImmutableArray<(int Number, FitPoint Point)> Ordered(IReadOnlyDictionary<int, FitPoint> starts) =>
        [.. starts.OrderBy(s => s.Value.Objective).ThenBy(s => s.Key).Select(s => (s.Key, s.Value))];
}

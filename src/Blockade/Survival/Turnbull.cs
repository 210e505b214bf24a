using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>
/// The nonparametric maximum-likelihood estimate of survival when each event is known to lie in an interval: scans are intervals. With exact and
/// right-censored times it is Kaplan and Meier's.
/// </summary>
/// <remarks>
/// Turnbull (1976), J. R. Stat. Soc. B 38:290-295. Of the ways to the maximum (self-consistency, convex minorant, Newton): self-consistency,
/// which never falls, with Newton steps on the chances that are not zero, which end it. Gentleman and Geyer (1994), Biometrika 81:618-623,
/// give the conditions by which it is known to be the maximum.
/// </remarks>
public static class Turnbull
{
    private const int Rounds = 400;
    private const int StepsEach = 25;
    private const double LeastMass = 1e-12;

    /// <summary>Estimates the distribution.</summary>
    /// <param name="intervals">The subjects, in any order.</param>
    /// <returns>
    /// The estimate; empty for no subjects. Cost: O(n log n), then O(n + m) a step and O(n m + m^3) a round for m innermost intervals; mostly a few rounds.
    /// </returns>
    public static TurnbullEstimate Estimate(ReadOnlySpan<CensoredInterval> intervals)
    {
        int n = intervals.Length;
        if (n == 0) return new([], [], 0, 0, true);
        (ImmutableArray<CensoredInterval> inner, (int First, int Last)[] spans) = Innermost(intervals);
        int m = inner.Length;
        double[] mass = new double[m], gradient = new double[m];
        Array.Fill(mass, 1.0 / m);
        double gap = double.PositiveInfinity;
        for (int round = 0; round < Rounds && !(gap <= 1e-12 * n); round++)
        {
            for (int step = 0; step < StepsEach; step++)
            {
                Gradient(spans, mass, gradient);
                for (int j = 0; j < m; j++) mass[j] *= gradient[j] / n;
            }

            Newton(spans, mass, gradient);
            Gradient(spans, mass, gradient);
            gap = Math.Max(0, gradient.Max() - n);
        }

        int[] kept = [.. Enumerable.Range(0, m).Where(j => mass[j] > LeastMass)];
        double total = kept.Sum(j => mass[j]);
        return new([.. kept.Select(j => inner[j])], [.. kept.Select(j => mass[j] / total)], LogLikelihood(spans, mass), gap, gap <= 1e-6);
    }

    // An innermost interval runs from a start to the next end with no other start or end between: only there can chance lie. A time is a place on a
    // line on which an exact start comes before the end at that time, and that before the start of an interval that excludes it.
    private static (ImmutableArray<CensoredInterval> Inner, (int First, int Last)[] Spans) Innermost(ReadOnlySpan<CensoredInterval> intervals)
    {
        int n = intervals.Length;
        var ends = new (double Time, int Rank)[2 * n];
        for (int i = 0; i < n; i++)
        {
            ends[2 * i] = (intervals[i].After, intervals[i].IsExact ? 0 : 2);
            ends[(2 * i) + 1] = (intervals[i].NotAfter, 1);
        }

        (double Time, int Rank)[] sorted = [.. ends.Distinct()];
        Array.Sort(sorted);
        var inner = ImmutableArray.CreateBuilder<CensoredInterval>();
        var starts = new List<(double, int)>();
        for (int k = 0; k + 1 < sorted.Length; k++)
        {
            if (sorted[k].Rank == 1 || sorted[k + 1].Rank != 1) continue;
            inner.Add(new(sorted[k].Time, sorted[k + 1].Time));
            starts.Add(sorted[k]);
        }

        // a subject's interval holds the innermost ones that start at or after its start and before its end
        var spans = new (int First, int Last)[n];
        for (int i = 0; i < n; i++)
        {
            int first = starts.BinarySearch(ends[2 * i]);
            int last = starts.BinarySearch(ends[(2 * i) + 1]);
            spans[i] = (first >= 0 ? first : ~first, (last >= 0 ? last : ~last) - 1);
        }

        return (inner.ToImmutable(), spans);
    }

    // d log L / d mass: for each interval the sum of one over the chance of the subjects that may lie in it; n at the maximum where there is mass
    private static void Gradient((int First, int Last)[] spans, double[] mass, double[] gradient)
    {
        double[] before = new double[mass.Length + 1];
        for (int j = 0; j < mass.Length; j++) before[j + 1] = before[j] + mass[j];
        double[] change = new double[mass.Length + 1];
        foreach ((int first, int last) in spans)
        {
            double inverse = 1 / (before[last + 1] - before[first]);
            change[first] += inverse;
            change[last + 1] -= inverse;
        }

        double sum = 0;
        for (int j = 0; j < mass.Length; j++) gradient[j] = sum += change[j];
    }

    private static double LogLikelihood((int First, int Last)[] spans, double[] mass)
    {
        double[] before = new double[mass.Length + 1];
        for (int j = 0; j < mass.Length; j++) before[j + 1] = before[j] + mass[j];
        return spans.Sum(s => Math.Log(before[s.Last + 1] - before[s.First]));
    }

    // Maximizes sum log(chance) - n (sum of mass), whose maximum has masses that add up to one, over the masses that are not about to vanish.
    private static void Newton((int First, int Last)[] spans, double[] mass, double[] gradient)
    {
        int n = spans.Length;
        for (int step = 0; step < 30; step++)
        {
            Gradient(spans, mass, gradient);
            int[] free = [.. Enumerable.Range(0, mass.Length).Where(j => mass[j] > 1e-9 || (mass[j] > 0 && gradient[j] > n))];
            int[] place = new int[mass.Length];
            Array.Fill(place, -1);
            for (int k = 0; k < free.Length; k++) place[free[k]] = k;
            double[,] curvature = new double[free.Length, free.Length];
            double[] change = [.. free.Select(j => gradient[j] - n)];
            foreach ((int first, int last) in spans)
            {
                double chance = 0;
                for (int j = first; j <= last; j++) chance += mass[j];
                int[] inside = [.. Enumerable.Range(first, last - first + 1).Select(j => place[j]).Where(k => k >= 0)];
                double square = 1 / (chance * chance);
                foreach (int a in inside)
                {
                    foreach (int b in inside) curvature[a, b] += square;
                }
            }

            new SemidefiniteFactor(curvature, 1e-12, 0).Solve(change);
            double size = 1;
            for (int k = 0; k < free.Length; k++)
            {
                if (change[k] < 0) size = Math.Min(size, -mass[free[k]] / change[k]);
            }

            double before = LogLikelihood(spans, mass) - (n * mass.Sum());
            double[] trial = [.. mass];
            for (int k = 0; k < free.Length; k++) trial[free[k]] = Math.Max(0, mass[free[k]] + (size * change[k]));
            double after = LogLikelihood(spans, trial) - (n * trial.Sum());
            if (!(after >= before)) return;   // self-consistency goes on from here
            trial.CopyTo(mass, 0);
            if (size == 1 && after - before < 1e-15 * n) return;
        }
    }
}

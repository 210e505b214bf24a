using System.Collections.Immutable;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Trials;

namespace Blockade.Designs;

/// <summary>
/// The chance of success when the effect itself is uncertain: effects are drawn, and for each the trial is run several times. How the power differs
/// between effects, and how much of what is seen is the noise of the inner replicates, are told apart.
/// </summary>
/// <param name="Success">The mean over effects of the share of successes, with its Monte Carlo error, which holds both kinds of noise.</param>
/// <param name="BetweenVariance">The variance of the true power between effects: the observed one less what the inner replicates add; not below zero.</param>
/// <param name="WithinVariance">The variance that the inner replicates add to a share: the mean of p (1 - p)/(m - 1) over effects.</param>
/// <param name="Outer">Effects drawn.</param>
/// <param name="Inner">Replicates of each.</param>
/// <remarks>O'Hagan, Stevens and Campbell (2005), Pharm. Stat. 4:187-201.</remarks>
public sealed record Assurance(MonteCarlo Success, double BetweenVariance, double WithinVariance, int Outer, int Inner)
{
    /// <summary>From the successes of each effect's replicates.</summary>
    /// <param name="successes">One number an effect; at least two.</param>
    /// <param name="inner">Replicates of each; at least two.</param>
    /// <exception cref="ArgumentException">There are fewer than two effects or two replicates.</exception>
    public static Assurance Of(ImmutableArray<int> successes, int inner)
    {
        if (successes.IsDefault || successes.Length < 2 || inner < 2) throw new ArgumentException("Two effects and two replicates of each are the least.", nameof(successes));
        double[] shares = [.. successes.Select(s => (double)s / inner)];
        MonteCarlo mean = MonteCarlo.Mean(shares);
        double within = shares.Average(p => p * (1 - p) / (inner - 1));
        return new Assurance(mean, Math.Max(0, (mean.StandardDeviation * mean.StandardDeviation) - within), within, successes.Length, inner);
    }

    /// <summary>Draws log hazard ratios around that of a trial's second arm, normal, and runs the trial with each.</summary>
    /// <param name="trial">The trial; its second arm's hazard is multiplied by the exponential of each draw.</param>
    /// <param name="test">How it is judged.</param>
    /// <param name="logHazardRatioDeviation">The standard deviation of the log hazard ratio.</param>
    /// <param name="random">The random space.</param>
    /// <param name="outer">Effects to draw.</param>
    /// <param name="inner">Replicates of each.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    /// <param name="cancellation">Stops with an exception.</param>
    public static Assurance Run(
        AnalyticTrial trial, PlannedTest test, double logHazardRatioDeviation, RandomSource random, int outer, int inner, int threads,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(test);
        int[] successes = new int[outer];
        Parallel.For(0, outer, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, o =>
        {
            double shift = logHazardRatioDeviation * random.Sequence((ushort)DrawPurpose.Assurance, (uint)o).NextNormal();
            AnalyticTrial drawn = trial with { Arms = trial.Arms.SetItem(1, trial.Arms[1] with { Law = trial.Arms[1].Law.Times(Math.Exp(shift)) }) };
            for (int i = 0; i < inner; i++)
            {
                // every effect has patients of its own, or one lucky replicate would be counted with all of them
                ReplicateOutcome outcome = drawn.Run([test], random, (uint)((o * inner) + i));
                if (Succeeds(test, outcome)) successes[o]++;
            }
        });
        return Of([.. successes], inner);
    }

    private static bool Succeeds(PlannedTest test, ReplicateOutcome outcome)
    {
        for (int k = 0; k < test.Cutoffs.Length; k++)
        {
            LookDecision decision = test.Decide(k, outcome.Tests[0][k].Comparisons[0]);
            if (decision != LookDecision.GoOn) return decision == LookDecision.Success;
        }

        return false;
    }
}

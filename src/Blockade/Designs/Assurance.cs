using System.Collections.Immutable;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Survival;
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
    /// <summary>The variance between sets of patients of what they give on average over the effects; zero where every effect has patients of its own.</summary>
    public double SharedVariance { get; init; }

    /// <summary>What the number of effects leaves open of the mean: a standard error that more effects make smaller.</summary>
    public double ErrorOfEffects => Math.Sqrt(BetweenVariance / Outer);

    /// <summary>What the number of replicates leaves open of the mean: a standard error that more replicates make smaller.</summary>
    public double ErrorOfReplicates => Math.Sqrt((SharedVariance / Inner) + (Math.Max(0, WithinVariance - (SharedVariance / Inner)) / Outer));

    /// <summary>The mean with Wilson's 95 % limits for as many independent trials as its error is worth: where all or none succeed, the fewer of effects and replicates.</summary>
    public Estimate Limits
    {
        get
        {
            double p = Success.Value, all = (double)Outer * Inner, least = Math.Min(Outer, Inner);
            double worth = p is > 0 and < 1 && Success.StandardError > 0 ? p * (1 - p) / (Success.StandardError * Success.StandardError) : least;
            return Proportion.Wilson(p, Math.Clamp(worth, 1, all));
        }
    }

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

    /// <summary>
    /// From trials in which every effect met the same sets of patients. That is cheaper where patients cost more than effects, and the effects' differences come out sharper; a set
    /// of lucky patients is lucky under all of them, which the error of the mean counts.
    /// </summary>
    /// <param name="succeeded">For each effect whether each replicate succeeded; at least two of either.</param>
    /// <remarks>Two-way analysis of variance with random effects: Searle, Casella and McCulloch (1992), Variance Components, section 4.3. Negative components count as zero.</remarks>
    /// <exception cref="ArgumentException">There are fewer than two effects or two replicates, or effects differ in how many they have.</exception>
    public static Assurance Crossed(ImmutableArray<ImmutableArray<bool>> succeeded)
    {
        if (succeeded.IsDefault || succeeded.Length < 2 || succeeded[0].Length < 2 || succeeded.Any(s => s.Length != succeeded[0].Length))
        {
            throw new ArgumentException("Two effects and two replicates of each are the least, as many for every effect.", nameof(succeeded));
        }

        int outer = succeeded.Length, inner = succeeded[0].Length;
        double[] ofEffect = [.. succeeded.Select(s => s.Average(Number))];
        double[] ofReplicate = [.. Enumerable.Range(0, inner).Select(r => succeeded.Average(s => Number(s[r])))];
        double mean = ofEffect.Average();
        double effects = inner * ofEffect.Sum(p => (p - mean) * (p - mean)) / (outer - 1);
        double replicates = outer * ofReplicate.Sum(p => (p - mean) * (p - mean)) / (inner - 1);
        double rest = 0;
        for (int e = 0; e < outer; e++)
        {
            for (int r = 0; r < inner; r++) rest += Math.Pow(Number(succeeded[e][r]) - ofEffect[e] - ofReplicate[r] + mean, 2);
        }

        rest /= (outer - 1.0) * (inner - 1);
        double between = Math.Max(0, (effects - rest) / inner), shared = Math.Max(0, (replicates - rest) / outer);
        double error = Math.Sqrt((between / outer) + (shared / inner) + (rest / outer / inner));
        return new Assurance(new MonteCarlo(mean, error, outer * inner), between, ofEffect.Average(p => p * (1 - p) / (inner - 1)), outer, inner) { SharedVariance = shared };

        static double Number(bool yes) => yes ? 1 : 0;
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
                if (test.Succeeds(outcome.Tests[0], 0)) successes[o]++;
            }
        });
        return Of([.. successes], inner);
    }
}

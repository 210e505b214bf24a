using System.Collections.Immutable;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using MathNet.Numerics.LinearAlgebra;

namespace Blockade.Calibration;

/// <summary>
/// Draws from a posterior that is costly to look at and need not be smooth: points of the prior, standard normal in each coordinate, are brought down to the posterior through powers of the likelihood. Each stage
/// weighs the points of the one before, begins chains at some of them, and keeps every point of every chain. Deterministic.
/// </summary>
/// <remarks>
/// Sequential Monte Carlo: Del Moral, Doucet and Jasra (2006), J. R. Stat. Soc. B 68:411-436, doi:10.1111/j.1467-9868.2006.00553.x; powers chosen by the effective size as theirs of 2012,
/// Stat. Comput. 22:1009-1020, doi:10.1007/s11222-011-9271-y; nothing wasted: Dau and Chopin (2022), J. R. Stat. Soc. B 84:114-148, doi:10.1111/rssb.12475.
/// </remarks>
internal sealed class TemperedSampler
{
    /// <summary>Points of a chain in each stage but the last.</summary>
    public const int Chain = 20;

    // the last stage is the answer, and its chains are the longer for it
    private const int LastChain = 3 * Chain;

    // Of the points' number: a power is as high as leaves them worth this. A half is usual (Del Moral, Doucet and Jasra 2012).
    private const double LeastShare = 0.5;

    // Of moves: near a quarter a random walk in many dimensions gets on best (Roberts, Gelman and Gilks 1997).
    private const double WantedAcceptance = 0.25;
    private const double LeastStep = 0.01;
    private const int Halvings = 60;

    private readonly Func<IReadOnlyList<double[]>, double[]> _logLikelihoods;
    private readonly int _coordinates;
    private readonly RandomSource _random;

    /// <summary>Takes what is sampled.</summary>
    /// <param name="logLikelihoods">The logarithms of the likelihood at some points, of which there are as many as chains; not a number, or minus infinity, where it is zero.</param>
    /// <param name="coordinates">How many coordinates a point has.</param>
    /// <param name="random">Where the points come from.</param>
    public TemperedSampler(Func<IReadOnlyList<double[]>, double[]> logLikelihoods, int coordinates, RandomSource random) =>
        (_logLikelihoods, _coordinates, _random) = (logLikelihoods, coordinates, random);

    /// <summary>Draws from the posterior.</summary>
    /// <param name="chains">Chains of a stage, at least two; a stage has <see cref="Chain"/> points of each.</param>
    /// <param name="progress">Told of each step of all chains.</param>
    /// <exception cref="InvalidOperationException">The likelihood is zero at every point drawn from the prior.</exception>
    public TemperedDraws Run(int chains, IProgress<RunProgress>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chains, 2);
        (double[][] points, double[] logs) = Prior(chains, progress);
        if (!logs.Any(double.IsFinite)) throw new InvalidOperationException($"The likelihood is zero at each of {logs.Length} points drawn from the prior.");
        var stages = ImmutableArray.CreateBuilder<SamplerStage>();
        var covariance = Matrix<double>.Build.DenseIdentity(_coordinates);
        (double power, double evidence, double step, int length) = (0, 0, 1, Chain);
        while (power < 1)
        {
            double next = NextPower(logs, power);
            double[] weights = Weights(logs, next - power, out double logMean);
            evidence += logMean;
            power = next;
            length = power < 1 ? Chain : LastChain;
            (Vector<double> centre, covariance) = Moments(points, weights, covariance);
            RandomSequence resampling = Draws(stages.Count + 1, -1);
            int[] ancestors = Resample(weights, chains, resampling.NextUniform());
            var walk = new Walk(this, new CrankNicolsonMove(centre, covariance), power, stages.Count + 1, length);
            (points, logs, double acceptance, step) = walk.Run([.. ancestors.Select(a => (points[a], logs[a]))], step, progress);
            stages.Add(new SamplerStage(power, EffectiveSize(weights), acceptance, step, points.Length, points.Distinct<object>(ReferenceEqualityComparer.Instance).Count()));
        }

        return new TemperedDraws([.. points], [.. logs], length, stages.ToImmutable(), evidence);
    }

    /// <summary>How many independent draws weights that sum to one are worth: 1 / sum of squares (Kong 1992).</summary>
    public static double EffectiveSize(ReadOnlySpan<double> weights)
    {
        double squares = 0;
        foreach (double w in weights) squares += w * w;
        return 1 / squares;
    }

    /// <summary>Equally weighted draws: systematic resampling (Carpenter, Clifford and Fearnhead 1999).</summary>
    public static int[] Resample(ReadOnlySpan<double> weights, int draws, double uniform)
    {
        var chosen = new int[draws];
        double sum = weights[0];
        for (int d = 0, i = 0; d < draws; d++)
        {
            while (sum < (d + uniform) / draws && i < weights.Length - 1) sum += weights[++i];
            chosen[d] = i;
        }

        return chosen;
    }

    private (double[][] Points, double[] Logs) Prior(int chains, IProgress<RunProgress>? progress)
    {
        var points = new List<double[]>();
        var logs = new List<double>();
        RandomSequence[] draws = [.. Enumerable.Range(0, chains).Select(c => Draws(0, c))];
        for (int k = 0; k < Chain; k++)
        {
            var drawn = new double[chains][];
            for (int c = 0; c < chains; c++)
            {
                drawn[c] = new double[_coordinates];
                for (int j = 0; j < _coordinates; j++) drawn[c][j] = draws[c].NextNormal();
            }

            points.AddRange(drawn);
            logs.AddRange(LogLikelihoods(drawn));
            progress?.Report(new RunProgress("points of the prior", points.Count, chains * Chain));
        }

        return ([.. points], [.. logs]);
    }

    // of a chain in a stage, or of the stage itself
    private RandomSequence Draws(int stage, int chain) => _random.Sequence((ushort)DrawPurpose.Posterior, (uint)stage, unchecked((uint)chain));

    private IEnumerable<double> LogLikelihoods(double[][] points) => _logLikelihoods(points).Select(l => double.IsNaN(l) ? double.NegativeInfinity : l);

    // the effective size falls as the power rises
    private static double NextPower(double[] logs, double power)
    {
        double least = LeastShare * logs.Count(double.IsFinite);   // others have no weight at any power
        bool Enough(double to) => EffectiveSize(Weights(logs, to - power, out _)) >= least;
        if (Enough(1)) return 1;
        (double low, double high) = (power, 1);
        for (int i = 0; i < Halvings; i++)
        {
            double middle = 0.5 * (low + high);
            if (Enough(middle)) low = middle;
            else high = middle;
        }

        return high;
    }

    private static double[] Weights(double[] logs, double power, out double logMean)
    {
        double most = logs.Max();
        double[] weights = [.. logs.Select(l => Math.Exp(power * (l - most)))];
        double sum = weights.Sum();
        logMean = (power * most) + Math.Log(sum / logs.Length);
        for (int i = 0; i < weights.Length; i++) weights[i] /= sum;
        return weights;
    }

    // What few points say of a covariance is noise: that of the stage before stays in it, with the weight of a point a dimension.
    private (Vector<double> Centre, Matrix<double> Covariance) Moments(double[][] points, double[] weights, Matrix<double> before)
    {
        var centre = Vector<double>.Build.Dense(_coordinates);
        for (int i = 0; i < weights.Length; i++) centre += weights[i] * Vector<double>.Build.DenseOfArray(points[i]);
        var covariance = Matrix<double>.Build.Dense(_coordinates, _coordinates);
        for (int i = 0; i < weights.Length; i++)
        {
            Vector<double> d = Vector<double>.Build.DenseOfArray(points[i]) - centre;
            covariance += weights[i] * d.OuterProduct(d);
        }

        double known = EffectiveSize(weights);
        double share = known / (known + _coordinates);
        return (centre, (share * covariance) + ((1 - share) * before));
    }

    /// <summary>The chains of one stage. All take a step together, and the step's size follows how many were taken.</summary>
    private sealed class Walk(TemperedSampler sampler, CrankNicolsonMove move, double power, int stage, int length)
    {
        public (double[][] Points, double[] Logs, double Acceptance, double Step) Run((double[] Point, double Log)[] chains, double step, IProgress<RunProgress>? progress)
        {
            RandomSequence[] draws = [.. chains.Select((_, c) => sampler.Draws(stage, c))];
            var kept = new (double[] Point, double Log)[chains.Length * length];
            int taken = 0;
            for (int k = 0; k < length; k++)
            {
                if (k > 0)
                {
                    int now = Step(chains, draws, step);
                    taken += now;
                    step = Math.Clamp(step * Math.Exp((((double)now / chains.Length) - WantedAcceptance) / Math.Sqrt(k)), LeastStep, 1);
                    progress?.Report(new RunProgress(FormattableString.Invariant($"stage {stage}, power {power:0.0000}"), k, length - 1));
                }

                for (int c = 0; c < chains.Length; c++) kept[(c * length) + k] = chains[c];
            }

            return ([.. kept.Select(p => p.Point)], [.. kept.Select(p => p.Log)], (double)taken / (chains.Length * (length - 1)), step);
        }

        private int Step((double[] Point, double Log)[] chains, RandomSequence[] draws, double step)
        {
            var there = new double[chains.Length][];
            var chance = new double[chains.Length];
            for (int c = 0; c < chains.Length; c++)
            {
                (there[c], double factor) = move.Propose(chains[c].Point, step, ref draws[c]);
                chance[c] = (0.5 * (Squares(chains[c].Point) - Squares(there[c]))) + factor;
            }

            double[] logs = [.. sampler.LogLikelihoods(there)];
            int taken = 0;
            for (int c = 0; c < chains.Length; c++)
            {
                if (Math.Log(draws[c].NextUniform()) >= chance[c] + (power * (logs[c] - chains[c].Log))) continue;
                chains[c] = (there[c], logs[c]);
                taken++;
            }

            return taken;
        }

        private static double Squares(double[] point)
        {
            double sum = 0;
            foreach (double x in point) sum += x * x;
            return sum;
        }
    }
}

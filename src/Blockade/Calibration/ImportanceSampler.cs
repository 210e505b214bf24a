using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using MathNet.Numerics.LinearAlgebra;

namespace Blockade.Calibration;

/// <summary>
/// Draws from a density that is known up to a constant and costly: points from heavy-tailed proposals that learn from round to round, each
/// point weighed against the mixture of all rounds. Deterministic.
/// </summary>
/// <remarks>
/// Adaptive multiple importance sampling: Cornuet, Marin, Mira and Robert (2012), Scand. J. Stat. 39:798-812,
/// doi:10.1111/j.1467-9469.2011.00756.x. Proposals are Student t with five degrees of freedom.
/// </remarks>
internal static class ImportanceSampler
{
    private const int Freedom = 5;

    /// <summary>Points with their weights, which sum to one.</summary>
    /// <param name="minusTwiceLogDensity">The density, up to a constant; not a number where it is zero.</param>
    /// <param name="centre">Centre of the first proposal.</param>
    /// <param name="covariance">Covariance of the first proposal.</param>
    /// <param name="rounds">Proposals.</param>
    /// <param name="each">Points of each.</param>
    /// <param name="random">Where the points come from.</param>
    /// <param name="progress">Points done.</param>
    /// <param name="cancellation">Stops it.</param>
    public static (double[][] Points, double[] Weights) Sample(
        Func<double[], double> minusTwiceLogDensity, IReadOnlyList<double> centre, Matrix<double> covariance, int rounds, int each, RandomSource random,
        IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        var proposals = new List<Proposal>();
        var points = new List<double[]>();
        var densities = new List<double>();
        double[] weights = [];
        var proposal = new Proposal(Vector<double>.Build.DenseOfEnumerable(centre), covariance);
        for (int round = 0; round < rounds; round++)
        {
            proposals.Add(proposal);
            for (int i = 0; i < each; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                RandomSequence sequence = random.Sequence((ushort)DrawPurpose.Posterior, (uint)round, (uint)i);
                double[] point = proposal.Draw(ref sequence);
                points.Add(point);
                densities.Add(-0.5 * minusTwiceLogDensity(point));
                progress?.Report(new RunProgress("points of the posterior", points.Count, rounds * each));
            }

            weights = Weigh(points, densities, proposals);
            proposal = proposal.Towards(points, weights);
        }

        return ([.. points], weights);
    }

    /// <summary>How many independent draws the weights are worth: 1 / sum of squares (Kong 1992).</summary>
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

    private static double[] Weigh(List<double[]> points, List<double> densities, List<Proposal> proposals)
    {
        var logs = new double[points.Count];
        for (int i = 0; i < logs.Length; i++)
        {
            double[] mixture = [.. proposals.Select(p => p.LogDensity(points[i]))];
            double most = mixture.Max();
            logs[i] = densities[i] - most - Math.Log(mixture.Sum(m => Math.Exp(m - most)));
        }

        double largest = logs.Where(l => !double.IsNaN(l)).DefaultIfEmpty(double.NaN).Max();
        double[] weights = [.. logs.Select(l => double.IsNaN(l) ? 0 : Math.Exp(l - largest))];
        double total = weights.Sum();
        return [.. weights.Select(w => w / total)];
    }

    /// <summary>A Student t distribution of several dimensions, but for its constant.</summary>
    private sealed class Proposal
    {
        private readonly Vector<double> _centre;
        private readonly Matrix<double> _scale;
        private readonly Matrix<double> _root;
        private readonly double _logDeterminant;

        public Proposal(Vector<double> centre, Matrix<double> scale)
        {
            _centre = centre;
            _scale = scale;
            _root = scale.Cholesky().Factor;
            _logDeterminant = 2 * _root.Diagonal().PointwiseLog().Sum();
        }

        public double[] Draw(ref RandomSequence random)
        {
            var normal = Vector<double>.Build.Dense(_centre.Count);
            for (int i = 0; i < normal.Count; i++) normal[i] = random.NextNormal();
            double chi = 0;
            for (int i = 0; i < Freedom; i++)
            {
                double n = random.NextNormal();
                chi += n * n;
            }

            return (_centre + (_root * normal * Math.Sqrt(Freedom / chi))).ToArray();
        }

        public double LogDensity(double[] point)
        {
            Vector<double> z = _root.Solve(Vector<double>.Build.DenseOfArray(point) - _centre);
            return (-0.5 * _logDeterminant) - (0.5 * (Freedom + _centre.Count) * Math.Log(1 + (z.DotProduct(z) / Freedom)));
        }

        // What few points say of a covariance is noise: the old one stays in it with the weight of five points a dimension.
        public Proposal Towards(List<double[]> points, double[] weights)
        {
            int n = _centre.Count;
            var mean = Vector<double>.Build.Dense(n);
            for (int i = 0; i < weights.Length; i++) mean += weights[i] * Vector<double>.Build.DenseOfArray(points[i]);
            var covariance = Matrix<double>.Build.Dense(n, n);
            for (int i = 0; i < weights.Length; i++)
            {
                Vector<double> d = Vector<double>.Build.DenseOfArray(points[i]) - mean;
                covariance += weights[i] * d.OuterProduct(d);
            }

            double known = EffectiveSize(weights);
            double share = known / (known + (5 * n));
            return new Proposal((share * mean) + ((1 - share) * _centre), (share * covariance) + ((1 - share) * _scale));
        }
    }
}

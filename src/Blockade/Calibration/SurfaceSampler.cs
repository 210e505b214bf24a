using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using MathNet.Numerics.LinearAlgebra;

namespace Blockade.Calibration;

/// <summary>
/// Points from a posterior whose residuals are costly, with their weights: from a walk over polynomials fitted to the residuals, each point weighed by
/// the model's density over the polynomials'. Where they say what the model says, every point counts alike. Keeps every evaluation; one thread.
/// </summary>
/// <param name="residuals">The model's residuals at a point, those of the standard normal priors after them.</param>
/// <param name="count">How many of them are the model's.</param>
/// <param name="mode">Where the posterior is highest.</param>
/// <param name="covariance">The normal approximation's there.</param>
/// <param name="random">Draws.</param>
/// <param name="progress">Points done.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class SurfaceSampler(
    Func<double[], double[]> residuals, int count, double[] mode, Matrix<double> covariance, RandomSource random, IProgress<RunProgress>? progress, CancellationToken cancellation)
{
    private const int Refinements = 2, LastWalk = 5;   // walks that only make the polynomials better; points of the last one in terms of theirs
    private const int StepsApart = 400;                // of a walk in some fifteen dimensions, whose memory is some sixty

    private readonly List<double[]> _points = [], _residuals = [];
    private readonly List<double> _densities = [];
    private int _planned;

    /// <summary>The points of the last walk, and weights that sum to one.</summary>
    /// <param name="rounds">Rounds that explore before a polynomial is fitted, at least as many as give it twice the points of its coefficients.</param>
    /// <param name="points">Points of each, and of each walk but the last.</param>
    public (double[][] Points, double[] Weights) Sample(int rounds, int points)
    {
        rounds = Math.Max(rounds, ((2 * ResponseSurface.CoefficientCount(mode.Length)) + points - 1) / points);
        _planned = (rounds + Refinements + LastWalk) * points;
        ImportanceSampler.Sample(Evaluate, mode, covariance, rounds, points, random, null, cancellation);
        for (uint walk = 0; ; walk++)
        {
            bool isLast = walk == Refinements;
            ResponseSurface surface = ResponseSurface.Fit(_points, _residuals, _densities);
            double[] start = _points[_densities.IndexOf(_densities.Min())];
            RandomSequence draws = random.Sequence((ushort)DrawPurpose.Posterior, uint.MaxValue - 1 - walk);
            (double[][] walked, _) = MetropolisWalk.Sample(
                p => surface.MinusTwiceLogDensity(p), start, covariance, isLast ? LastWalk * points : points, StepsApart, draws, cancellation);
            double[] logs = [.. walked.Select(p => 0.5 * (surface.MinusTwiceLogDensity(p) - Evaluate(p)))];
            if (!isLast) continue;
            double largest = logs.Where(l => !double.IsNaN(l)).DefaultIfEmpty(double.NaN).Max();
            double[] weights = [.. logs.Select(l => double.IsNaN(l) ? 0 : Math.Exp(l - largest))];
            double total = weights.Sum();
            return (walked, [.. weights.Select(w => w / total)]);
        }
    }

    private double Evaluate(double[] point)
    {
        cancellation.ThrowIfCancellationRequested();
        double[] all = residuals(point);
        double density = all.Sum(r => r * r);
        progress?.Report(new RunProgress("points of the posterior", Math.Min(_points.Count + 1, _planned), _planned));
        if (!double.IsFinite(density)) return double.NaN;
        _points.Add([.. point]);
        _residuals.Add(all[..count]);
        _densities.Add(density);
        return density;
    }
}

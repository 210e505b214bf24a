using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;

namespace Blockade.Calibration;

/// <summary>
/// How much draws of a posterior still vary, in SDs of the prior: by constant, and along the directions in which constants vary together. What stays near one is what the data do not say.
/// </summary>
/// <param name="Constants">SD of each coordinate.</param>
/// <param name="Directions">Principal directions, the least informed first.</param>
public sealed record PosteriorSpread(ImmutableArray<double> Constants, ImmutableArray<PosteriorDirection> Directions)
{
    /// <summary>Of equally weighted draws, in SDs of a prior whose coordinates are independent and of SD one.</summary>
    /// <exception cref="ArgumentException">There are fewer than two draws.</exception>
    public static PosteriorSpread Of(ImmutableArray<ImmutableArray<double>> draws)
    {
        if (draws.Length < 2) throw new ArgumentException($"{draws.Length} draws have no spread.", nameof(draws));
        int n = draws[0].Length;
        double[] mean = [.. Enumerable.Range(0, n).Select(i => draws.Average(d => d[i]))];
        Matrix<double> covariance = Matrix<double>.Build.Dense(n, n, (i, j) => draws.Sum(d => (d[i] - mean[i]) * (d[j] - mean[j])) / (draws.Length - 1));
        var parts = covariance.Evd(Symmetricity.Symmetric);
        return new PosteriorSpread(
            [.. covariance.Diagonal().Select(Math.Sqrt)],
            [
                .. Enumerable.Range(0, n).Select(k =>
                {
                    Vector<double> along = parts.EigenVectors.Column(k);
                    if (along[along.AbsoluteMaximumIndex()] < 0) along = -along;   // of the two signs the one that reads better
                    return new PosteriorDirection(Math.Sqrt(Math.Max(0, parts.EigenValues[k].Real)), [.. along]);
                }).OrderByDescending(d => d.Spread),
            ]);
    }
}

using Blockade.Numerics.Random;
using MathNet.Numerics.LinearAlgebra;

namespace Blockade.Calibration;

/// <summary>
/// Proposes a move that leaves a Student t distribution as it is: the point is drawn in towards the centre and pushed out again. Where the t distribution is like the density to be sampled, long moves are
/// taken as readily as short ones; where it is not, the step shrinks and the moves are a random walk's.
/// </summary>
/// <remarks>
/// Preconditioned Crank-Nicolson for a mixture of normals: Kamatani (2018), Bernoulli 24:3711-3750, doi:10.3150/17-BEJ976; a t distribution is one, normal with a scale that is drawn
/// from its law given how far out the point is. Five degrees of freedom: tails that outlast those of the posterior keep a chain from sticking far out.
/// </remarks>
internal sealed class CrankNicolsonMove
{
    private const int Freedom = 5;

    private readonly Vector<double> _centre;
    private readonly Matrix<double> _root;

    /// <summary>About a centre with a positive definite scale.</summary>
    public CrankNicolsonMove(Vector<double> centre, Matrix<double> scale) => (_centre, _root) = (centre, scale.Cholesky().Factor);

    /// <summary>Where a chain might go, and the logarithm of the factor by which the t distribution is denser here than there, which the chance to go there has to make good.</summary>
    /// <param name="point">Where it is.</param>
    /// <param name="step">Share of the proposal that is new, above 0 and at most 1.</param>
    /// <param name="random">The chain's draws.</param>
    public (double[] Point, double LogFactor) Propose(double[] point, double step, ref RandomSequence random)
    {
        int n = point.Length;
        Vector<double> from = Vector<double>.Build.DenseOfArray(point) - _centre;
        double here = Squared(from);
        double chi = 0;
        for (int i = 0; i < Freedom + n; i++)
        {
            double normal = random.NextNormal();
            chi += normal * normal;
        }

        var noise = Vector<double>.Build.Dense(n);
        for (int i = 0; i < n; i++) noise[i] = random.NextNormal();
        Vector<double> to = (Math.Sqrt(1 - (step * step)) * from) + (step * Math.Sqrt((Freedom + here) / chi) * (_root * noise));
        return ((_centre + to).ToArray(), 0.5 * (Freedom + n) * Math.Log((Freedom + Squared(to)) / (Freedom + here)));
    }

    // in units of the scale
    private double Squared(Vector<double> offset)
    {
        double sum = 0;
        var solved = new double[offset.Count];
        for (int i = 0; i < solved.Length; i++)
        {
            double rest = offset[i];
            for (int j = 0; j < i; j++) rest -= _root[i, j] * solved[j];
            solved[i] = rest / _root[i, i];
            sum += solved[i] * solved[i];
        }

        return sum;
    }
}

using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Numerics.Tests.Ode;

/// <summary>A dense system from two delegates: enough for problems with a handful of states.</summary>
internal sealed class DenseSystem(int dimension, Action<double, double[], double[]> derivative, Action<double, double[], double[,]> jacobian) : OdeSystem
{
    private readonly double[] _y = new double[dimension];
    private readonly double[] _f = new double[dimension];
    private readonly double[,] _j = new double[dimension, dimension];

    public override int Dimension => dimension;

    public override SparsityPattern JacobianPattern { get; } = SparsityPattern.Dense(dimension);

    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> f)
    {
        y.CopyTo(_y);
        derivative(t, _y, _f);
        _f.CopyTo(f);
    }

    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values)
    {
        y.CopyTo(_y);
        Array.Clear(_j);
        jacobian(t, _y, _j);
        for (int column = 0; column < dimension; column++)
        {
            for (int row = 0; row < dimension; row++) values[(column * dimension) + row] = _j[row, column];
        }
    }
}

internal static class TestSystems
{
    public static OdeSystem Decay(double perHour) => new DenseSystem(1, (_, y, f) => f[0] = -perHour * y[0], (_, _, j) => j[0, 0] = -perHour);

    /// <summary>Harmonic oscillator: y = cos t.</summary>
    public static OdeSystem Oscillator() => new DenseSystem(
        2,
        (_, y, f) => (f[0], f[1]) = (y[1], -y[0]),
        (_, _, j) => (j[0, 1], j[1, 0]) = (1, -1));

    /// <summary>Robertson (1966): three reactions whose rates differ by nine orders of magnitude.</summary>
    public static OdeSystem Robertson() => new DenseSystem(
        3,
        (_, y, f) =>
        {
            double r1 = 0.04 * y[0], r2 = 1e4 * y[1] * y[2], r3 = 3e7 * y[1] * y[1];
            (f[0], f[1], f[2]) = (-r1 + r2, r1 - r2 - r3, r3);
        },
        (_, y, j) =>
        {
            (j[0, 0], j[0, 1], j[0, 2]) = (-0.04, 1e4 * y[2], 1e4 * y[1]);
            (j[1, 0], j[1, 1], j[1, 2]) = (0.04, (-1e4 * y[2]) - (6e7 * y[1]), -1e4 * y[1]);
            (j[2, 0], j[2, 1], j[2, 2]) = (0, 6e7 * y[1], 0);
        });
}

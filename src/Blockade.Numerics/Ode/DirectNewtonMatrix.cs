using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>I - cJ in LU factors. For another coefficient the solution is scaled: exact for neither slow nor fast components, near for both.</summary>
internal sealed class DirectNewtonMatrix : NewtonMatrix
{
    private readonly SparseLu _lu;
    private readonly int[] _diagonal;
    private readonly double[] _matrix;
    private double _coefficient;

    public DirectNewtonMatrix(SparsityPattern pattern)
    {
        _lu = new SparseLu(pattern);
        _diagonal = new int[pattern.Dimension];
        for (int j = 0; j < _diagonal.Length; j++) _diagonal[j] = pattern.IndexOf(j, j);
        _matrix = new double[pattern.EntryCount];
    }

    public override LinearSolver Kind => LinearSolver.Direct;

    public override string Reason => "the options ask for it";

    public override int Products => 0;

    public override bool Prepare(ReadOnlySpan<double> jacobian, double c)
    {
        for (int e = 0; e < _matrix.Length; e++) _matrix[e] = -c * jacobian[e];
        foreach (int e in _diagonal) _matrix[e] += 1;
        _coefficient = c;
        return _lu.Factor(_matrix);
    }

    public override bool Solve(Span<double> b, double c, ReadOnlySpan<double> inverseWeight, double tolerance)
    {
        _lu.Solve(b);
        double scale = 2 / (1 + (c / _coefficient));   // the best single factor for a coefficient that has moved
        for (int i = 0; i < b.Length; i++) b[i] *= scale;
        return true;
    }
}

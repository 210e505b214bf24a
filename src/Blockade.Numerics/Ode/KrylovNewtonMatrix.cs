using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// I - cJ by products with vectors: GMRES, preconditioned by incomplete factors for the prepared coefficient, in the variables that the error norm
/// weighs.
/// </summary>
/// <remarks>
/// Preconditioned from the right, so that the residual which is made small is the true one. For a system that forgets deviations, (I - cJ)^-1
/// lengthens nothing: the solution's error is no larger than that residual. Preconditioned from the left, as is usual, GMRES makes M^-1 times
/// it small, and in the slow directions M is far larger than the matrix where factors are dropped: on fceri_ji a thousand tolerances of error passed unseen.
/// </remarks>
internal sealed class KrylovNewtonMatrix : NewtonMatrix
{
    private const int MostIterations = 30;
    private const double BasisCost = 5;   // a state

    private readonly SparsityPattern _pattern;
    private readonly IncompleteLu _factors;
    private readonly Gmres _gmres;
    private readonly Gmres.Product _product;
    private readonly int[] _diagonal;
    private readonly double[] _jacobian;
    private readonly double[] _matrix;
    private readonly double[] _weight;
    private double _c;
    private int _products;

    public KrylovNewtonMatrix(SparsityPattern pattern)
    {
        int n = pattern.Dimension;
        _pattern = pattern;
        _factors = new IncompleteLu(pattern);
        _gmres = new Gmres(n, MostIterations);
        _product = Multiply;
        _diagonal = new int[n];
        for (int j = 0; j < n; j++) _diagonal[j] = pattern.IndexOf(j, j);
        _jacobian = new double[pattern.EntryCount];
        _matrix = new double[pattern.EntryCount];
        _weight = new double[n];
    }

    public override LinearSolver Kind => LinearSolver.Krylov;

    public override string Reason => "the options ask for it";

    public override int Products => _products;

    /// <summary>What a preparation costs, in multiply-adds on scattered entries.</summary>
    public double PreparationCost => _factors.FactorisationCost + _matrix.Length;

    /// <summary>What a product costs, the preconditioner and the orthogonal basis included, in the same unit.</summary>
    public static double ProductCost(SparsityPattern pattern) => (2.0 * pattern.EntryCount) + (BasisCost * pattern.Dimension);

    public override bool Prepare(ReadOnlySpan<double> jacobian, double c)
    {
        jacobian.CopyTo(_jacobian);
        for (int e = 0; e < _matrix.Length; e++) _matrix[e] = -c * jacobian[e];
        foreach (int e in _diagonal) _matrix[e] += 1;
        return _factors.Factor(_matrix);
    }

    public override bool Solve(Span<double> b, double c, ReadOnlySpan<double> inverseWeight, double tolerance)
    {
        _c = c;
        inverseWeight.CopyTo(_weight);
        for (int i = 0; i < b.Length; i++) b[i] *= _weight[i];
        int used = _gmres.Solve(_product, b, tolerance * Math.Sqrt(b.Length));
        _products += Math.Abs(used);
        return used >= 0;
    }

    private void Multiply(ReadOnlySpan<double> x, Span<double> u, Span<double> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            u[i] = x[i] / _weight[i];
        }

        _factors.Solve(u);
        u.CopyTo(y);

        ReadOnlySpan<int> starts = _pattern.ColumnStarts;
        ref int rows = ref MemoryMarshal.GetReference(_pattern.Rows);
        ref double values = ref MemoryMarshal.GetArrayDataReference(_jacobian);
        ref double target = ref MemoryMarshal.GetReference(y);
        for (int j = 0; j < u.Length; j++)
        {
            double v = _c * u[j];
            nint to = starts[j + 1];
            for (nint e = starts[j]; e < to; e++) Unsafe.Add(ref target, (nint)(uint)Unsafe.Add(ref rows, e)) -= Unsafe.Add(ref values, e) * v;
        }

        for (int i = 0; i < y.Length; i++) y[i] *= _weight[i];
    }
}

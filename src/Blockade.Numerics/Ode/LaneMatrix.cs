using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>I - cJ in eight lanes, as <see cref="KrylovNewtonMatrix"/> has it in one; each lane has its own J, c and weights. Holds scratch: one thread.</summary>
internal sealed unsafe class LaneMatrix
{
    private const int MostIterations = 30;

    private readonly SparsityPattern _pattern;
    private readonly LaneLu _factors;
    private readonly LaneGmres _gmres;
    private readonly LaneGmres.Product _product;
    private readonly LaneBuffer _jacobian;
    private readonly LaneBuffer _weight;
    private readonly LaneBuffer _inverse;   // of the weights
    private Vector512<double> _prepared;    // coefficients that the factors were made for
    private Vector512<double> _c;

    public LaneMatrix(SparsityPattern pattern, LaneBuffer weight)
    {
        int n = pattern.Dimension;
        _pattern = pattern;
        _factors = new LaneLu(pattern);
        _gmres = new LaneGmres(n, MostIterations);
        _product = Multiply;
        _jacobian = new LaneBuffer(pattern.EntryCount);
        _weight = weight;
        _inverse = new LaneBuffer(n);
    }

    /// <summary>Products so far, each in all lanes.</summary>
    public int Products => _gmres.Products;

    /// <summary>Takes up new Jacobians in some lanes.</summary>
    public void TakeJacobian(LaneBuffer values, int lanes)
    {
        Vector512<double> mask = LaneBuffer.Mask(lanes);
        for (int e = 0; e < values.Length; e++) _jacobian[e] = Vector512.ConditionalSelect(mask, values[e], _jacobian[e]);
    }

    /// <summary>Factorises for other coefficients in some lanes; the rest get the factors that they have.</summary>
    /// <returns>The lanes in which the factors are good.</returns>
    public int Prepare(Vector512<double> c, int lanes)
    {
        _prepared = Vector512.ConditionalSelect(LaneBuffer.Mask(lanes), c, _prepared);
        return _factors.Factor(_jacobian, _prepared) & lanes;
    }

    /// <summary>
    /// Replaces b, in some lanes, by (I - cJ)^-1 b with a residual of at most the lane's tolerance in the root-mean-square norm of the weights; b
    /// becomes zero in the others.
    /// </summary>
    /// <returns>The lanes in which that was reached.</returns>
    public int Solve(LaneBuffer b, Vector512<double> c, Vector512<double> tolerance, int lanes)
    {
        _c = c;
        Vector512<double> one = Vector512.Create(1.0);
        for (int i = 0; i < b.Length; i++)
        {
            _inverse[i] = one / _weight[i];
            b[i] *= _weight[i];
        }

        return _gmres.Solve(_product, b, tolerance * Vector512.Create(Math.Sqrt(b.Length)), lanes);
    }

    /// <summary>y -= J (c x) in every lane.</summary>
    public void SubtractProduct(Vector512<double> c, LaneBuffer x, LaneBuffer y)
    {
        double* target = y.Pointer, values = _jacobian.Pointer, from = x.Pointer;
        fixed (int* starts = _pattern.ColumnStarts, rows = _pattern.Rows)
        {
            for (int j = 0; j < x.Length; j++)
            {
                Vector512<double> v = -(c * Vector512.Load(from + (8L * j)));
                int to = starts[j + 1];
                for (int e = starts[j]; e < to; e++)
                {
                    double* at = target + (8L * rows[e]);
                    Vector512.FusedMultiplyAdd(Vector512.Load(values + (8L * e)), v, Vector512.Load(at)).Store(at);
                }
            }
        }
    }

    private void Multiply(LaneBuffer x, LaneBuffer direction, LaneBuffer y)
    {
        for (int i = 0; i < x.Length; i++) direction[i] = x[i] * _inverse[i];
        _factors.Solve(direction);
        for (int i = 0; i < x.Length; i++) y[i] = direction[i];
        SubtractProduct(_c, direction, y);
        for (int i = 0; i < x.Length; i++) y[i] *= _weight[i];
    }
}

using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>I - cJ in eight lanes by products with vectors, as <see cref="KrylovNewtonMatrix"/> has it in one. Holds scratch: one thread.</summary>
internal sealed unsafe class LaneKrylov : LaneMatrix
{
    private const int MostIterations = 30;

    private readonly LaneLu _factors;
    private readonly LaneGmres _gmres;
    private readonly LaneGmres.Product _product;
    private readonly LaneBuffer _weight;
    private readonly LaneBuffer _inverse;   // of the weights
    private Vector512<double> _prepared;    // coefficients that the factors were made for
    private Vector512<double> _c;

    public LaneKrylov(SparsityPattern pattern, LaneBuffer weight)
        : base(pattern)
    {
        int n = pattern.Dimension;
        _factors = new LaneLu(pattern);
        _gmres = new LaneGmres(n, MostIterations);
        _product = Multiply;
        _weight = weight;
        _inverse = new LaneBuffer(n);
    }

    public override LinearSolver Kind => LinearSolver.Krylov;

    public override int Products => _gmres.Products;

    public override int Prepare(Vector512<double> c, int lanes)
    {
        _prepared = Vector512.ConditionalSelect(LaneBuffer.Mask(lanes), c, _prepared);
        return _factors.Factor(Jacobian, _prepared) & lanes;
    }

    public override int Solve(LaneBuffer b, Vector512<double> c, Vector512<double> tolerance, int lanes)
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

    private void Multiply(LaneBuffer x, LaneBuffer direction, LaneBuffer y)
    {
        double* from = x.Pointer, to = direction.Pointer, image = y.Pointer, inverse = _inverse.Pointer, weight = _weight.Pointer;
        long end = 8L * x.Length;
        for (long i = 0; i < end; i += 8) (Vector512.Load(from + i) * Vector512.Load(inverse + i)).Store(to + i);
        _factors.Solve(direction);
        direction.Span.CopyTo(y.Span);
        SubtractProduct(_c, direction, y);
        for (long i = 0; i < end; i += 8) (Vector512.Load(image + i) * Vector512.Load(weight + i)).Store(image + i);
    }
}

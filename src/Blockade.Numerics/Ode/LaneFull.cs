using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// I - cJ of few states in eight lanes, as full LU factors of all lanes at once: a register holds one entry of eight matrices. Pivots stay on the
/// diagonal. Holds scratch: one thread.
/// </summary>
internal sealed unsafe class LaneFull : LaneMatrix
{
    /// <summary>States up to which all lanes' full matrices together cost less than each lane's sparse one by itself.</summary>
    public const int MostStates = 16;

    private readonly SparsityPattern _pattern;
    private readonly int _size;
    private readonly LaneFullLu _factors;

    public LaneFull(SparsityPattern pattern)
        : base(pattern)
    {
        (_pattern, _size, _factors) = (pattern, pattern.Dimension, new LaneFullLu(pattern.Dimension));
    }

    public override LinearSolver Kind => LinearSolver.Direct;

    public override int Products => 0;

    public override int Prepare(Vector512<double> c, int lanes)
    {
        TakeCoefficients(c, lanes);
        c = Prepared;
        double* jacobian = Jacobian.Pointer;
        for (int j = 0; j < _size; j++)
        {
            double* column = _factors.Column(j);
            new Span<double>(column, 8 * _size).Clear();
            for (int e = _pattern.ColumnStarts[j]; e < _pattern.ColumnStarts[j + 1]; e++) (-(c * Vector512.Load(jacobian + (8L * e)))).Store(column + (8L * _pattern.Rows[e]));
            (Vector512.Load(column + (8L * j)) + Vector512.Create(1.0)).Store(column + (8L * j));
        }

        return (int)Vector512.ExtractMostSignificantBits(LaneBuffer.Mask(lanes) & _factors.Factor());
    }

    public override int Solve(LaneBuffer b, Vector512<double> c, Vector512<double> tolerance, int lanes)
    {
        _factors.SolveLower(b.Pointer);
        _factors.SolveUpper(b.Pointer);
        Vector512<double> mask = LaneBuffer.Mask(lanes), scale = Correction(c);
        for (int i = 0; i < _size; i++) b[i] = mask & (b[i] * scale);
        return lanes;
    }
}

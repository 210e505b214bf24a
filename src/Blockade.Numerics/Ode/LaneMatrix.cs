using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>I - cJ in eight lanes: each lane has its own J, c and weights. Holds scratch: one thread.</summary>
internal abstract unsafe class LaneMatrix(SparsityPattern pattern)
{
    // Blocks pay for their bookkeeping where their factorisations cost less than this share of the whole's.
    private const double WorthwhileShare = 0.8;

    /// <summary>The lanes' Jacobians, in the pattern's order.</summary>
    public LaneBuffer Jacobian { get; } = new(pattern.EntryCount);

    /// <summary>How it is solved.</summary>
    public abstract LinearSolver Kind { get; }

    /// <summary>Products so far, each in all lanes.</summary>
    public abstract int Products { get; }

    /// <summary>The matrix that costs least for a pattern: full, sparse, or block by block.</summary>
    public static LaneMatrix Of(SparsityPattern pattern) =>
        pattern.Dimension > LaneFull.MostStates && pattern.Blocks.Length > 1
        && pattern.Blocks.Sum(b => b.Pattern.Elimination.FactorisationCost) < WorthwhileShare * pattern.Elimination.FactorisationCost
            ? new LaneBlocks(pattern) : Whole(pattern);

    /// <summary>The coefficients that direct factors were made for.</summary>
    protected Vector512<double> Prepared { get; private set; } = Vector512.Create(1.0);

    /// <summary>Takes up new Jacobians in some lanes.</summary>
    public void TakeJacobian(LaneBuffer values, int lanes)
    {
        Vector512<double> mask = LaneBuffer.Mask(lanes);
        for (int e = 0; e < values.Length; e++) Jacobian[e] = Vector512.ConditionalSelect(mask, values[e], Jacobian[e]);
    }

    /// <summary>Takes up other coefficients in some lanes; the rest keep the matrices that they have.</summary>
    /// <returns>The lanes in which the factors are good.</returns>
    public abstract int Prepare(Vector512<double> c, int lanes);

    /// <summary>
    /// Replaces b, in some lanes, by (I - cJ)^-1 b with a residual of at most the lane's tolerance in the root-mean-square norm of the weights; b
    /// becomes zero in the others.
    /// </summary>
    /// <returns>The lanes in which that was reached.</returns>
    public abstract int Solve(LaneBuffer b, Vector512<double> c, Vector512<double> tolerance, int lanes);

    /// <summary>y -= J (c x) in every lane.</summary>
    public void SubtractProduct(Vector512<double> c, LaneBuffer x, LaneBuffer y)
    {
        double* target = y.Pointer, values = Jacobian.Pointer, from = x.Pointer;
        fixed (int* starts = pattern.ColumnStarts, rows = pattern.Rows)
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

    /// <summary>Takes up coefficients in some lanes; the other lanes' matrices are as they were, and give the factors that they have.</summary>
    protected void TakeCoefficients(Vector512<double> c, int lanes) => Prepared = Vector512.ConditionalSelect(LaneBuffer.Mask(lanes), c, Prepared);

    /// <summary>What a solution with factors of other coefficients is multiplied by: see <see cref="DirectNewtonMatrix"/>.</summary>
    protected Vector512<double> Correction(Vector512<double> c) => Vector512.Create(2.0) / (Vector512.Create(1.0) + (c / Prepared));

    /// <summary>The matrix without regard to blocks.</summary>
    protected static LaneMatrix Whole(SparsityPattern pattern) => pattern.Dimension <= LaneFull.MostStates ? new LaneFull(pattern) : new LaneSparse(pattern);
}

using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>The matrix I - cJ of an implicit step, prepared for many right-hand sides. Holds scratch: one thread.</summary>
internal abstract class NewtonMatrix
{
    /// <summary>How it is solved now: never Automatic.</summary>
    public abstract LinearSolver Kind { get; }

    /// <summary>Why so, for people.</summary>
    public abstract string Reason { get; }

    /// <summary>Products of the Jacobian with a vector so far.</summary>
    public abstract int Products { get; }

    public static NewtonMatrix Of(SparsityPattern pattern, LinearSolver solver) => solver switch
    {
        LinearSolver.Direct => new DirectNewtonMatrix(pattern),
        LinearSolver.Krylov => new KrylovNewtonMatrix(pattern),
        _ => new ChosenNewtonMatrix(pattern),
    };

    /// <summary>Takes up a Jacobian, in its pattern's order, and a coefficient. False where the matrix is singular or not finite.</summary>
    public abstract bool Prepare(ReadOnlySpan<double> jacobian, double c);

    /// <summary>
    /// Replaces b by (I - cJ)^-1 b for a coefficient near the prepared one, leaving a residual of at most <paramref name="tolerance"/> in the
    /// root-mean-square norm of <paramref name="inverseWeight"/>. False where that is not reached.
    /// </summary>
    public abstract bool Solve(Span<double> b, double c, ReadOnlySpan<double> inverseWeight, double tolerance);
}

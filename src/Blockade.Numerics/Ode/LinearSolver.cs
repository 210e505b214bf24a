namespace Blockade.Numerics.Ode;

/// <summary>How an implicit method solves its linear systems.</summary>
public enum LinearSolver
{
    /// <summary>Whichever of the others is predicted to cost less on the system's pattern.</summary>
    Automatic,

    /// <summary>LU factors, kept over several steps.</summary>
    Direct,

    /// <summary>GMRES, preconditioned by incomplete factors.</summary>
    Krylov,
}

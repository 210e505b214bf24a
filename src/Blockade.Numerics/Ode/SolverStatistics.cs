namespace Blockade.Numerics.Ode;

/// <summary>What an integration has cost so far.</summary>
public record struct SolverStatistics
{
    /// <summary>Steps taken.</summary>
    public int AcceptedSteps { get; set; }

    /// <summary>Steps refused by the error test or by Newton's iteration.</summary>
    public int RejectedSteps { get; set; }

    /// <summary>Evaluations of the right-hand side.</summary>
    public int Derivatives { get; set; }

    /// <summary>Evaluations of the Jacobian.</summary>
    public int Jacobians { get; set; }

    /// <summary>LU factorisations.</summary>
    public int Factorisations { get; set; }

    /// <summary>Solutions with LU factors.</summary>
    public int Solves { get; set; }

    /// <summary>Products of the Jacobian with a vector, where linear systems are solved by them.</summary>
    public int Products { get; set; }

    /// <summary>How linear systems are solved now; Automatic where there are none.</summary>
    public LinearSolver LinearSolver { get; set; }

    /// <summary>Why they are solved so, for people.</summary>
    public string? Reason { get; set; }

    /// <summary>The method in use: never Automatic.</summary>
    public Integrator Integrator { get; set; }

    /// <summary>Why it is that one, for people; null where the caller named it.</summary>
    public string? IntegratorReason { get; set; }
}

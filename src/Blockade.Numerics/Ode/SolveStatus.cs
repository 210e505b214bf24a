namespace Blockade.Numerics.Ode;

/// <summary>Why an integration stopped. Trouble with the numbers is a status, not an exception.</summary>
public enum SolveStatus
{
    /// <summary>The end time was reached.</summary>
    Completed,

    /// <summary>An event function changed sign; time and state are at the root.</summary>
    StoppedAtEvent,

    /// <summary>The step limit was reached: raise <c>MaxSteps</c>, or look for a discontinuity inside the interval.</summary>
    StepLimitReached,

    /// <summary>The step fell below what the clock can resolve: the solution probably has a singularity.</summary>
    StepTooSmall,

    /// <summary>The implicit equations could not be solved even at the smallest step.</summary>
    NewtonDiverged,

    /// <summary>The right-hand side gives NaN or infinity: at the start, or ahead, however small the step.</summary>
    NotFinite,
}

namespace Blockade.Numerics.Jump;

/// <summary>Why a stochastic simulation stopped. Trouble with the numbers is a status, not an exception.</summary>
public enum JumpStatus
{
    /// <summary>The end time was reached.</summary>
    Completed,

    /// <summary>The limit of events was reached: raise <c>MaxEvents</c>, leap, or look for a population that grows without bound.</summary>
    EventLimitReached,

    /// <summary>A propensity is negative, infinite or not a number.</summary>
    BadPropensity,

    /// <summary>A population is negative, not a whole number where it has to be, or above 2^53, where doubles stop counting.</summary>
    BadPopulation,

    /// <summary>Hybrid: the differential equation of the continuous reactions could not be followed.</summary>
    IntegrationFailed,

    /// <summary>The caller asked to stop; what was reached is valid.</summary>
    Cancelled,
}

namespace Blockade.Survival;

/// <summary>How a Cox fit ended. Only <see cref="Converged"/> and <see cref="Aliased"/> give coefficients to report.</summary>
public enum CoxStatus
{
    /// <summary>The maximum was found.</summary>
    Converged,

    /// <summary>The maximum was found, but some covariates are constant or combinations of others; their coefficients are NaN.</summary>
    Aliased,

    /// <summary>There was no event, so there is no likelihood: all coefficients are NaN.</summary>
    NoEvents,

    /// <summary>
    /// The likelihood rises for ever towards infinite coefficients, for instance because an arm had no event. The coefficients are where
    /// the rise became negligible and their standard errors mean nothing; likelihood-ratio and score tests remain valid.
    /// </summary>
    MonotoneLikelihood,

    /// <summary>The iteration limit came first, or no step improved the likelihood any more. The numbers are the last ones reached.</summary>
    NotConverged,
}

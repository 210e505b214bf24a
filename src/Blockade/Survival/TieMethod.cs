namespace Blockade.Survival;

/// <summary>How the partial likelihood treats several events at one time.</summary>
public enum TieMethod
{
    /// <summary>Averages the risk set over the orders the tied events could have had.</summary>
    /// <remarks>Efron (1977), J. Am. Stat. Assoc. 72:557-565, doi:10.1080/01621459.1977.10480613.</remarks>
    Efron,

    /// <summary>Lets every tied event face the full risk set; pulls coefficients towards zero under heavy ties.</summary>
    /// <remarks>Breslow (1974), Biometrics 30:89-99, doi:10.2307/2529620.</remarks>
    Breslow,

    /// <summary>
    /// The discrete model: the chance that of all sets of that many subjects at risk just these had the event. Cost O(n d p^2) at a time with d
    /// events; offered without weights, clusters and residuals.
    /// </summary>
    /// <remarks>Cox (1972), section 6; recursion of Gail, Lubin and Rubinstein (1981), Biometrika 68:703-707.</remarks>
    Exact,
}

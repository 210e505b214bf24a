namespace Blockade.Petab;

/// <summary>The family of a prior. Parameters stand in the order of PEtab.</summary>
public enum PriorShape
{
    /// <summary>Lower and upper end.</summary>
    Uniform,

    /// <summary>Mean and standard deviation.</summary>
    Normal,

    /// <summary>Location and scale.</summary>
    Laplace,

    /// <summary>Location and scale.</summary>
    Cauchy,

    /// <summary>Degrees of freedom.</summary>
    ChiSquare,

    /// <summary>Scale.</summary>
    Exponential,

    /// <summary>Shape and scale.</summary>
    Gamma,

    /// <summary>Scale.</summary>
    Rayleigh,
}

namespace Blockade.Petab;

/// <summary>The scale on which a parameter is estimated, or a measurement compared.</summary>
public enum ParameterScale
{
    /// <summary>As it is.</summary>
    Linear,

    /// <summary>Its natural logarithm.</summary>
    Log,

    /// <summary>Its decimal logarithm.</summary>
    Log10,
}

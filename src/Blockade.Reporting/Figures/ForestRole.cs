namespace Blockade.Reporting;

/// <summary>How a published value was used.</summary>
public enum ForestRole
{
    /// <summary>There is nothing to use, or the question does not arise.</summary>
    None,

    /// <summary>Parameters were fitted to it: agreement proves little.</summary>
    Calibrate,

    /// <summary>Predicted without having been used.</summary>
    Blind,
}

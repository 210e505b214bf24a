namespace Blockade.Models.Diagnostics;

/// <summary>How bad a diagnostic is. An error means that no value was made.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Note,

    /// <summary>Probably not what was meant; the run goes on.</summary>
    Warning,

    /// <summary>The input cannot be used.</summary>
    Error,
}

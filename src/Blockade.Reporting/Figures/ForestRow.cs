namespace Blockade.Reporting;

/// <summary>A row of a <see cref="ForestFigure"/>.</summary>
/// <param name="Label">What the row is about; up to about 35 characters a line, two lines.</param>
/// <param name="Predicted">What was computed; null if only the publication has it.</param>
/// <param name="Published">What was published; null if nothing was.</param>
/// <param name="Role">How the published value was used.</param>
public sealed record ForestRow(string Label, ForestEstimate? Predicted, ForestEstimate? Published = null, ForestRole Role = ForestRole.None)
{
    /// <summary>Whether it is a heading of the rows below it, which has no estimate of its own.</summary>
    public bool IsHeading => Predicted is null && Published is null && Role is ForestRole.None;

    /// <summary>The role as a word, empty for none.</summary>
    internal string RoleText => Role switch { ForestRole.Calibrate => "calibrate", ForestRole.Blind => "blind", _ => "" };
}

namespace Blockade.Reporting;

/// <summary>How a box of a <see cref="GraphFigure"/> is drawn.</summary>
public enum GraphLook
{
    /// <summary>A frame with cells in it.</summary>
    Framed,

    /// <summary>A box with square corners.</summary>
    Square,

    /// <summary>A box with round ends.</summary>
    Round,
}

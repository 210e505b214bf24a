namespace Blockade.Reporting;

/// <summary>How a link of a <see cref="GraphFigure"/> is drawn. Colour is never the only difference.</summary>
public enum GraphLinkLook
{
    /// <summary>A plain line without direction.</summary>
    Plain,

    /// <summary>A line with an arrow.</summary>
    Arrow,

    /// <summary>A blue line with an arrow.</summary>
    Positive,

    /// <summary>A dashed red line that ends in a bar.</summary>
    Negative,

    /// <summary>A dotted grey line that ends in a small ring.</summary>
    Faint,
}

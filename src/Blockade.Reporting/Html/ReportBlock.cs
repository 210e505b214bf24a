using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>A piece of a section.</summary>
public abstract record ReportBlock
{
    private ReportBlock() { }   // closed: the cases below are all there are

    /// <summary>Plain text; markup in it is shown, not obeyed.</summary>
    /// <param name="Text">The paragraph.</param>
    public sealed record Paragraph(string Text) : ReportBlock;

    /// <summary>Something a reader must not overlook.</summary>
    /// <param name="Text">The warning.</param>
    public sealed record Warning(string Text) : ReportBlock;

    /// <summary>A table. Its title is the caption, and the first column, if text, heads the rows.</summary>
    /// <param name="Table">The table.</param>
    /// <param name="SignificantDigits">Digits shown of a number, 1 to 17; files keep all.</param>
    /// <param name="MaxRows">Rows shown; a note says how many there are.</param>
    public sealed record Tabulated(Table Table, int SignificantDigits = 4, int MaxRows = 200) : ReportBlock;

    /// <summary>A figure, inline.</summary>
    /// <param name="Figure">What <see cref="FigureRenderer"/> drew; its name occurs once in a report.</param>
    public sealed record Drawing(RenderedFigure Figure) : ReportBlock;

    /// <summary>Where facts come from.</summary>
    /// <param name="Items">The sources in order.</param>
    public sealed record Sources(ImmutableArray<ReportSource> Items) : ReportBlock;
}

using System.Collections.Immutable;
using System.Globalization;
using SkiaSharp;

namespace Blockade.Reporting;

/// <summary>Draws a <see cref="SpiderFigure"/>.</summary>
internal static class SpiderDrawing
{
    private const float Left = 150, Right = 1490, Between = 40;
    private const double Cap = 100, Progression = 20, Response = -30;

    public static void Draw(SpiderFigure figure, FigureCanvas canvas)
    {
        float width = (Right - Left - Between * (figure.Arms.Length - 1)) / figure.Arms.Length;
        int nameLines = figure.Arms.Max(arm => canvas.Wrap(arm.Label, width, TextStyle.PanelHeading, maxLines: 2).Length);
        float top = canvas.Heading(figure.Title) + 56 + 30 * nameLines, bottom = canvas.Height - 200;
        AxisScale y = AxisScale.At([-100, -75, -50, -25, 0, 25, 50, 75, 100]);
        AxisScale x = AxisScale.Around(0, figure.Arms.SelectMany(a => a.Lines).SelectMany(l => l.Points).Max(p => p.Time), logarithmic: false, wanted: Math.Max(3, 7 / figure.Arms.Length));
        for (int i = 0; i < figure.Arms.Length; i++)
        {
            float left = Left + i * (width + Between);
            DrawArm(figure.Arms[i], Ink.OfArm(i), canvas, new SKRect(left, top, left + width, bottom), x, y, first: i == 0);
        }

        canvas.VerticalText(figure.Change.Title, 56, (top + bottom) / 2, TextStyle.AxisTitle);
        canvas.Text(figure.Time.Title, (Left + Right) / 2, bottom + 78, TextStyle.AxisTitle);
        foreach ((double limit, string label) in new[] { (Progression, "+20 %"), (Response, "\u221230 %") })
        {
            float at = bottom - (float)((limit - y.Min) / (y.Max - y.Min)) * (bottom - top);
            canvas.Text(label, Right + 12, at + 8, TextStyle.Small);
        }
    }

    private static void DrawArm(SpiderArm arm, Ink ink, FigureCanvas canvas, SKRect box, AxisScale x, AxisScale y, bool first)
    {
        using var plot = new PlotArea(box, x, y, first ? AxisParts.LabelsX | AxisParts.LabelsY : AxisParts.LabelsX);
        plot.GuideY(0, Ink.Black, 2, []);
        plot.Draw(canvas);
        foreach (SpiderLine line in arm.Lines)
        {
            SKPoint[] points = [.. line.Points.Select(p => new SKPoint(plot.X(p.Time), plot.Y(Math.Min(p.ChangePercent, Cap))))];
            canvas.Line(points, ink.Hex, 1.6f);
            if (points.Length == 0) continue;
            if (line.Progressed) canvas.Box(new SKRect(points[^1].X - 5, points[^1].Y - 5, points[^1].X + 5, points[^1].Y + 5), ink.Hex);
            else canvas.Ring(points[^1].X, points[^1].Y, 5, ink.Hex, 2);
        }

        foreach (double limit in new[] { Progression, Response })
            canvas.Line([new(box.Left, plot.Y(limit)), new(box.Right, plot.Y(limit))], Ink.Black, 1.8f, [8, 7]);
        ImmutableArray<string> name = canvas.Wrap(arm.Label, box.Width, TextStyle.PanelHeading, maxLines: 2);
        for (int line = 0; line < name.Length; line++)
            canvas.Text(name[line], box.Left, box.Top - 24 - 30 * (name.Length - 1 - line), TextStyle.PanelHeading);
        string shown = arm.Lines.Length == arm.Of
            ? string.Create(CultureInfo.InvariantCulture, $"all {arm.Of} patients")
            : string.Create(CultureInfo.InvariantCulture, $"the first {arm.Lines.Length} of {arm.Of} patients");
        canvas.Text(shown, box.Left, box.Bottom + 124, TextStyle.Small);
        canvas.Text("\u25A0 progression   \u25CB none so far", box.Left, box.Bottom + 154, TextStyle.Small);
    }
}

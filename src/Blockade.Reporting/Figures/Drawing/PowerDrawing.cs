using System.Collections.Immutable;
using ScottPlot;
using SkiaSharp;

namespace Blockade.Reporting;

/// <summary>Draws a <see cref="PowerFigure"/>.</summary>
internal static class PowerDrawing
{
    private const float Left = 160, Right = 1570, Below = 150, KeyLine = 34;

    private static readonly ImmutableArray<MarkerShape> Shapes = [MarkerShape.FilledSquare, MarkerShape.OpenCircle, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond, MarkerShape.OpenSquare];

    public static void Draw(PowerFigure figure, FigureCanvas canvas)
    {
        float heading = canvas.Heading(figure.Title) + 50, top = heading + (KeyLine * (figure.Planned.Length + 1));
        var box = new SKRect(Left, top, Right, canvas.Height - Below);
        double[] events = [.. figure.Curve.Select(p => p.Events), .. figure.Planned.Select(p => p.Events)];
        AxisScale x = AxisScale.Around(Math.Min(0, events.Min()), events.Max(), false, wanted: 8);
        using var plot = new PlotArea(box, x, AxisScale.At([0, 20, 40, 60, 80, 100]), AxisParts.LabelsX | AxisParts.LabelsY | AxisParts.GridY);
        plot.Band(figure.Curve.Select(p => (p.Events, 100 * p.Chance.Lower, 100 * p.Chance.Upper)), Ink.OfArm(0).Hex, 0.18);
        plot.Curve(figure.Curve.Select(p => (p.Events, 100 * p.Chance.Value)), Ink.OfArm(0).Hex, 4, []);
        plot.Marks(figure.Curve.Select(p => (p.Events, 100 * p.Chance.Value)), MarkerShape.FilledCircle, 9, Ink.OfArm(0).Hex);
        plot.Curve([(x.Min, 100 * figure.Goal), (x.Max, 100 * figure.Goal)], Ink.Black, 2, [8, 7]);   // a guide of dashes is lost in SVG
        for (int i = 0; i < figure.Planned.Length; i++)
        {
            (_, double at, ForestEstimate e) = figure.Planned[i];
            plot.Curve([(at, 100 * e.Lower), (at, 100 * e.Upper)], Ink.OfArm(i + 1).Hex, 4, Ink.OfArm(i + 1).Dashes);
            plot.Marks([(at, 100 * e.Value)], Shapes[i], 18, Ink.OfArm(i + 1).Hex, 4);
        }

        plot.Draw(canvas);
        canvas.Line([new(Left, heading - 8), new(Left + 60, heading - 8)], Ink.OfArm(0).Hex, 4, []);
        canvas.Text("one look at so many events, with 95 % limits", Left + 76, heading, TextStyle.Small);
        canvas.Text(FormattableString.Invariant($"wanted: {100 * figure.Goal:0.#} %"), Right, plot.Y(100 * figure.Goal) - 8, TextStyle.Small with { Align = SKTextAlign.Right });
        for (int i = 0; i < figure.Planned.Length; i++)
        {
            float line = heading + (KeyLine * (i + 1));
            canvas.Line([new(Left, line - 8), new(Left + 60, line - 8)], Ink.OfArm(i + 1).Hex, 4, Ink.OfArm(i + 1).Dashes);
            canvas.Text(FormattableString.Invariant($"{figure.Planned[i].Name}: {100 * figure.Planned[i].Chance.Value:0.0} % with {figure.Planned[i].Events:0} events"), Left + 76, line, TextStyle.Small);
        }

        canvas.Text("Events at the last look", box.MidX, box.Bottom + 82, TextStyle.AxisTitle);
        canvas.VerticalText($"{figure.Chance} (%)", box.Left - 100, box.MidY, TextStyle.AxisTitle);
    }
}

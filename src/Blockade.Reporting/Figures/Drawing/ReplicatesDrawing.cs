using ScottPlot;
using SkiaSharp;

namespace Blockade.Reporting;

/// <summary>Draws a <see cref="ReplicatesFigure"/>.</summary>
internal static class ReplicatesDrawing
{
    private const float Left = 160, Middle = 800, Between = 140, Right = 1570, Below = 150;

    public static void Draw(ReplicatesFigure figure, FigureCanvas canvas)
    {
        float top = canvas.Heading(figure.Title) + 110, bottom = canvas.Height - Below;
        DrawSpread(figure, canvas, new SKRect(Left, top, Middle, bottom));
        DrawLooks(figure, canvas, new SKRect(Middle + Between, top, Right, bottom));
    }

    private static void DrawSpread(ReplicatesFigure figure, FigureCanvas canvas, SKRect box)
    {
        var bars = figure.Bars;
        double low = bars[0].Lower, high = bars[^1].Upper;
        if (figure.Reference is double r)
        {
            // the line of no effect is seen with something on either side of it
            (low, high) = figure.Value.Logarithmic ? (Math.Min(low, r / 1.1), Math.Max(high, r * 1.1)) : (Math.Min(low, r), Math.Max(high, r));
        }

        using var plot = new PlotArea(
            box, AxisScale.Around(low, high, figure.Value.Logarithmic, wanted: 5), AxisScale.Around(0, 100 * bars.Max(b => b.Share), false, wanted: 5),
            AxisParts.LabelsX | AxisParts.LabelsY | AxisParts.GridY);
        foreach ((double lower, double upper, double share) in bars.Where(b => b.Share > 0))
        {
            plot.Band([(lower, 0, 100 * share), (upper, 0, 100 * share)], Ink.OfArm(0).Hex, 0.85);
        }

        if (figure.Reference is double reference) plot.GuideX(reference, Ink.Black, 2, [8, 7]);
        plot.Draw(canvas);
        canvas.Text(FormattableString.Invariant($"{figure.Values.Length} replicates"), box.Left, box.Top - 24, TextStyle.PanelHeading);
        canvas.Text(figure.Value.Title, box.MidX, box.Bottom + 82, TextStyle.AxisTitle);
        canvas.VerticalText("Share of replicates (%)", box.Left - 100, box.MidY, TextStyle.AxisTitle);
    }

    private static void DrawLooks(ReplicatesFigure figure, FigureCanvas canvas, SKRect box)
    {
        int n = figure.Looks.Length;
        bool gaveUp = figure.Looks.Any(l => double.IsFinite(l.Futility.Value));
        using var plot = new PlotArea(
            box, new AxisScale(false, 0.5, n + 0.5, [.. figure.Looks.Select((l, i) => ((double)(i + 1), l.Label))]), AxisScale.At([0, 20, 40, 60, 80, 100]),
            AxisParts.LabelsX | AxisParts.LabelsY | AxisParts.GridY);
        Series(figure.Looks.Select(l => l.Success), 0, gaveUp ? -0.08 : 0);
        if (gaveUp) Series(figure.Looks.Select(l => l.Futility), 1, 0.08);
        plot.Draw(canvas);
        canvas.Text("Decided by each look, with 95 % limits", box.Left, box.Top - 62, TextStyle.PanelHeading);
        Key("success", 0, box.Left);
        if (gaveUp) Key("given up", 1, box.Left + 240);
        canvas.Text("Look", box.MidX, box.Bottom + 82, TextStyle.AxisTitle);
        canvas.VerticalText("Replicates (%)", box.Left - 84, box.MidY, TextStyle.AxisTitle);

        void Series(IEnumerable<ForestEstimate> estimates, int arm, double aside)
        {
            (double X, ForestEstimate E)[] at = [.. estimates.Select((e, i) => (i + 1 + aside, e))];
            foreach ((double x, ForestEstimate e) in at) plot.Curve([(x, 100 * e.Lower), (x, 100 * e.Upper)], Ink.OfArm(arm).Hex, 4, []);
            plot.Marks(at.Select(a => (a.X, 100 * a.E.Value)), arm == 0 ? MarkerShape.FilledSquare : MarkerShape.OpenCircle, 16, Ink.OfArm(arm).Hex, 4);
        }

        void Key(string label, int arm, float left)
        {
            if (arm == 0) canvas.Box(new SKRect(left, box.Top - 38, left + 16, box.Top - 22), Ink.OfArm(0).Hex);
            else canvas.Ring(left + 8, box.Top - 30, 8, Ink.OfArm(1).Hex, 4);
            canvas.Text(label, left + 30, box.Top - 22, TextStyle.Small);
        }
    }
}

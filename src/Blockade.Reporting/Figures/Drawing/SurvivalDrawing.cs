using System.Collections.Immutable;
using ScottPlot;
using SkiaSharp;

namespace Blockade.Reporting;

/// <summary>Draws a <see cref="SurvivalFigure"/>.</summary>
internal static class SurvivalDrawing
{
    private const float Left = 150, Right = 1205, TableNames = Right + 60, LineHeight = 27;
    private const float BlockHeight = (4 * LineHeight) + 12;   // a name and three rows
    private const float ArmWidth = 4.5f, PublishedWidth = 2.5f, MedianWidth = 1.6f;

    /// <summary>The height in pixels: that of any figure for the curves of two arms and their numbers at risk, and more for the rest of the table.</summary>
    public static int Height(SurvivalFigure figure) => FigureCanvas.StandardHeight - 108 + (int)TableHeight(figure);

    private static float TableHeight(SurvivalFigure figure) => 34 + (figure.Arms.Length * BlockHeight);

    public static void Draw(SurvivalFigure figure, FigureCanvas canvas)
    {
        float top = canvas.Heading(figure.Title) + 34;
        if (figure.Note.Length > 0)
        {
            canvas.Text(canvas.Wrap(figure.Note, FigureCanvas.Width - 80, TextStyle.Small, maxLines: 1)[0], 40, top + 6, TextStyle.Small with { Hex = Ink.Grey });
            top += 34;
        }

        float bottom = canvas.Height - TableHeight(figure) - 22 - 102;
        AxisScale x = AxisScale.At(figure.RiskTimes), y = AxisScale.At([0, 20, 40, 60, 80, 100]);
        using var plot = new PlotArea(new SKRect(Left, top, Right, bottom), x, y, AxisParts.LabelsX | AxisParts.LabelsY | AxisParts.GridY);
        double end = x.Max;

        DrawMedians(figure, plot, end);
        for (int i = 0; i < figure.Arms.Length; i++) plot.Band(BandOf(figure.Arms[i], end), Ink.OfArm(i).Hex, opacity: 0.16);
        foreach (PublishedSurvival published in figure.Published) DrawPublished(figure, published, plot, end);
        for (int i = 0; i < figure.Arms.Length; i++)
        {
            SurvivalArm arm = figure.Arms[i];
            Ink ink = Ink.OfArm(i);
            plot.Curve(CurveOf(arm, end), ink.Hex, ArmWidth, ink.Dashes);
            plot.Marks(arm.CensorTimes.Where(t => t <= end).Select(t => (t, 100 * arm.SurvivalAt(t))), MarkerShape.VerticalBar, 15, ink.Hex, 1.8f);
        }

        plot.Draw(canvas);
        canvas.VerticalText($"{figure.Endpoint} (%)", 62, (top + bottom) / 2, TextStyle.AxisTitle);
        canvas.Text(figure.Time.Title, (Left + Right) / 2, bottom + 84, TextStyle.AxisTitle);
        DirectLabels.Draw(canvas, Labels(figure, plot, end), new SKRect(Right, top, FigureCanvas.Width - 24, bottom + 40));
        DrawRiskTable(figure, canvas, plot, bottom + 128);
    }

    private static void DrawPublished(SurvivalFigure figure, PublishedSurvival published, PlotArea plot, double end)
    {
        string hex = HexOf(figure, published);
        IEnumerable<SurvivalPoint> shown = published.Points.Where(p => p.Time <= end);
        if (published.Shape is PublishedShape.Steps)
        {
            double last = published.Points.IsEmpty ? 0 : published.Points[^1].Time;
            plot.Curve(Stairs(shown.Select(p => (p.Time, p.Survival)), last, end), hex, PublishedWidth, Ink.Published);
            return;
        }

        (double, double)[] points = [.. shown.Select(p => (p.Time, 100 * p.Survival))];
        plot.Curve(points, hex, PublishedWidth, Ink.Published);
        plot.Marks(points, MarkerShape.OpenCircle, 15, hex, 3);
    }

    private static ImmutableArray<DirectLabels.Entry> Labels(SurvivalFigure figure, PlotArea plot, double end)
    {
        var labels = ImmutableArray.CreateBuilder<DirectLabels.Entry>();
        for (int i = 0; i < figure.Arms.Length; i++)
        {
            SurvivalArm arm = figure.Arms[i];
            Ink ink = Ink.OfArm(i);
            double last = Math.Min(end, arm.End);
            labels.Add(new(arm.Label, plot.Y(100 * arm.SurvivalAt(last)), ink.Hex, ArmWidth, ink.Dashes, Bold: true));
        }

        foreach (PublishedSurvival published in figure.Published)
        {
            SurvivalPoint last = published.Points.LastOrDefault(p => p.Time <= end, new SurvivalPoint(0, 1));
            labels.Add(new(published.Label, plot.Y(100 * last.Survival), HexOf(figure, published), PublishedWidth, Ink.Published, Bold: false));
        }

        return labels.ToImmutable();
    }

    // from one half on the axis to the curve that reaches it last, and down from each
    private static void DrawMedians(SurvivalFigure figure, PlotArea plot, double end)
    {
        SurvivalArm[] reached = [.. figure.Arms.Where(arm => arm.Median <= end)];
        if (reached.Length == 0) return;
        plot.Curve([(0, 50), (reached.Max(arm => arm.Median), 50)], Ink.Grey, MedianWidth, Ink.Published);
        foreach (SurvivalArm arm in reached) plot.Curve([(arm.Median, 50), (arm.Median, 0)], Ink.OfArm(figure.Arms.IndexOf(arm)).Hex, MedianWidth, Ink.Published);
    }

    private static void DrawRiskTable(SurvivalFigure figure, FigureCanvas canvas, PlotArea plot, float top)
    {
        canvas.Text("At risk just before each time; censored and with event until then", 40, top, TextStyle.Small with { Bold = true });
        (string Name, Func<RiskCount, int> Of)[] rows = [("at risk", c => c.AtRisk), ("censored", c => c.Censored), ("events", c => c.Events)];
        float line = top + 14;
        for (int i = 0; i < figure.Arms.Length; i++)
        {
            Ink ink = Ink.OfArm(i);
            canvas.Line([new(40, line + 14), new(100, line + 14)], ink.Hex, ArmWidth, ink.Dashes);
            canvas.Text(canvas.Wrap(figure.Arms[i].Label, Right - 120, TextStyle.Small, maxLines: 1)[0], 120, line + 21, TextStyle.Small);
            for (int row = 0; row < rows.Length; row++)
            {
                float baseline = line + ((row + 1) * LineHeight) + 21;
                for (int t = 0; t < figure.RiskTimes.Length; t++)
                {
                    string count = rows[row].Of(figure.Arms[i].Risk[t]).ToString(System.Globalization.CultureInfo.InvariantCulture);
                    canvas.Text(count, plot.X(figure.RiskTimes[t]), baseline, TextStyle.Small with { Align = SKTextAlign.Center });
                }

                canvas.Text(rows[row].Name, TableNames, baseline, TextStyle.Small);
            }

            line += BlockHeight;
        }
    }

    private static string HexOf(SurvivalFigure figure, PublishedSurvival published) =>
        Ink.OfArm(figure.Arms.Select(arm => arm.Label).ToList().IndexOf(published.Arm)).Hex;

    private static IEnumerable<(double, double)> CurveOf(SurvivalArm arm, double end) =>
        Stairs(arm.Steps.Where(s => s.Time <= end).Select(s => (s.Time, s.Survival)), arm.End, end);

    /// <summary>Corners of a step curve in percent, from time 0 at 100 % to the last time known or the end of the axis.</summary>
    private static IEnumerable<(double, double)> Stairs(IEnumerable<(double Time, double Survival)> steps, double last, double end)
    {
        double survival = 100;
        yield return (0, survival);
        foreach ((double time, double next) in steps)
        {
            yield return (time, survival);
            survival = 100 * next;
            yield return (time, survival);
        }

        yield return (Math.Min(last, end), survival);
    }

    private static IEnumerable<(double, double, double)> BandOf(SurvivalArm arm, double end)
    {
        (double lower, double upper) = (100, 100);
        yield return (0, lower, upper);
        foreach (SurvivalStep step in arm.Steps.Where(s => s.Time <= end))
        {
            yield return (step.Time, lower, upper);
            (lower, upper) = (100 * step.Lower, 100 * step.Upper);
            yield return (step.Time, lower, upper);
        }

        yield return (Math.Min(arm.End, end), lower, upper);
    }
}

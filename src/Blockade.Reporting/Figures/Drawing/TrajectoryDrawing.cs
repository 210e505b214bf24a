using System.Collections.Immutable;
using SkiaSharp;

namespace Blockade.Reporting;

/// <summary>Draws a <see cref="TrajectoryFigure"/>.</summary>
internal static class TrajectoryDrawing
{
    private const float LineWidth = 4, LeftOfPanel = 150, AboveOfPanel = 46, BelowOfPanel = 50;

    public static void Draw(TrajectoryFigure figure, FigureCanvas canvas)
    {
        ImmutableArray<string> labels = figure.SeriesLabels;
        float top = DrawKey(labels, canvas, canvas.Heading(figure.Title) + 50);
        int columns = figure.Panels.Length switch { 1 => 1, <= 4 => 2, _ => 3 };
        int rows = (figure.Panels.Length + columns - 1) / columns;
        float width = (FigureCanvas.Width - 24f) / columns, height = (canvas.Height - 62 - top) / rows;
        AxisScale x = TimeAxis(figure);
        for (int i = 0; i < figure.Panels.Length; i++)
        {
            // The panels of the last row, and those with nothing below them, carry the numbers of the clock.
            (int row, int column) = (i / columns, i % columns);
            bool lowest = i + columns >= figure.Panels.Length;
            var box = new SKRect(
                column * width + LeftOfPanel, top + row * height + AboveOfPanel, (column + 1) * width - 24, top + (row + 1) * height - BelowOfPanel);
            DrawPanel(figure.Panels[i], labels, canvas, box, x);
            if (lowest) canvas.Text(figure.Time.Title, box.MidX, box.Bottom + 82, TextStyle.AxisTitle);
        }
    }

    private static float DrawKey(ImmutableArray<string> labels, FigureCanvas canvas, float baseline)
    {
        const float sample = 70, gap = 14, between = 50, left = 40;
        string bandNote = "line: median; band: 5th to 95th percentile";
        float x = left;
        for (int i = 0; i < labels.Length; i++)
        {
            float width = sample + gap + canvas.Measure(labels[i], TextStyle.Body) + between;
            if (x > left && x + width > FigureCanvas.Width)
            {
                x = left;
                baseline += 36;
            }

            Ink ink = Ink.OfArm(i);
            canvas.Line([new(x, baseline - 8), new(x + sample, baseline - 8)], ink.Hex, LineWidth, ink.Dashes);
            canvas.Text(labels[i], x + sample + gap, baseline, TextStyle.Body with { Bold = true });
            x += width + 20;
        }

        TextStyle note = TextStyle.Small with { Align = SKTextAlign.Right, Hex = Ink.Grey };
        if (x + canvas.Measure(bandNote, note) > FigureCanvas.Width - 30) baseline += 36;
        canvas.Text(bandNote, FigureCanvas.Width - 30, baseline, note);
        return baseline + 14;
    }

    private static void DrawPanel(TrajectoryPanel panel, ImmutableArray<string> labels, FigureCanvas canvas, SKRect box, AxisScale x)
    {
        bool log = panel.Value.Logarithmic;
        double[] values = [.. panel.Series.SelectMany(s => s.Points).SelectMany(p => new[] { p.Median, p.Lower, p.Upper })
            .Where(v => double.IsFinite(v) && (!log || v > 0)).DefaultIfEmpty(1)];
        double low = values.Min(), high = values.Max();
        if (!log && low > 0 && low < 0.5 * high) low = 0;   // an axis that starts near zero starts at zero
        AxisScale y = AxisScale.Around(low, high, log, wanted: 5);
        using var plot = new PlotArea(box, x, y, AxisParts.LabelsX | AxisParts.LabelsY | AxisParts.GridY);
        foreach (TrajectorySeries series in panel.Series)
        {
            plot.Band(series.Points.Select(p => (p.Time, Positive(p.Lower, log), Positive(p.Upper, log))), Ink.OfArm(labels.IndexOf(series.Label)).Hex, 0.18);
        }

        foreach (TrajectorySeries series in panel.Series)
        {
            Ink ink = Ink.OfArm(labels.IndexOf(series.Label));
            plot.Curve(series.Points.Select(p => (p.Time, Positive(p.Median, log))), ink.Hex, LineWidth, ink.Dashes);
        }

        plot.Draw(canvas);
        canvas.Text(panel.Title, box.Left, box.Top - 16, TextStyle.PanelHeading);
        float room = box.Height + 40;
        ImmutableArray<string> title = canvas.Wrap(panel.Value.Title, room, TextStyle.AxisTitle, maxLines: 1);
        canvas.VerticalText(title[0], box.Left - 108, box.MidY, TextStyle.AxisTitle);
    }

    private static double Positive(double value, bool logarithmic) => logarithmic && value <= 0 ? double.NaN : value;

    private static AxisScale TimeAxis(TrajectoryFigure figure)
    {
        double[] times = [.. figure.Panels.SelectMany(p => p.Series).SelectMany(s => s.Points).Select(p => p.Time)
            .Where(t => double.IsFinite(t) && (!figure.Time.Logarithmic || t > 0)).DefaultIfEmpty(1)];
        return AxisScale.Around(times.Min(), times.Max(), figure.Time.Logarithmic, wanted: 6);
    }
}

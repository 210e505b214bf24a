using System.Collections.Immutable;
using SkiaSharp;

namespace Blockade.Reporting;

/// <summary>Draws a <see cref="TrajectoryFigure"/>.</summary>
internal static class TrajectoryDrawing
{
    private const float LineWidth = 4, LeftOfPanel = 160, AboveOfPanel = 46, BelowOfPanel = 50;

    public static void Draw(TrajectoryFigure figure, FigureCanvas canvas)
    {
        ImmutableArray<string> labels = figure.SeriesLabels;
        bool hasBands = figure.Panels.SelectMany(p => p.Series).SelectMany(s => s.Points).Any(p => double.IsFinite(p.Lower));
        float top = DrawKey(labels, hasBands, canvas, canvas.Heading(figure.Title) + 50);
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

    private static float DrawKey(ImmutableArray<string> labels, bool hasBands, FigureCanvas canvas, float baseline)
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

        if (!hasBands) return baseline + 14;
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
        (double divisor, string title) = Scaled(panel.Value, Math.Max(Math.Abs(low), Math.Abs(high)));
        AxisScale y = AxisScale.Around(low / divisor, high / divisor, log, wanted: 5);
        double Shown(double value) => log && value <= 0 ? double.NaN : value / divisor;
        using var plot = new PlotArea(box, x, y, AxisParts.LabelsX | AxisParts.LabelsY | AxisParts.GridY);
        foreach (TrajectorySeries series in panel.Series)
        {
            plot.Band(series.Points.Select(p => (p.Time, Shown(p.Lower), Shown(p.Upper))), Ink.OfArm(labels.IndexOf(series.Label)).Hex, 0.18);
        }

        foreach (TrajectorySeries series in panel.Series)
        {
            Ink ink = Ink.OfArm(labels.IndexOf(series.Label));
            plot.Curve(series.Points.Select(p => (p.Time, Shown(p.Median))), ink.Hex, LineWidth, ink.Dashes);
        }

        plot.Draw(canvas);
        canvas.Text(panel.Title, box.Left, box.Top - 16, TextStyle.PanelHeading);
        ImmutableArray<string> lines = canvas.Wrap(title, box.Height + 40, TextStyle.AxisTitle, maxLines: 2);
        for (int i = 0; i < lines.Length; i++)
            canvas.VerticalText(lines[i], box.Left - (lines.Length == 1 ? 116 : 134 - 28 * i), box.MidY, TextStyle.AxisTitle);
    }

    /// <summary>Large numbers are drawn in thousands or more, so that tick labels stay short, and the axis says so.</summary>
    private static (double Divisor, string Title) Scaled(FigureAxis axis, double largest)
    {
        (double divisor, string word) = axis.Logarithmic ? (1, "") : largest switch
        {
            >= 1e10 => (1e9, "billions"),
            >= 1e7 => (1e6, "millions"),
            >= 1e4 => (1e3, "thousands"),
            _ => (1, ""),
        };
        if (word.Length == 0) return (1, axis.Title);
        return (divisor, axis.Unit == "1" ? $"{axis.Label} ({word})" : $"{axis.Label} ({word} of {axis.Unit})");
    }

    private static AxisScale TimeAxis(TrajectoryFigure figure)
    {
        if (!figure.TimeTicks.IsEmpty) return AxisScale.At(figure.TimeTicks);
        double[] times = [.. figure.Panels.SelectMany(p => p.Series).SelectMany(s => s.Points).Select(p => p.Time)
            .Where(t => double.IsFinite(t) && (!figure.Time.Logarithmic || t > 0)).DefaultIfEmpty(1)];
        return AxisScale.Around(times.Min(), times.Max(), figure.Time.Logarithmic, wanted: 6);
    }
}

using System.Collections.Immutable;
using System.Globalization;
using SkiaSharp;

namespace Blockade.Reporting;

/// <summary>Draws a <see cref="WaterfallFigure"/>.</summary>
internal static class WaterfallDrawing
{
    private const float Left = 150, Right = 1490, Between = 40;
    private const double Cap = 100, Progression = 20, Response = -30;

    public static void Draw(WaterfallFigure figure, FigureCanvas canvas)
    {
        float width = (Right - Left - Between * (figure.Arms.Length - 1)) / figure.Arms.Length;
        int nameLines = figure.Arms.Max(arm => canvas.Wrap(arm.Label, width, TextStyle.PanelHeading, maxLines: 2).Length);
        float top = canvas.Heading(figure.Title) + 56 + 30 * nameLines, bottom = canvas.Height - 170;
        AxisScale y = AxisScale.At([-100, -75, -50, -25, 0, 25, 50, 75, 100]);
        for (int i = 0; i < figure.Arms.Length; i++)
        {
            float left = Left + i * (width + Between);
            DrawArm(figure.Arms[i], Ink.OfArm(i), canvas, new SKRect(left, top, left + width, bottom), y, first: i == 0);
        }

        canvas.VerticalText(figure.Change.Title, 56, (top + bottom) / 2, TextStyle.AxisTitle);
        canvas.Text("Patients, sorted by change", (Left + Right) / 2, bottom + 140, TextStyle.AxisTitle);
        foreach ((double limit, string label) in new[] { (Progression, "+20 %"), (Response, "\u221230 %") })
        {
            float at = bottom - (float)((limit - y.Min) / (y.Max - y.Min)) * (bottom - top);
            canvas.Text(label, Right + 12, at + 8, TextStyle.Small);
        }
    }

    private static void DrawArm(WaterfallArm arm, Ink ink, FigureCanvas canvas, SKRect box, AxisScale y, bool first)
    {
        ImmutableArray<WaterfallBar> bars = arm.Sorted;
        var x = new AxisScale(false, 0, bars.Length, []);
        using var plot = new PlotArea(box, x, y, first ? AxisParts.LabelsY : AxisParts.None);
        plot.GuideY(0, Ink.Black, 2, []);
        plot.Draw(canvas);

        DrawBars(bars, ink, canvas, plot, box);
        // Over the bars, or they would hide the line they crossed.
        foreach (double limit in new[] { Progression, Response })
            canvas.Line([new(box.Left, plot.Y(limit)), new(box.Right, plot.Y(limit))], Ink.Black, 1.8f, [8, 7]);

        ImmutableArray<string> name = canvas.Wrap(arm.Label, box.Width, TextStyle.PanelHeading, maxLines: 2);
        for (int line = 0; line < name.Length; line++)
            canvas.Text(name[line], box.Left, box.Top - 24 - 30 * (name.Length - 1 - line), TextStyle.PanelHeading);

        // Counts stand below, where no bar can reach them.
        int n = bars.Length, cut = bars.Count(b => b.BestChangePercent > Cap);
        int shrunk = bars.Count(b => b.BestChangePercent <= Response), grown = bars.Count(b => b.BestChangePercent >= Progression);
        string outOf = box.Width < 400 ? "/" : " of ", beyond = cut == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"\u25B2 beyond +100 %: {cut}");
        Span<string> notes =
        [
            string.Create(CultureInfo.InvariantCulture, $"\u2264 \u221230 %: {shrunk}{outOf}{n} ({Percent(shrunk, n)})"),
            string.Create(CultureInfo.InvariantCulture, $"\u2265 +20 %: {grown}{outOf}{n} ({Percent(grown, n)})"),
            beyond,
        ];
        for (int i = 0; i < notes.Length; i++) canvas.Text(notes[i], box.Left, box.Bottom + 36 + 30 * i, TextStyle.Small);
    }

    private static void DrawBars(ImmutableArray<WaterfallBar> bars, Ink ink, FigureCanvas canvas, PlotArea plot, SKRect box)
    {
        float pitch = box.Width / bars.Length, zero = plot.Y(0);
        float Tip(int i) => plot.Y(Math.Min(bars[i].BestChangePercent, Cap));
        if (pitch >= 5)
        {
            for (int i = 0; i < bars.Length; i++)
            {
                float left = box.Left + (i + 0.1f) * pitch, right = box.Left + (i + 0.9f) * pitch;
                canvas.Box(new SKRect(left, Math.Min(Tip(i), zero), right, Math.Max(Tip(i), zero)), ink.Hex);
            }
        }
        else
        {
            // Bars of a few pixels would blur into stripes: one outline of them all is sharp.
            SKPoint[] outline =
            [
                new(box.Left, zero),
                .. Enumerable.Range(0, bars.Length)
                    .SelectMany(i => new SKPoint[] { new(box.Left + i * pitch, Tip(i)), new(box.Left + (i + 1) * pitch, Tip(i)) }),
                new(box.Right, zero),
            ];
            canvas.Fill(outline, ink.Hex);
        }

        int cut = bars.Count(b => b.BestChangePercent > Cap);
        if (pitch >= 10) for (int i = 0; i < cut; i++) canvas.Fill(Arrow(box.Left + (i + 0.5f) * pitch, box.Top - 4), ink.Hex);
        else if (cut > 0) canvas.Fill(Arrow(box.Left + Math.Max(cut * pitch / 2, 7), box.Top - 4), ink.Hex);
    }

    private static SKPoint[] Arrow(float x, float y) => [new(x - 7, y), new(x + 7, y), new(x, y - 13)];

    private static string Percent(int part, int whole) => (100.0 * part / whole).ToString("0", CultureInfo.InvariantCulture) + " %";
}

using System.Collections.Immutable;
using SkiaSharp;

namespace Blockade.Reporting;

/// <summary>Names curves where they end, right of the plot: a sample of the line and the name, moved apart where they would overlap.</summary>
internal static class DirectLabels
{
    private const float LineHeight = 28, Gap = 12, LeaderWidth = 34, SampleWidth = 52;

    /// <summary>A curve's name, where the curve ends, and how it is drawn.</summary>
    public readonly record struct Entry(string Text, float Y, string Hex, float Width, ImmutableArray<float> Dashes, bool Bold);

    /// <param name="canvas">The sheet.</param>
    /// <param name="entries">The curves.</param>
    /// <param name="area">Left: where the plot ends. Right: where the sheet ends. Top and bottom: where labels may stand.</param>
    public static void Draw(FigureCanvas canvas, ImmutableArray<Entry> entries, SKRect area)
    {
        float textX = area.Left + LeaderWidth + SampleWidth + 12;
        var placed = entries.OrderBy(e => e.Y).Select(e =>
        {
            TextStyle style = TextStyle.Small with { Bold = e.Bold };
            ImmutableArray<string> lines = canvas.Wrap(e.Text, area.Right - textX, style, maxLines: entries.Length <= 4 ? 3 : 2);
            return (Entry: e, Style: style, Lines: lines, Height: lines.Length * LineHeight);
        }).ToArray();

        float[] tops = Spread([.. placed.Select(p => p.Entry.Y - p.Height / 2)], [.. placed.Select(p => p.Height)], area.Top, area.Bottom);
        for (int i = 0; i < placed.Length; i++)
        {
            (Entry e, TextStyle style, ImmutableArray<string> lines, float height) = placed[i];
            float middle = tops[i] + height / 2, sample = area.Left + LeaderWidth;
            canvas.Line([new(area.Left + 3, e.Y), new(sample - 6, middle)], "#9A9A9A", 1.5f);
            canvas.Line([new(sample, middle), new(sample + SampleWidth, middle)], e.Hex, e.Width, e.Dashes);
            for (int line = 0; line < lines.Length; line++) canvas.Text(lines[line], textX, tops[i] + line * LineHeight + 21, style);
        }
    }

    /// <summary>Moves boxes as little as a pass down and a pass up need, so that none overlap and all stay within the area if they fit.</summary>
    internal static float[] Spread(float[] tops, float[] heights, float top, float bottom)
    {
        for (int i = 0; i < tops.Length; i++) tops[i] = Math.Max(tops[i], i == 0 ? top : tops[i - 1] + heights[i - 1] + Gap);
        for (int i = tops.Length - 1; i >= 0; i--)
            tops[i] = Math.Min(tops[i], (i == tops.Length - 1 ? bottom : tops[i + 1] - Gap) - heights[i]);
        return tops;
    }
}

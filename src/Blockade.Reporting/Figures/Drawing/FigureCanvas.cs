using System.Collections.Immutable;
using ScottPlot;
using SkiaSharp;

namespace Blockade.Reporting;

/// <summary>A sheet of paper in pixels, origin top left: text, lines and boxes outside of plots. Draws the same on a bitmap and into SVG.</summary>
internal sealed class FigureCanvas(SKCanvas canvas, int height)
{
    /// <summary>Width of every figure in pixels, unless it is a graph that needs more.</summary>
    public const int Width = 1600;

    /// <summary>Height of a figure in pixels, unless it holds more than fits.</summary>
    public const int StandardHeight = 1000;

    // The first that is installed. All but the last have the metrics of Verdana or Arial, which the SVG names as replacements.
    private static readonly ImmutableArray<string> Families = ["DejaVu Sans", "Verdana", "Liberation Sans", "Arial", "Helvetica"];

    /// <summary>The font of all text.</summary>
    public static string Family { get; } = Families.FirstOrDefault(f => SKFontManager.Default.FontFamilies.Contains(f), SKTypeface.Default.FamilyName);

    public int Height => height;

    public SKCanvas Surface => canvas;

    /// <summary>How wide a line of text is.</summary>
    public static float WidthOf(string text, TextStyle style)
    {
        using SKFont font = Font(style);
        return font.MeasureText(text);
    }

    public float Measure(string text, TextStyle style) => WidthOf(text, style);

    /// <summary>Writes one line; <paramref name="baseline"/> is where letters stand.</summary>
    public void Text(string text, float x, float baseline, TextStyle style)
    {
        if (text.Length == 0) return;
        using SKFont font = Font(style);
        using var paint = new SKPaint { Color = Colour(style.Hex), IsAntialias = true };
        // Aligned by hand: the SVG device would write an anchor that viewers apply to each positioned letter.
        float shift = style.Align switch { SKTextAlign.Center => font.MeasureText(text) / 2, SKTextAlign.Right => font.MeasureText(text), _ => 0 };
        canvas.DrawText(text, x - shift, baseline, SKTextAlign.Left, font, paint);
    }

    /// <summary>Writes one line that runs upwards, centred on <paramref name="y"/>.</summary>
    public void VerticalText(string text, float x, float y, TextStyle style)
    {
        canvas.Save();
        canvas.Translate(x, y);
        canvas.RotateDegrees(-90);
        Text(text, 0, 0, style with { Align = SKTextAlign.Center });
        canvas.Restore();
    }

    /// <summary>Breaks a text at blanks so that each line fits; a single long word is left to stick out, and the last line may end in an ellipsis.</summary>
    public ImmutableArray<string> Wrap(string text, float width, TextStyle style, int maxLines)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            string longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && Measure(longer, style) > width)
            {
                lines.Add(line);
                line = word;
            }
            else
            {
                line = longer;
            }
        }

        lines.Add(line);
        if (lines.Count > maxLines)
        {
            lines.RemoveRange(maxLines, lines.Count - maxLines);
            lines[^1] += "\u2026";
        }

        for (int i = 0; i < lines.Count; i++) lines[i] = Shortened(lines[i], width, style);
        return [.. lines];
    }

    /// <summary>Draws a line through points.</summary>
    public void Line(ReadOnlySpan<SKPoint> points, string hex, float width, ImmutableArray<float> dashes = default)
    {
        using var path = new SKPath();
        path.AddPoly(points, close: false);
        using SKPathEffect? effect = dashes.IsDefaultOrEmpty ? null : SKPathEffect.CreateDash([.. dashes], 0);
        using var paint = new SKPaint
        {
            Color = Colour(hex), IsAntialias = true, IsStroke = true, StrokeWidth = width, StrokeJoin = SKStrokeJoin.Miter, PathEffect = effect,
        };
        canvas.DrawPath(path, paint);
    }

    /// <summary>
    /// Draws a line through pairs of points: straight from the first of a pair to the second, and from pair to pair in a bend that leaves and
    /// arrives upright.
    /// </summary>
    public void Curve(ReadOnlySpan<SKPoint> points, string hex, float width, ImmutableArray<float> dashes = default)
    {
        using var path = new SKPath();
        path.MoveTo(points[0]);
        for (int i = 1; i < points.Length; i++)
        {
            (SKPoint a, SKPoint b) = (points[i - 1], points[i]);
            if (a.X == b.X || a.Y == b.Y || i % 2 == 1) path.LineTo(b);
            else path.CubicTo(a.X, (a.Y + b.Y) / 2, b.X, (a.Y + b.Y) / 2, b.X, b.Y);
        }

        using SKPathEffect? effect = dashes.IsDefaultOrEmpty ? null : SKPathEffect.CreateDash([.. dashes], 0);
        using var paint = new SKPaint { Color = Colour(hex), IsAntialias = true, IsStroke = true, StrokeWidth = width, PathEffect = effect };
        canvas.DrawPath(path, paint);
    }

    /// <summary>Fills a rectangle with round corners and draws its edge.</summary>
    public void RoundBox(SKRect box, float radius, string fill, string edge, float width)
    {
        using var inside = new SKPaint { Color = Colour(fill), IsAntialias = true };
        using var line = new SKPaint { Color = Colour(edge), IsAntialias = true, IsStroke = true, StrokeWidth = width };
        canvas.DrawRoundRect(box, radius, radius, inside);
        canvas.DrawRoundRect(box, radius, radius, line);
    }

    /// <summary>Fills a rectangle.</summary>
    public void Box(SKRect box, string hex)
    {
        using var paint = new SKPaint { Color = Colour(hex), IsAntialias = true };
        canvas.DrawRect(box, paint);
    }

    /// <summary>Fills the area within a line through points.</summary>
    public void Fill(ReadOnlySpan<SKPoint> outline, string hex)
    {
        using var path = new SKPath();
        path.AddPoly(outline, close: true);
        using var paint = new SKPaint { Color = Colour(hex), IsAntialias = true };
        canvas.DrawPath(path, paint);
    }

    /// <summary>An open circle on white.</summary>
    public void Ring(float x, float y, float radius, string hex, float width)
    {
        using var white = new SKPaint { Color = SKColors.White, IsAntialias = true };
        using var line = new SKPaint { Color = Colour(hex), IsAntialias = true, IsStroke = true, StrokeWidth = width };
        canvas.DrawCircle(x, y, radius, white);
        canvas.DrawCircle(x, y, radius, line);
    }

    /// <summary>The heading of the figure, two lines at most.</summary>
    /// <returns>The baseline of the last line.</returns>
    public float Heading(string title)
    {
        float baseline = 48;
        foreach (string line in Wrap(title, Width - 80, TextStyle.Heading, maxLines: 2))
        {
            Text(line, 40, baseline, TextStyle.Heading);
            baseline += 38;
        }

        return baseline - 38;
    }

    public static SKColor Colour(string hex) => SKColor.Parse(hex);

    private string Shortened(string line, float width, TextStyle style)
    {
        while (line.Length > 2 && Measure(line, style) > width) line = line.TrimEnd('\u2026')[..^1].TrimEnd() + "\u2026";
        return line;
    }

    private static SKFont Font(TextStyle style) => new(Fonts.GetTypeface(Family, style.Bold, italic: false), style.Size)
    {
        // Without hinting letters keep their shape and place on every device, and bytes their value.
        Subpixel = true, Hinting = SKFontHinting.None, Edging = SKFontEdging.Antialias,
    };
}

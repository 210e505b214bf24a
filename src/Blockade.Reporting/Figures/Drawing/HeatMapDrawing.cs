using System.Globalization;
using SkiaSharp;

namespace Blockade.Reporting;

/// <summary>Draws a <see cref="HeatMapFigure"/>.</summary>
internal static class HeatMapDrawing
{
    private const float Left = 170, Right = 1420, Between = 60, Bar = 1462, BarWidth = 34;
    private const int Shades = 40;

    // Ends of a diverging scale that the common kinds of colour blindness tell apart: orange above zero, purple below (ColorBrewer's PuOr).
    private static readonly SKColor Above = SKColor.Parse("#B35806"), Below = SKColor.Parse("#542788"), Middle = SKColor.Parse("#F7F7F7");

    public static void Draw(HeatMapFigure figure, FigureCanvas canvas)
    {
        double[] finite = [.. figure.Panels.SelectMany(p => p.Values).Where(double.IsFinite).Select(Math.Abs)];
        double most = finite.Length > 0 && finite.Max() > 0 ? finite.Max() : 1;
        int across = figure.Panels.Length > 1 ? 2 : 1, down = figure.Panels.Length > 2 ? 2 : 1;
        float top = canvas.Heading(figure.Title) + 90, bottom = canvas.Height - 120;
        float width = (Right - Left - (Between * (across - 1))) / across, height = (bottom - top - ((Between + 10) * (down - 1))) / down;
        for (int i = 0; i < figure.Panels.Length; i++)
        {
            float left = Left + (i % across * (width + Between)), upper = top + (i / across * (height + Between + 10));
            var box = new SKRect(left, upper, left + width, upper + height);
            bool lowest = i + across >= figure.Panels.Length;
            DrawPanel(figure, figure.Panels[i], canvas, box, most, rowLabels: i % across == 0, columnLabels: lowest);
        }

        canvas.VerticalText(figure.Y.Title, 44, (top + bottom) / 2, TextStyle.AxisTitle);
        canvas.Text(figure.X.Title, (Left + Right) / 2, bottom + 84, TextStyle.AxisTitle);
        DrawScale(figure, canvas, top, bottom, most);
    }

    private static void DrawPanel(HeatMapFigure figure, HeatMapPanel panel, FigureCanvas canvas, SKRect box, double most, bool rowLabels, bool columnLabels)
    {
        canvas.Text(canvas.Wrap(panel.Title, box.Width, TextStyle.PanelHeading, maxLines: 1)[0], box.Left, box.Top - 16, TextStyle.PanelHeading);
        int columns = figure.Columns.Length, rows = figure.Rows.Length;
        float wide = box.Width / columns, high = box.Height / rows;
        for (int c = 0; c < panel.Values.Length; c++)
        {
            float x = box.Left + (c % columns * wide), y = box.Bottom - (((c / columns) + 1) * high);
            double value = panel.Values[c];
            canvas.Box(new SKRect(x + 1, y + 1, x + wide - 1, y + high - 1), double.IsFinite(value) ? Hex(value / most) : Ink.Light);
            string text = double.IsFinite(value) ? Label(value) : "";
            TextStyle style = TextStyle.Small with { Align = SKTextAlign.Center, Hex = IsDark(value / most) ? "#FFFFFF" : Ink.Black };
            if (high >= 30 && canvas.Measure(text, style) <= wide - 8) canvas.Text(text, x + (wide / 2), y + (high / 2) + 8, style);
        }

        if (rowLabels)
        {
            int every = (int)Math.Ceiling(28 / high);
            for (int i = 0; i < rows; i += every)
                canvas.Text(Dose(figure.Rows[i]), box.Left - 12, box.Bottom - ((i + 0.5f) * high) + 8, TextStyle.Small with { Align = SKTextAlign.Right });
        }

        if (columnLabels)
        {
            float widest = figure.Columns.Max(v => canvas.Measure(Dose(v), TextStyle.Small));
            int every = (int)Math.Ceiling((widest + 12) / wide);
            for (int j = 0; j < columns; j += every)
                canvas.Text(Dose(figure.Columns[j]), box.Left + ((j + 0.5f) * wide), box.Bottom + 34, TextStyle.Small with { Align = SKTextAlign.Center });
        }
    }

    private static void DrawScale(HeatMapFigure figure, FigureCanvas canvas, float top, float bottom, double most)
    {
        float step = (bottom - top) / Shades;
        for (int i = 0; i < Shades; i++) canvas.Box(new SKRect(Bar, top + (i * step), Bar + BarWidth, top + ((i + 1) * step) + 0.5f), Hex(1 - ((i + 0.5) * 2 / Shades)));
        foreach ((double value, float at) in new[] { (most, top + 16), (0, ((top + bottom) / 2) + 8), (-most, bottom) })
            canvas.Text(Label(value), Bar + BarWidth + 8, at, TextStyle.Small);
        canvas.Text(figure.Value.Title, 1580, bottom + 84, TextStyle.Small with { Align = SKTextAlign.Right });
    }

    // three digits: what tells one dose from the next
    private static string Dose(double value)
    {
        if (value == 0) return "0";
        double unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - 2);
        return AxisScale.Number(Math.Round(value / unit) * unit);
    }

    private static string Label(double value)
    {
        string text = value.ToString(Math.Abs(value) >= 9.95 ? "0" : "0.0", CultureInfo.InvariantCulture);
        return text is "-0.0" or "0.0" ? "0" : text.Replace('-', '\u2212');
    }

    private static string Hex(double part)
    {
        SKColor colour = Colour(part);
        return string.Create(CultureInfo.InvariantCulture, $"#{colour.Red:X2}{colour.Green:X2}{colour.Blue:X2}");
    }

    private static SKColor Colour(double part)
    {
        double t = Math.Clamp(Math.Abs(part), 0, 1);
        SKColor end = part < 0 ? Below : Above;
        byte Mix(byte from, byte to) => (byte)Math.Round(from + (t * (to - from)));
        return new SKColor(Mix(Middle.Red, end.Red), Mix(Middle.Green, end.Green), Mix(Middle.Blue, end.Blue));
    }

    // white is easier to read than black below this luminance (WCAG 2.2: equal contrast at 0.179)
    private static bool IsDark(double part)
    {
        SKColor c = Colour(part);
        static double Linear(byte v) => v / 255.0 <= 0.04045 ? v / 255.0 / 12.92 : Math.Pow(((v / 255.0) + 0.055) / 1.055, 2.4);
        return (0.2126 * Linear(c.Red)) + (0.7152 * Linear(c.Green)) + (0.0722 * Linear(c.Blue)) < 0.179;
    }
}

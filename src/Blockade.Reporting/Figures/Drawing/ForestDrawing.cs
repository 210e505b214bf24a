using System.Collections.Immutable;
using System.Globalization;
using SkiaSharp;

namespace Blockade.Reporting;

/// <summary>Draws a <see cref="ForestFigure"/>.</summary>
internal static class ForestDrawing
{
    private const float LabelLeft = 40, RoleLeft = 420, PlotLeft = 580, PlotRight = 1080, PredictedLeft = 1110, PublishedLeft = 1350;
    private const float Above = 96, Below = 150, SmallestPitch = 46, LargestPitch = 130;

    /// <summary>How high the sheet must be.</summary>
    public static int Height(ForestFigure figure) =>
        (int)(48 + 38 + Above + Below + Math.Max(
            figure.Rows.Length * SmallestPitch,
            Math.Min(figure.Rows.Length * LargestPitch, FigureCanvas.StandardHeight - (48 + 38 + Above + Below))));   // few rows need less than a sheet

    public static void Draw(ForestFigure figure, FigureCanvas canvas)
    {
        float top = canvas.Heading(figure.Title) + Above, room = canvas.Height - Below - top;
        float pitch = Math.Min(LargestPitch, room / figure.Rows.Length);
        float bottom = top + pitch * figure.Rows.Length;
        AxisScale x = Scale(figure);
        var y = new AxisScale(false, 0, figure.Rows.Length, []);
        using var plot = new PlotArea(new SKRect(PlotLeft, top, PlotRight, bottom), x, y, AxisParts.LabelsX | AxisParts.GridX);
        if (figure.Reference is double reference) plot.GuideX(reference, Ink.Black, 2, []);
        plot.Draw(canvas);

        DrawHeadings(figure, canvas, top);
        for (int i = 0; i < figure.Rows.Length; i++) DrawRow(figure.Rows[i], (HasRoles(figure) ? RoleLeft : PlotLeft) - LabelLeft - 20, canvas, plot, top + (i + 0.5f) * pitch, Math.Min(pitch / 4, 18));
        canvas.Text(figure.Value.Title, (PlotLeft + PlotRight) / 2, bottom + 78, TextStyle.AxisTitle);
        DrawSides(figure, canvas, plot, bottom + 116);
    }

    private static bool HasRoles(ForestFigure figure) => figure.Rows.Any(r => r.Role is not ForestRole.None);

    private static void DrawHeadings(ForestFigure figure, FigureCanvas canvas, float top)
    {
        TextStyle style = TextStyle.Body with { Bold = true };
        float baseline = top - 22;
        if (HasRoles(figure)) canvas.Text("Role", RoleLeft, baseline, style);
        Mark(canvas, PredictedLeft + 10, baseline - 8, predicted: true);
        canvas.Text("Predicted", PredictedLeft + 30, baseline, style);
        if (figure.Rows.Any(r => r.Published is not null))
        {
            Mark(canvas, PublishedLeft + 10, baseline - 8, predicted: false);
            canvas.Text("Published", PublishedLeft + 30, baseline, style);
        }

        canvas.Line([new(LabelLeft, top - 4), new(PlotLeft - 10, top - 4)], Ink.Black, 2);
        canvas.Line([new(PredictedLeft, top - 4), new(FigureCanvas.Width - 30, top - 4)], Ink.Black, 2);
    }

    private static void DrawRow(ForestRow row, float labelWidth, FigureCanvas canvas, PlotArea plot, float middle, float apart)
    {
        if (row.IsHeading)
        {
            canvas.Text(canvas.Wrap(row.Label, PlotLeft - LabelLeft - 20, TextStyle.Small with { Bold = true }, maxLines: 1)[0], LabelLeft, middle + 8, TextStyle.Small with { Bold = true });
            return;
        }

        ImmutableArray<string> lines = canvas.Wrap(row.Label, labelWidth, TextStyle.Small, maxLines: apart > 13 ? 2 : 1);
        for (int line = 0; line < lines.Length; line++)
            canvas.Text(lines[line], LabelLeft, middle + 8 + 27 * (line - (lines.Length - 1) / 2f), TextStyle.Small);
        canvas.Text(row.RoleText, RoleLeft, middle + 8, TextStyle.Small with { Bold = row.Role is ForestRole.Blind });

        bool both = row.Predicted is not null && row.Published is not null;
        DrawEstimate(row.Predicted, canvas, plot, both ? middle - apart : middle, predicted: true);
        DrawEstimate(row.Published, canvas, plot, both ? middle + apart : middle, predicted: false);
        canvas.Text(Words(row.Predicted), PredictedLeft, middle + 8, TextStyle.Small);
        if (row.Published is not null || row.Role is not ForestRole.None) canvas.Text(Words(row.Published), PublishedLeft, middle + 8, TextStyle.Small);
    }

    private static void DrawEstimate(ForestEstimate? estimate, FigureCanvas canvas, PlotArea plot, float y, bool predicted)
    {
        if (estimate is not { } e) return;
        if (double.IsFinite(e.Lower) && double.IsFinite(e.Upper))
        {
            float left = plot.X(e.Lower), right = plot.X(e.Upper);
            string hex = predicted ? Ink.OfArm(0).Hex : Ink.Black;
            canvas.Line([new(left, y), new(right, y)], hex, predicted ? 4 : 2.5f, predicted ? [] : Ink.Published);
            canvas.Line([new(left, y - 7), new(left, y + 7)], hex, 2.5f);
            canvas.Line([new(right, y - 7), new(right, y + 7)], hex, 2.5f);
        }

        Mark(canvas, plot.X(e.Value), y, predicted);
    }

    /// <summary>A full square for a prediction, an open circle for a publication.</summary>
    private static void Mark(FigureCanvas canvas, float x, float y, bool predicted)
    {
        if (predicted) canvas.Box(new SKRect(x - 8, y - 8, x + 8, y + 8), Ink.OfArm(0).Hex);
        else canvas.Ring(x, y, 8, Ink.Black, 3);
    }

    private static void DrawSides(ForestFigure figure, FigureCanvas canvas, PlotArea plot, float baseline)
    {
        if (figure.Reference is not double reference) return;
        float at = plot.X(reference);
        if (figure.BelowReference.Length > 0)
            canvas.Text($"\u2190 {figure.BelowReference}", at - 14, baseline, TextStyle.Small with { Align = SKTextAlign.Right });
        if (figure.AboveReference.Length > 0) canvas.Text($"{figure.AboveReference} \u2192", at + 14, baseline, TextStyle.Small);
    }

    private static AxisScale Scale(ForestFigure figure)
    {
        double[] values =
        [
            .. figure.Rows.SelectMany(row => new[] { row.Predicted, row.Published }).OfType<ForestEstimate>()
                .SelectMany(e => new[] { e.Value, e.Lower, e.Upper }).Where(double.IsFinite),
        ];
        (double low, double high) = (values.Min(), values.Max());
        if (figure.Reference is double reference)
        {
            // The line of no effect never stands at the edge: both sides of it are to be seen.
            bool log = figure.Value.Logarithmic;
            double margin = log ? 1.15 : 0.1 * (Math.Max(high, reference) - Math.Min(low, reference));   // zero where all is at the line: the axis widens itself
            low = Math.Min(low, log ? reference / margin : reference - margin);
            high = Math.Max(high, log ? reference * margin : reference + margin);
        }

        return AxisScale.Around(low, high, figure.Value.Logarithmic, wanted: 5);
    }

    private static string Words(ForestEstimate? estimate) => estimate switch
    {
        null => "\u2013",
        { Lower: var lower, Upper: var upper } e when double.IsFinite(lower) && double.IsFinite(upper) =>
            $"{Digits(e.Value)} ({Digits(lower)}{(lower < 0 ? " to " : "\u2013")}{Digits(upper)})",
        { } e => Digits(e.Value),
    };

    private static string Digits(double value) =>
        value.ToString(Math.Abs(value) switch { < 10 => "0.00", < 100 => "0.0", _ => "0" }, CultureInfo.InvariantCulture).Replace('-', '\u2212');
}

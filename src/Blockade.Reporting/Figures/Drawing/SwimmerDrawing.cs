using System.Collections.Immutable;
using System.Globalization;
using SkiaSharp;

namespace Blockade.Reporting;

/// <summary>Draws a <see cref="SwimmerFigure"/>.</summary>
internal static class SwimmerDrawing
{
    private const float Left = 60, Right = 1540, Between = 50;

    public static void Draw(SwimmerFigure figure, FigureCanvas canvas)
    {
        float width = (Right - Left - Between * (figure.Arms.Length - 1)) / figure.Arms.Length;
        int nameLines = figure.Arms.Max(arm => canvas.Wrap(arm.Label, width, TextStyle.PanelHeading, maxLines: 2).Length);
        float top = canvas.Heading(figure.Title) + 56 + 30 * nameLines, bottom = canvas.Height - 200;
        AxisScale x = AxisScale.Around(0, figure.Arms.SelectMany(a => a.Lanes).Max(l => l.Followed), logarithmic: false, wanted: Math.Max(3, 7 / figure.Arms.Length));
        for (int i = 0; i < figure.Arms.Length; i++)
        {
            float left = Left + i * (width + Between);
            DrawArm(figure.Arms[i], Ink.OfArm(i), canvas, new SKRect(left, top, left + width, bottom), x);
        }

        canvas.Text(figure.Time.Title, (Left + Right) / 2, bottom + 78, TextStyle.AxisTitle);
        Legend(canvas, bottom + 164);
    }

    private static void DrawArm(SwimmerArm arm, Ink ink, FigureCanvas canvas, SKRect box, AxisScale x)
    {
        ImmutableArray<SwimmerLane> lanes = arm.Sorted;
        using var plot = new PlotArea(box, x, new AxisScale(false, 0, Math.Max(1, lanes.Length), []), AxisParts.LabelsX | AxisParts.GridX);
        plot.Draw(canvas);
        float pitch = box.Height / Math.Max(1, lanes.Length), half = Math.Min(pitch * 0.32f, 9), mark = Math.Min(pitch * 0.4f, 8);
        for (int i = 0; i < lanes.Length; i++)
        {
            SwimmerLane lane = lanes[i];
            float y = box.Top + ((i + 0.5f) * pitch);
            canvas.Line([new(plot.X(0), y), new(plot.X(lane.Followed), y)], Ink.Black, 1.5f);
            canvas.Box(new SKRect(plot.X(0), y - half, plot.X(lane.Treated), y + half), ink.Hex);
            if (lane.Response is double response) Diamond(canvas, plot.X(response), y, mark, "#FFFFFF");
            if (lane.Progression is double progression) canvas.Box(new SKRect(plot.X(progression) - mark, y - mark, plot.X(progression) + mark, y + mark), Ink.Black);
            if (lane.Died) Cross(canvas, plot.X(lane.Followed), y, mark);
            else Arrow(canvas, plot.X(lane.Followed), y, mark);
        }

        ImmutableArray<string> name = canvas.Wrap(arm.Label, box.Width, TextStyle.PanelHeading, maxLines: 2);
        for (int line = 0; line < name.Length; line++)
            canvas.Text(name[line], box.Left, box.Top - 24 - 30 * (name.Length - 1 - line), TextStyle.PanelHeading);
        string shown = lanes.Length == arm.Of
            ? string.Create(CultureInfo.InvariantCulture, $"all {arm.Of} patients")
            : string.Create(CultureInfo.InvariantCulture, $"the first {lanes.Length} of {arm.Of} patients");
        canvas.Text(shown, box.Left, box.Bottom + 124, TextStyle.Small);
    }

    private static void Legend(FigureCanvas canvas, float y)
    {
        float at = Left;
        void Next(Action<float> draw, string words, float width)
        {
            draw(at + 10);
            canvas.Text(words, at + 30, y + 8, TextStyle.Small);
            at += width;
        }

        Next(x => canvas.Box(new SKRect(x - 12, y - 8, x + 12, y + 8), Ink.OfArm(0).Hex), "treated", 190);
        Next(x => canvas.Line([new(x - 12, y), new(x + 12, y)], Ink.Black, 1.5f), "followed", 200);
        Next(x => Diamond(canvas, x, y, 8, "#FFFFFF"), "response begins", 270);
        Next(x => canvas.Box(new SKRect(x - 8, y - 8, x + 8, y + 8), Ink.Black), "progression", 230);
        Next(x => Cross(canvas, x, y, 8), "death", 160);
        Next(x => Arrow(canvas, x - 8, y, 8), "alive when last seen", 300);
    }

    private static void Diamond(FigureCanvas canvas, float x, float y, float r, string fill)
    {
        SKPoint[] corners = [new(x, y - r), new(x + r, y), new(x, y + r), new(x - r, y)];
        canvas.Fill(corners, fill);
        canvas.Line([.. corners, corners[0]], Ink.Black, 2);
    }

    private static void Cross(FigureCanvas canvas, float x, float y, float r)
    {
        canvas.Line([new(x - r, y - r), new(x + r, y + r)], Ink.Black, 2.5f);
        canvas.Line([new(x - r, y + r), new(x + r, y - r)], Ink.Black, 2.5f);
    }

    private static void Arrow(FigureCanvas canvas, float x, float y, float r) => canvas.Fill([new(x, y - r), new(x + (1.6f * r), y), new(x, y + r)], Ink.Black);
}

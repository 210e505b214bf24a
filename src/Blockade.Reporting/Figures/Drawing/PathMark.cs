using ScottPlot;
using SkiaSharp;

namespace Blockade.Reporting;

/// <summary>Marks that are outlines, with the outline held until it is drawn.</summary>
/// <remarks>
/// ScottPlot's own (5.1.59) make an outline and hand it to the drawing as their last act, so that a collection in that moment frees it under the drawing's hands: a run
/// that draws thousands of marks then ends in a crash now and then.
/// </remarks>
internal sealed class PathMark : IMarker
{
    private readonly bool _isLine;
    private readonly Func<Pixel, float, SKPoint[]> _points;

    private PathMark(bool isLine, Func<Pixel, float, SKPoint[]> points) => (_isLine, _points) = (isLine, points);

    /// <summary>The mark of a shape; null where the shape is no outline.</summary>
    public static PathMark? Of(MarkerShape shape) => shape switch
    {
        MarkerShape.VerticalBar => new(true, (c, size) => [new(c.X, c.Y + (size / 2)), new(c.X, c.Y - (size / 2))]),
        MarkerShape.FilledDiamond => new(false, (c, size) => [new(c.X + (size / 2), c.Y), new(c.X, c.Y + (size / 2)), new(c.X - (size / 2), c.Y), new(c.X, c.Y - (size / 2))]),
        MarkerShape.FilledTriangleUp => new(false, Triangle),
        MarkerShape.FilledCircle or MarkerShape.OpenCircle or MarkerShape.FilledSquare or MarkerShape.OpenSquare => null,
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "No figure uses this mark."),
    };

    public void Render(SKCanvas canvas, Paint paint, Pixel center, float size, MarkerStyle markerStyle)
    {
        using var path = new SKPath();
        path.AddPoly(_points(center, size), close: !_isLine);
        if (_isLine)
        {
            ScottPlot.Drawing.DrawPath(canvas, paint, path, markerStyle.LineStyle);
            return;
        }

        ScottPlot.Drawing.FillPath(canvas, paint, path, markerStyle.FillStyle, new PixelRect(center, size / 2));
        ScottPlot.Drawing.DrawPath(canvas, paint, path, markerStyle.OutlineStyle);
    }

    // equal sides as long as the mark is large, about its centre
    private static SKPoint[] Triangle(Pixel c, float size)
    {
        float radius = (float)(size / 1.732), half = (float)(radius * 0.866);
        return [new(c.X, c.Y - radius), new(c.X + half, c.Y + (radius / 2)), new(c.X - half, c.Y + (radius / 2))];
    }
}

using System.Collections.Immutable;
using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace Blockade.Reporting;

/// <summary>A rectangle of a figure with two axes. Curves, bands and marks are collected in data coordinates, then drawn in one go.</summary>
internal sealed class PlotArea : IDisposable
{
    private const float TickLength = 9;

    private readonly Plot _plot = new();
    private readonly SKRect _data;
    private readonly AxisScale _x, _y;

    /// <param name="data">Where the data go, in pixels of the figure; tick labels are drawn outside.</param>
    /// <param name="x">Horizontal axis.</param>
    /// <param name="y">Vertical axis.</param>
    /// <param name="parts">What of the axes is drawn.</param>
    public PlotArea(SKRect data, AxisScale x, AxisScale y, AxisParts parts)
    {
        (_data, _x, _y) = (data, x, y);
        // The sheet is shared. Clearing it would wipe what stands there, and as SVG a transparent rectangle comes out black.
        _plot.RenderManager.ClearCanvasBeforeEachRender = false;
        _plot.FigureBackground.FillStyle.IsVisible = false;
        _plot.DataBackground.FillStyle.IsVisible = false;
        _plot.Axes.Title.IsVisible = false;
        _plot.Axes.Right.IsVisible = false;
        _plot.Axes.Top.IsVisible = false;
        _plot.Grid.XAxisStyle.IsVisible = parts.HasFlag(AxisParts.GridX);
        _plot.Grid.YAxisStyle.IsVisible = parts.HasFlag(AxisParts.GridY);
        _plot.Grid.MajorLineColor = Color.FromHex(Ink.Light);
        _plot.Grid.MajorLineWidth = 1.5f;
        Style(_plot.Axes.Bottom, x, parts.HasFlag(AxisParts.LabelsX));
        Style(_plot.Axes.Left, y, parts.HasFlag(AxisParts.LabelsY));
        if (!parts.HasFlag(AxisParts.LabelsX)) _plot.Axes.Bottom.MajorTickStyle.Length = 0;
        if (!parts.HasFlag(AxisParts.LabelsY))
        {
            _plot.Axes.Left.MajorTickStyle.Length = 0;
            _plot.Axes.Left.FrameLineStyle.Width = 0;
        }

        _plot.Axes.SetLimits(x.Min, x.Max, y.Min, y.Max);
    }

    /// <summary>Pixel of a value.</summary>
    public float X(double value) => (float)(_data.Left + (_x.Position(value) - _x.Min) / (_x.Max - _x.Min) * _data.Width);

    /// <summary>Pixel of a value.</summary>
    public float Y(double value) => (float)(_data.Bottom - (_y.Position(value) - _y.Min) / (_y.Max - _y.Min) * _data.Height);

    /// <summary>A curve through points. NaN leaves a gap.</summary>
    public void Curve(IEnumerable<(double X, double Y)> points, string hex, float width, ImmutableArray<float> dashes)
    {
        foreach (Coordinates[] piece in Pieces(points))
        {
            ScottPlot.Plottables.Scatter line = _plot.Add.ScatterLine(piece, Color.FromHex(hex));
            line.LineWidth = width;
            if (!dashes.IsDefaultOrEmpty) line.LinePattern = new LinePattern([.. dashes], 0, "dashes");
        }
    }

    /// <summary>A band between two curves. Where either is NaN there is none.</summary>
    public void Band(IEnumerable<(double X, double Lower, double Upper)> points, string hex, double opacity)
    {
        foreach ((double X, double Lower, double Upper)[] piece in Pieces(points, p => double.IsFinite(p.Lower) && double.IsFinite(p.Upper)))
        {
            Coordinates[] outline =
                [.. piece.Select(p => At(p.X, p.Lower)), .. piece.Reverse().Select(p => At(p.X, p.Upper))];
            ScottPlot.Plottables.Polygon band = _plot.Add.Polygon(outline);
            band.FillColor = Color.FromHex(hex).WithOpacity(opacity);
            band.LineWidth = 0;
            band.MarkerStyle.IsVisible = false;
        }
    }

    /// <summary>A mark at each point.</summary>
    public void Marks(IEnumerable<(double X, double Y)> points, MarkerShape shape, float size, string hex, float lineWidth = 2.5f)
    {
        Coordinates[] at = [.. points.Select(p => At(p.X, p.Y))];
        if (at.Length == 0) return;
        ScottPlot.Plottables.Markers marks = _plot.Add.Markers(at, shape, size, Color.FromHex(hex));
        marks.MarkerStyle.CustomRenderer = PathMark.Of(shape);
        marks.MarkerLineWidth = lineWidth;
        marks.MarkerLineColor = Color.FromHex(hex);
    }

    /// <summary>A straight line across the area at a height.</summary>
    public void GuideY(double value, string hex, float width, ImmutableArray<float> dashes) =>
        Curve([(Value(_x, _x.Min), value), (Value(_x, _x.Max), value)], hex, width, dashes);

    /// <summary>A straight line down the area.</summary>
    public void GuideX(double value, string hex, float width, ImmutableArray<float> dashes) =>
        Curve([(value, Value(_y, _y.Min)), (value, Value(_y, _y.Max))], hex, width, dashes);

    /// <summary>Draws everything collected.</summary>
    public void Draw(FigureCanvas canvas)
    {
        // The figure's rectangle is the whole sheet, the data rectangle ours: tick labels find their place without measuring.
        _plot.Layout.Fixed(new PixelRect(_data.Left, _data.Right, _data.Bottom, _data.Top));

        // ScottPlot leaves out ticks and grid of a plot that holds nothing: a line of no length and no width is something
        if (_plot.PlottableList.Count == 0) _plot.Add.Line(_x.Min, _y.Min, _x.Min, _y.Min).LineWidth = 0;

        // ScottPlot draws again until axes and layout settle, and in a shared sheet or an SVG each attempt stays (its issue 4436): settle first,
        // where nothing is drawn.
        var sheet = new PixelRect(0, FigureCanvas.Width, canvas.Height, 0);
        using var nowhere = new SKNoDrawCanvas(FigureCanvas.Width, canvas.Height);
        _plot.Render(nowhere, sheet);
        _plot.Render(canvas.Surface, sheet);
    }

    public void Dispose() => _plot.Dispose();

    private static double Value(AxisScale scale, double position) => scale.Logarithmic ? Math.Pow(10, position) : position;

    private Coordinates At(double x, double y) => new(_x.Position(x), _y.Position(y));

    private IEnumerable<Coordinates[]> Pieces(IEnumerable<(double X, double Y)> points) =>
        Pieces(points.Select(p => At(p.X, p.Y)), p => double.IsFinite(p.X) && double.IsFinite(p.Y));

    private static IEnumerable<T[]> Pieces<T>(IEnumerable<T> points, Func<T, bool> there)
    {
        var piece = new List<T>();
        foreach (T point in points)
        {
            if (there(point))
            {
                piece.Add(point);
                continue;
            }

            if (piece.Count > 1) yield return [.. piece];
            piece.Clear();
        }

        if (piece.Count > 1) yield return [.. piece];
    }

    private static void Style(IAxis axis, AxisScale scale, bool labels)
    {
        axis.TickGenerator = new NumericManual([.. scale.Ticks.Select(t => new Tick(t.Position, labels ? t.Label : "", isMajor: true))]);
        axis.TickLabelStyle.FontName = FigureCanvas.Family;
        axis.TickLabelStyle.FontSize = TextStyle.Smallest;
        axis.TickLabelStyle.ForeColor = Color.FromHex(Ink.Black);
        axis.TickLabelStyle.OffsetX = axis.Edge is Edge.Left ? -4 : 0;
        axis.TickLabelStyle.OffsetY = axis.Edge is Edge.Bottom ? 4 : 3;   // centres digits, not the line box, on the tick
        axis.MajorTickStyle.Length = TickLength;
        axis.MajorTickStyle.Width = 2;
        axis.MajorTickStyle.Color = Color.FromHex(Ink.Black);
        axis.MinorTickStyle.Length = 0;
        axis.FrameLineStyle.Width = 2;
        axis.FrameLineStyle.Color = Color.FromHex(Ink.Black);
        axis.Label.IsVisible = false;
    }
}

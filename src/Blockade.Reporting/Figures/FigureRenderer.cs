using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using SkiaSharp;

namespace Blockade.Reporting;

/// <summary>Draws figures: as SVG for documents, as PNG for slides, with their numbers as CSV and their description as text.</summary>
/// <remarks>
/// 1,600 pixels wide and 1,000 high (a long forest plot is higher, a graph as large as it needs), no text below 22 pixels. The bytes depend on the figure, the name, the
/// versions of the libraries and the installed font (DejaVu Sans if present), not on time, culture or threads. About 0.2 s a figure; several
/// may be drawn at once.
/// </remarks>
public static class FigureRenderer
{
    private const int MostPixels = 32_000;              // a side
    private const long MostPixelsInAll = 250_000_000;   // a gigabyte

    /// <summary>Draws a figure and writes <c>NAME.svg</c>, <c>NAME.png</c>, <c>NAME.csv</c> and <c>NAME.txt</c>.</summary>
    /// <param name="figure">What to draw.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="name">
    /// The stem of the files: letters, digits, <c>-</c> and <c>_</c>, a letter first; also the prefix of identifiers in the SVG.
    /// </param>
    /// <returns>The drawing, for <see cref="HtmlReport"/>.</returns>
    /// <exception cref="ArgumentException">The name is not such a name, or parts of the figure do not fit together.</exception>
    /// <exception cref="OutputException">A file could not be written.</exception>
    public static RenderedFigure Render(Figure figure, OutputFolder folder, string name)
    {
        RenderedFigure rendered = Draw(figure, name);
        byte[] png = Png(figure);
        Table data = figure.Data(name);
        folder.Write($"{name}.svg", stream => stream.Write(Encoding.UTF8.GetBytes(
            $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{rendered.Svg}\n")));
        folder.Write($"{name}.png", stream => stream.Write(png));
        folder.Write($"{name}.csv", stream => CsvTable.Write(data, stream));
        folder.Write($"{name}.txt", stream => stream.Write(Encoding.UTF8.GetBytes($"{figure.Description}\n")));
        return rendered;
    }

    /// <summary>Draws a figure as SVG in memory.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Render"/>.</exception>
    public static RenderedFigure Draw(Figure figure, string name)
    {
        if (string.IsNullOrEmpty(name) || !char.IsAsciiLetter(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new ArgumentException($"A figure's name is letters, digits, '-' and '_', a letter first; got '{name}'.", nameof(name));

        Sheet sheet = Prepare(figure);
        using var stream = new MemoryStream();
        using (SKCanvas canvas = SKSvgCanvas.Create(new SKRect(0, 0, sheet.Width, sheet.Height), stream)) Paint(sheet, canvas);
        XElement svg = SvgDocument.Finish(Encoding.UTF8.GetString(stream.ToArray()), figure, name);
        return new RenderedFigure(name, figure.Title, figure.Description, svg.ToString(SaveOptions.None).ReplaceLineEndings("\n"));
    }

    /// <summary>Draws a figure as PNG in memory.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Render"/>.</exception>
    /// <exception cref="NotSupportedException">The figure is a graph of more pixels than a bitmap may have.</exception>
    public static byte[] Png(Figure figure)
    {
        Sheet sheet = Prepare(figure);
        if (sheet.Width > MostPixels || sheet.Height > MostPixels || (long)sheet.Width * sheet.Height > MostPixelsInAll)
            throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"a picture of {sheet.Width} by {sheet.Height} pixels is too large for PNG"));
        using SKSurface surface = SKSurface.Create(new SKImageInfo(sheet.Width, sheet.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        Paint(sheet, surface.Canvas);
        using SKPixmap pixels = surface.PeekPixels();

        // lines on white: trying filters costs most of the time and makes the file larger
        using SKData? png = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.None, zLibLevel: 4));
        return png?.ToArray() ?? throw new NotSupportedException("the picture could not be written as PNG");
    }

    // What is to be drawn has been checked, and knows its size.
    private static Sheet Prepare(Figure figure)
    {
        string? fault = figure switch
        {
            SurvivalFigure survival => survival.Fault(),
            TrajectoryFigure { SeriesLabels.Length: > 6 } => "more than six series cannot be told apart",
            ForestFigure forest => forest.Fault(),
            HeatMapFigure map => map.Fault(),
            GraphFigure graph => graph.Fault(),
            ReplicatesFigure replicates => replicates.Fault(),
            PowerFigure power => power.Fault(),
            SpiderFigure spider => spider.Fault(),
            SwimmerFigure swimmer => swimmer.Fault(),
            _ => null,
        };
        if (fault is not null) throw new ArgumentException($"In the figure '{figure.Title}': {fault}.", nameof(figure));
        switch (figure)
        {
            case SurvivalFigure survival: return new Sheet(FigureCanvas.Width, SurvivalDrawing.Height(survival), c => SurvivalDrawing.Draw(survival, c));
            case WaterfallFigure waterfall: return Standard(c => WaterfallDrawing.Draw(waterfall, c));
            case SpiderFigure spider: return Standard(c => SpiderDrawing.Draw(spider, c));
            case SwimmerFigure swimmer: return Standard(c => SwimmerDrawing.Draw(swimmer, c));
            case HeatMapFigure map: return Standard(c => HeatMapDrawing.Draw(map, c));
            case TrajectoryFigure trajectory: return Standard(c => TrajectoryDrawing.Draw(trajectory, c));
            case PowerFigure power: return Standard(c => PowerDrawing.Draw(power, c));
            case ReplicatesFigure replicates: return Standard(c => ReplicatesDrawing.Draw(replicates, c));
            case ForestFigure forest: return new Sheet(FigureCanvas.Width, ForestDrawing.Height(forest), c => ForestDrawing.Draw(forest, c));
            case GraphFigure graph:
                GraphDrawing plan = GraphDrawing.Plan(graph);
                return new Sheet(plan.Width, plan.Height, plan.Draw);
            default: throw new UnreachableException();
        }

        static Sheet Standard(Action<FigureCanvas> draw) => new(FigureCanvas.Width, FigureCanvas.StandardHeight, draw);
    }

    private static void Paint(Sheet sheet, SKCanvas surface)
    {
        surface.Clear(SKColors.White);
        sheet.Draw(new FigureCanvas(surface, sheet.Height));
    }

    private sealed record Sheet(int Width, int Height, Action<FigureCanvas> Draw);
}

using SkiaSharp;

namespace Blockade.Reporting;

/// <summary>Size in pixels, colour, weight and horizontal alignment of a text.</summary>
internal readonly record struct TextStyle(float Size, string Hex = Ink.Black, bool Bold = false, SKTextAlign Align = SKTextAlign.Left)
{
    /// <summary>The smallest text in any figure.</summary>
    public const float Smallest = 22;

    public static TextStyle Heading => new(30, Bold: true);

    public static TextStyle PanelHeading => new(25, Bold: true);

    public static TextStyle AxisTitle => new(25, Align: SKTextAlign.Center);

    public static TextStyle Body => new(23);

    public static TextStyle Small => new(Smallest);
}

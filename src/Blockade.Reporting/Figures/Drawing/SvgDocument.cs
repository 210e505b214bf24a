using System.Xml.Linq;

namespace Blockade.Reporting;

/// <summary>Turns what the SVG device wrote into a document that screen readers can name and that shares a page with others.</summary>
internal static class SvgDocument
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Adds title, description, role and viewBox; prefixes identifiers; names replacement fonts.</summary>
    public static XElement Finish(string raw, Figure figure, string name)
    {
        XElement svg = XDocument.Parse(raw).Root!;
        foreach (XAttribute attribute in svg.DescendantsAndSelf().SelectMany(e => e.Attributes()).ToArray())
        {
            if (attribute.Name == "id") attribute.Value = $"{name}-{attribute.Value}";
            else if (attribute.Name == "font-family") attribute.Value = $"'{attribute.Value}', Verdana, Arial, sans-serif";
            else if (attribute.Name.LocalName == "href" && attribute.Value.StartsWith('#')) attribute.Value = $"#{name}-{attribute.Value[1..]}";
            else attribute.Value = attribute.Value.Replace("url(#", $"url(#{name}-", StringComparison.Ordinal);
        }

        foreach (XElement text in svg.Descendants(Svg + "text"))
        {
            // The device indents the letters and ends each list of positions with a comma, which the grammar of SVG does not allow.
            text.Value = text.Value.Trim();
            foreach (string list in new[] { "x", "y" }) text.SetAttributeValue(list, text.Attribute(list)!.Value.TrimEnd(' ', ','));
        }

        svg.SetAttributeValue("viewBox", $"0 0 {svg.Attribute("width")!.Value} {svg.Attribute("height")!.Value}");
        svg.SetAttributeValue("role", "img");
        svg.SetAttributeValue("aria-labelledby", $"{name}-title {name}-desc");
        svg.AddFirst(
            new XElement(Svg + "title", new XAttribute("id", $"{name}-title"), figure.Title),
            new XElement(Svg + "desc", new XAttribute("id", $"{name}-desc"), figure.Description));
        return svg;
    }
}

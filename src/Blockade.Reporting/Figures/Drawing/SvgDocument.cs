using System.Xml.Linq;

namespace Blockade.Reporting;

/// <summary>Turns what the SVG device wrote into a document that screen readers can name and that shares a page with others.</summary>
internal static class SvgDocument
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Adds title, description, role and viewBox; makes identifiers unique and repeatable; names replacement fonts.</summary>
    public static XElement Finish(string raw, Figure figure, string name)
    {
        XElement svg = XDocument.Parse(raw).Root!;

        // The device numbers clip paths with one counter for the whole process: number them anew, in the order of the document.
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (XAttribute id in svg.Descendants().Attributes("id")) ids.Add(id.Value, $"{name}-{ids.Count + 1}");
        foreach (XAttribute attribute in svg.Descendants().Attributes().ToArray())
        {
            if (attribute.Name == "id") attribute.Value = ids[attribute.Value];
            else if (attribute.Name == "font-family") attribute.Value = $"'{attribute.Value}', Verdana, Arial, sans-serif";
            else if (attribute.Name.LocalName == "href" && attribute.Value.StartsWith('#')) attribute.Value = $"#{ids[attribute.Value[1..]]}";
            else if (attribute.Value.StartsWith("url(#", StringComparison.Ordinal)) attribute.Value = $"url(#{ids[attribute.Value[5..^1]]})";
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

using System.Diagnostics.CodeAnalysis;
using System.Xml;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Sbml;

/// <summary>An element of a file: its name, namespace, attributes without one, and what is inside.</summary>
internal sealed class SbmlNode(string name, string space, SourceSpan span)
{
    private Dictionary<string, string>? _foreign;   // most elements have none

    public string Name { get; } = name;

    public string Space { get; } = space;

    public SourceSpan Span { get; } = span;

    public Dictionary<string, string> Attributes { get; } = [];

    /// <summary>Attributes in namespaces, as <c>{namespace}name</c>.</summary>
    public Dictionary<string, string> ForeignAttributes => _foreign ??= [];

    public List<SbmlNode> Children { get; } = [];

    /// <summary>The text directly inside, joined.</summary>
    public string Text => string.Concat(Pieces);

    /// <summary>The text before each child, and after the last.</summary>
    public List<string> Pieces { get; } = [];

    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);

    public bool HasAttributeIn(string space) => _foreign is not null && _foreign.Keys.Any(k => k.StartsWith($"{{{space}}}", StringComparison.Ordinal));

    /// <summary>The first child of a name in this element's namespace, or null.</summary>
    public SbmlNode? Child(string name) => Children.Find(c => c.Name == name && c.Space == Space);

    /// <summary>The items of a list, in order: <c>listOfX</c> may be missing.</summary>
    public IEnumerable<SbmlNode> Items(string list, string item) => Child(list)?.Children.Where(c => c.Name == item && c.Space == Space) ?? [];

    public SbmlNode? Math => Children.Find(c => c.Name == "math" && c.Space == MathMl.Namespace);

    private void Add(string text)
    {
        while (Pieces.Count < Children.Count) Pieces.Add("");
        if (Pieces.Count > Children.Count) Pieces[^1] += text;
        else Pieces.Add(text);
    }

    /// <summary>Parses a text; null with an error at the place where it stops to be XML, or where a limit is reached.</summary>
    public static SbmlNode? Read(SourceText source, SbmlLimits limits, List<Diagnostic> diagnostics)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, MaxCharactersFromEntities = 1, CloseInput = true,
        };
        SbmlNode? root = null;
        var open = new Stack<SbmlNode>();
        int elements = 0;
        using var reader = XmlReader.Create(new StringReader(source.Text), settings);
        var place = (IXmlLineInfo)reader;
        try
        {
            while (reader.Read())
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element:
                        if (Beyond(open.Count + 1, limits.MaxDepth, "elements inside each other", "--max-xml-depth")
                            || Beyond(++elements, limits.MaxElements, "elements", "--max-xml-elements")
                            || Beyond(reader.AttributeCount, limits.MaxAttributes, "attributes on one element", "--max-xml-attributes")) return null;
                        var node = new SbmlNode(reader.LocalName, reader.NamespaceURI, source.SpanAt(place.LineNumber, place.LinePosition, reader.Name.Length));
                        if (open.TryPeek(out SbmlNode? parent)) parent.Children.Add(node);
                        root ??= node;
                        bool isEmpty = reader.IsEmptyElement;
                        while (reader.MoveToNextAttribute())
                        {
                            string value = reader.Value.Trim();   // blanks around an identifier, a number or a truth value are no part of it
                            if (reader.NamespaceURI.Length == 0) node.Attributes[reader.LocalName] = value;
                            else node.ForeignAttributes[$"{{{reader.NamespaceURI}}}{reader.LocalName}"] = value;
                        }

                        if (!isEmpty) open.Push(node);
                        break;
                    case XmlNodeType.EndElement:
                        open.Pop();
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA:
                        open.Peek().Add(reader.Value);
                        break;
                }
            }
        }
        catch (XmlException e)
        {
            // the parser's own words end in the place, which stands in front already
            string message = e.Message.Split(" Line ")[0].TrimEnd('.');
            string text = e.Message.Contains("DTD", StringComparison.Ordinal) ? "a document type definition is not read" : $"this is not XML: {message}";
            diagnostics.Add(new Diagnostic("SBM1001", Severity.Error, source, source.SpanAt(e.LineNumber, e.LinePosition), text));
            return null;
        }

        return root;

        bool Beyond(int count, int limit, string what, [ConstantExpected] string option)
        {
            if (count <= limit) return false;
            diagnostics.Add(new Diagnostic("SBM1002", Severity.Error, source, source.SpanAt(place.LineNumber, place.LinePosition), FormattableString.Invariant($"there are more than {limit} {what}"), $"{option} raises the limit"));
            return true;
        }
    }
}

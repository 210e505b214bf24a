using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sbml;

namespace Blockade.Models.Sedml;

/// <summary>A model as XML that can be changed. Holds state: one thread.</summary>
public sealed class XmlModel
{
    private readonly XDocument _document;

    private XmlModel(XDocument document) => _document = document;

    /// <summary>Opens a text; null where it is no XML, or beyond a limit, which is said.</summary>
    public static XmlModel? Open(SourceText source, SbmlLimits limits, ICollection<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var found = new List<Diagnostic>();
        SbmlNode? root = SbmlNode.Read(source, limits, found);   // counts and refuses before anything is built
        foreach (Diagnostic d in found) diagnostics.Add(d);
        if (root is null) return null;
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersFromEntities = 1 };
        using var reader = XmlReader.Create(new StringReader(source.Text), settings);
        return new XmlModel(XDocument.Load(reader, LoadOptions.PreserveWhitespace));
    }

    /// <summary>The same again, to be changed by itself.</summary>
    public XmlModel Copy() => new(new XDocument(_document));

    /// <summary>The text as it is now.</summary>
    public SourceText Text(string name) => new(name, _document.Declaration is { } d ? $"<?xml version=\"{d.Version}\"?>{_document.ToString(SaveOptions.DisableFormatting)}" : _document.ToString(SaveOptions.DisableFormatting));

    /// <summary>The one element of a path; null with what is wrong.</summary>
    public XElement? Find(SedmlTarget target, out string? attribute, out string? fault)
    {
        XmlPath? path = XmlPath.Parse(target, out fault);
        attribute = path?.Attribute;
        if (path is null) return null;
        ImmutableArray<XElement> found = path.Find(_document);
        if (found.Length == 1) return found[0];
        fault = found.Length == 0 ? "nothing in the model is there" : FormattableString.Invariant($"{found.Length} elements of the model are there, and one is wanted");
        return null;
    }

    /// <summary>Gives an attribute another text; null, or what is wrong.</summary>
    public string? SetAttribute(SedmlTarget target, string value)
    {
        if (Find(target, out string? attribute, out string? fault) is not { } element) return fault;
        if ((attribute ?? Default(element)) is not { } name) return "an attribute is wanted at its end, such as '/@value'";
        if (element.Name.LocalName == "species" && name is "initialAmount" or "initialConcentration")
        {
            // one of the two counts; the other would contradict it
            element.SetAttributeValue(name == "initialAmount" ? "initialConcentration" : "initialAmount", null);
        }

        try
        {
            element.SetAttributeValue(XName.Get(name), XmlConvert.VerifyXmlChars(value));
            return null;
        }
        catch (XmlException)
        {
            return "the value has a character that XML has not";
        }
    }

    /// <summary>The number of an attribute, or of what an element starts with; null with what is wrong.</summary>
    public double? Number(SedmlTarget target, out string? fault)
    {
        if (Find(target, out string? attribute, out fault) is not { } element) return null;
        string? name = attribute ?? Default(element);
        string? text = name is null ? element.Value : element.Attribute(name)?.Value;
        if (text is not null && SedmlText.Parse(text) is { } value) return value;
        fault = text is null ? $"it has no '{name}'" : $"'{text}' is no number";
        return null;
    }

    /// <summary>Puts elements inside an element; null, or what is wrong.</summary>
    public string? Add(SedmlTarget target, ImmutableArray<XElement> elements)
    {
        if (Find(target, out string? attribute, out string? fault) is not { } element) return fault;
        if (attribute is not null) return "elements cannot be added to an attribute";
        foreach (XElement e in elements) element.Add(InSpaceOf(e, element));
        return null;
    }

    /// <summary>Puts elements, or nothing, in the place of an element or attribute; null, or what is wrong.</summary>
    public string? Replace(SedmlTarget target, ImmutableArray<XElement> elements)
    {
        if (Find(target, out string? attribute, out string? fault) is not { } element) return fault;
        if (attribute is not null)
        {
            if (!elements.IsEmpty) return "an attribute cannot become elements";
            if (element.Attribute(attribute) is null) return $"it has no '{attribute}'";
            element.SetAttributeValue(attribute, null);
            return null;
        }

        if (element.Parent is not { } parent) return "the root cannot be replaced";
        element.ReplaceWith([.. elements.Select(e => InSpaceOf(e, parent))]);
        return null;
    }

    /// <summary>A number as XML has it.</summary>
    public static string Write(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : XmlConvert.ToString(value);

    // what an element's value is where no attribute is named
    private static string? Default(XElement element) => element.Name.LocalName switch
    {
        "parameter" or "localParameter" => "value",
        "compartment" => element.Attribute("volume") is not null ? "volume" : "size",
        "species" => element.Attribute("initialAmount") is not null ? "initialAmount" : "initialConcentration",
        "speciesReference" => "stoichiometry",
        _ => null,
    };

    // new elements without a namespace of their own stand in that of SED-ML, or in that of another edition: they mean the model's
    private static XElement InSpaceOf(XElement element, XElement parent)
    {
        var copy = new XElement(element);
        XNamespace space = parent.AncestorsAndSelf().Last().Name.Namespace;
        foreach (XElement e in copy.DescendantsAndSelf())
        {
            string has = e.Name.NamespaceName;
            if (has.StartsWith("http://sed-ml.org/", StringComparison.Ordinal) || has.Length == 0 || XmlPath.IsSbml(has)) e.Name = space + e.Name.LocalName;
        }

        return copy;
    }
}

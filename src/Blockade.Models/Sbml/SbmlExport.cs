using System.Globalization;
using System.Text;
using System.Xml;

namespace Blockade.Models.Sbml;

/// <summary>
/// Writes a document that was read as Level 3 Version 2, whatever its edition was: what it says stays, notes, annotations, terms and units included, and what older
/// editions leave to defaults is said.
/// </summary>
public static class SbmlExport
{
    /// <summary>Writes to a stream and leaves it open. The same document gives the same bytes.</summary>
    /// <exception cref="IOException">The stream could not be written.</exception>
    public static void Write(SbmlDocument document, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(stream);
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };
        using XmlWriter xml = XmlWriter.Create(stream, settings);
        xml.WriteStartDocument();
        new Writer(document, xml).Write(document.Root, isCore: true);
        xml.WriteEndDocument();
    }

    /// <summary>One document being written.</summary>
    private sealed class Writer(SbmlDocument document, XmlWriter xml)
    {
        private readonly string _core = document.Root.Space;
        private readonly bool _isLevel3 = document.Edition.Level == 3;
        private readonly HashSet<string> _units = [.. document.Root.Child("model")!.Items("listOfUnitDefinitions", "unitDefinition").Select(u => u["id"] ?? "")];
        private readonly List<(string Id, SbmlNode Math)> _stoichiometries = [];
        private readonly Dictionary<SbmlNode, string> _ids = [];
        private bool _needsArea;

        public void Write(SbmlNode node, bool isCore)
        {
            isCore &= node.Space == _core;
            if (isCore && IsGone(node)) return;
            if (isCore && node.Name == "model")
            {
                FindStoichiometries(node);
                _needsArea = !_isLevel3 && !_units.Contains("area") && node.Items("listOfCompartments", "compartment").Any(c => c["spatialDimensions"] == "2" || c["units"] == "area");
            }

            xml.WriteStartElement(isCore ? NameOf(node) : node.Name, node.Space == _core ? SbmlWriter.Namespace : node.Space);
            if (isCore && node.Name == "sbml") xml.WriteAttributeString("xmlns", "sbml", null, SbmlWriter.Namespace);   // units of numbers inside MathML are in this namespace
            foreach ((string name, string value) in isCore ? Attributes(node) : node.Attributes.Select(a => (a.Key, a.Value))) xml.WriteAttributeString(name, value);
            foreach ((string name, string value) in node.ForeignAttributes) WriteForeign(name, value);
            bool rulesWritten = false;
            bool areaWritten = !_needsArea || !isCore || node.Name != "model";
            for (int k = 0; k <= node.Children.Count; k++)
            {
                if (k < node.Pieces.Count && !string.IsNullOrWhiteSpace(node.Pieces[k])) xml.WriteString(node.Pieces[k]);
                if (k == node.Children.Count) break;
                SbmlNode child = node.Children[k];
                if (!areaWritten && child.Name is not ("notes" or "annotation" or "listOfFunctionDefinitions"))
                {
                    if (child.Name != "listOfUnitDefinitions") WriteArea(inList: false);
                    areaWritten = true;
                }

                if (isCore && node.Name == "model" && !rulesWritten && ComesAfterRules(child))
                {
                    WriteOwnRules(node);
                    rulesWritten = true;
                }

                // notes and annotations are others' words
                Write(child, isCore && node.Name is not ("notes" or "annotation") && child.Name is not ("notes" or "annotation"));
                if (isCore && child.Name == "listOfRules") rulesWritten = true;
            }

            if (isCore && node.Name == "model" && !rulesWritten) WriteOwnRules(node);
            if (isCore && node.Name == "listOfUnitDefinitions" && _needsArea) WriteArea(inList: true);
            if (isCore && node.Name == "listOfRules") foreach ((string id, SbmlNode math) in _stoichiometries) WriteRule(id, math);
            xml.WriteEndElement();
        }

        // Level 2 knows an area without a definition
        private void WriteArea(bool inList)
        {
            if (!inList) xml.WriteStartElement("listOfUnitDefinitions", SbmlWriter.Namespace);
            xml.WriteStartElement("unitDefinition", SbmlWriter.Namespace);
            xml.WriteAttributeString("id", "area");
            xml.WriteStartElement("listOfUnits", SbmlWriter.Namespace);
            xml.WriteStartElement("unit", SbmlWriter.Namespace);
            foreach ((string name, string value) in new[] { ("kind", "metre"), ("exponent", "2"), ("scale", "0"), ("multiplier", "1") }) xml.WriteAttributeString(name, value);
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteEndElement();
            if (!inList) xml.WriteEndElement();
        }

        private static bool ComesAfterRules(SbmlNode child) => child.Name is "listOfConstraints" or "listOfReactions" or "listOfEvents";

        private void WriteOwnRules(SbmlNode model)
        {
            if (_stoichiometries.Count == 0 || model.Child("listOfRules") is not null) return;
            xml.WriteStartElement("listOfRules", SbmlWriter.Namespace);
            foreach ((string id, SbmlNode math) in _stoichiometries) WriteRule(id, math);
            xml.WriteEndElement();
        }

        private void WriteRule(string id, SbmlNode math)
        {
            xml.WriteStartElement("assignmentRule", SbmlWriter.Namespace);
            xml.WriteAttributeString("variable", id);
            Write(math, isCore: false);
            xml.WriteEndElement();
        }

        private void WriteForeign(string name, string value)
        {
            int end = name.IndexOf('}', StringComparison.Ordinal);
            (string space, string local) = (name[1..end], name[(end + 1)..]);
            if (space == "http://www.w3.org/2000/xmlns/") return;   // prefixes are given anew
            xml.WriteAttributeString(local, space == _core ? SbmlWriter.Namespace : space, value);
        }

        // what Level 3 no longer has, and what it says in another way
        private bool IsGone(SbmlNode node) => node.Name is "stoichiometryMath" || (!_isLevel3 && node.Name is "listOfCompartmentTypes" or "listOfSpeciesTypes");

        private string NameOf(SbmlNode node) => _isLevel3 ? node.Name : node.Name switch
        {
            "parameter" when _ids.ContainsKey(node) => "localParameter",
            "listOfParameters" when _ids.ContainsKey(node) => "listOfLocalParameters",
            _ => node.Name,
        };

        private void FindStoichiometries(SbmlNode model)
        {
            if (_isLevel3) return;
            HashSet<string> taken = [.. model.Children.SelectMany(l => l.Children).Select(c => c["id"] ?? "")];
            foreach (SbmlNode reaction in model.Items("listOfReactions", "reaction"))
            {
                if (reaction.Child("kineticLaw")?.Child("listOfParameters") is { } locals)
                {
                    _ids[locals] = "";
                    foreach (SbmlNode p in locals.Children) _ids[p] = "";
                }

                foreach (SbmlNode reference in reaction.Items("listOfReactants", "speciesReference").Concat(reaction.Items("listOfProducts", "speciesReference")))
                {
                    if (reference.Child("stoichiometryMath")?.Math is not { } math) continue;
                    string id = reference["id"] ?? $"stoichiometry_{reaction["id"]}_{reference["species"]}";
                    while (reference["id"] is null && !taken.Add(id)) id += "_";
                    _ids[reference] = id;
                    _stoichiometries.Add((id, math));
                }
            }
        }

        private IEnumerable<(string Name, string Value)> Attributes(SbmlNode node)
        {
            var attributes = new Dictionary<string, string>(node.Attributes);
            attributes.Remove("xmlns");
            switch (node.Name)
            {
                case "sbml":
                    (attributes["level"], attributes["version"]) = ("3", "2");
                    break;
                case "reaction":
                    attributes.Remove("fast");
                    if (!_isLevel3) attributes.TryAdd("reversible", "true");
                    break;
            }

            if (!_isLevel3) Upgrade(node, attributes);
            return attributes.Select(a => (a.Key, a.Value));
        }

        private void Upgrade(SbmlNode node, Dictionary<string, string> attributes)
        {
            foreach (string unit in new[] { "units", "substanceUnits" })
            {
                if (attributes.TryGetValue(unit, out string? name)) attributes[unit] = BuiltIn(name);
            }

            switch (node.Name)
            {
                case "model":
                    attributes["substanceUnits"] = attributes["extentUnits"] = BuiltIn("substance");
                    attributes["timeUnits"] = BuiltIn("time");
                    attributes["volumeUnits"] = BuiltIn("volume");
                    attributes["lengthUnits"] = BuiltIn("length");
                    if (_needsArea || _units.Contains("area")) attributes["areaUnits"] = "area";
                    break;
                case "unit":
                    attributes.Remove("offset");
                    attributes.TryAdd("exponent", "1");
                    attributes.TryAdd("scale", "0");
                    attributes.TryAdd("multiplier", "1");
                    break;
                case "compartment":
                    attributes.Remove("outside");
                    attributes.Remove("compartmentType");
                    attributes.TryAdd("spatialDimensions", "3");
                    attributes.TryAdd("constant", "true");
                    break;
                case "species":
                    foreach (string gone in new[] { "speciesType", "charge", "spatialSizeUnits" }) attributes.Remove(gone);
                    foreach (string flag in new[] { "hasOnlySubstanceUnits", "boundaryCondition", "constant" }) attributes.TryAdd(flag, "false");

                    // where there is no size, Level 2 means the amount
                    if (document.IsSpecies(node["id"] ?? "", out bool isAmount) && isAmount) attributes["hasOnlySubstanceUnits"] = "true";
                    break;
                case "parameter":
                    if (_ids.ContainsKey(node)) attributes.Remove("constant");
                    else attributes.TryAdd("constant", "true");
                    break;
                case "kineticLaw":
                    attributes.Remove("timeUnits");
                    attributes.Remove("substanceUnits");
                    break;
                case "speciesReference":
                    if (_ids.TryGetValue(node, out string? id))
                    {
                        (attributes["id"], attributes["constant"]) = (id, "false");
                        attributes.Remove("stoichiometry");
                    }
                    else
                    {
                        attributes.TryAdd("stoichiometry", 1.ToString(CultureInfo.InvariantCulture));
                        attributes["constant"] = "true";
                    }

                    break;
                case "event":
                    attributes.Remove("timeUnits");
                    attributes.TryAdd("useValuesFromTriggerTime", "true");
                    break;
                case "trigger":
                    (attributes["initialValue"], attributes["persistent"]) = ("true", "true");
                    break;
            }
        }

        // Level 2 has names for its own units, which a file may define anew
        private string BuiltIn(string name) => _units.Contains(name) ? name : name switch
        {
            "substance" => "mole",
            "volume" => "litre",
            "length" => "metre",
            "time" => "second",
            _ => name,
        };
    }
}

using System.Globalization;
using System.Xml;
using Blockade.Models.Rules;

namespace Blockade.Models.BngXml;

/// <summary>Writes patterns: molecules with their components, then the bonds between them.</summary>
internal sealed class XmlPatterns(XmlWriter xml)
{
    /// <summary>A pattern as an element of a given name; attributes that are null are left out.</summary>
    public void Write(string element, string id, Pattern pattern, params (string Name, string? Value)[] more)
    {
        xml.WriteStartElement(element);
        Attribute("id", id);
        foreach ((string name, string? value) in more) Attribute(name, value);
        Attribute("label", pattern.Label);
        Attribute("compartment", pattern.Compartment?.Name);
        Attribute("matchOnce", pattern.MatchOnce ? "1" : null);
        Attribute("Fixed", pattern.IsHeld ? "1" : null);
        var bonds = new SortedDictionary<int, List<string>>();
        xml.WriteStartElement("ListOfMolecules");
        for (int m = 0; m < pattern.Molecules.Length; m++)
        {
            // a species that lies in one compartment has all its molecules there
            string? where = (pattern.Molecules[m].Compartment ?? (element == "Species" ? pattern.Compartment : null))?.Name;
            Write(pattern.Molecules[m], MoleculeId(id, m), where, bonds);
        }

        xml.WriteEndElement();
        if (bonds.Count > 0)
        {
            xml.WriteStartElement("ListOfBonds");
            int number = 0;
            foreach (List<string> ends in bonds.Values)
            {
                xml.WriteStartElement("Bond");
                Attribute("id", string.Create(CultureInfo.InvariantCulture, $"{id}_B{++number}"));
                Attribute("site1", ends[0]);
                Attribute("site2", ends[1]);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    /// <summary>What a molecule of a pattern is called, counted from 0.</summary>
    public static string MoleculeId(string pattern, int molecule) => string.Create(CultureInfo.InvariantCulture, $"{pattern}_M{molecule + 1}");

    /// <summary>What a component of a molecule is called, counted from 0.</summary>
    public static string ComponentId(string molecule, int component) => string.Create(CultureInfo.InvariantCulture, $"{molecule}_C{component + 1}");

    private void Write(PatternMolecule molecule, string id, string? where, SortedDictionary<int, List<string>> bonds)
    {
        xml.WriteStartElement("Molecule");
        Attribute("id", id);
        Attribute("name", molecule.Type.Name);
        Attribute("label", molecule.Label);
        Attribute("compartment", where);
        if (!molecule.Components.IsEmpty)
        {
            xml.WriteStartElement("ListOfComponents");
            for (int c = 0; c < molecule.Components.Length; c++) Write(molecule.Components[c], ComponentId(id, c), bonds);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private void Write(PatternComponent component, string id, SortedDictionary<int, List<string>> bonds)
    {
        xml.WriteStartElement("Component");
        Attribute("id", id);
        Attribute("name", component.Name);
        Attribute("state", component.State);
        Attribute("label", component.Label);
        Attribute("numberOfBonds", component.Bond switch
        {
            BondKind.Bound => "+",
            BondKind.Any => "?",
            _ => component.BondLabels.Count().ToString(CultureInfo.InvariantCulture),
        });
        xml.WriteEndElement();
        foreach (int label in component.BondLabels)
        {
            if (!bonds.TryGetValue(label, out List<string>? ends)) bonds.Add(label, ends = []);
            ends.Add(id);
        }
    }

    private void Attribute(string name, string? value)
    {
        if (value is not null) xml.WriteAttributeString(name, value);
    }
}

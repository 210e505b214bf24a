using System.Globalization;
using System.Xml;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.BngXml;

/// <summary>Writes one rule: its sides, its conditions and rate, the map between the sides, and what is done to a match in what order.</summary>
internal sealed class XmlRule
{
    private readonly XmlWriter _xml;
    private readonly XmlPatterns _patterns;
    private readonly Vocabulary _vocabulary;
    private readonly CompiledRule _compiled;
    private readonly Rule _rule;
    private readonly RuleEdits _edits;
    private readonly string _id;
    private readonly XmlRateLaw _rate;
    private readonly List<string> _leftMolecules = [];
    private readonly List<string> _rightMolecules = [];
    private readonly SortedDictionary<int, string> _leftSites = [];
    private readonly Dictionary<int, string> _rightSites = [];

    public XmlRule(XmlWriter xml, XmlPatterns patterns, Vocabulary vocabulary, CompiledRule compiled, string id, XmlRateLaw rate)
    {
        (_xml, _patterns, _vocabulary, _compiled, _id, _rate) = (xml, patterns, vocabulary, compiled, id, rate);
        (_rule, _edits) = (compiled.Rule, compiled.Edits);
        for (int r = 0; r < _rule.Reactants.Length; r++)
        {
            for (int m = 0; m < _rule.Reactants[r].Molecules.Length; m++)
            {
                _leftMolecules.Add(XmlPatterns.MoleculeId(ReactantId(r), m));
                int[] sites = compiled.Reactants[r].SiteOfComponent[m];
                for (int c = 0; c < sites.Length; c++) _leftSites.Add(_edits.SiteStart[r] + sites[c], XmlPatterns.ComponentId(_leftMolecules[^1], c));
            }
        }

        for (int p = 0; p < _rule.Products.Length; p++)
        {
            for (int m = 0; m < _rule.Products[p].Molecules.Length; m++) _rightMolecules.Add(XmlPatterns.MoleculeId(ProductId(p), m));
        }

        foreach ((int site, int molecule, int component) in _edits.ProductSites) _rightSites.Add(site, XmlPatterns.ComponentId(_rightMolecules[molecule], component));
    }

    public void Write()
    {
        _xml.WriteStartElement("ReactionRule");
        Attributes(
            ("id", _id), ("name", _rule.Name), ("priority", _rule.Priority != 0 ? _rule.Priority.ToString(CultureInfo.InvariantCulture) : null),
            ("symmetry_factor", (1.0 / _compiled.Symmetry).ToString("R", CultureInfo.InvariantCulture)));
        _xml.WriteStartElement("ListOfReactantPatterns");
        for (int r = 0; r < _rule.Reactants.Length; r++) _patterns.Write("ReactantPattern", ReactantId(r), _rule.Reactants[r]);
        _xml.WriteFullEndElement();
        _xml.WriteStartElement("ListOfProductPatterns");
        for (int p = 0; p < _rule.Products.Length; p++) _patterns.Write("ProductPattern", ProductId(p), _rule.Products[p]);
        _xml.WriteFullEndElement();
        WriteFilters(_rule.ReactantFilters, "Reactants", ReactantId);
        WriteFilters(_rule.ProductFilters, "Products", ProductId);
        WriteRate();
        WriteMap();
        WriteOperations();
        _xml.WriteEndElement();
    }

    // several conditions of a kind at one place are one list in BioNetGen
    private void WriteFilters(IEnumerable<SpeciesFilter> filters, string side, Func<int, string> id)
    {
        foreach (IGrouping<(bool IsExclusion, int Place), SpeciesFilter> group in filters.GroupBy(f => (f.IsExclusion, f.Place)).OrderBy(g => !g.Key.IsExclusion).ThenBy(g => g.Key.Place))
        {
            string kind = group.Key.IsExclusion ? "Exclude" : "Include";
            _xml.WriteStartElement($"ListOf{kind}{side}");
            Attributes(("id", id(group.Key.Place)));
            int number = 0;
            foreach (Pattern pattern in group.SelectMany(f => f.Patterns)) _patterns.Write("Pattern", string.Create(CultureInfo.InvariantCulture, $"{id(group.Key.Place)}_{kind}{++number}"), pattern);
            _xml.WriteEndElement();
        }
    }

    private void WriteRate()
    {
        bool isProduct = _rate.Type == "FunctionProduct";
        _xml.WriteStartElement("RateLaw");
        Attributes(
            ("id", $"{_id}_RateLaw"), ("type", _rate.Type), ("name", _rate.Type == "Function" ? _rate.Names[0] : null), ("name1", isProduct ? _rate.Names[0] : null),
            ("name2", isProduct ? _rate.Names[1] : null), ("totalrate", _rule.TotalRate ? "1" : "0"));
        if (_rate.Labels.IsEmpty)
        {
            _xml.WriteStartElement("ListOfRateConstants");
            foreach (string constant in _rate.Names) Element("RateConstant", ("value", constant));
            _xml.WriteEndElement();
        }

        for (int f = 0; f < _rate.Labels.Length; f++)
        {
            _xml.WriteStartElement(isProduct ? string.Create(CultureInfo.InvariantCulture, $"ListOfArguments{f + 1}") : "ListOfArguments");
            foreach (string label in _rate.Labels[f]) Element("Argument", ("id", label), ("type", "ObjectReference"), ("value", Labelled(label)));
            _xml.WriteFullEndElement();
        }

        _xml.WriteEndElement();
    }

    private void WriteMap()
    {
        _xml.WriteStartElement("Map");
        for (int m = 0; m < _leftMolecules.Count; m++)
        {
            int to = _edits.ProductMoleculeOf[m];
            Element("MapItem", ("sourceID", _leftMolecules[m]), ("targetID", to < 0 ? null : _rightMolecules[to]));
            foreach ((int site, string id) in _leftSites.Where(s => s.Value.StartsWith(_leftMolecules[m] + "_", StringComparison.Ordinal)))
            {
                Element("MapItem", ("sourceID", id), ("targetID", _rightSites.GetValueOrDefault(site)));
            }
        }

        _xml.WriteFullEndElement();
    }

    // in the order in which they are done
    private void WriteOperations()
    {
        _xml.WriteStartElement("ListOfOperations");
        foreach ((int site, int state) in _edits.NewStates.Where(n => n.Site < _edits.SiteCount)) Element("StateChange", ("site", Left(site)), ("finalState", StateName(site, state)));
        string connected = _rule.MoveConnected ? "1" : "0";
        foreach ((int pattern, int from, int to, int cytosis) in _edits.SpeciesMoves) Move(ReactantId(pattern), from, to, cytosis, connected);
        foreach ((int molecule, int to) in _edits.Moves) Move(_leftMolecules[molecule], CompartmentOf(molecule), to, 0, connected);
        foreach ((int a, int b) in _edits.Cuts)
        {
            // the bond may only go where the complex holds together without it
            string? holds = _edits.ProductOf[MoleculeOf(a)] == _edits.ProductOf[MoleculeOf(b)] ? "1" : null;
            Element("DeleteBond", ("site1", Left(a)), ("site2", Left(b)), ("ensureConnected", holds));
        }

        for (int added = _edits.MoleculeCount; added < _edits.ProductMoleculeOf.Length; added++)
        {
            if (_edits.ProductMoleculeOf[added] >= 0) Element("Add", ("id", _rightMolecules[_edits.ProductMoleculeOf[added]]));
        }

        foreach ((int a, int b) in _edits.Joins) Element("AddBond", ("site1", EitherSide(a)), ("site2", EitherSide(b)));
        foreach (int pattern in _edits.RemovedWhole) Element("Delete", ("id", ReactantId(pattern)), ("DeleteMolecules", "0"));
        foreach (int molecule in _edits.Removed) Element("Delete", ("id", _leftMolecules[molecule]), ("DeleteMolecules", _rule.DeleteMolecules ? "1" : "0"));
        _xml.WriteFullEndElement();
    }

    private void Move(string id, int from, int to, int flip, string connected) => Element(
        "ChangeCompartment", ("id", id), ("source", _vocabulary.Geography[from].Name), ("destination", _vocabulary.Geography[to].Name),
        ("flipOrientation", flip.ToString(CultureInfo.InvariantCulture)), ("moveConnected", connected));

    private int CompartmentOf(int molecule)
    {
        int r = ReactantOf(_edits.MoleculeStart, molecule);
        return _compiled.Reactants[r].Compartments[molecule - _edits.MoleculeStart[r]];
    }

    private CompiledPattern.Site SiteAt(int site)
    {
        int r = ReactantOf(_edits.SiteStart, site);
        return _compiled.Reactants[r].Sites[site - _edits.SiteStart[r]];
    }

    private int MoleculeOf(int site) => _edits.MoleculeStart[ReactantOf(_edits.SiteStart, site)] + SiteAt(site).Molecule;

    // a bond's end may be a slot of a component that holds several
    private string Left(int site) => _leftSites[_edits.SiteStart[ReactantOf(_edits.SiteStart, site)] + SiteAt(site).Component];

    private string EitherSide(int site) => site < _edits.SiteCount ? Left(site) : _rightSites[site];

    private string StateName(int site, int state)
    {
        int r = ReactantOf(_edits.SiteStart, site);
        CompiledPattern pattern = _compiled.Reactants[r];
        CompiledPattern.Site at = pattern.Sites[site - _edits.SiteStart[r]];
        return _vocabulary.ComponentOf(pattern.Types[at.Molecule], at.Class).States[state];
    }

    private static int ReactantOf(int[] starts, int index)
    {
        int r = 0;
        while (index >= starts[r + 1]) r++;
        return r;
    }

    private string Labelled(string label)
    {
        int molecule = 0;
        for (int r = 0; r < _rule.Reactants.Length; r++)
        {
            if (_rule.Reactants[r].Label == label) return ReactantId(r);
            foreach (PatternMolecule m in _rule.Reactants[r].Molecules)
            {
                if (m.Label == label) return _leftMolecules[molecule];
                molecule++;
            }
        }

        return _leftMolecules[0];   // the reader lets no other name through
    }

    private string ReactantId(int reactant) => string.Create(CultureInfo.InvariantCulture, $"{_id}_RP{reactant + 1}");

    private string ProductId(int product) => string.Create(CultureInfo.InvariantCulture, $"{_id}_PP{product + 1}");

    private void Element(string name, params (string Name, string? Value)[] attributes)
    {
        _xml.WriteStartElement(name);
        Attributes(attributes);
        _xml.WriteEndElement();
    }

    private void Attributes(params (string Name, string? Value)[] attributes)
    {
        foreach ((string name, string? value) in attributes)
        {
            if (value is not null) _xml.WriteAttributeString(name, value);
        }
    }
}

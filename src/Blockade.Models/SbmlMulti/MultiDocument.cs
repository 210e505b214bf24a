using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using Blockade.Models.Compilation;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Sbml;

namespace Blockade.Models.SbmlMulti;

/// <summary>One document being written.</summary>
internal sealed class MultiDocument
{
    private readonly RuleModel _model;
    private readonly ImmutableArray<CompiledRule> _rules;
    private readonly XmlWriter _xml;
    private readonly MultiIds _ids;
    private readonly Dictionary<string, MultiMolecule> _molecules = [];
    private readonly List<(string Id, MultiSpecies Species)> _species = [];
    private readonly Dictionary<string, int> _numbers = [];                           // of species, by what they ask for
    private readonly Dictionary<string, (string Id, MultiSpecies First)> _types = [];  // of complexes, by their skeletons
    private readonly string _anywhere;

    public MultiDocument(RuleModel model, ImmutableArray<CompiledRule> rules, XmlWriter xml)
    {
        (_model, _rules, _xml, _ids) = (model, rules, xml, new MultiIds(model));
        _anywhere = _ids.Of(model.Compartments.IsEmpty ? "cell" : "anywhere");
        HashSet<(string, string)> bound =
        [
            .. from pattern in SbmlMultiWriter.Patterns(model) from molecule in pattern.Molecules from component in molecule.Components
               where component.Bond is BondKind.Labelled or BondKind.Bound select (molecule.Type.Name, component.Name),
        ];
        foreach (MoleculeType type in model.MoleculeTypes) _molecules.Add(type.Name, new MultiMolecule(type, _ids.Of("ST_M", _molecules.Count), name => bound.Contains((type.Name, name)), _ids));
        foreach (Pattern pattern in SbmlMultiWriter.Patterns(model)) Add(new MultiSpecies(pattern, _molecules));
    }

    public void Write(string name)
    {
        _xml.WriteStartElement("model");
        Core(("name", name));
        WriteCompartments();
        double[] values = Values(out Func<string, int?> slot);
        WriteSpecies(values, slot);
        WriteParameters(values);
        var math = new MathMl(_xml, n => RateFormula.ReactantNumber(n) is null && n == "time" ? null : n);
        List("listOfInitialAssignments", [.. _model.Parameters.Where(p => p.Value.Symbols().Any()).Select(p => (p.Name, p.Value)), .. Seeds().Where(s => s.Amount.Symbols().Any())], ((string Symbol, Expression Value) a) =>
        {
            _xml.WriteStartElement("initialAssignment");
            Core(("symbol", a.Symbol));
            math.WriteMath(a.Value);
            _xml.WriteEndElement();
        });
        WriteRules(math);
        List("listOfReactions", Enumerable.Range(0, _rules.Length), r => WriteReaction(r, math));
        WriteTypes();
        _xml.WriteEndElement();
    }

    private MultiSpecies Add(MultiSpecies species)
    {
        if (_numbers.TryAdd(species.Key, _species.Count)) _species.Add((_ids.Of("S", _species.Count), species));
        if (species.Molecules.Length > 1 && !_types.ContainsKey(species.Skeleton)) _types.Add(species.Skeleton, (_ids.Of("ST", _types.Count), species));
        return species;
    }

    private string IdOf(Pattern pattern) => _species[_numbers[new MultiSpecies(pattern, _molecules).Key]].Id;

    private IEnumerable<(string Id, Expression Amount)> Seeds() => _model.Seeds.Select(s => (IdOf(s.Species), s.Amount));

    private string TypeOf(MultiSpecies species) => species.Molecules.Length == 1 ? species.Molecules[0].Id : _types[species.Skeleton].Id;

    // a molecule of a species as a component of its type
    private string Part(MultiSpecies species, int molecule) =>
        species.Molecules.Length == 1 ? species.Molecules[0].Id : string.Create(CultureInfo.InvariantCulture, $"{TypeOf(species)}_M{molecule + 1}");

    private string Site(MultiSpecies species, int molecule, int component) =>
        species.Molecules.Length == 1 ? species.Molecules[0].Sites[component]! : string.Create(CultureInfo.InvariantCulture, $"{Part(species, molecule)}_C{component + 1}");

    private void WriteCompartments()
    {
        _xml.WriteStartElement("listOfCompartments");
        _xml.WriteStartElement("compartment");
        bool isType = !_model.Compartments.IsEmpty;   // a pattern that names no compartment is a matter of all of them
        if (isType) Core(("id", _anywhere), ("constant", "true"));
        else Core(("id", _anywhere), ("spatialDimensions", "3"), ("size", "1"), ("constant", "true"));
        Multi(("isType", isType ? "true" : "false"));
        _xml.WriteEndElement();
        double[] values = Values(out Func<string, int?> slot);
        foreach (Compartment c in _model.Compartments)
        {
            _xml.WriteStartElement("compartment");
            Core(("id", c.Name), ("spatialDimensions", c.Dimensions == 2 ? "2" : "3"), ("size", Number(CompiledExpression.Compile(c.Size, slot).Evaluate(values))), ("constant", "true"));
            Multi(("isType", "false"), ("compartmentType", _anywhere));
            _xml.WriteEndElement();
        }

        _xml.WriteEndElement();
    }

    private double[] Values(out Func<string, int?> slot)
    {
        Dictionary<string, int> slots = _model.Parameters.Select((p, i) => (p.Name, i)).ToDictionary(p => p.Name, p => p.i);
        slot = n => slots.TryGetValue(n, out int at) ? at : null;
        var values = new double[_model.Parameters.Length];
        foreach (int i in ParameterOrder.Of(_model.Parameters)) values[i] = CompiledExpression.Compile(_model.Parameters[i].Value, slot).Evaluate(values);
        return values;
    }

    private void WriteSpecies(double[] values, Func<string, int?> slot)
    {
        Dictionary<string, SeedSpecies> seeds = [];
        foreach (SeedSpecies seed in _model.Seeds) seeds.TryAdd(IdOf(seed.Species), seed);
        List("listOfSpecies", _species, one =>
        {
            SeedSpecies? seed = seeds.GetValueOrDefault(one.Id);
            _xml.WriteStartElement("species");
            Core(
                ("id", one.Id), ("name", one.Species.Name), ("compartment", one.Species.Compartment ?? _anywhere),
                ("initialAmount", seed is null ? null : Number(CompiledExpression.Compile(seed.Amount, slot).Evaluate(values))), ("hasOnlySubstanceUnits", "true"),
                ("boundaryCondition", seed?.IsClamped == true ? "true" : "false"), ("constant", "false"));
            Multi(("speciesType", TypeOf(one.Species)));
            WriteSites(one.Species);
            WriteStates(one.Species);
            _xml.WriteEndElement();
        });
    }

    // what does not bind within the species: free, bound to what is not said, or either
    private void WriteSites(MultiSpecies species)
    {
        var open = new List<(string Component, string Status)>();
        for (int m = 0; m < species.Molecules.Length; m++)
        {
            for (int c = 0; c < species.Molecules[m].Sites.Length; c++)
            {
                if (species.Molecules[m].Sites[c] is null) continue;
                BondKind bond = species.Components[m].Where(x => x.Place == c).Select(x => x.Component.Bond).DefaultIfEmpty(BondKind.Any).First();
                if (bond != BondKind.Labelled) open.Add((Site(species, m, c), bond switch { BondKind.Free => "unbound", BondKind.Bound => "bound", _ => "either" }));
            }
        }

        MultiList("listOfOutwardBindingSites", open, site => MultiElement("outwardBindingSite", ("bindingStatus", site.Status), ("component", site.Component)));
    }

    private void WriteStates(MultiSpecies species)
    {
        var said = Enumerable.Range(0, species.Molecules.Length).SelectMany(m => species.Components[m].Where(c => c.Component.State is not (null or "?")).Select(c => (Molecule: m, c.Place, c.Component)));
        MultiList("listOfSpeciesFeatures", said, state =>
        {
            MultiMolecule molecule = species.Molecules[state.Molecule];
            string? part = molecule.Sites[state.Place] is not null ? Site(species, state.Molecule, state.Place) : species.Molecules.Length > 1 ? Part(species, state.Molecule) : null;
            StartMulti("speciesFeature", ("speciesFeatureType", molecule.Features[state.Component.Name]), ("occur", "1"), ("component", part));
            StartMulti("listOfSpeciesFeatureValues");
            MultiElement("speciesFeatureValue", ("value", molecule.Values[(state.Component.Name, state.Component.State!)]));
            _xml.WriteEndElement();
            _xml.WriteEndElement();
        });
    }

    private void WriteParameters(double[] values)
    {
        IEnumerable<(string Name, double? Value)> all = _model.Parameters.Select((p, i) => (p.Name, (double?)values[i]))
            .Concat(_model.Observables.Select(o => (o.Name, (double?)null))).Concat(_model.Functions.Where(f => f.Arguments.IsEmpty).Select(f => (f.Name, (double?)null)));
        List("listOfParameters", all, p =>
        {
            _xml.WriteStartElement("parameter");
            Core(("id", p.Name), ("value", p.Value is { } value ? Number(value) : null), ("constant", p.Value is null ? "false" : "true"));
            _xml.WriteEndElement();
        });
    }

    private void WriteRules(MathMl math)
    {
        var rules = new List<(string Variable, Action Value)>();
        foreach (Observable o in _model.Observables)
        {
            Expression sum = o.Patterns.Where(p => !p.Pattern.Molecules.IsEmpty).Select(p => (Expression)new Expression.Symbol(IdOf(p.Pattern)))
                .DefaultIfEmpty(new Expression.Number(0)).Aggregate((a, b) => new Expression.Binary(BinaryOperator.Add, a, b));
            rules.Add((o.Name, () => math.Write(sum)));
        }

        foreach (Function f in _model.Functions.Where(f => f.Arguments.IsEmpty)) rules.Add((f.Name, () => math.Write(f.Value)));
        List("listOfRules", rules, rule =>
        {
            _xml.WriteStartElement("assignmentRule");
            Core(("variable", rule.Variable));
            math.WriteMath(rule.Value);
            _xml.WriteEndElement();
        });
    }

    private void WriteReaction(int number, MathMl math)
    {
        Rule rule = _rules[number].Rule;
        RuleEdits edits = _rules[number].Edits;
        string id = _ids.Of("R", number);
        MultiSpecies[] reactants = [.. rule.Reactants.Select(p => new MultiSpecies(p, _molecules))], products = [.. rule.Products.Select(p => new MultiSpecies(p, _molecules))];
        string[] references = [.. reactants.Select((_, i) => _ids.Of($"{id}_R", i))];
        _xml.WriteStartElement("reaction");
        Core(("id", id), ("name", rule.Name), ("reversible", "false"));
        List("listOfReactants", Enumerable.Range(0, reactants.Length), i =>
        {
            _xml.WriteStartElement("speciesReference");
            Core(("id", references[i]), ("species", IdOf(rule.Reactants[i])), ("stoichiometry", "1"), ("constant", "true"));
            _xml.WriteEndElement();
        });
        int first = 0;
        List("listOfProducts", Enumerable.Range(0, products.Length), p =>
        {
            _xml.WriteStartElement("speciesReference");
            Core(("species", IdOf(rule.Products[p])), ("stoichiometry", "1"), ("constant", "true"));
            var map = new List<(string Reference, string From, string To)>();
            for (int m = 0; m < rule.Products[p].Molecules.Length; m++)
            {
                int left = Array.IndexOf(edits.ProductMoleculeOf, first + m);
                if (left < 0 || left >= edits.MoleculeCount) continue;   // it is made
                int r = Array.FindLastIndex(edits.MoleculeStart, start => start <= left);
                while (edits.MoleculeStart[r] == edits.MoleculeStart[r + 1]) r--;
                map.Add((references[r], Part(reactants[r], reactants[r].Place[left - edits.MoleculeStart[r]]), Part(products[p], products[p].Place[m])));
            }

            first += rule.Products[p].Molecules.Length;
            MultiList("listOfSpeciesTypeComponentMapsInProduct", map, one => MultiElement("speciesTypeComponentMapInProduct", ("reactant", one.Reference), ("reactantComponent", one.From), ("productComponent", one.To)));
            _xml.WriteEndElement();
        });
        (Expression formula, bool isWhole) = RateFormula.Of(rule.Rate, reactants.Length);
        Expression rate = formula.Substitute(n => RateFormula.ReactantNumber(n) is { } place ? new Expression.Symbol(IdOf(rule.Reactants[place])) : null);
        if (!isWhole) foreach (Pattern reactant in rule.Reactants) rate = new Expression.Binary(BinaryOperator.Multiply, rate, new Expression.Symbol(IdOf(reactant)));
        _xml.WriteStartElement("kineticLaw");
        math.WriteMath(rate);
        _xml.WriteEndElement();
        _xml.WriteEndElement();
    }

    private void WriteTypes()
    {
        StartMulti("listOfSpeciesTypes");
        foreach (MultiMolecule molecule in _molecules.Values)
        {
            foreach ((string site, string type) in molecule.SiteTypes)
            {
                StartMulti("bindingSiteSpeciesType", ("id", type), ("name", site));
                WriteFeatures(molecule, molecule.Features.Keys.Where(f => f == site));
                _xml.WriteEndElement();
            }

            StartMulti("speciesType", ("id", molecule.Id), ("name", molecule.Type.Name));
            WriteFeatures(molecule, molecule.Features.Keys.Where(f => !molecule.SiteTypes.ContainsKey(f)));
            MultiList("listOfSpeciesTypeInstances", Enumerable.Range(0, molecule.Sites.Length).Where(c => molecule.Sites[c] is not null), c =>
            {
                string name = molecule.Type.Components[c].Name;
                MultiElement("speciesTypeInstance", ("id", molecule.Sites[c]), ("name", name), ("speciesType", molecule.SiteTypes[name]));
            });
            _xml.WriteEndElement();
        }

        foreach ((string id, MultiSpecies complex) in _types.Values)
        {
            int[] all = [.. Enumerable.Range(0, complex.Molecules.Length)];
            StartMulti("speciesType", ("id", id), ("name", string.Join('.', complex.Molecules.Select(m => m.Type.Name))));
            MultiList("listOfSpeciesTypeInstances", all, m => MultiElement("speciesTypeInstance", ("id", Part(complex, m)), ("name", complex.Molecules[m].Type.Name), ("speciesType", complex.Molecules[m].Id)));
            IEnumerable<(int Molecule, int Component)> sites = all.SelectMany(m => Enumerable.Range(0, complex.Molecules[m].Sites.Length).Where(c => complex.Molecules[m].Sites[c] is not null).Select(c => (m, c)));
            MultiList("listOfSpeciesTypeComponentIndexes", sites, s => MultiElement(
                "speciesTypeComponentIndex", ("id", Site(complex, s.Molecule, s.Component)), ("component", complex.Molecules[s.Molecule].Sites[s.Component]), ("identifyingParent", Part(complex, s.Molecule))));
            MultiList("listOfInSpeciesTypeBonds", complex.Bonds, b => MultiElement(
                "inSpeciesTypeBond", ("bindingSite1", Site(complex, b.A.Molecule, b.A.Component)), ("bindingSite2", Site(complex, b.B.Molecule, b.B.Component))));
            _xml.WriteEndElement();
        }

        _xml.WriteEndElement();
    }

    private void WriteFeatures(MultiMolecule molecule, IEnumerable<string> names) => MultiList("listOfSpeciesFeatureTypes", names, name =>
    {
        bool isOfSite = molecule.SiteTypes.ContainsKey(name);
        int occurs = isOfSite ? 1 : molecule.Type.Components.Count(c => c.Name == name);
        StartMulti("speciesFeatureType", ("id", molecule.Features[name]), ("name", name), ("occur", occurs.ToString(CultureInfo.InvariantCulture)));
        MultiList("listOfPossibleSpeciesFeatureValues", molecule.Type.Components.First(c => c.Name == name).States, state => MultiElement("possibleSpeciesFeatureValue", ("id", molecule.Values[(name, state)]), ("name", state)));
        _xml.WriteEndElement();
    });

    private static string Number(double value) => XmlConvert.ToString(value);

    private void Core(params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        foreach ((string name, string? value) in attributes)
        {
            if (value is not null) _xml.WriteAttributeString(name, value);
        }
    }

    private void Multi(params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        foreach ((string name, string? value) in attributes)
        {
            if (value is not null) _xml.WriteAttributeString(name, SbmlMultiWriter.Namespace, value);
        }
    }

    private void StartMulti(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _xml.WriteStartElement(name, SbmlMultiWriter.Namespace);
        Multi(attributes);
    }

    private void MultiElement(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        StartMulti(name, attributes);
        _xml.WriteEndElement();
    }

    private void List<T>(string name, IEnumerable<T> items, Action<T> write) => List(() => _xml.WriteStartElement(name), items, write);

    private void MultiList<T>(string name, IEnumerable<T> items, Action<T> write) => List(() => StartMulti(name), items, write);

    private void List<T>(Action start, IEnumerable<T> items, Action<T> write)
    {
        bool any = false;
        foreach (T item in items)
        {
            if (!any) start();
            any = true;
            write(item);
        }

        if (any) _xml.WriteEndElement();
    }
}

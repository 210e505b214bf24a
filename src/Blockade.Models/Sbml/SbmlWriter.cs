using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Units;

namespace Blockade.Models.Sbml;

/// <summary>
/// Writes a reaction network as SBML Level 3 Version 2 Core: the equations that <see cref="NetworkOde"/> integrates, with every parameter
/// free to be set again. A species' name is its BNGL text, a reaction's the name of its rule. Species are amounts; where the file's unit tags say
/// concentration, they are concentrations in a medium of one litre, so that numbers stay what they were.
/// </summary>
/// <remarks>
/// Hucka et al. (2019), J. Integr. Bioinform. 16:20190021, doi:10.1515/jib-2019-0021. The same network gives the same bytes. Written as it
/// goes: memory does not grow with reactions.
/// </remarks>
public static class SbmlWriter
{
    internal const string Namespace = "http://www.sbml.org/sbml/level3/version2/core";

    /// <summary>What of a network SBML has no word for, as errors at its place in the file; empty where it can be written.</summary>
    public static ImmutableArray<Diagnostic> Check(ReactionNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        RuleModel model = network.Model;
        IEnumerable<(Expression Formula, SourceSpan Span)> formulas = model.Functions.Where(f => f.Arguments.Length == 0).Select(f => (f.Value, f.Span))
            .Concat(model.Parameters.Select(p => (p.Value, p.Span))).Concat(model.Seeds.Select(s => (s.Amount, s.Span)))
            .Concat(network.Reactions.DistinctBy(r => r.RateIndex).Select(r => (RateFormula.Of(network.Rates[r.RateIndex], r.Reactants.Length).Formula, model.Rules[r.RuleIndex].Span)));
        return [.. formulas.Select(f => (Missing: MathMl.Missing(f.Formula), f.Span)).Where(f => f.Missing is not null)
            .Select(f => new Diagnostic("NET1401", Severity.Error, model.Source, f.Span, $"SBML has no function '{f.Missing}'", "export the rules as BNGL, or replace it by a table"))];
    }

    /// <summary>Writes to a stream and leaves it open.</summary>
    /// <exception cref="ArgumentException"><see cref="Check"/> finds something.</exception>
    /// <exception cref="IOException">The stream could not be written.</exception>
    public static void Write(ReactionNetwork network, Stream stream)
    {
        if (Check(network) is [{ } first, ..]) throw new ArgumentException(first.Message, nameof(network));
        ArgumentNullException.ThrowIfNull(stream);
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };
        using XmlWriter xml = XmlWriter.Create(stream, settings);
        xml.WriteStartDocument();
        xml.WriteStartElement("sbml", Namespace);
        xml.WriteAttributeString("xmlns", "sbml", null, Namespace);   // units of numbers inside MathML are in this namespace
        xml.WriteAttributeString("level", "3");
        xml.WriteAttributeString("version", "2");
        new Document(network, xml).Write();
        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    /// <summary>One document being written.</summary>
    private sealed class Document
    {
        private const string MassActionLaw = "SBO:0000012", HillLaw = "SBO:0000192";

        private readonly ReactionNetwork _network;
        private readonly RuleModel _model;
        private readonly XmlWriter _xml;
        private readonly MathMl _math;
        private readonly SbmlUnits _units;
        private readonly SbmlIds _ids;
        private readonly CompiledModel _compiled;
        private readonly double[] _parameters;
        private readonly int[] _shared;   // rates that the reactions of a rule share

        public Document(ReactionNetwork network, XmlWriter xml)
        {
            (_network, _model, _xml) = (network, network.Model, xml);
            _units = new SbmlUnits(network);
            _ids = new SbmlIds(network);
            _math = new MathMl(xml, _ids.OfName);
            _compiled = CompiledModel.Compile(network);
            _parameters = _compiled.Parameters();
            _shared = [.. Enumerable.Range(0, network.Rates.Length).Where(k => network.Rates[k] is RateLaw.Total)];
        }

        private bool IsConcentration(int species) => _units.Species[species].IsConcentration;

        public void Write()
        {
            _xml.WriteStartElement("model");
            string substance = _units.Id(_units.Main.Substance);
            Attributes(("id", _ids.Model), ("substanceUnits", substance), ("timeUnits", _units.Id(_units.Time)), ("extentUnits", substance), ("volumeUnits", "litre"));

            // asked for before they are listed
            foreach (Parameter p in _model.Parameters) _ = UnitId(p.Name);
            foreach (string name in _compiled.ObservableNames.Concat(_compiled.FunctionNames)) _ = UnitId(name);
            foreach (SbmlUnits.Measure m in _units.Species) _ = _units.Id(m.Substance);
            foreach (Compartment c in _model.Compartments) _ = VolumeId(c);
            _units.WriteDefinitions(_xml);
            WriteCompartments();
            WriteSpecies();
            WriteParameters();
            WriteInitialAssignments();
            WriteRules();
            List("listOfReactions", Enumerable.Range(0, _network.Reactions.Length), WriteReaction);
            _xml.WriteEndElement();
        }

        private string? UnitId(string name) => _units.Of(name) is { } unit ? _units.Id(unit) : null;

        private string VolumeId(Compartment c) =>
            c.Dimensions == 3 && _units.Of(c.Size) is { } unit && unit.Dimension == new Dimension { Length = 3 } ? _units.Id(unit) : "dimensionless";

        private void WriteCompartments()
        {
            _xml.WriteStartElement("listOfCompartments");
            foreach (Compartment c in _model.Compartments)
            {
                _xml.WriteStartElement("compartment");
                double size = CompiledExpression.Compile(c.Size, n => _compiled.ParameterIndex(n)).Evaluate(_parameters);
                Attributes(("id", _ids.OfCompartment(c.Name)), ("name", c.Name), ("spatialDimensions", c.Dimensions == 2 ? "2" : "3"), ("size", XmlConvert.ToString(size)), ("units", VolumeId(c)), ("constant", "true"));
                _xml.WriteEndElement();
            }

            if (_units.Species.Any(s => !s.IsConcentration) && _model.Compartments.Length == 0)
            {
                _xml.WriteStartElement("compartment");
                Attributes(("id", _ids.Place), ("spatialDimensions", "3"), ("size", "1"), ("units", "dimensionless"), ("constant", "true"));
                _xml.WriteEndElement();
            }

            if (_units.Species.Any(s => s.IsConcentration))
            {
                _xml.WriteStartElement("compartment");
                Attributes(("id", _ids.Medium), ("spatialDimensions", "3"), ("size", "1"), ("units", "litre"), ("constant", "true"));
                _xml.WriteEndElement();
            }

            _xml.WriteEndElement();
        }

        private void WriteSpecies()
        {
            var initial = new double[_network.Species.Length];
            _compiled.InitialState(_parameters, initial);
            List("listOfSpecies", Enumerable.Range(0, initial.Length), s =>
            {
                Species species = _network.Species[s];
                _xml.WriteStartElement("species");
                Attributes(
                    ("id", _ids.OfSpecies(s)), ("name", species.Name), ("compartment", IsConcentration(s) ? _ids.Medium : _ids.PlaceOf(species.Name)),
                    (IsConcentration(s) ? "initialConcentration" : "initialAmount", XmlConvert.ToString(initial[s])),
                    ("substanceUnits", _units.Id(_units.Species[s].Substance)), ("hasOnlySubstanceUnits", IsConcentration(s) ? "false" : "true"),
                    ("boundaryCondition", species.IsClamped ? "true" : "false"), ("constant", "false"));
                _xml.WriteEndElement();
            });
        }

        private void WriteParameters()
        {
            _xml.WriteStartElement("listOfParameters");
            for (int i = 0; i < _model.Parameters.Length; i++)
            {
                _xml.WriteStartElement("parameter");
                Attributes(("id", _model.Parameters[i].Name), ("value", XmlConvert.ToString(_parameters[i])), ("units", UnitId(_model.Parameters[i].Name)), ("constant", "true"));
                _xml.WriteEndElement();
            }

            foreach (string name in _compiled.ObservableNames.Concat(_compiled.FunctionNames).Concat(_shared.Select(_ids.OfMatches)))
            {
                _xml.WriteStartElement("parameter");
                Attributes(("id", name), ("units", UnitId(name)), ("constant", "false"));
                _xml.WriteEndElement();
            }

            _xml.WriteEndElement();
        }

        // what a formula gives follows its parameters when they are set again
        private void WriteInitialAssignments()
        {
            var assignments = new List<(string Id, Expression Value)>();
            assignments.AddRange(_model.Compartments.Where(c => c.Size.Symbols().Any()).Select(c => (_ids.OfCompartment(c.Name), c.Size)));
            assignments.AddRange(_model.Seeds.Select((s, i) => (_ids.OfSpecies(_network.SeedSpecies[i]), s.Amount)).Where(s => s.Amount.Symbols().Any()));
            assignments.AddRange(_model.Parameters.Where(p => p.Value.Symbols().Any()).Select(p => (p.Name, p.Value)));
            List("listOfInitialAssignments", assignments, a =>
            {
                _xml.WriteStartElement("initialAssignment");
                Attributes(("symbol", a.Id));
                _math.WriteMath(a.Value);
                _xml.WriteEndElement();
            });
        }

        private void WriteRules()
        {
            var rules = new List<(string Id, Action Value)>();
            foreach (ObservableWeights o in _network.Observables) rules.Add((o.Name, () => Sum([.. o.Terms.Select(t => (t.Weight, (ImmutableArray<int>)[t.Species]))])));
            foreach (Function f in _model.Functions.Where(f => f.Arguments.Length == 0)) rules.Add((f.Name, () => _math.Write(f.Value)));
            foreach (int k in _shared) rules.Add((_ids.OfMatches(k), () => Sum([.. _network.Reactions.Where(r => r.RateIndex == k).Select(r => (r.Factor, r.RuleOrder))])));
            List("listOfRules", rules, rule =>
            {
                _xml.WriteStartElement("assignmentRule");
                Attributes(("variable", rule.Id));
                _math.WriteMath(rule.Value);
                _xml.WriteEndElement();
            });
        }

        private void Sum(List<(double Weight, ImmutableArray<int> Species)> terms)
        {
            if (terms.Count == 0) _math.WritePure(0);
            else if (terms.Count == 1) Term(terms[0].Weight, terms[0].Species);
            else
            {
                _xml.WriteStartElement("apply", MathMl.Namespace);
                _xml.WriteElementString("plus", MathMl.Namespace, "");
                foreach ((double weight, ImmutableArray<int> species) in terms) Term(weight, species);
                _xml.WriteEndElement();
            }

            void Term(double weight, ImmutableArray<int> species)
            {
                List<Action> factors = [.. species.Select(s => (Action)(() => _math.WriteId(_ids.OfSpecies(s))))];
                if (weight != 1 || factors.Count == 0) factors.Insert(0, () => _math.WritePure(weight));
                _math.WriteProduct(factors);
            }
        }

        private void WriteReaction(int r)
        {
            Reaction reaction = _network.Reactions[r];
            _xml.WriteStartElement("reaction");
            Attributes(("id", _ids.OfReaction(r)), ("name", _model.Rules[reaction.RuleIndex].Name), ("reversible", "false"));
            Side("listOfReactants", reaction.Reactants);
            Side("listOfProducts", reaction.Products);
            RateLaw law = _network.Rates[reaction.RateIndex];
            _xml.WriteStartElement("kineticLaw");
            if (law is RateLaw.MassAction) Attributes(("sboTerm", MassActionLaw));
            else if (law is RateLaw.Hill) Attributes(("sboTerm", HillLaw));
            _math.WriteMath(() => WriteSpeed(reaction, law));
            _xml.WriteEndElement();
            _xml.WriteEndElement();

            void Side(string list, ImmutableArray<int> species) => List(list, [.. species.GroupBy(s => s)], same =>
            {
                _xml.WriteStartElement("speciesReference");
                Attributes(("species", _ids.OfSpecies(same.Key)), ("stoichiometry", same.Count().ToString(CultureInfo.InvariantCulture)), ("constant", "true"));
                _xml.WriteEndElement();
            });
        }

        private void WriteSpeed(Reaction reaction, RateLaw law)
        {
            (Expression formula, bool isWhole) = RateFormula.Of(law, reaction.Reactants.Length);

            // reactants stand in the formula by place
            Expression rate = formula.Substitute(n => RateFormula.ReactantNumber(n) is { } place ? new Expression.Symbol(SbmlIds.SpeciesMark + reaction.RuleOrder[place]) : null);
            var factors = new List<Action>();
            if (reaction.Factor != 1) factors.Add(() => _math.WritePure(reaction.Factor));
            if (law is RateLaw.Total)
            {
                // of what the rule does together, this reaction's share; without a match there is nothing to share
                var matches = new Expression.Symbol(SbmlIds.MatchesMark + reaction.RateIndex);
                rate = new Expression.Call("if", [new Expression.Binary(BinaryOperator.Greater, matches, new Expression.Number(0)), new Expression.Binary(BinaryOperator.Divide, rate, matches), new Expression.Number(0)]);
            }

            factors.Add(() => _math.Write(rate));
            if (!isWhole) factors.AddRange(reaction.RuleOrder.Select(s => (Action)(() => _math.WriteId(_ids.OfSpecies(s)))));
            if (_units.Main.IsConcentration) factors.Insert(0, () => _math.WriteId(_ids.Medium));
            _math.WriteProduct(factors);
        }

        private void Attributes(params ReadOnlySpan<(string Name, string? Value)> attributes)
        {
            foreach ((string name, string? value) in attributes)
            {
                if (value is not null) _xml.WriteAttributeString(name, value);
            }
        }

        private void List<T>(string name, IEnumerable<T> items, Action<T> write)
        {
            bool any = false;
            foreach (T item in items)
            {
                if (!any) _xml.WriteStartElement(name);
                any = true;
                write(item);
            }

            if (any) _xml.WriteEndElement();
        }
    }
}

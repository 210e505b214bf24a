using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.BngXml;

/// <summary>
/// Writes a rule model as the XML that BioNetGen's <c>writeXML</c> writes and NFsim reads: every rule with the map between its sides and the
/// operations that lead from one to the other. Numbers are exact; formulas stay beside their values.
/// </summary>
/// <remarks>The form is that of BioNetGen 2.9.3. The same model gives the same bytes.</remarks>
public static class BngXmlWriter
{
    /// <summary>What is wrong with the model's rules, as errors at their places; empty where it can be written.</summary>
    public static ImmutableArray<Diagnostic> Check(RuleModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. Compile(model).Diagnostics.Where(d => d.Severity == Severity.Error)];
    }

    /// <summary>Writes to a stream and leaves it open.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Its name.</param>
    /// <param name="stream">Where to.</param>
    /// <exception cref="ArgumentException"><see cref="Check"/> finds something.</exception>
    public static void Write(RuleModel model, string name, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        (Vocabulary vocabulary, CompiledRule?[] rules, ImmutableArray<Diagnostic> diagnostics) = Compile(model);
        if (diagnostics.FirstOrDefault(d => d.Severity == Severity.Error) is { } first) throw new ArgumentException(first.Message, nameof(model));
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };
        using XmlWriter xml = XmlWriter.Create(stream, settings);
        xml.WriteStartDocument();
        xml.WriteStartElement("sbml", "http://www.sbml.org/sbml/level3");   // so in BioNetGen, though it is no SBML
        xml.WriteAttributeString("level", "3");
        xml.WriteAttributeString("version", "1");
        xml.WriteStartElement("model");
        xml.WriteAttributeString("id", name);
        new Document(model, xml, vocabulary, rules!).Write();
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    private static (Vocabulary Vocabulary, CompiledRule?[] Rules, ImmutableArray<Diagnostic> Diagnostics) Compile(RuleModel model)
    {
        var vocabulary = new Vocabulary(model);
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        CompiledRule?[] rules = [.. model.Rules.Select(r => CompiledRule.Compile(r, vocabulary, model.Source, diagnostics))];
        return (vocabulary, rules, diagnostics.ToImmutable());
    }

    /// <summary>One document being written.</summary>
    private sealed class Document
    {
        private readonly RuleModel _model;
        private readonly XmlWriter _xml;
        private readonly Vocabulary _vocabulary;
        private readonly CompiledRule[] _rules;
        private readonly XmlPatterns _patterns;
        private readonly XmlNames _names;
        private readonly string[] _amounts;
        private readonly XmlRateLaw[] _rates;

        public Document(RuleModel model, XmlWriter xml, Vocabulary vocabulary, CompiledRule[] rules)
        {
            (_model, _xml, _vocabulary, _rules) = (model, xml, vocabulary, rules);
            _patterns = new XmlPatterns(xml);
            _names = new XmlNames(model);
            _amounts = [.. model.Seeds.Select(s => _names.Amount(s.Amount))];
            _rates = [.. model.Rules.Select(_names.Rate)];
        }

        public void Write()
        {
            WriteParameters();
            List("ListOfMoleculeTypes", _model.TypesOutsideMaps, WriteType);
            List("ListOfCompartments", _model.Compartments, WriteCompartment);
            List("ListOfSpecies", _model.Seeds, WriteSeed);
            List("ListOfReactionRules", _rules, (rule, i) => new XmlRule(_xml, _patterns, _vocabulary, rule, $"RR{i}", _rates[i - 1]).Write());
            List("ListOfObservables", _model.Observables, WriteObservable);
            List("ListOfFunctions", _names.Functions(), WriteFunction);
            if (!_model.EnergyPatterns.IsEmpty) List("ListOfEnergyPatterns", _model.EnergyPatterns, WriteEnergy);
        }

        private void WriteParameters()
        {
            ImmutableArray<Parameter> parameters = _names.Parameters();
            Dictionary<string, int> slots = parameters.Select((p, i) => (p.Name, i)).ToDictionary(p => p.Name, p => p.i);
            var values = new double[parameters.Length];
            foreach (int i in ParameterOrder.Of(parameters)) values[i] = CompiledExpression.Compile(parameters[i].Value, n => slots.TryGetValue(n, out int slot) ? slot : null).Evaluate(values);
            List("ListOfParameters", parameters, (p, i) => Element(
                "Parameter", ("id", p.Name), ("type", "Constant"), ("value", Number(values[i - 1])), ("expr", _names.Text(p.Value))));
        }

        private void WriteType(MoleculeType type, int number)
        {
            _xml.WriteStartElement("MoleculeType");
            _xml.WriteAttributeString("id", type.Name);
            if (type.IsPopulation) _xml.WriteAttributeString("population", "1");
            if (!type.Components.IsEmpty)
            {
                List("ListOfComponentTypes", type.Components, (component, _) =>
                {
                    _xml.WriteStartElement("ComponentType");
                    _xml.WriteAttributeString("id", component.Name);
                    if (!component.States.IsEmpty) List("ListOfAllowedStates", component.States, (state, _) => Element("AllowedState", ("id", state)));
                    _xml.WriteEndElement();
                });
            }

            _xml.WriteEndElement();
        }

        private void WriteCompartment(Compartment compartment, int number)
        {
            string[] names = [.. _model.Parameters.Select(p => p.Name)];
            var values = new double[names.Length];
            foreach (int i in ParameterOrder.Of(_model.Parameters)) values[i] = CompiledExpression.Compile(_model.Parameters[i].Value, Slot).Evaluate(values);
            double size = CompiledExpression.Compile(compartment.Size, Slot).Evaluate(values);
            Element("compartment", ("id", compartment.Name), ("spatialDimensions", Number(compartment.Dimensions)), ("size", Number(size)), ("outside", compartment.Outside));

            int? Slot(string name) => Array.IndexOf(names, name) is >= 0 and int slot ? slot : null;
        }

        // a species is in its one surface, or in its one volume
        private void WriteSeed(SeedSpecies seed, int number)
        {
            Pattern species = seed.Species;
            if (species.Compartment is null && _vocabulary.Geography.OfComplex(new CompiledPattern(species, _vocabulary).Compartments) is >= 0 and int where)
            {
                species = species with { Compartment = _vocabulary.Geography[where] };
            }

            _patterns.Write(
                "Species", $"S{number}", species,
                ("concentration", _amounts[number - 1]), ("name", PatternText.Write(seed.Species, seed.IsClamped)), ("Fixed", seed.IsClamped ? "1" : null));
        }

        private void WriteObservable(Observable observable, int number)
        {
            string id = $"O{number}";
            _xml.WriteStartElement("Observable");
            Attributes(("id", id), ("name", observable.Name), ("type", observable.Kind.ToString()), ("output", "1"));
            List("ListOfPatterns", observable.Patterns, (p, i) =>
            {
                // a species that matches counts once, unless its matches are counted
                Pattern pattern = observable.Kind == ObservableKind.Species && p.Comparison is null ? p.Pattern with { MatchOnce = true } : p.Pattern;
                double automorphisms = RuleSymmetry.Automorphisms(new CompiledPattern(pattern, _vocabulary), _vocabulary);
                _patterns.Write(
                    "Pattern", $"{id}_P{i}", pattern, ("automorphisms", Number(automorphisms)),
                    ("relation", p.Comparison is { } relation ? PatternText.Comparison(relation) : null), ("quantity", p.Comparison is null ? null : Number(p.Count)));
            });
            _xml.WriteEndElement();
        }

        private void WriteFunction(Function function, int number)
        {
            Expression.Table? table = function.Value.Tables().FirstOrDefault();   // the XML has room for one in a function
            _xml.WriteStartElement("Function");
            Attributes(("id", function.Name));
            if (table is not null)
            {
                Attributes(
                    ("type", "TFUN"), ("mode", "inline"), ("ctrName", table.Argument is Expression.Symbol index ? index.Name : _names.Text(table.Argument)), ("xData", Numbers(table.Points)), ("yData", Numbers(table.Values)),
                    ("method", table.IsStep ? "step" : "linear"));
            }

            if (!function.Arguments.IsEmpty) List("ListOfArguments", function.Arguments, (argument, _) => Element("Argument", ("id", argument)));
            List("ListOfReferences", _names.References(function), (r, _) => Element("Reference", ("name", r.Name), ("type", r.Type)));
            _xml.WriteElementString("Expression", $" {_names.Text(function.Value)} ");
            _xml.WriteEndElement();
        }

        private void WriteEnergy(EnergyPattern energy, int number)
        {
            _xml.WriteStartElement("EnergyPattern");
            Attributes(("id", $"EP{number}"), ("pattern", PatternText.Write(energy.Pattern)), ("expression", _names.Text(energy.Energy)));
            double automorphisms = RuleSymmetry.Automorphisms(new CompiledPattern(energy.Pattern, _vocabulary), _vocabulary);
            _patterns.Write("Pattern", $"EP{number}_P1", energy.Pattern, ("automorphisms", Number(automorphisms)));
            _xml.WriteEndElement();
        }

        private void List<T>(string name, IEnumerable<T> items, Action<T, int> write)
        {
            _xml.WriteStartElement(name);
            int number = 0;
            foreach (T item in items) write(item, ++number);
            _xml.WriteFullEndElement();
        }

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

        private static string Numbers(ImmutableArray<double> values) => string.Join(',', values.Select(Number));

        private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
    }
}

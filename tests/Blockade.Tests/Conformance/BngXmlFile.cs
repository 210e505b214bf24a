using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Tests.Conformance;

/// <summary>
/// An XML file of rules as a list of lines that do not depend on names of elements, on the order of molecules and sites, or on how a formula is
/// written: two files with the same lines say the same.
/// </summary>
internal sealed class BngXmlFile
{
    private readonly XElement _model;
    private readonly Dictionary<string, double> _parameters;
    private readonly Dictionary<string, XElement> _functions;

    private BngXmlFile(string text)
    {
        _model = XDocument.Parse(text).Root!.Elements().First();
        _parameters = All("Parameter").ToDictionary(p => Value(p, "id"), p => double.Parse(Value(p, "value"), CultureInfo.InvariantCulture));
        _functions = All("Function").ToDictionary(f => Value(f, "id"));
    }

    /// <summary>Whether a text is such a file, and not SBML.</summary>
    public static bool IsOne(string text) => text.Contains("<ListOfMoleculeTypes", StringComparison.Ordinal);

    /// <summary>
    /// What the file says, sorted. Names that begin with an underscore, or with NewConc, are the writer's own and do not count, nor does a species
    /// of which there is none. Without amounts, after a random course, no species counts.
    /// </summary>
    public static string[] Lines(string text, bool withAmounts)
    {
        var file = new BngXmlFile(text);
        return [.. file.Lines(withAmounts).Order(StringComparer.Ordinal)];
    }

    private IEnumerable<string> Lines(bool withAmounts)
    {
        foreach ((string name, double value) in _parameters.Where(p => !p.Key.StartsWith('_') && !p.Key.StartsWith("NewConc", StringComparison.Ordinal))) yield return $"parameter {name} = {Round(value)}";
        foreach (XElement type in All("MoleculeType"))
        {
            IEnumerable<string> components = Below(type, "ComponentType").Select(c => $"{Value(c, "id")}~{string.Join('~', Below(c, "AllowedState").Select(s => Value(s, "id")).Order(StringComparer.Ordinal))}");
            yield return $"type {Value(type, "id")}({string.Join(',', components.Order(StringComparer.Ordinal))}) {Value(type, "population")}";
        }

        foreach (XElement c in All("compartment")) yield return $"compartment {Value(c, "id")} {Value(c, "spatialDimensions")} {Round(double.Parse(Value(c, "size"), CultureInfo.InvariantCulture))} {Value(c, "outside")}";
        foreach (XElement species in List(_model, "ListOfSpecies"))
        {
            if (withAmounts && Constant(Value(species, "concentration")) is not 0 and double amount) yield return $"species {Pattern(species)} {Round(amount)}";
        }

        foreach (XElement rule in List(_model, "ListOfReactionRules")) yield return Rule(rule);
        foreach (XElement observable in All("Observable"))
        {
            yield return $"observable {Value(observable, "name")} {Value(observable, "type")} {string.Join(' ', List(observable, "ListOfPatterns").Select(Pattern).Order(StringComparer.Ordinal))}";
        }

        foreach ((string name, XElement function) in _functions.Where(f => !f.Key.StartsWith('_'))) yield return $"function {name} {Below(function, "Argument").Count()} {Round(Evaluate(name))}";
    }

    private string Rule(XElement rule)
    {
        var graph = new Graph();
        foreach (XElement pattern in List(rule, "ListOfReactantPatterns")) graph.Add(pattern, "reactant");
        foreach (XElement pattern in List(rule, "ListOfProductPatterns")) graph.Add(pattern, "product");
        foreach (XElement item in List(rule, "Map").Where(i => i.Attribute("targetID") is not null)) graph.Join(Value(item, "sourceID"), Value(item, "targetID"), "map");
        int number = 0;
        foreach (XElement operation in List(rule, "ListOfOperations"))
        {
            string name = FormattableString.Invariant($"operation {number++}");
            string[] ends = ["site", "site1", "site2", "id"];
            graph.Add(name, operation.Name.LocalName + Attributes(operation, ends));
            foreach (string end in ends.Where(e => operation.Attribute(e) is not null)) graph.Join(name, Value(operation, end), "at");
        }

        IEnumerable<string> filters = rule.Elements().Where(e => e.Name.LocalName.StartsWith("ListOfExclude", StringComparison.Ordinal) || e.Name.LocalName.StartsWith("ListOfInclude", StringComparison.Ordinal))
            .Select(e => $"{e.Name.LocalName} {Value(e, "id").Split('_')[^1]} {string.Join(' ', e.Elements().Select(Pattern).Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal);
        XElement law = rule.Elements().First(e => e.Name.LocalName == "RateLaw");
        string[] functions = [.. new[] { "name", "name1", "name2" }.Where(n => law.Attribute(n) is not null).Select(n => Value(law, n))];
        string rates = string.Join(' ', functions.Select(Evaluate).Concat(Below(law, "RateConstant").Select(c => Constant(Value(c, "value")))).Select(Round));
        string factor = Round(double.Parse(Value(rule, "symmetry_factor"), CultureInfo.InvariantCulture));
        return $"rule {Value(rule, "name")} {Value(rule, "priority")} {factor} {Value(law, "type")} {Value(law, "totalrate")} {rates} {graph.Code()} {string.Join(' ', filters)}";
    }

    private static string Pattern(XElement pattern)
    {
        var graph = new Graph();
        graph.Add(pattern, "pattern");
        return graph.Code();
    }

    private double Constant(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : _parameters.TryGetValue(text, out double value) ? value : Evaluate(text);

    // at values of observables that no two of them share
    private double Evaluate(string function) => CompiledExpression.Compile(Inline(new Expression.Symbol(function)), _ => null).Evaluate([]);

    private Expression Inline(Expression e) => e switch
    {
        Expression.Unary u => u with { Operand = Inline(u.Operand) },
        Expression.Binary b => b with { Left = Inline(b.Left), Right = Inline(b.Right) },
        Expression.Call c when ExpressionReader.Functions.ContainsKey(c.Function) => c with { Arguments = [.. c.Arguments.Select(Inline)] },
        Expression.Call c => Named(c.Function),
        Expression.Symbol s => Named(s.Name),
        _ => e,
    };

    private Expression Named(string name)
    {
        if (_parameters.TryGetValue(name, out double value)) return new Expression.Number(value);
        if (!_functions.TryGetValue(name, out XElement? function)) return new Expression.Number(0.5 + (SHA256.HashData(Encoding.UTF8.GetBytes(name))[0] / 256.0));
        string text = Below(function, "Expression").Single().Value.Trim().Replace(")and(", ")&&(", StringComparison.Ordinal).Replace(" and ", "&&", StringComparison.Ordinal).Replace(")or(", ")||(", StringComparison.Ordinal).Replace(" or ", "||", StringComparison.Ordinal);
        ImmutableArray<Diagnostic>.Builder diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        return Inline(new ExpressionReader(new SourceText(name, text), new SourceSpan(0, text.Length), diagnostics).ReadAll() ?? throw new FormatException($"'{text}' of '{name}' is no formula"));
    }

    // BioNetGen writes eight digits of a constant
    private static string Round(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    private IEnumerable<XElement> All(string name) => Below(_model, name);

    private static IEnumerable<XElement> Below(XElement element, string name) => element.Descendants().Where(d => d.Name.LocalName == name);

    private static IEnumerable<XElement> List(XElement element, string name) => element.Elements().Where(e => e.Name.LocalName == name).SelectMany(e => e.Elements());

    private static string Value(XElement element, string name) => element.Attribute(name)?.Value ?? "";

    private static string Attributes(XElement element, params string[] but) =>
        string.Concat(element.Attributes().Where(a => !but.Contains(a.Name.LocalName)).OrderBy(a => a.Name.LocalName, StringComparer.Ordinal).Select(a => $" {a.Name.LocalName}={a.Value}"));

    /// <summary>Patterns as a graph whose code is the same for any order of its parts: nodes are told apart by what lies around them, ever further away.</summary>
    private sealed class Graph
    {
        private readonly Dictionary<string, string> _nodes = [];
        private readonly List<(string From, string To, string Kind)> _edges = [];

        public void Add(string id, string label) => _nodes.Add(id, label);

        public void Join(string from, string to, string kind) => _edges.Add((from, to, kind));

        public void Add(XElement pattern, string kind)
        {
            string id = Value(pattern, "id");
            Add(id, kind + Attributes(pattern, "id", "label", "name", "concentration", "automorphisms"));   // older files have no automorphisms
            foreach (XElement molecule in Below(pattern, "Molecule"))
            {
                Add(Value(molecule, "id"), Attributes(molecule, "id", "label"));
                Join(id, Value(molecule, "id"), "molecule");
                foreach (XElement site in Below(molecule, "Component"))
                {
                    Add(Value(site, "id"), Attributes(site, "id", "label").Replace(" state=?", "", StringComparison.Ordinal));
                    Join(Value(molecule, "id"), Value(site, "id"), "site");
                }
            }

            foreach (XElement bond in Below(pattern, "Bond"))
            {
                Join(Value(bond, "site1"), Value(bond, "site2"), "bond");
                Join(Value(bond, "site2"), Value(bond, "site1"), "bond");
            }
        }

        public string Code()
        {
            Dictionary<string, string> codes = _nodes.ToDictionary(n => n.Key, n => Hash(n.Value));
            ILookup<string, (string, string Other)> around = _edges.SelectMany(e => new[] { (e.From, (e.Kind + ">", e.To)), (e.To, (e.Kind + "<", e.From)) }).ToLookup(e => e.Item1, e => e.Item2);
            for (int round = 0; round < Math.Min(12, _nodes.Count); round++)
            {
                codes = codes.ToDictionary(c => c.Key, c => Hash(c.Value + string.Concat(around[c.Key].Select(a => a.Item1 + codes[a.Other]).Order(StringComparer.Ordinal))));
            }

            return Hash(string.Concat(codes.Values.Order(StringComparer.Ordinal)));
        }

        private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }
}

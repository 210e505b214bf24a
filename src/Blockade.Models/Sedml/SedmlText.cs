using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Xml.Linq;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Sbml;

namespace Blockade.Models.Sedml;

/// <summary>What every part of a SED-ML file is made of: attributes, numbers, formulas, targets with their namespaces. Trouble is collected with its place.</summary>
internal sealed class SedmlText
{
    private const string Xmlns = "http://www.w3.org/2000/xmlns/";
    private const string TimeSymbol = "urn:sedml:symbol:time", TimeTerm = "KISAO:0000832";

    private const int MostHints = 100;

    private static readonly ImmutableArray<string> Always = ["notes", "annotation"];
    private static readonly ImmutableArray<string> Aggregates = ["min", "max", "sum", "product", "mean", "count"];

    private readonly SbmlLimits _limits;
    private readonly List<Diagnostic> _diagnostics;
    private readonly Dictionary<SbmlNode, SbmlNode> _parents = [];

    public SedmlText(SourceText source, SbmlNode root, SbmlLimits limits, List<Diagnostic> diagnostics)
    {
        (Source, Root, _limits, _diagnostics) = (source, root, limits, diagnostics);
        var open = new Stack<SbmlNode>([root]);
        while (open.TryPop(out SbmlNode? node))
        {
            foreach (SbmlNode child in node.Children)
            {
                _parents[child] = node;
                open.Push(child);
            }
        }
    }

    public SourceText Source { get; }

    public SbmlNode Root { get; }

    public void Error([ConstantExpected] string code, SbmlNode node, string message, string? hint = null) => _diagnostics.Add(new Diagnostic(code, Severity.Error, Source, node.Span, message, hint));

    public void Warn([ConstantExpected] string code, SbmlNode node, string message) => _diagnostics.Add(new Diagnostic(code, Severity.Warning, Source, node.Span, message));

    /// <summary>The hint with the nearest name, while there are few enough errors for hints to be read: each costs all names.</summary>
    public string? Nearest(string name, IEnumerable<string> candidates) => _diagnostics.Count < MostHints ? NearestName.Hint(name, candidates) : null;

    /// <summary>Says of every child that is not among the names that it is not carried out.</summary>
    public void Only(SbmlNode node, params ReadOnlySpan<string> names)
    {
        foreach (SbmlNode child in node.Children)
        {
            if (child.Space == node.Space && !names.Contains(child.Name) && !Always.Contains(child.Name)) Error("SED3001", child, $"'{child.Name}' in '{node.Name}' is not carried out");
        }
    }

    public string? Required(SbmlNode node, string attribute)
    {
        string? value = node[attribute];
        if (!string.IsNullOrEmpty(value)) return value;
        Error("SED1003", node, $"this '{node.Name}' has no '{attribute}'");
        return null;
    }

    public double? Number(SbmlNode node, string attribute)
    {
        if (Required(node, attribute) is not { } text) return null;
        if (Parse(text) is { } value && double.IsFinite(value)) return value;
        Error("SED1004", node, $"'{attribute}' is '{text}', which is no number");
        return null;
    }

    public int? Count(SbmlNode node, string attribute)
    {
        if (Required(node, attribute) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= 0) return value;
        Error("SED1004", node, $"'{attribute}' is '{text}', which is no whole number of 0 or more");
        return null;
    }

    public bool Flag(SbmlNode node, string attribute)
    {
        string text = node[attribute] ?? "false";
        if (text is not ("true" or "1" or "false" or "0")) Error("SED1004", node, $"'{attribute}' is '{text}', neither 'true' nor 'false'");
        return text is "true" or "1";
    }

    public static double? Parse(string text) => text.Trim() switch
    {
        "INF" => double.PositiveInfinity,
        "-INF" => double.NegativeInfinity,
        var t when double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) => value,
        _ => null,
    };

    public SedmlTarget? Target(SbmlNode node) => Required(node, "target") is { } text ? new SedmlTarget(text, Namespaces(node), node.Span) : null;

    /// <summary>The formula of an element with variables and numbers of its own.</summary>
    /// <param name="node">The element.</param>
    /// <param name="more">Names that its context has.</param>
    /// <param name="mayAggregate">Whether functions over all values make sense here.</param>
    public SedmlFormula? Formula(SbmlNode node, IEnumerable<string> more, bool mayAggregate)
    {
        var variables = ImmutableArray.CreateBuilder<SedmlVariable>();
        foreach (SbmlNode v in node.Items("listOfVariables", "variable"))
        {
            if (Variable(v) is { } variable) variables.Add(variable);
        }

        var numbers = new Dictionary<string, double>();
        foreach (SbmlNode p in node.Items("listOfParameters", "parameter"))
        {
            if (Required(p, "id") is { } id && Number(p, "value") is { } given && !numbers.TryAdd(id, given)) Error("SED2002", p, $"there are two parameters '{id}'");
        }

        HashSet<string> names = [.. variables.Select(v => v.Id), .. more];
        foreach (IGrouping<string, SedmlVariable> twice in variables.GroupBy(v => v.Id).Where(g => g.Count() > 1 || numbers.ContainsKey(g.Key))) Error("SED2002", node, $"there are two variables or parameters '{twice.Key}'");
        if (node.Math is not { } math)
        {
            Error("SED1005", node, $"this '{node.Name}' has no formula");
            return null;
        }

        var reader = new MathMlReader(Source, _limits, _diagnostics)
        {
            Local = name => numbers.TryGetValue(name, out double number) ? new Expression.Number(number) : null,
            SymbolFunction = url => mayAggregate && url[(url.LastIndexOfAny(['#', '/']) + 1)..] is var word && Aggregates.Contains(word) ? SedmlFormula.OverAll + word : null,
        };
        int before = _diagnostics.Count;
        Expression? value = reader.ReadMath(math);
        foreach ((string name, SourceSpan span) in reader.Named.Where(n => !names.Contains(n.Name)))
        {
            _diagnostics.Add(new Diagnostic("SED2001", Severity.Error, Source, span, $"the formula names '{name}', which is no variable or parameter of it", Nearest(name, names.Concat(numbers.Keys))));
        }

        if (value is null && _diagnostics.Count == before) Error("SED1005", math, "this formula is empty");
        if (value is not null && value.Symbols().Any(s => s.Name.StartsWith('#'))) Error("SED3001", math, "time, or a rate of change, is a variable of SED-ML and cannot stand in its formulas", $"a variable with symbol=\"{TimeSymbol}\"");
        return value is null ? null : new SedmlFormula(value, variables.ToImmutable(), node.Span);
    }

    /// <summary>The elements of the same list.</summary>
    public IEnumerable<SbmlNode> Siblings(SbmlNode node) => _parents[node].Children;

    /// <summary>What is inside an element, as elements that can be put elsewhere.</summary>
    public static XElement Element(SbmlNode node)
    {
        var element = new XElement(XName.Get(node.Name, node.Space));
        foreach ((string name, string value) in node.Attributes)
        {
            if (name != "xmlns") element.SetAttributeValue(name, value);
        }

        foreach ((string name, string value) in node.ForeignAttributes)
        {
            if (!name.StartsWith($"{{{Xmlns}}}", StringComparison.Ordinal)) element.SetAttributeValue(XName.Get(name), value);
        }

        for (int k = 0; k <= node.Children.Count; k++)
        {
            if (k < node.Pieces.Count) element.Add(new XText(node.Pieces[k]));
            if (k < node.Children.Count) element.Add(Element(node.Children[k]));
        }

        return element;
    }

    private SedmlVariable? Variable(SbmlNode node)
    {
        Only(node, "remainingDimensions");
        if (node.Child("remainingDimensions") is { } dimensions) Error("SED3001", dimensions, "'remainingDimensions' of a variable is not carried out");
        if (Required(node, "id") is not { } id) return null;
        string? symbol = node["symbol"], term = node["term"], task = Reference(node, "taskReference"), model = Reference(node, "modelReference");
        if (node["dimensionTerm"] is not null) Error("SED3001", node, $"the variable '{id}' asks for a value over a dimension (dimensionTerm), which is not carried out");
        if (!string.IsNullOrEmpty(term) && term.Replace('_', ':') != TimeTerm) Error("SED3001", node, $"the variable '{id}' asks for '{term}', which is not carried out", $"only {TimeTerm}, time, is");
        bool isTime = symbol is TimeSymbol || symbol?.Replace('_', ':') == TimeTerm || (string.IsNullOrEmpty(symbol) && term?.Replace('_', ':') == TimeTerm);
        if (!string.IsNullOrEmpty(symbol) && !isTime) Error("SED3001", node, $"the variable '{id}' asks for '{symbol}', which is not carried out", $"only {TimeSymbol} is");
        SedmlTarget? target = isTime || !string.IsNullOrEmpty(symbol) ? null : Target(node);
        var variable = new SedmlVariable(id, target, task, model, node.Span);
        return variable.Data is null ? variable : variable with { Task = null, Model = null };   // of neither
    }

    private static string? Reference(SbmlNode node, string attribute) => node[attribute] is { Length: > 0 } text ? text : null;

    private ImmutableDictionary<string, string> Namespaces(SbmlNode node)
    {
        ImmutableDictionary<string, string>.Builder found = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (SbmlNode? n = node; n is not null; n = _parents.GetValueOrDefault(n))
        {
            foreach ((string name, string value) in n.ForeignAttributes)
            {
                if (name.StartsWith($"{{{Xmlns}}}", StringComparison.Ordinal) && name[(Xmlns.Length + 2)..] is not "xmlns" and var prefix && !found.ContainsKey(prefix)) found.Add(prefix, value);
            }
        }

        return found.ToImmutable();
    }
}

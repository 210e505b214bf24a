using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.BngXml;

/// <summary>
/// Gives names to the formulas of a model for which the XML wants names, and writes formulas in its words. Names are numbered over all
/// rules, as BioNetGen does. Builder of one document.
/// </summary>
internal sealed class XmlNames
{
    private const string TableValue = "__TFUN_VAL__";

    private readonly RuleModel _model;
    private readonly List<Parameter> _parameters;
    private readonly List<Function> _functions;
    private readonly HashSet<string> _constant;
    private readonly HashSet<string> _taken;
    private readonly HashSet<string> _observables;
    private readonly Dictionary<string, int> _last = [];

    public XmlNames(RuleModel model)
    {
        _model = model;
        _parameters = [.. model.Parameters];
        _functions = [.. model.Functions];
        _constant = [.. model.Parameters.Select(p => p.Name)];
        _observables = [.. model.Observables.Select(o => o.Name)];
        _taken = [.. _constant, .. _observables, .. model.Functions.Select(f => f.Name)];
    }

    public ImmutableArray<Parameter> Parameters() => [.. _parameters];

    /// <summary>The functions, each after those that it calls.</summary>
    public ImmutableArray<Function> Functions()
    {
        var ordered = ImmutableArray.CreateBuilder<Function>();
        var entered = new HashSet<string>();
        foreach (Function function in _functions) Visit(function);
        return ordered.ToImmutable();

        void Visit(Function function)
        {
            if (!entered.Add(function.Name)) return;
            foreach (string name in function.Value.Names())
            {
                if (_functions.Find(f => f.Name == name) is { } called) Visit(called);
            }

            ordered.Add(function);
        }
    }

    /// <summary>An amount: a number or a parameter's name.</summary>
    public string Amount(Expression amount) => amount is Expression.Number n ? n.Value.ToString("R", CultureInfo.InvariantCulture) : Constant(amount, "_InitialConc");

    /// <summary>The rate law of a rule.</summary>
    public XmlRateLaw Rate(Rule rule) => rule.Rate switch
    {
        RateLaw.MassAction m => Rate(m.Constant, rule.TotalRate),
        RateLaw.Total t => Rate(t.Rate, isTotal: true),
        RateLaw.FunctionProduct p => Product(p),
        RateLaw.Saturation s => Constants("Sat", s.HalfPoints.Insert(0, s.Constant)),
        RateLaw.MichaelisMenten m => Constants("MM", [m.Kcat, m.Km]),
        RateLaw.Hill h => Constants("Hill", [h.Constant, h.HalfPoint, h.Exponent]),
        RateLaw.Arrhenius a => Constants("Arrhenius", [a.Phi, a.ActivationEnergy]),
        _ => throw new UnreachableException(),
    };

    /// <summary>What a function refers to: constants, then its arguments, then functions and observables.</summary>
    public IEnumerable<(string Name, string Type)> References(Function function)
    {
        string[] names = [.. function.Value.Names().Distinct().Order(StringComparer.Ordinal)];
        foreach (Parameter p in _parameters.Where(p => names.Contains(p.Name) && !function.Arguments.Contains(p.Name))) yield return (p.Name, p.Value.Symbols().Any() ? "ConstantExpression" : "Constant");
        foreach (string name in names.Where(n => _functions.Exists(f => f.Name == n))) yield return (name, "Function");
        foreach (string name in function.Arguments) yield return (name, "Local");
        foreach (string name in names.Where(_observables.Contains)) yield return (name, "Observable");
    }

    /// <summary>A formula as text. A function without arguments is called with empty parentheses; a table is the value looked up in it.</summary>
    public string Text(Expression formula) =>
        WithoutTable(formula).Substitute(name => _functions.Exists(f => f.Name == name && f.Arguments.IsEmpty) ? new Expression.Call(name, []) : null).Write()
            .Replace("&&", " and ", StringComparison.Ordinal).Replace("||", " or ", StringComparison.Ordinal);

    private static Expression WithoutTable(Expression formula) => formula switch
    {
        Expression.Table => new Expression.Symbol(TableValue),
        Expression.Unary u => u with { Operand = WithoutTable(u.Operand) },
        Expression.Binary b => b with { Left = WithoutTable(b.Left), Right = WithoutTable(b.Right) },
        Expression.Call c => c with { Arguments = [.. c.Arguments.Select(WithoutTable)] },
        _ => formula,
    };

    // a total rate is a function, also where it is constant: NFsim knows no other
    private XmlRateLaw Rate(Expression rate, bool isTotal)
    {
        if (rate is Expression.Symbol { Name: var name })
        {
            if (_constant.Contains(name) && !isTotal) return new XmlRateLaw("Ele", [name], []);
            if (_functions.Exists(f => f.Name == name)) return new XmlRateLaw("Function", [name], [[]]);
        }

        if (IsConstant(rate) && !isTotal) return new XmlRateLaw("Ele", [Constant(rate, "_rateLaw")], []);
        (string function, ImmutableArray<string> labels) = Function(rate, Fresh("_rateLaw"));
        return new XmlRateLaw("Function", [function], [labels]);
    }

    private XmlRateLaw Product(RateLaw.FunctionProduct product)
    {
        (string first, ImmutableArray<string> firstLabels) = Function(product.First, Fresh("_localFuncL"));
        (string second, ImmutableArray<string> secondLabels) = Function(product.Second, Fresh("_localFuncR"));
        return new XmlRateLaw("FunctionProduct", [first, second], [firstLabels, secondLabels]);
    }

    private XmlRateLaw Constants(string type, ImmutableArray<Expression> parts) => new(type, [.. parts.Select(p => Constant(p, "_rateLaw"))], []);

    // what is neither a parameter, an observable nor a function can only be a label of the rule
    private (string Name, ImmutableArray<string> Labels) Function(Expression formula, string name)
    {
        ImmutableArray<string> labels = [.. formula.Symbols().Select(s => s.Name).Distinct().Where(n => n != "time" && !_taken.Contains(n) && !ExpressionReader.Functions.ContainsKey(n))];
        _functions.Add(new Function(name, labels, formula, formula.Span));
        return (name, labels);
    }

    private string Constant(Expression value, string stem)
    {
        if (value is Expression.Symbol { Name: var known } && _taken.Contains(known)) return known;
        string name = Fresh(stem);
        if (IsConstant(value))
        {
            _parameters.Add(new Parameter(name, value, null, value.Span));
            _constant.Add(name);
        }
        else
        {
            _functions.Add(new Function(name, [], value, value.Span));
        }

        return name;
    }

    private bool IsConstant(Expression value) => !value.Tables().Any() && value.Names().All(n => _constant.Contains(n) || ExpressionReader.Functions.ContainsKey(n) && n != "time");

    private string Fresh(string stem)
    {
        int number = _last.GetValueOrDefault(stem);
        string name;
        do name = string.Create(CultureInfo.InvariantCulture, $"{stem}{++number}");
        while (!_taken.Add(name));
        _last[stem] = number;
        return name;
    }
}

using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>Gives names to the formulas of a network for which a <c>.net</c> file wants names. Builder of one file.</summary>
internal sealed class NetNames
{
    private readonly List<Parameter> _parameters;
    private readonly List<(string Name, Expression Value)> _functions = [];
    private readonly HashSet<string> _taken;
    private readonly HashSet<string> _constant;
    private readonly Dictionary<string, string> _given = [];
    private readonly Dictionary<string, string> _reserved = [];   // formulas of rules are called as BioNetGen calls them
    private readonly Dictionary<string, int> _last = [];

    public NetNames(RuleModel model)
    {
        _parameters = [.. model.Parameters];
        _constant = [.. model.Parameters.Select(p => p.Name)];
        _taken = [.. _constant, .. model.Functions.Select(f => f.Name), .. model.Observables.Select(o => o.Name)];
        foreach ((string name, Expression value) in RateFunctions.Named(model))
        {
            _taken.Add(name);
            _reserved.TryAdd("_rateLaw" + value.Write(), name);
        }

        foreach (Function f in model.Functions.Where(f => f.Arguments.IsEmpty)) _functions.Add((f.Name, WithoutTables(f.Value, isWhole: true)));
    }

    public ImmutableArray<Parameter> Parameters => [.. _parameters];

    public ImmutableArray<(string Name, Expression Value)> Functions => [.. _functions.Where(f => f.Name != RateFunctions.Stop), .. _functions.Where(f => f.Name == RateFunctions.Stop)];

    /// <summary>A rate law as the file has it: a name, or a law's name and those of its constants.</summary>
    public string Rate(RateLaw law) => law switch
    {
        RateLaw.MassAction m => Name(m.Constant, "_rateLaw"),
        RateLaw.Saturation s => $"Sat {Name(s.Constant, "_rateLaw")} {string.Join(' ', s.HalfPoints.Select(h => Name(h, "_rateLaw")))}",
        RateLaw.MichaelisMenten m => $"MM {Name(m.Kcat, "_rateLaw")} {Name(m.Km, "_rateLaw")}",
        RateLaw.Hill h => $"Hill {Name(h.Constant, "_rateLaw")} {Name(h.HalfPoint, "_rateLaw")} {Name(h.Exponent, "_rateLaw")}",
        _ => throw new UnreachableException(),
    };

    /// <summary>An amount: a number or a name.</summary>
    public string Amount(Expression amount) => amount is Expression.Number n ? n.Value.ToString("R", CultureInfo.InvariantCulture) : Name(amount, "_InitialConc");

    private string Name(Expression value, string stem)
    {
        if (value is Expression.Symbol { Name: not "time" } symbol) return symbol.Name;
        string key = stem + value.Write();
        if (_given.TryGetValue(key, out string? name)) return name;
        name = _reserved.GetValueOrDefault(key) ?? Fresh(stem);
        _given.Add(key, name);
        if (value.Symbols().All(s => _constant.Contains(s.Name)) && !RateFunctions.HasTable(value))
        {
            _constant.Add(name);
            _parameters.Add(new Parameter(name, value, null, value.Span));
        }
        else
        {
            _functions.Add((name, WithoutTables(value, isWhole: true)));
        }

        return name;
    }

    // run_network reads a table only where it is a function by itself, looked up at a name; elsewhere a table is a sum of ramps or steps
    private static Expression WithoutTables(Expression value, bool isWhole)
    {
        switch (value)
        {
            case Expression.Table t:
                return isWhole && t.Argument is Expression.Symbol ? t : Ramps(t, WithoutTables(t.Argument, isWhole: false));
            case Expression.Unary u:
                return u with { Operand = WithoutTables(u.Operand, isWhole: false) };
            case Expression.Binary b:
                return b with { Left = WithoutTables(b.Left, isWhole: false), Right = WithoutTables(b.Right, isWhole: false) };
            case Expression.Call c:
                return c with { Arguments = [.. c.Arguments.Select(a => WithoutTables(a, isWhole: false))] };
            default:
                return value;
        }
    }

    private static Expression Ramps(Expression.Table table, Expression x)
    {
        Expression sum = Number(table.Values[0]);
        for (int i = 1; i < table.Points.Length; i++)
        {
            (double from, double to) = (table.Points[i - 1], table.Points[i]);
            double rise = table.Values[i] - table.Values[i - 1];
            Expression part = table.IsStep
                ? new Expression.Call("if", [new Expression.Binary(BinaryOperator.GreaterOrEqual, x, Number(to)), Number(1), Number(0)])
                : new Expression.Binary(
                    BinaryOperator.Divide,
                    new Expression.Binary(BinaryOperator.Subtract, new Expression.Call("min", [new Expression.Call("max", [x, Number(from)]), Number(to)]), Number(from)), Number(to - from));
            sum = new Expression.Binary(BinaryOperator.Add, sum, new Expression.Binary(BinaryOperator.Multiply, Number(rise), part));
        }

        return sum;
    }

    private static Expression.Number Number(double value) => new(value);

    private string Fresh(string stem)
    {
        int number = _last.GetValueOrDefault(stem);
        string name;
        do name = FormattableString.Invariant($"{stem}{++number}");
        while (!_taken.Add(name));
        _last[stem] = number;
        return name;
    }
}

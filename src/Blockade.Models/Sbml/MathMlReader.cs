using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Dynamics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Sbml;

/// <summary>
/// Reads content MathML in the subset of SBML Levels 2 and 3. Truth values are 1 and 0. Calls of function definitions are written out, so that a
/// formula is left with built-in operations, names and <see cref="DynamicSystem.Time"/>; <c>rateOf</c> is a name of its own.
/// </summary>
/// <param name="source">The text, for places.</param>
/// <param name="limits">How large a formula may become.</param>
/// <param name="diagnostics">Where trouble goes.</param>
internal sealed class MathMlReader(SourceText source, SbmlLimits limits, List<Diagnostic> diagnostics)
{
    /// <summary>Before a quantity's name: its rate of change.</summary>
    public const string RateMark = "#rate:";

    private const double Avogadro = 6.02214179e23;   // SBML Level 3 fixes the value of CODATA 2006
    private const int DeepestFormula = 500;
    private const int FormulasOfMostTerms = 20;   // in a whole file

    private static readonly ImmutableDictionary<string, string> Unary = new Dictionary<string, string>
    {
        ["exp"] = "exp", ["ln"] = "ln", ["abs"] = "abs", ["floor"] = "floor", ["ceiling"] = "ceil", ["factorial"] = "factorial",
        ["sin"] = "sin", ["cos"] = "cos", ["tan"] = "tan", ["arcsin"] = "asin", ["arccos"] = "acos", ["arctan"] = "atan",
        ["sinh"] = "sinh", ["cosh"] = "cosh", ["tanh"] = "tanh", ["arcsinh"] = "asinh", ["arccosh"] = "acosh", ["arctanh"] = "atanh",
    }.ToImmutableDictionary();

    // one over the function, and the inverse of that: f(1/x)
    private static readonly ImmutableDictionary<string, (string Function, bool OfInverse)> Reciprocals = new Dictionary<string, (string, bool)>
    {
        ["sec"] = ("cos", false), ["csc"] = ("sin", false), ["cot"] = ("tan", false), ["sech"] = ("cosh", false), ["csch"] = ("sinh", false), ["coth"] = ("tanh", false),
        ["arcsec"] = ("acos", true), ["arccsc"] = ("asin", true), ["arccot"] = ("atan", true), ["arcsech"] = ("acosh", true), ["arccsch"] = ("asinh", true), ["arccoth"] = ("atanh", true),
    }.ToImmutableDictionary();

    private static readonly ImmutableDictionary<string, BinaryOperator> Comparisons = new Dictionary<string, BinaryOperator>
    {
        ["eq"] = BinaryOperator.Equal, ["neq"] = BinaryOperator.NotEqual, ["gt"] = BinaryOperator.Greater, ["lt"] = BinaryOperator.Less,
        ["geq"] = BinaryOperator.GreaterOrEqual, ["leq"] = BinaryOperator.LessOrEqual,
    }.ToImmutableDictionary();

    private readonly Dictionary<string, Lambda> _functions = [];
    private readonly HashSet<string> _broken = [];
    private long _terms;
    private bool _isFull;

    /// <summary>Where a name is not known here, what it stands for; null lets it stand.</summary>
    public Func<string, Expression?>? Local { get; set; }

    /// <summary>What a call of a symbol's address stands for, where the context has functions of its own; null is none.</summary>
    public Func<string, string?>? SymbolFunction { get; set; }

    /// <summary>Everything that formulas name, with the places.</summary>
    public List<(string Name, SourceSpan Span)> Named { get; } = [];

    /// <summary>Names whose rates of change formulas ask for.</summary>
    public HashSet<string> Rates { get; } = [];

    /// <summary>Takes up a function definition, whose calls are then written out.</summary>
    public void Define(string id, SbmlNode math)
    {
        SbmlNode? lambda = Inner(math);
        _broken.Add(id);
        if (lambda is not { Name: "lambda" })
        {
            Fail(math.Span, "a function definition is a lambda");
            return;
        }

        string[] arguments = [.. lambda.Children.Where(c => c.Name == "bvar").Select(c => c.Children.FirstOrDefault()?.Text.Trim() ?? "")];
        SbmlNode? body = lambda.Children.LastOrDefault(c => c.Name != "bvar");
        if (body is null)
        {
            Fail(lambda.Span, "this lambda has no body");
            return;
        }

        Func<string, Expression?>? outer = Local;
        Local = name => Array.IndexOf(arguments, name) is >= 0 and var k ? new Expression.Symbol(FormattableString.Invariant($"#arg{k}")) : null;
        Formula? formula = Read(body);
        Local = outer;
        if (formula is not { } f) return;
        _broken.Remove(id);
        _functions[id] = new Lambda(arguments.Length, f, [.. f.Value.Symbols().Select(s => s.Name)]);
    }

    public bool IsFunction(string id) => _functions.ContainsKey(id);

    /// <summary>The formula of a <c>math</c> element; null with an error, or where it is empty.</summary>
    public Expression? ReadMath(SbmlNode math)
    {
        if (Inner(math) is not { } inner || Read(inner) is not { } formula) return null;
        _terms += formula.Terms;
        if (_terms <= (long)FormulasOfMostTerms * limits.MaxTerms) return formula.Value;
        if (!_isFull) diagnostics.Add(new Diagnostic("SBM1002", Severity.Error, source, math.Span, FormattableString.Invariant($"all formulas together have more than {FormulasOfMostTerms} times {limits.MaxTerms} terms when functions are written out"), "--max-terms raises the limit"));
        _isFull = true;
        return null;
    }

    private static SbmlNode? Inner(SbmlNode math)
    {
        SbmlNode? inner = math.Children.FirstOrDefault();
        while (inner is { Name: "semantics" }) inner = inner.Children.FirstOrDefault();
        return inner;
    }

    private Formula? Read(SbmlNode node)
    {
        switch (node.Name)
        {
            case "cn":
                return Number(node);
            case "ci":
                string name = node.Text.Trim();
                if (Local?.Invoke(name) is { } local) return Leaf(local);
                Named.Add((name, node.Span));
                return Leaf(new Expression.Symbol(name));
            case "csymbol":
                return Symbol(node);
            case "true" or "false":
                return Leaf(new Expression.Number(node.Name == "true" ? 1 : 0));
            case "pi":
                return Leaf(new Expression.Number(Math.PI));
            case "exponentiale":
                return Leaf(new Expression.Number(Math.E));
            case "infinity":
                return Leaf(new Expression.Number(double.PositiveInfinity));
            case "notanumber":
                return Leaf(new Expression.Number(double.NaN));
            case "semantics" when node.Children.Count > 0:
                return Read(node.Children[0]);
            case "piecewise":
                return Piecewise(node);
            case "apply":
                return Apply(node);
            default:
                return Fail(node.Span, $"'{node.Name}' is no MathML of SBML");
        }
    }

    private Formula? Number(SbmlNode node)
    {
        string type = node["type"] ?? "real";
        string[] parts = [.. node.Pieces.Select(p => p.Trim()).Where(p => p.Length > 0)];
        double value = double.NaN;
        bool good = type switch
        {
            "integer" or "real" => parts.Length == 1 && TryNumber(parts[0], out value),
            "e-notation" => parts.Length == 2 && TryNumber($"{parts[0]}e{parts[1]}", out value),
            "rational" => parts.Length == 2 && TryNumber(parts[0], out double above) && TryNumber(parts[1], out double below) && !double.IsNaN(value = above / below),
            _ => false,
        };
        return good ? Leaf(new Expression.Number(value)) : Fail(node.Span, $"'{string.Join(' ', parts)}' is no number of type '{type}'");
    }

    private static bool TryNumber(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private Formula? Symbol(SbmlNode node)
    {
        string url = node["definitionURL"] ?? "";
        string what = url[(url.LastIndexOf('/') + 1)..];
        switch (what)
        {
            case "time":
                return Leaf(new Expression.Symbol(DynamicSystem.Time));
            case "avogadro":
                return Leaf(new Expression.Number(Avogadro));
            case "delay":
                return Refuse(node.Span, "delays of the past (csymbol delay) are not simulated");
            default:
                return Fail(node.Span, $"'{url}' is no symbol of SBML");
        }
    }

    private Formula? Piecewise(SbmlNode node)
    {
        // the first piece whose condition holds counts; without any the value is not a number
        Formula? value = Leaf(new Expression.Number(double.NaN));
        if (node.Children.Find(c => c.Name == "otherwise") is { } otherwise)
        {
            if (otherwise.Children.Count != 1) return Fail(otherwise.Span, "'otherwise' holds one formula");
            value = Read(otherwise.Children[0]);
        }

        foreach (SbmlNode piece in node.Children.Where(c => c.Name == "piece").Reverse())
        {
            if (piece.Children.Count != 2) return Fail(piece.Span, "a piece holds a value and its condition");
            Formula? then = Read(piece.Children[0]);
            Formula? condition = Read(piece.Children[1]);
            value = Join(piece.Span, [condition, then, value], x => new Expression.Call("if", [.. x]));
        }

        return value;
    }

    private Formula? Apply(SbmlNode node)
    {
        if (node.Children.Count == 0) return Fail(node.Span, "'apply' is empty");
        SbmlNode head = node.Children[0];
        SbmlNode[] operands = [.. node.Children.Skip(1)];
        SbmlNode? degree = Array.Find(operands, o => o.Name is "degree" or "logbase");
        if (degree is not null) operands = [.. operands.Where(o => o != degree)];
        if (head.Name == "csymbol" && head["definitionURL"]?.EndsWith("/rateOf", StringComparison.Ordinal) == true)
        {
            if (operands is not [{ Name: "ci" } target]) return Fail(node.Span, "rateOf takes one name");
            string of = target.Text.Trim();
            Expression? local = Local?.Invoke(of);
            if (local is not null) return RateOf(local, target);
            Named.Add((of, target.Span));
            return RateOf(new Expression.Symbol(of), target);
        }

        if (head.Name == "csymbol" && SymbolFunction?.Invoke(head["definitionURL"] ?? "") is { } called)
        {
            return operands.Length == 1 ? Join(head.Span, [Read(operands[0])], a => new Expression.Call(called, [a[0]])) : Fail(head.Span, "a function over all values takes one operand");
        }

        if (head.Name == "csymbol") return Symbol(head) is null ? null : Fail(head.Span, "this symbol is no function");
        var arguments = new Formula?[operands.Length];
        for (int i = 0; i < operands.Length; i++) arguments[i] = Read(operands[i]);
        if (head.Name == "ci") return Call(head, arguments);
        Formula? extra = degree is null ? null : degree.Children.Count == 1 ? Read(degree.Children[0]) : Fail(degree.Span, $"'{degree.Name}' holds one formula");
        if (degree is not null && extra is null) return null;
        return arguments.Contains(null) ? null : Operation(head, [.. arguments.Select(a => a!.Value)], extra);
    }

    private Formula? Operation(SbmlNode head, Formula[] x, Formula? extra)
    {
        string name = head.Name;
        int n = x.Length;
        if (Unary.TryGetValue(name, out string? function)) return n == 1 ? Join(head.Span, x, a => new Expression.Call(function, [a[0]])) : Count(head, "one operand");
        if (Reciprocals.TryGetValue(name, out (string Function, bool OfInverse) r))
        {
            if (n != 1) return Count(head, "one operand");
            return Join(head.Span, x, a => r.OfInverse ? new Expression.Call(r.Function, [Divide(One, a[0])]) : Divide(One, new Expression.Call(r.Function, [a[0]])));
        }

        if (Comparisons.TryGetValue(name, out BinaryOperator comparison))
        {
            if (n < 2) return n == 0 || name != "neq" ? Leaf(One) : Count(head, "two operands");
            return Join(head.Span, x, a => Balanced(BinaryOperator.And, [.. Enumerable.Range(0, n - 1).Select(i => new Expression.Binary(comparison, a[i], a[i + 1]))]));
        }

        switch (name)
        {
            case "plus":
                return n == 0 ? Leaf(Zero) : n == 1 ? x[0] : Join(head.Span, x, a => n == 2 ? new Expression.Binary(BinaryOperator.Add, a[0], a[1]) : new Expression.Call("sum", [.. a]));
            case "times":
                return n == 0 ? Leaf(One) : Join(head.Span, x, a => Balanced(BinaryOperator.Multiply, a));
            case "minus" when n == 1:
                return Join(head.Span, x, a => new Expression.Unary(UnaryOperator.Minus, a[0]));
            case "minus" when n == 2:
                return Join(head.Span, x, a => new Expression.Binary(BinaryOperator.Subtract, a[0], a[1]));
            case "divide" when n == 2:
                return Join(head.Span, x, a => Divide(a[0], a[1]));
            case "power" when n == 2:
                return Join(head.Span, x, a => new Expression.Binary(BinaryOperator.Power, a[0], a[1]));
            case "root" when n == 1:
                return extra is { } degree && degree.Value is not Expression.Number { Value: 2 }
                    ? Join(head.Span, [x[0], degree], a => new Expression.Binary(BinaryOperator.Power, a[0], Divide(One, a[1]))) : Join(head.Span, x, a => new Expression.Call("sqrt", [a[0]]));
            case "log" when n == 1:
                return extra is { } logbase && logbase.Value is not Expression.Number { Value: 10 }
                    ? Join(head.Span, [x[0], logbase], a => Divide(new Expression.Call("ln", [a[0]]), new Expression.Call("ln", [a[1]]))) : Join(head.Span, x, a => new Expression.Call("log10", [a[0]]));
            case "min" or "max" when n > 0:
                return Join(head.Span, x, a => new Expression.Call(name, [.. a]));
            case "and" or "or":
                return n == 0 ? Leaf(name == "and" ? One : Zero) : n == 1 ? Join(head.Span, x, a => Truth(a[0])) : Join(head.Span, x, a => Balanced(name == "and" ? BinaryOperator.And : BinaryOperator.Or, a));
            case "xor":
                return n == 0 ? Leaf(Zero) : Join(head.Span, x, a => a.Select(Truth).Aggregate((l, r) => new Expression.Call("if", [l, Not(r), r])));
            case "not" when n == 1:
                return Join(head.Span, x, a => Not(a[0]));
            case "implies" when n == 2:
                return Join(head.Span, x, a => new Expression.Binary(BinaryOperator.Or, Not(a[0]), a[1]));
            case "quotient" when n == 2:
                return Join(head.Span, x, a => Quotient(a[0], a[1]));
            case "rem" when n == 2:
                return Join(head.Span, x, a => new Expression.Binary(BinaryOperator.Subtract, a[0], new Expression.Binary(BinaryOperator.Multiply, a[1], Quotient(a[0], a[1]))));
            case "minus" or "divide" or "power" or "root" or "log" or "min" or "max" or "not" or "implies" or "quotient" or "rem":
                return Count(head, name is "minus" ? "one or two operands" : name is "root" or "log" or "not" ? "one operand" : name is "min" or "max" ? "operands" : "two operands");
            default:
                return Fail(head.Span, $"'{name}' is no operation of SBML");
        }
    }

    private Formula? Call(SbmlNode head, Formula?[] arguments)
    {
        string name = head.Text.Trim();
        if (_broken.Contains(name)) return null;   // has been said at its definition
        if (!_functions.TryGetValue(name, out Lambda? lambda)) return Fail(head.Span, $"there is no function '{name}'", NearestName.Hint(name, _functions.Keys));
        if (arguments.Length != lambda.Arguments) return Fail(head.Span, FormattableString.Invariant($"'{name}' takes {lambda.Arguments} argument{(lambda.Arguments == 1 ? "" : "s")}, and {arguments.Length} were given"));
        if (arguments.Contains(null)) return null;
        long terms = lambda.Body.Terms;
        int depth = lambda.Body.Depth;
        foreach (string symbol in lambda.Symbols)
        {
            if (ArgumentNumber(symbol) is not { } k) continue;
            terms += arguments[k]!.Value.Terms - 1;
            depth = Math.Max(depth, lambda.Body.Depth + arguments[k]!.Value.Depth);
        }

        if (IsTooLarge(head.Span, terms, depth)) return null;
        var rates = new Dictionary<string, Expression>();
        foreach (string symbol in lambda.Symbols.Where(n => n.StartsWith(RateMark, StringComparison.Ordinal)))
        {
            if (ArgumentNumber(symbol[RateMark.Length..]) is not { } of) continue;
            if (RateOf(arguments[of]!.Value.Value, head) is not { } rate) return null;
            rates[symbol] = rate.Value;
        }

        Expression body = lambda.Body.Value.Substitute(n => ArgumentNumber(n) is { } k ? arguments[k]!.Value.Value : rates.GetValueOrDefault(n));
        return new Formula(body, terms, depth);
    }

    private Formula? RateOf(Expression quantity, SbmlNode place)
    {
        if (quantity is not Expression.Symbol { Name: var name }) return Fail(place.Span, "rateOf takes one name");
        if (name == DynamicSystem.Time) return Leaf(One);
        if (!name.StartsWith('#')) Rates.Add(name);
        return Leaf(new Expression.Symbol(RateMark + name));
    }

    private static int? ArgumentNumber(string name) => name.StartsWith("#arg", StringComparison.Ordinal) ? int.Parse(name.AsSpan(4), CultureInfo.InvariantCulture) : null;

    private Formula? Join(SourceSpan span, IReadOnlyList<Formula?> parts, Func<Expression[], Expression> build)
    {
        if (parts.Contains(null)) return null;
        return Join(span, [.. parts.Select(p => p!.Value)], build);
    }

    private Formula? Join(SourceSpan span, Formula[] parts, Func<Expression[], Expression> build)
    {
        long terms = 1 + parts.Sum(p => p.Terms);
        int depth = 1 + parts.Max(p => p.Depth) + (parts.Length > 2 ? int.Log2(parts.Length) : 0);
        return IsTooLarge(span, terms, depth) ? null : new Formula(build([.. parts.Select(p => p.Value)]), terms, depth);
    }

    private bool IsTooLarge(SourceSpan span, long terms, int depth)
    {
        if (terms <= limits.MaxTerms && depth <= DeepestFormula) return false;
        diagnostics.Add(terms > limits.MaxTerms
            ? new Diagnostic("SBM1002", Severity.Error, source, span, FormattableString.Invariant($"a formula has more than {limits.MaxTerms} terms when its functions are written out"), "--max-terms raises the limit")
            : new Diagnostic("SBM1002", Severity.Error, source, span, FormattableString.Invariant($"operations nest deeper than {DeepestFormula} in a formula when its functions are written out")));
        return true;
    }

    private Formula? Count(SbmlNode head, string wanted) => Fail(head.Span, $"'{head.Name}' takes {wanted}");

    private Formula? Fail(SourceSpan span, string message, string? hint = null)
    {
        diagnostics.Add(new Diagnostic("SBM1101", Severity.Error, source, span, message, hint));
        return null;
    }

    private Formula? Refuse(SourceSpan span, string message)
    {
        diagnostics.Add(new Diagnostic("SBM3001", Severity.Error, source, span, message));
        return null;
    }

    private static readonly Expression.Number Zero = new(0);
    private static readonly Expression.Number One = new(1);

    private static Formula Leaf(Expression e) => new(e, 1, 1);

    private static Expression.Binary Divide(Expression a, Expression b) => new(BinaryOperator.Divide, a, b);

    private static Expression.Unary Not(Expression a) => new(UnaryOperator.Not, a);

    private static Expression Truth(Expression a) => a is Expression.Unary { Operator: UnaryOperator.Not } or Expression.Binary { Operator: >= BinaryOperator.Less } ? a : Not(Not(a));

    // the whole number next to it on the side of zero
    private static Expression.Call Quotient(Expression a, Expression b)
    {
        Expression ratio = Divide(a, b);
        return new("if", [new Expression.Binary(BinaryOperator.GreaterOrEqual, ratio, Zero), new Expression.Call("floor", [ratio]), new Expression.Call("ceil", [ratio])]);
    }

    // as a tree that is as shallow as it can be
    private static Expression Balanced(BinaryOperator op, ReadOnlySpan<Expression> operands) =>
        operands.Length == 1 ? operands[0] : new Expression.Binary(op, Balanced(op, operands[..(operands.Length / 2 + operands.Length % 2)]), Balanced(op, operands[(operands.Length / 2 + operands.Length % 2)..]));

    private readonly record struct Formula(Expression Value, long Terms, int Depth);

    private sealed record Lambda(int Arguments, Formula Body, ImmutableArray<string> Symbols);
}

using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace Blockade.Models.Expressions;

/// <summary>What can be done with a formula: list its names, substitute, differentiate, write it.</summary>
public static class ExpressionCalculus
{
    private static readonly Expression Zero = new Expression.Number(0);
    private static readonly Expression One = new Expression.Number(1);

    /// <summary>The names a formula mentions, in order of appearance, with repeats.</summary>
    public static IEnumerable<Expression.Symbol> Symbols(this Expression expression) => expression switch
    {
        Expression.Number => [],
        Expression.Symbol s => [s],
        Expression.Unary u => u.Operand.Symbols(),
        Expression.Binary b => b.Left.Symbols().Concat(b.Right.Symbols()),
        Expression.Call c => c.Arguments.SelectMany(a => a.Symbols()),
        Expression.Table t => t.Argument.Symbols(),
        _ => throw new UnreachableException(),
    };

    /// <summary>The names and the functions that are not built in, in order of appearance, with repeats: what the formula rests on.</summary>
    public static IEnumerable<string> Names(this Expression expression) => expression switch
    {
        Expression.Number => [],
        Expression.Symbol s => [s.Name],
        Expression.Unary u => u.Operand.Names(),
        Expression.Binary b => b.Left.Names().Concat(b.Right.Names()),
        Expression.Call c => (ExpressionReader.Functions.ContainsKey(c.Function) ? Enumerable.Empty<string>() : [c.Function]).Concat(c.Arguments.SelectMany(Names)),
        Expression.Table t => t.Argument.Names(),
        _ => throw new UnreachableException(),
    };

    /// <summary>The tables that a formula looks up, in order of appearance, with repeats.</summary>
    public static IEnumerable<Expression.Table> Tables(this Expression expression) => expression switch
    {
        Expression.Number or Expression.Symbol => [],
        Expression.Unary u => u.Operand.Tables(),
        Expression.Binary b => b.Left.Tables().Concat(b.Right.Tables()),
        Expression.Call c => c.Arguments.SelectMany(Tables),
        Expression.Table t => t.Argument.Tables().Prepend(t),
        _ => throw new UnreachableException(),
    };

    /// <summary>The formula with names replaced where <paramref name="replacement"/> gives something.</summary>
    public static Expression Substitute(this Expression expression, Func<string, Expression?> replacement) => expression switch
    {
        Expression.Number => expression,
        Expression.Symbol s => replacement(s.Name) ?? s,
        Expression.Unary u => u with { Operand = u.Operand.Substitute(replacement) },
        Expression.Binary b => b with { Left = b.Left.Substitute(replacement), Right = b.Right.Substitute(replacement) },
        Expression.Call c => c with { Arguments = [.. c.Arguments.Select(a => a.Substitute(replacement))] },
        Expression.Table t => t with { Argument = t.Argument.Substitute(replacement) },
        _ => throw new UnreachableException(),
    };

    /// <summary>
    /// The derivative with respect to a name, lightly simplified. Steps (comparisons, rint, sign) count as flat; min, max and if take
    /// the branch's own derivative.
    /// </summary>
    public static Expression Differentiate(this Expression expression, string name)
    {
        switch (expression)
        {
            case Expression.Number:
                return Zero;
            case Expression.Symbol s:
                return s.Name == name ? One : Zero;
            case Expression.Unary { Operator: UnaryOperator.Minus } u:
                return Negate(u.Operand.Differentiate(name));
            case Expression.Unary:
                return Zero;
            case Expression.Binary b:
                return DifferentiateBinary(b, name);
            case Expression.Call c:
                return DifferentiateCall(c, name);
            case Expression.Table t:
                return Multiply(Slope(t), t.Argument.Differentiate(name));
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>
    /// The formula as text that reads back as the same formula. Parentheses stand where sums and products need them, around every sign, and
    /// within comparisons and logic, whose order other programs see differently.
    /// </summary>
    public static string Write(this Expression expression) => expression switch
    {
        Expression.Number n => n.Value < 0 ? $"({n.Value.ToString("R", CultureInfo.InvariantCulture)})" : n.Value.ToString("R", CultureInfo.InvariantCulture),
        Expression.Symbol s => s.Name == "time" ? "time()" : s.Name,
        Expression.Unary u => $"({(u.Operator == UnaryOperator.Minus ? "-" : "!")}{Write(u.Operand, Primary)})",
        Expression.Binary b => WriteBinary(b),
        Expression.Call c => $"{c.Function}({string.Join(",", c.Arguments.Select(Write))})",
        Expression.Table t => $"tfun([{Numbers(t.Points)}],[{Numbers(t.Values)}],{t.Argument.Write()},method=>\"{(t.IsStep ? "step" : "linear")}\")",
        _ => throw new UnreachableException(),
    };

    private const int Sum = 2, Product = 3, Power = 4, Primary = 5;   // how tightly operators bind; below a sum all are alike

    // a chain of sums or products leans to the left without parentheses; programs differ on towers of powers, which therefore have them
    private static string WriteBinary(Expression.Binary b)
    {
        (int left, int right) = Binding(b.Operator) switch
        {
            Sum => (Sum, Product),
            Product => (Product, Power),
            Power => (Primary, Primary),
            _ => (Sum, Sum),
        };
        return $"{Write(b.Left, left)}{Text(b.Operator)}{Write(b.Right, right)}";
    }

    private static string Write(Expression expression, int least) =>
        expression is Expression.Binary b && Binding(b.Operator) < least ? $"({b.Write()})" : expression.Write();

    private static int Binding(BinaryOperator op) => op switch
    {
        BinaryOperator.Add or BinaryOperator.Subtract => Sum,
        BinaryOperator.Multiply or BinaryOperator.Divide => Product,
        BinaryOperator.Power => Power,
        _ => Sum - 1,
    };

    private static string Numbers(ImmutableArray<double> values) =>
        string.Join(",", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));

    // a line's slope is a step that is zero before the first point and from the last one on
    private static Expression Slope(Expression.Table table)
    {
        int n = table.Points.Length;
        if (table.IsStep || n < 2) return Zero;
        IEnumerable<double> slopes = Enumerable.Range(0, n - 1)
            .Select(i => (table.Values[i + 1] - table.Values[i]) / (table.Points[i + 1] - table.Points[i]));
        return new Expression.Table([-double.MaxValue, .. table.Points], [0, .. slopes, 0], table.Argument, IsStep: true);
    }

    private static Expression DifferentiateBinary(Expression.Binary b, string name)
    {
        Expression dl = b.Left.Differentiate(name);
        Expression dr = b.Right.Differentiate(name);
        switch (b.Operator)
        {
            case BinaryOperator.Add:
                return Add(dl, dr);
            case BinaryOperator.Subtract:
                return Add(dl, Negate(dr));
            case BinaryOperator.Multiply:
                return Add(Multiply(dl, b.Right), Multiply(b.Left, dr));
            case BinaryOperator.Divide:
                return Add(Divide(dl, b.Right), Negate(Divide(Multiply(b.Left, dr), Multiply(b.Right, b.Right))));
            case BinaryOperator.Power:
                Expression base_ = Multiply(
                    Multiply(b.Right, new Expression.Binary(BinaryOperator.Power, b.Left, Add(b.Right, new Expression.Number(-1)))), dl);
                Expression exponent = IsZero(dr) ? Zero : Multiply(Multiply(b, new Expression.Call("ln", [b.Left])), dr);
                return Add(base_, exponent);
            default:
                return Zero;
        }
    }

    private static Expression DifferentiateCall(Expression.Call c, string name)
    {
        ImmutableArray<Expression> d = [.. c.Arguments.Select(a => a.Differentiate(name))];
        if (d.All(IsZero)) return Zero;
        Expression x = c.Arguments[0];
        Expression Square(Expression e) => Multiply(e, e);
        Expression Function(string f) => new Expression.Call(f, [x]);
        Expression If(BinaryOperator op, Expression l, Expression r, Expression then, Expression otherwise) =>
            new Expression.Call("if", [new Expression.Binary(op, l, r), then, otherwise]);
        switch (c.Function)
        {
            case "if":
                return new Expression.Call("if", [x, d[1], d[2]]);
            case "sum":
                return d.AsEnumerable().Aggregate(Add);
            case "avg":
                return Divide(d.AsEnumerable().Aggregate(Add), new Expression.Number(d.Length));
            case "mratio":
                return DifferentiateKummerRatio(c, d);
            case "min" or "max":
                Expression best = c.Arguments[0], slope = d[0];
                for (int i = 1; i < d.Length; i++)
                {
                    BinaryOperator op = c.Function == "min" ? BinaryOperator.LessOrEqual : BinaryOperator.GreaterOrEqual;
                    slope = If(op, best, c.Arguments[i], slope, d[i]);
                    best = new Expression.Call(c.Function, [best, c.Arguments[i]]);
                }

                return slope;
        }

        Expression outer = c.Function switch
        {
            "exp" => c,
            "ln" => Divide(One, x),
            "log10" => Divide(One, Multiply(new Expression.Number(Math.Log(10)), x)),
            "log2" => Divide(One, Multiply(new Expression.Number(Math.Log(2)), x)),
            "sqrt" => Divide(new Expression.Number(0.5), c),
            "abs" => Function("sign"),
            "sin" => Function("cos"),
            "cos" => Negate(Function("sin")),
            "tan" => Add(One, Square(c)),
            "asin" => Divide(One, new Expression.Call("sqrt", [Add(One, Negate(Square(x)))])),
            "acos" => Negate(Divide(One, new Expression.Call("sqrt", [Add(One, Negate(Square(x)))]))),
            "atan" => Divide(One, Add(One, Square(x))),
            "sinh" => Function("cosh"),
            "cosh" => Function("sinh"),
            "tanh" => Add(One, Negate(Square(c))),
            "asinh" => Divide(One, new Expression.Call("sqrt", [Add(Square(x), One)])),
            "acosh" => Divide(One, new Expression.Call("sqrt", [Add(Square(x), new Expression.Number(-1))])),
            "atanh" => Divide(One, Add(One, Negate(Square(x)))),
            _ => Zero,   // rint, sign
        };
        return Multiply(outer, d[0]);
    }

    // By z from M' = (a/b) M(a+1,b+1): r' = r ((a+1)/(b+1) r(a+1,b+1) - (a/b) r). By a and b there is no closed form: a central
    // difference with a relative error of about 1e-10.
    private static Expression DifferentiateKummerRatio(Expression.Call ratio, ImmutableArray<Expression> d)
    {
        (Expression a, Expression b, Expression z) = (ratio.Arguments[0], ratio.Arguments[1], ratio.Arguments[2]);
        Expression Ratio(Expression first, Expression second) => new Expression.Call("mratio", [first, second, z]);
        Expression next = Multiply(Divide(Add(a, One), Add(b, One)), Ratio(Add(a, One), Add(b, One)));
        Expression byZ = Multiply(ratio, Add(next, Negate(Multiply(Divide(a, b), ratio))));
        var step = new Expression.Number(1e-5);
        Expression byA = Divide(Add(Ratio(Add(a, step), b), Negate(Ratio(Add(a, Negate(step)), b))), new Expression.Number(2e-5));
        Expression byB = Divide(Add(Ratio(a, Add(b, step)), Negate(Ratio(a, Add(b, Negate(step))))), new Expression.Number(2e-5));
        return Add(Multiply(byZ, d[2]), Add(Multiply(byA, d[0]), Multiply(byB, d[1])));
    }

    private static bool IsZero(Expression e) => e is Expression.Number { Value: 0 };

    private static Expression Negate(Expression e) =>
        e is Expression.Number n ? new Expression.Number(n.Value == 0 ? 0 : -n.Value) : new Expression.Unary(UnaryOperator.Minus, e);

    private static Expression Add(Expression l, Expression r) => (l, r) switch
    {
        (Expression.Number a, Expression.Number b) => new Expression.Number(a.Value + b.Value),
        _ when IsZero(l) => r,
        _ when IsZero(r) => l,
        _ => new Expression.Binary(BinaryOperator.Add, l, r),
    };

    private static Expression Multiply(Expression l, Expression r) => (l, r) switch
    {
        (Expression.Number a, Expression.Number b) => new Expression.Number(a.Value * b.Value),
        _ when IsZero(l) || IsZero(r) => Zero,
        (Expression.Number { Value: 1 }, _) => r,
        (_, Expression.Number { Value: 1 }) => l,
        _ => new Expression.Binary(BinaryOperator.Multiply, l, r),
    };

    private static Expression Divide(Expression l, Expression r) =>
        IsZero(l) ? Zero : r is Expression.Number { Value: 1 } ? l : new Expression.Binary(BinaryOperator.Divide, l, r);

    private static string Text(BinaryOperator op) => op switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Power => "^",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.And => "&&",
        BinaryOperator.Or => "||",
        _ => throw new UnreachableException(),
    };
}

using System.Collections.Immutable;
using Blockade.Models.Expressions;

namespace Blockade.Petab;

/// <summary>The functions of PEtab's formulas in terms of those that are built in.</summary>
internal static class PetabFunctions
{
    private static readonly ImmutableArray<string> Same =
        ["exp", "ln", "log10", "log2", "sqrt", "abs", "sign", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"];

    /// <summary>A call, or null where there is no such function of so many values.</summary>
    public static Expression? Call(string name, ImmutableArray<Expression> a)
    {
        if (a.IsEmpty) return null;
        if (name == "piecewise") return a.Length % 2 == 1 && a.Length >= 3 ? Piecewise(a) : null;
        if (name is "min" or "max") return a.Length >= 2 ? new Expression.Call(name, a) : null;
        if (a.Length == 2)
        {
            return name switch
            {
                "pow" => new Expression.Binary(BinaryOperator.Power, a[0], a[1]),
                "log" => Divided(Of("ln", a[0]), Of("ln", a[1])),
                _ => null,
            };
        }

        if (a.Length != 1) return null;
        Expression x = a[0];
        string plain = name.StartsWith("arc", StringComparison.Ordinal) ? "a" + name[3..] : name;
        if (Same.Contains(plain)) return Of(plain, x);
        return plain switch
        {
            "log" => Of("ln", x),
            "sec" => Inverse(Of("cos", x)),
            "csc" => Inverse(Of("sin", x)),
            "cot" => Inverse(Of("tan", x)),
            "sech" => Inverse(Of("cosh", x)),
            "csch" => Inverse(Of("sinh", x)),
            "coth" => Inverse(Of("tanh", x)),
            "asec" => Of("acos", Inverse(x)),
            "acsc" => Of("asin", Inverse(x)),
            "acot" => Of("atan", Inverse(x)),
            "asech" => Of("acosh", Inverse(x)),
            "acsch" => Of("asinh", Inverse(x)),
            "acoth" => Of("atanh", Inverse(x)),
            _ => null,
        };
    }

    private static Expression Piecewise(ImmutableArray<Expression> a)
    {
        Expression result = a[^1];
        for (int i = a.Length - 3; i >= 0; i -= 2) result = new Expression.Call("if", [a[i + 1], a[i], result]);
        return result;
    }

    private static Expression.Call Of(string name, Expression x) => new(name, [x]);

    private static Expression.Binary Divided(Expression a, Expression b) => new(BinaryOperator.Divide, a, b);

    private static Expression.Binary Inverse(Expression x) => Divided(new Expression.Number(1), x);
}

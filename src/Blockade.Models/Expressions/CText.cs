using System.Collections.Immutable;
using System.Globalization;

namespace Blockade.Models.Expressions;

/// <summary>Formulas as C.</summary>
internal static class CText
{
    private static readonly ImmutableDictionary<string, string> Functions = new Dictionary<string, string>
    {
        ["exp"] = "exp", ["ln"] = "log", ["log10"] = "log10", ["log2"] = "log2", ["sqrt"] = "sqrt", ["abs"] = "fabs", ["sin"] = "sin", ["cos"] = "cos",
        ["tan"] = "tan", ["asin"] = "asin", ["acos"] = "acos", ["atan"] = "atan", ["sinh"] = "sinh", ["cosh"] = "cosh", ["tanh"] = "tanh",
        ["asinh"] = "asinh", ["acosh"] = "acosh", ["atanh"] = "atanh", ["floor"] = "floor", ["ceil"] = "ceil",
    }.ToImmutableDictionary();

    /// <summary>A number that C takes for a double: 2 is written 2.0.</summary>
    public static string Number(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E') >= 0 || !double.IsFinite(value) ? text : text + ".0";
    }

    /// <summary>The formula in brackets; <paramref name="name"/> gives the C name of each symbol.</summary>
    /// <exception cref="NotSupportedException">A function has no counterpart; the message names it.</exception>
    public static string Of(Expression expression, Func<string, string> name)
    {
        switch (expression)
        {
            case Expression.Number n:
                return n.Value < 0 ? $"({Number(n.Value)})" : Number(n.Value);
            case Expression.Symbol s:
                return name(s.Name);
            case Expression.Unary { Operator: UnaryOperator.Minus } u:
                return $"(-{Of(u.Operand, name)})";
            case Expression.Unary u:
                return $"({Of(u.Operand, name)} == 0.0 ? 1.0 : 0.0)";
            case Expression.Binary b:
                return Binary(b.Operator, Of(b.Left, name), Of(b.Right, name));
            case Expression.Table t:
                return Table(t, Of(t.Argument, name));
            case Expression.Call { Function: "time" }:
                return name("time");
            case Expression.Call c:
                return Call(c.Function, [.. c.Arguments.Select(a => Of(a, name))]);
            default:
                throw new NotSupportedException($"a formula of the kind {expression.GetType().Name}");
        }
    }

    private static string Binary(BinaryOperator op, string left, string right) => op switch
    {
        BinaryOperator.Add => $"({left} + {right})",
        BinaryOperator.Subtract => $"({left} - {right})",
        BinaryOperator.Multiply => $"({left} * {right})",
        BinaryOperator.Divide => $"({left} / {right})",
        BinaryOperator.Power => $"pow({left}, {right})",
        BinaryOperator.And => $"({left} != 0.0 && {right} != 0.0 ? 1.0 : 0.0)",
        BinaryOperator.Or => $"({left} != 0.0 || {right} != 0.0 ? 1.0 : 0.0)",
        BinaryOperator.Less => $"({left} < {right} ? 1.0 : 0.0)",
        BinaryOperator.LessOrEqual => $"({left} <= {right} ? 1.0 : 0.0)",
        BinaryOperator.Greater => $"({left} > {right} ? 1.0 : 0.0)",
        BinaryOperator.GreaterOrEqual => $"({left} >= {right} ? 1.0 : 0.0)",
        BinaryOperator.Equal => $"({left} == {right} ? 1.0 : 0.0)",
        _ => $"({left} != {right} ? 1.0 : 0.0)",
    };

    private static string Call(string function, string[] arguments) => function switch
    {
        "if" => $"({arguments[0]} != 0.0 ? {arguments[1]} : {arguments[2]})",
        "min" => arguments.Aggregate((a, b) => $"fmin({a}, {b})"),
        "max" => arguments.Aggregate((a, b) => $"fmax({a}, {b})"),
        "sum" => $"({string.Join(" + ", arguments)})",
        "avg" => $"(({string.Join(" + ", arguments)}) / {Number(arguments.Length)})",
        "rint" => $"floor({arguments[0]} + 0.5)",
        "sign" => $"(({arguments[0]} > 0.0) - ({arguments[0]} < 0.0))",
        "factorial" => $"tgamma({arguments[0]} + 1.0)",
        _ => Functions.TryGetValue(function, out string? known) ? $"{known}({arguments[0]})" : throw new NotSupportedException($"the function '{function}'"),
    };

    // from the last piece to the first, each a choice in the one before it
    private static string Table(Expression.Table table, string x)
    {
        string text = Number(table.Values[^1]);
        for (int i = table.Points.Length - 2; i >= 0; i--)
        {
            string value = table.IsStep
                ? Number(table.Values[i])
                : $"({Number(table.Values[i])}) + ({x} - ({Number(table.Points[i])})) * ({Number((table.Values[i + 1] - table.Values[i]) / (table.Points[i + 1] - table.Points[i]))})";
            text = $"({x} < {Number(table.Points[i + 1])} ? {value} : {text})";
        }

        return table.IsStep ? text : $"({x} < {Number(table.Points[0])} ? {Number(table.Values[0])} : {text})";
    }
}

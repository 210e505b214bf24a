using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Expressions;

namespace Blockade.Models.Matlab;

/// <summary>Formulas as MATLAB reads them, of single numbers.</summary>
internal static class MatlabText
{
    private static readonly ImmutableDictionary<string, string> Functions = new Dictionary<string, string>
    {
        ["exp"] = "exp", ["ln"] = "log", ["log10"] = "log10", ["log2"] = "log2", ["sqrt"] = "sqrt", ["abs"] = "abs", ["sin"] = "sin", ["cos"] = "cos", ["tan"] = "tan",
        ["asin"] = "asin", ["acos"] = "acos", ["atan"] = "atan", ["sinh"] = "sinh", ["cosh"] = "cosh", ["tanh"] = "tanh", ["asinh"] = "asinh", ["acosh"] = "acosh",
        ["atanh"] = "atanh", ["sign"] = "sign", ["if"] = "if__fun", ["floor"] = "floor", ["ceil"] = "ceil", ["factorial"] = "factorial",
    }.ToImmutableDictionary();

    public static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : value > 0 ? "Inf" : value < 0 ? "-Inf" : "NaN";

    /// <summary>The formula in brackets; <paramref name="name"/> gives what each symbol is called.</summary>
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
                return $"(~{Of(u.Operand, name)})";
            case Expression.Binary b:
                return $"({Of(b.Left, name)}{Operator(b.Operator)}{Of(b.Right, name)})";
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

    private static string Operator(BinaryOperator op) => op switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Power => "^",
        BinaryOperator.And => "&&",
        BinaryOperator.Or => "||",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.Equal => "==",
        _ => "~=",
    };

    private static string Call(string function, string[] arguments) => function switch
    {
        "min" or "max" => $"{function}([{string.Join(", ", arguments)}])",
        "sum" => $"({string.Join("+", arguments)})",
        "avg" => $"(({string.Join("+", arguments)})/{Number(arguments.Length)})",
        "rint" => $"floor({arguments[0]}+0.5)",
        _ => Functions.TryGetValue(function, out string? known) ? $"{known}({string.Join(", ", arguments)})" : throw new NotSupportedException($"the function '{function}'"),
    };

    // from the last piece to the first, each a choice in the one before it
    private static string Table(Expression.Table table, string x)
    {
        string text = Number(table.Values[^1]);
        for (int i = table.Points.Length - 2; i >= 0; i--)
        {
            string value = table.IsStep
                ? Number(table.Values[i])
                : $"({Number(table.Values[i])}+({x}-({Number(table.Points[i])}))*({Number((table.Values[i + 1] - table.Values[i]) / (table.Points[i + 1] - table.Points[i]))}))";
            text = $"if__fun({x}<{Number(table.Points[i + 1])}, {value}, {text})";
        }

        return table.IsStep ? text : $"if__fun({x}<{Number(table.Points[0])}, {Number(table.Values[0])}, {text})";
    }
}

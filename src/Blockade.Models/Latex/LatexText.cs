using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Expressions;

namespace Blockade.Models.Latex;

/// <summary>Formulas as LaTeX sets them in mathematics, with brackets only where the meaning needs them; text as it stands.</summary>
internal static class LatexText
{
    private const int Choice = 0, Comparison = 1, Sum = 2, Product = 3, Sign = 4, Atom = 5;

    private static readonly ImmutableHashSet<string> Known = ["exp", "ln", "sin", "cos", "tan", "sinh", "cosh", "tanh", "min", "max"];

    private static readonly ImmutableDictionary<char, string> Escapes = new Dictionary<char, string>
    {
        ['_'] = @"\_", ['#'] = @"\#", ['$'] = @"\$", ['%'] = @"\%", ['&'] = @"\&", ['{'] = @"\{", ['}'] = @"\}", ['~'] = @"\textasciitilde{}",
        ['^'] = @"\textasciicircum{}", ['\\'] = @"\textbackslash{}",
    }.ToImmutableDictionary();

    /// <summary>Text outside of mathematics.</summary>
    public static string Plain(string text) => string.Concat(text.Select(c => Escapes.GetValueOrDefault(c) ?? c.ToString()));

    /// <summary>A name of several letters, in mathematics.</summary>
    public static string Name(string name) => $@"\mathrm{{{Plain(name)}}}";

    public static string Number(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        int e = text.IndexOf('E', StringComparison.Ordinal);
        return e < 0 ? text : $@"{text[..e]} \cdot 10^{{{int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)}}}";
    }

    /// <summary>The formula; <paramref name="name"/> gives what each symbol is called.</summary>
    public static string Of(Expression expression, Func<string, string> name) => Write(expression, name).Text;

    /// <summary>The formula as a factor: in brackets if it is a sum or less.</summary>
    public static string Factor(Expression expression, Func<string, string> name) => At(Product, Write(expression, name));

    /// <summary>A product: a dot before a digit, which would else go on a number, and a small space before all else.</summary>
    public static string Times(string left, string right) => char.IsAsciiDigit(right[0]) ? $@"{left} \cdot {right}" : $@"{left} \, {right}";

    private static string At(int level, (string Text, int Level) part) => part.Level >= level ? part.Text : $@"\left({part.Text}\right)";

    private static (string Text, int Level) Write(Expression expression, Func<string, string> name)
    {
        switch (expression)
        {
            case Expression.Number n:
                return (Number(n.Value), n.Value < 0 ? Sum : n.Value.ToString("R", CultureInfo.InvariantCulture).Contains('E', StringComparison.Ordinal) ? Product : Atom);
            case Expression.Symbol s:
                return (name(s.Name), Atom);
            case Expression.Unary { Operator: UnaryOperator.Minus } u:
                return ("-" + At(Product, Write(u.Operand, name)), Sum);
            case Expression.Unary u:
                return (@"\lnot " + At(Sign, Write(u.Operand, name)), Sign);
            case Expression.Binary b:
                return Binary(b, name);
            case Expression.Table t:
                return ($@"\mathrm{{table}}_{{{t.Points.Length}}}\left({Of(t.Argument, name)}\right)", Atom);
            case Expression.Call { Function: "time" }:
                return ("t", Atom);
            case Expression.Call { Function: "if" } c:
                return ($@"\begin{{cases}} {Of(c.Arguments[1], name)} & \text{{if }} {Of(c.Arguments[0], name)} \\ {Of(c.Arguments[2], name)} & \text{{otherwise}} \end{{cases}}", Choice);
            case Expression.Call { Function: "sqrt" } c:
                return ($@"\sqrt{{{Of(c.Arguments[0], name)}}}", Atom);
            case Expression.Call { Function: "abs" } c:
                return ($@"\left|{Of(c.Arguments[0], name)}\right|", Atom);
            case Expression.Call c:
                string arguments = string.Join(", ", c.Arguments.Select(a => Of(a, name)));
                return ($@"{(Known.Contains(c.Function) ? "\\" + c.Function : Name(c.Function))}\left({arguments}\right)", Atom);
            default:
                throw new NotSupportedException($"a formula of the kind {expression.GetType().Name}");
        }
    }

    private static (string Text, int Level) Binary(Expression.Binary b, Func<string, string> name)
    {
        (string Text, int Level) left = Write(b.Left, name), right = Write(b.Right, name);
        return b.Operator switch
        {
            BinaryOperator.Add => ($"{At(Sum, left)} + {At(Product, right)}", Sum),
            BinaryOperator.Subtract => ($"{At(Sum, left)} - {At(Product, right)}", Sum),
            BinaryOperator.Multiply => (Times(At(Product, left), At(Product, right)), Product),
            BinaryOperator.Divide => ($@"\frac{{{left.Text}}}{{{right.Text}}}", Product),
            BinaryOperator.Power => ($"{{{At(Atom, left)}}}^{{{right.Text}}}", Sign),
            BinaryOperator.And => ($@"{At(Comparison, left)} \land {At(Comparison, right)}", Choice),
            BinaryOperator.Or => ($@"{At(Comparison, left)} \lor {At(Comparison, right)}", Choice),
            _ => ($"{At(Sum, left)} {Comparator(b.Operator)} {At(Sum, right)}", Comparison),
        };
    }

    private static string Comparator(BinaryOperator op) => op switch
    {
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => @"\le",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => @"\ge",
        BinaryOperator.Equal => "=",
        _ => @"\ne",
    };
}

using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Xml;
using Blockade.Models.Expressions;

namespace Blockade.Models.Sbml;

/// <summary>
/// Writes formulas as content MathML in the subset of SBML Level 3 Version 2. Our comparisons are numbers, MathML's are truth values: each is
/// turned into the other where the place asks for it.
/// </summary>
/// <param name="xml">Where to.</param>
/// <param name="idOf">The identifier of a name; null for time.</param>
internal sealed class MathMl(XmlWriter xml, Func<string, string?> idOf)
{
    public const string Namespace = "http://www.w3.org/1998/Math/MathML";

    private const string TimeSymbol = "http://www.sbml.org/sbml/symbols/time";

    /// <summary>Functions that MathML has under a name of its own, by ours.</summary>
    private static readonly ImmutableDictionary<string, string> Elements = new Dictionary<string, string>
    {
        ["exp"] = "exp", ["ln"] = "ln", ["log10"] = "log", ["sqrt"] = "root", ["abs"] = "abs", ["sin"] = "sin", ["cos"] = "cos", ["tan"] = "tan",
        ["asin"] = "arcsin", ["acos"] = "arccos", ["atan"] = "arctan", ["sinh"] = "sinh", ["cosh"] = "cosh", ["tanh"] = "tanh",
        ["asinh"] = "arcsinh", ["acosh"] = "arccosh", ["atanh"] = "arctanh", ["min"] = "min", ["max"] = "max", ["sum"] = "plus",
    }.ToImmutableDictionary();

    /// <summary>Whether a formula has a function without counterpart in SBML; its name, or null.</summary>
    public static string? Missing(Expression expression) => expression switch
    {
        Expression.Call { Function: "mratio" } c => c.Function,
        Expression.Call c => c.Arguments.Select(Missing).FirstOrDefault(m => m is not null),
        Expression.Unary u => Missing(u.Operand),
        Expression.Binary b => Missing(b.Left) ?? Missing(b.Right),
        Expression.Table t => Missing(t.Argument),
        _ => null,
    };

    /// <summary>A whole <c>math</c> element.</summary>
    public void WriteMath(Expression formula) => WriteMath(() => Write(formula));

    /// <summary>A whole <c>math</c> element around something.</summary>
    public void WriteMath(Action content)
    {
        xml.WriteStartElement("math", Namespace);
        content();
        xml.WriteEndElement();
    }

    /// <summary>A product; of one factor, the factor.</summary>
    public void WriteProduct(IReadOnlyList<Action> factors)
    {
        if (factors.Count == 1) factors[0]();
        else Apply("times", [.. factors]);
    }

    /// <summary>A pure number.</summary>
    public void WritePure(double value)
    {
        xml.WriteStartElement("cn", Namespace);
        xml.WriteAttributeString("units", SbmlWriter.Namespace, "dimensionless");
        WriteDigits(value);
        xml.WriteEndElement();
    }

    /// <summary>An identifier.</summary>
    public void WriteId(string id) => xml.WriteElementString("ci", Namespace, id);

    /// <summary>A number's formula.</summary>
    public void Write(Expression e)
    {
        switch (e)
        {
            case Expression.Number n:
                xml.WriteStartElement("cn", Namespace);
                WriteDigits(n.Value);
                xml.WriteEndElement();
                break;
            case Expression.Symbol s when idOf(s.Name) is { } id:
                WriteId(id);
                break;
            case Expression.Symbol:
                xml.WriteStartElement("csymbol", Namespace);
                xml.WriteAttributeString("encoding", "text");
                xml.WriteAttributeString("definitionURL", TimeSymbol);
                xml.WriteString("time");
                xml.WriteEndElement();
                break;
            case Expression.Unary { Operator: UnaryOperator.Minus } u:
                Apply("minus", u.Operand);
                break;
            case Expression.Binary b when b.Operator <= BinaryOperator.Power:
                Apply(Element(b.Operator), b.Left, b.Right);
                break;
            case Expression.Unary or Expression.Binary:
                WritePieces([(new Expression.Number(1), () => WriteTruth(e))], new Expression.Number(0));
                break;
            case Expression.Table t:
                WriteTable(t);
                break;
            case Expression.Call c:
                WriteCall(c);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void WriteTruth(Expression e)
    {
        switch (e)
        {
            case Expression.Unary { Operator: UnaryOperator.Not } u:
                Apply("not", () => WriteTruth(u.Operand));
                break;
            case Expression.Binary { Operator: BinaryOperator.And or BinaryOperator.Or } b:
                Apply(Element(b.Operator), () => WriteTruth(b.Left), () => WriteTruth(b.Right));
                break;
            case Expression.Binary b when b.Operator > BinaryOperator.Power:
                Apply(Element(b.Operator), b.Left, b.Right);
                break;
            default:
                Apply("neq", e, new Expression.Number(0));
                break;
        }
    }

    private void WriteCall(Expression.Call c)
    {
        Expression x = c.Arguments[0];
        switch (c.Function)
        {
            case "if":
                WritePieces([(c.Arguments[1], () => WriteTruth(x))], c.Arguments[2]);
                break;
            case "log2":
                Apply("log", () =>
                {
                    xml.WriteStartElement("logbase", Namespace);
                    Write(new Expression.Number(2));
                    xml.WriteEndElement();
                }, () => Write(x));
                break;
            case "rint":
                Apply("floor", new Expression.Binary(BinaryOperator.Add, x, new Expression.Number(0.5)));
                break;
            case "sign":
                WritePieces(
                    [(new Expression.Number(1), () => Apply("gt", x, new Expression.Number(0))), (new Expression.Number(-1), () => Apply("lt", x, new Expression.Number(0)))],
                    new Expression.Number(0));
                break;
            case "avg":
                Apply("divide", () => Apply("plus", [.. c.Arguments]), () => Write(new Expression.Number(c.Arguments.Length)));
                break;
            default:
                Apply(Elements[c.Function], [.. c.Arguments]);
                break;
        }
    }

    // SBML leaves open which piece counts where two conditions hold, so that each piece says both of its ends.
    private void WriteTable(Expression.Table t)
    {
        var pieces = new List<(Expression Value, Action Condition)>();
        int n = t.Points.Length;
        for (int i = 0; i + 1 < n; i++)
        {
            (Expression from, Expression to) = (new Expression.Number(t.Points[i]), new Expression.Number(t.Points[i + 1]));
            pieces.Add((t.IsStep ? new Expression.Number(t.Values[i]) : Line(t, i), () => Apply("and", () => Apply("geq", t.Argument, from), () => Apply("lt", t.Argument, to))));
        }

        pieces.Add((new Expression.Number(t.Values[n - 1]), () => Apply("geq", t.Argument, new Expression.Number(t.Points[n - 1]))));
        WritePieces(pieces, new Expression.Number(t.Values[0]));
    }

    private static Expression.Binary Line(Expression.Table t, int i)
    {
        var along = new Expression.Binary(BinaryOperator.Subtract, t.Argument, new Expression.Number(t.Points[i]));
        var part = new Expression.Binary(BinaryOperator.Divide, along, new Expression.Number(t.Points[i + 1] - t.Points[i]));
        var rise = new Expression.Binary(BinaryOperator.Multiply, part, new Expression.Number(t.Values[i + 1] - t.Values[i]));
        return new Expression.Binary(BinaryOperator.Add, new Expression.Number(t.Values[i]), rise);
    }

    private void WritePieces(IEnumerable<(Expression Value, Action Condition)> pieces, Expression otherwise)
    {
        xml.WriteStartElement("piecewise", Namespace);
        foreach ((Expression value, Action condition) in pieces)
        {
            xml.WriteStartElement("piece", Namespace);
            Write(value);
            condition();
            xml.WriteEndElement();
        }

        xml.WriteStartElement("otherwise", Namespace);
        Write(otherwise);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private void Apply(string element, params Expression[] operands) => Apply(element, [.. operands.Select(o => (Action)(() => Write(o)))]);

    private void Apply(string element, params Action[] operands)
    {
        xml.WriteStartElement("apply", Namespace);
        xml.WriteStartElement(element, Namespace);
        xml.WriteEndElement();
        foreach (Action operand in operands) operand();
        xml.WriteEndElement();
    }

    // the shortest digits that read back to the same bits; MathML sets the power of ten apart
    private void WriteDigits(double value)
    {
        string[] parts = value.ToString("R", CultureInfo.InvariantCulture).Split('E');
        if (parts.Length > 1) xml.WriteAttributeString("type", "e-notation");
        xml.WriteString(parts[0]);
        if (parts.Length == 1) return;
        xml.WriteStartElement("sep", Namespace);
        xml.WriteEndElement();
        xml.WriteString(parts[1].TrimStart('+'));
    }

    private static string Element(BinaryOperator op) => op switch
    {
        BinaryOperator.Add => "plus",
        BinaryOperator.Subtract => "minus",
        BinaryOperator.Multiply => "times",
        BinaryOperator.Divide => "divide",
        BinaryOperator.Power => "power",
        BinaryOperator.Less => "lt",
        BinaryOperator.LessOrEqual => "leq",
        BinaryOperator.Greater => "gt",
        BinaryOperator.GreaterOrEqual => "geq",
        BinaryOperator.Equal => "eq",
        BinaryOperator.NotEqual => "neq",
        BinaryOperator.And => "and",
        BinaryOperator.Or => "or",
        _ => throw new UnreachableException(),
    };
}

using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Expressions;

/// <summary>
/// Reads a formula from a stretch of text: numbers, names, <c>+ - * / ^</c>, comparisons, logic, calls. As in BioNetGen, a sign binds tighter
/// than <c>^</c>, and <c>^</c> to the left: <c>-2^2</c> is 4 and <c>2^3^2</c> is 64. School has it otherwise, so both are warned of.
/// </summary>
/// <remarks>
/// Precedence climbing; nesting is limited to 256 and operators to 2,000 an expression, so that no text can overflow the stack: a chain such
/// as <c>1+1+1</c> is a tree as deep as it is long. Cost: linear.
/// </remarks>
public sealed class ExpressionReader
{
    private const int DeepestNesting = 500;
    private const int MostOperators = 2000;

    private readonly SourceText _source;
    private readonly int _end;
    private readonly ImmutableArray<Diagnostic>.Builder _diagnostics;
    private readonly Func<string, string?>? _openFile;
    private int _at;
    private int _depth;
    private int _operators;
    private bool _failed;

    /// <summary>
    /// Reads within one span of the source; trouble is added to <paramref name="diagnostics"/>. Tables in files are opened by
    /// <paramref name="openFile"/>, which gives a file's text or null; without it they are refused.
    /// </summary>
    public ExpressionReader(
        SourceText source, SourceSpan span, ImmutableArray<Diagnostic>.Builder diagnostics, Func<string, string?>? openFile = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        _at = span.Start;
        _end = span.End;
        _diagnostics = diagnostics;
        _openFile = openFile;
    }

    /// <summary>The built-in functions and how many arguments each takes (-1: one or more).</summary>
    public static ImmutableDictionary<string, int> Functions { get; } = new Dictionary<string, int>
    {
        ["exp"] = 1, ["ln"] = 1, ["log10"] = 1, ["log2"] = 1, ["sqrt"] = 1, ["abs"] = 1, ["rint"] = 1, ["sign"] = 1,
        ["sin"] = 1, ["cos"] = 1, ["tan"] = 1, ["asin"] = 1, ["acos"] = 1, ["atan"] = 1,
        ["sinh"] = 1, ["cosh"] = 1, ["tanh"] = 1, ["asinh"] = 1, ["acosh"] = 1, ["atanh"] = 1,
        ["min"] = -1, ["max"] = -1, ["sum"] = -1, ["avg"] = -1, ["if"] = 3, ["mratio"] = 3,
    }.ToImmutableDictionary();

    /// <summary>Where reading stands: after the expression.</summary>
    public int Position => _at;

    /// <summary>Reads one expression and stops at the first character that cannot go on. Null after an error.</summary>
    public Expression? Read()
    {
        Expression? result = ReadBinary(0);
        return _failed ? null : result;
    }

    /// <summary>Reads one expression that must fill the span.</summary>
    public Expression? ReadAll()
    {
        Expression? result = Read();
        SkipBlanks();
        if (result is not null && _at < _end)
        {
            Fail("BNG1101", _at, $"unexpected '{_source.Text[_at]}' in an expression");
            return null;
        }

        return result;
    }

    private static (BinaryOperator Operator, int Precedence, int Length)? OperatorAt(ReadOnlySpan<char> text) => text switch
    {
        ['|', '|', ..] => (BinaryOperator.Or, 1, 2),
        ['&', '&', ..] => (BinaryOperator.And, 2, 2),
        ['=', '=', ..] => (BinaryOperator.Equal, 3, 2),
        ['!', '=', ..] or ['~', '=', ..] => (BinaryOperator.NotEqual, 3, 2),
        ['<', '=', ..] => (BinaryOperator.LessOrEqual, 4, 2),
        ['>', '=', ..] => (BinaryOperator.GreaterOrEqual, 4, 2),
        ['<', ..] => (BinaryOperator.Less, 4, 1),
        ['>', ..] => (BinaryOperator.Greater, 4, 1),
        ['+', ..] => (BinaryOperator.Add, 5, 1),
        ['-', ..] => (BinaryOperator.Subtract, 5, 1),
        ['*', '*', ..] => (BinaryOperator.Power, 8, 2),
        ['*', ..] => (BinaryOperator.Multiply, 6, 1),
        ['/', ..] => (BinaryOperator.Divide, 6, 1),
        ['^', ..] => (BinaryOperator.Power, 8, 1),
        _ => null,
    };

    private Expression? ReadBinary(int least)
    {
        if (++_depth > DeepestNesting)
        {
            Fail("BNG1102", _at, $"expressions nest deeper than {DeepestNesting}");
            return null;
        }

        Expression? left = ReadUnary();
        while (!_failed)
        {
            SkipBlanks();
            (BinaryOperator Operator, int Precedence, int Length)? op = OperatorAt(_source.Text.AsSpan(_at, _end - _at));
            if (op is not { } found || found.Precedence < least) break;
            if (++_operators > MostOperators)
            {
                Fail("BNG1102", _at, $"an expression has more than {MostOperators} operators");
                return null;
            }

            _at += found.Length;
            Expression? right = ReadBinary(found.Precedence + 1);
            if (left is null || right is null) return null;
            if (found.Operator == BinaryOperator.Power && IsPowerNext()) Warn(left.Span.To(right.Span), "powers are taken from the left, as in BioNetGen", "(x^y)^z, or x^(y^z)");
            left = new Expression.Binary(found.Operator, left, right) { Span = left.Span.To(right.Span) };
        }

        _depth--;
        return left;
    }

    private Expression? ReadUnary()
    {
        SkipBlanks();
        int start = _at;
        if (_at < _end && _source.Text[_at] is '-' or '+' or '!' && _at < _end)
        {
            if (++_depth > DeepestNesting) return Fail("BNG1102", start, $"expressions nest deeper than {DeepestNesting}");
            char sign = _source.Text[_at++];
            Expression? operand = ReadUnary();
            _depth--;
            if (operand is null || sign == '+') return operand;
            if (sign == '-' && IsPowerNext()) Warn(new SourceSpan(start, _at - start), "this sign is taken before the power, as in BioNetGen", "(-x)^y, or -(x^y)");
            return new Expression.Unary(sign == '-' ? UnaryOperator.Minus : UnaryOperator.Not, operand)
            {
                Span = new SourceSpan(start, _at - start),
            };
        }

        return ReadPrimary();
    }

    private Expression? ReadPrimary()
    {
        SkipBlanks();
        int start = _at;
        if (_at >= _end) return Fail("BNG1103", _at, "an expression is missing or ends too early");
        char c = _source.Text[_at];
        if (c == '(')
        {
            _at++;
            Expression? inner = ReadBinary(0);
            if (inner is null) return null;
            SkipBlanks();
            if (_at >= _end || _source.Text[_at] != ')') return Fail("BNG1104", start, "this parenthesis is not closed");
            _at++;
            return inner;
        }

        if (char.IsAsciiDigit(c) || c == '.') return ReadNumber();
        if (char.IsAsciiLetter(c) || c == '_') return ReadName();
        return Fail("BNG1101", _at, $"unexpected '{c}' in an expression");
    }

    private Expression? ReadNumber()
    {
        int start = _at;
        string text = _source.Text;
        while (_at < _end && (char.IsAsciiDigit(text[_at]) || text[_at] == '.')) _at++;
        if (_at < _end && text[_at] is 'e' or 'E' && _at < _end)
        {
            int mark = _at++;
            if (_at < _end && text[_at] is '+' or '-' && _at < _end) _at++;
            if (_at < _end && char.IsAsciiDigit(text[_at]))
            {
                while (_at < _end && char.IsAsciiDigit(text[_at])) _at++;
            }
            else
            {
                _at = mark;
            }
        }

        var span = new SourceSpan(start, _at - start);
        return double.TryParse(text.AsSpan(start, span.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value)
            ? new Expression.Number(value) { Span = span }
            : Fail("BNG1105", start, $"'{text.AsSpan(start, Math.Min(span.Length, 40))}' is not a number", span.Length);
    }

    private Expression? ReadName()
    {
        int start = _at;
        string text = _source.Text;
        while (_at < _end && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_')) _at++;
        string name = text[start.._at];
        int afterName = _at;
        SkipBlanks();
        if (_at >= _end || text[_at] != '(')
        {
            _at = afterName;
            return name switch
            {
                "_pi" => new Expression.Number(Math.PI) { Span = new SourceSpan(start, _at - start) },
                "_e" => new Expression.Number(Math.E) { Span = new SourceSpan(start, _at - start) },
                _ => new Expression.Symbol(name) { Span = new SourceSpan(start, _at - start) },
            };
        }

        if (name is "tfun" or "TFUN")
        {
            _at++;
            var reader = new TableReader(_source, new SourceSpan(_at, _end - _at), _diagnostics, _openFile);
            Expression.Table? table = reader.Read(name == "TFUN", argument =>
            {
                _at = argument;
                Expression? read = ReadBinary(0);
                return (read, _at);
            });
            _at = reader.Position;
            if (table is null)
            {
                _failed = true;
                return null;
            }

            return table with { Span = new SourceSpan(start, _at - start) };
        }

        int open = _at++;
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        SkipBlanks();
        if (_at < _end && text[_at] == ')')
        {
            _at++;
        }
        else
        {
            while (true)
            {
                Expression? argument = ReadBinary(0);
                if (argument is null) return null;
                arguments.Add(argument);
                SkipBlanks();
                if (_at < _end && text[_at] == ',')
                {
                    _at++;
                    continue;
                }

                if (_at >= _end || text[_at] != ')') return Fail("BNG1104", open, "this parenthesis is not closed");
                _at++;
                break;
            }
        }

        var span = new SourceSpan(start, _at - start);
        if (!Functions.TryGetValue(name, out int arity))
        {
            // f() and time() are names; a call with arguments is a local function, which the model's binder knows
            return arguments.Count == 0 ? new Expression.Symbol(name) { Span = span } : new Expression.Call(name, arguments.ToImmutable()) { Span = span };
        }

        if (arity >= 0 ? arguments.Count != arity : arguments.Count == 0)
        {
            string wanted = arity >= 0 ? $"{arity} argument{(arity == 1 ? "" : "s")}" : "at least one argument";
            return Fail("BNG1106", start, $"'{name}' takes {wanted}, and {arguments.Count} were given", span.Length);
        }

        return new Expression.Call(name, arguments.ToImmutable()) { Span = span };
    }

    private bool IsPowerNext()
    {
        SkipBlanks();
        return OperatorAt(_source.Text.AsSpan(_at, _end - _at)) is { Operator: BinaryOperator.Power };
    }

    private void Warn(SourceSpan span, string message, string hint) => _diagnostics.Add(new Diagnostic("BNG1107", Severity.Warning, _source, span, message, hint));

    private void SkipBlanks()
    {
        // a backslash at the end of a line continues it
        while (_at < _end && (char.IsWhiteSpace(_source.Text[_at]) || _source.Text[_at] == '\\')) _at++;
    }

    private Expression? Fail(string code, int at, string message, int length = 1)
    {
        if (!_failed) _diagnostics.Add(new Diagnostic(code, Severity.Error, _source, new SourceSpan(at, length), message));
        _failed = true;
        return null;
    }
}

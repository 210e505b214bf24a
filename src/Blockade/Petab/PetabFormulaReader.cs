using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Petab;

/// <summary>
/// Reads a formula of PEtab. A power binds tighter than a sign and to the right: <c>-2^2</c> is -4 and <c>2^3^2</c> is 512. <c>**</c> is a power too.
/// </summary>
/// <remarks>The mathematical expressions of PEtab 2.0.0; those of version 1 are among them. Nesting and length are limited, so that no text overflows the stack.</remarks>
internal sealed class PetabFormulaReader
{
    private const int Deepest = 200;
    private const int MostTerms = 2000;

    private static readonly ImmutableArray<(string Text, BinaryOperator Operator, int Precedence)> Infix =
    [
        ("||", BinaryOperator.Or, 1), ("&&", BinaryOperator.And, 1),
        ("==", BinaryOperator.Equal, 3), ("!=", BinaryOperator.NotEqual, 3),
        ("<=", BinaryOperator.LessOrEqual, 3), (">=", BinaryOperator.GreaterOrEqual, 3), ("<", BinaryOperator.Less, 3), (">", BinaryOperator.Greater, 3),
        ("+", BinaryOperator.Add, 5), ("-", BinaryOperator.Subtract, 5), ("*", BinaryOperator.Multiply, 6), ("/", BinaryOperator.Divide, 6),
    ];

    private readonly SourceText _source;
    private readonly int _end;
    private readonly List<Diagnostic> _diagnostics;
    private int _at;
    private int _depth;
    private int _terms;
    private bool _failed;

    private PetabFormulaReader(SourceText source, SourceSpan span, List<Diagnostic> diagnostics) => (_source, _at, _end, _diagnostics) = (source, span.Start, span.End, diagnostics);

    /// <summary>The formula that fills a span; null with an error.</summary>
    public static Expression? Read(SourceText source, SourceSpan span, List<Diagnostic> diagnostics)
    {
        var reader = new PetabFormulaReader(source, span, diagnostics);
        Expression? read = reader.Infixed(0);
        if (!reader._failed && reader.Peek() != '\0') reader.Fail(reader._at, $"unexpected '{reader.Peek()}' in a formula");
        return reader._failed ? null : read;
    }

    private char Peek()
    {
        while (_at < _end && char.IsWhiteSpace(_source.Text[_at])) _at++;
        return _at < _end ? _source.Text[_at] : '\0';
    }

    private bool Take(string text)
    {
        Peek();
        if (_end - _at < text.Length || string.CompareOrdinal(_source.Text, _at, text, 0, text.Length) != 0) return false;
        _at += text.Length;
        return true;
    }

    private Expression Fail(int at, string message)
    {
        if (!_failed) _diagnostics.Add(new Diagnostic("PET1006", Severity.Error, _source, new SourceSpan(Math.Min(at, _end), 1), message));
        _failed = true;
        return new Expression.Number(double.NaN);
    }

    private Expression Infixed(int least)
    {
        if (++_depth > Deepest) return Fail(_at, FormattableString.Invariant($"a formula may be {Deepest} deep"));
        Expression left = Signed();
        while (!_failed)
        {
            Peek();
            (string Text, BinaryOperator Operator, int Precedence) found = Infix.FirstOrDefault(o => string.CompareOrdinal(_source.Text, _at, o.Text, 0, o.Text.Length) == 0 && _at + o.Text.Length <= _end);
            if (found.Text is null || found.Precedence <= least) break;
            _at += found.Text.Length;
            left = new Expression.Binary(found.Operator, left, Infixed(found.Precedence));
        }

        _depth--;
        return left;
    }

    private Expression Signed()
    {
        if (++_terms > MostTerms) return Fail(_at, FormattableString.Invariant($"a formula may have {MostTerms} terms"));
        if (++_depth > Deepest) return Fail(_at, FormattableString.Invariant($"a formula may be {Deepest} deep"));
        Expression result = Take("+") ? Signed()
            : Take("-") ? new Expression.Unary(UnaryOperator.Minus, Signed())
            : Peek() == '!' && Take("!") ? new Expression.Unary(UnaryOperator.Not, Signed())
            : Power();
        _depth--;
        return result;
    }

    private Expression Power()
    {
        Expression left = Primary();
        return Take("**") || Take("^") ? new Expression.Binary(BinaryOperator.Power, left, Signed()) : left;
    }

    private Expression Primary()
    {
        char c = Peek();
        int start = _at;
        if (_failed) return new Expression.Number(double.NaN);
        if (Take("("))
        {
            Expression inside = Infixed(0);
            return Take(")") ? inside : Fail(_at, "a bracket is not closed");
        }

        if (char.IsAsciiDigit(c) || c == '.') return Number();
        if (!char.IsAsciiLetter(c) && c != '_') return Fail(_at, c == '\0' ? "the formula ends too early" : $"unexpected '{c}' in a formula");
        while (_at < _end && (char.IsAsciiLetterOrDigit(_source.Text[_at]) || _source.Text[_at] == '_')) _at++;
        string name = _source.Text[start.._at];
        if (Take("(")) return Call(name, start);
        return name switch
        {
            "true" => new Expression.Number(1),
            "false" => new Expression.Number(0),
            "inf" => new Expression.Number(double.PositiveInfinity),
            _ => new Expression.Symbol(name) { Span = new SourceSpan(start, name.Length) },
        };
    }

    private Expression Number()
    {
        int start = _at;
        while (_at < _end && (char.IsAsciiDigit(_source.Text[_at]) || _source.Text[_at] == '.')) _at++;
        if (_at < _end && _source.Text[_at] is 'e' or 'E')
        {
            int exponent = _at + 1;
            if (exponent < _end && _source.Text[exponent] is '+' or '-') exponent++;
            if (exponent < _end && char.IsAsciiDigit(_source.Text[exponent]))
            {
                _at = exponent;
                while (_at < _end && char.IsAsciiDigit(_source.Text[_at])) _at++;
            }
        }

        return double.TryParse(_source.Text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? new Expression.Number(value)
            : Fail(start, "this is no number");
    }

    private Expression Call(string name, int start)
    {
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        if (!Take(")"))
        {
            do
            {
                arguments.Add(Infixed(0));
                if (_failed) return arguments[0];
            }
            while (Take(","));
            if (!Take(")")) return Fail(_at, "a bracket is not closed");
        }

        return PetabFunctions.Call(name, arguments.ToImmutable()) ?? Fail(start, $"'{name}' is no function of {arguments.Count} values");
    }
}

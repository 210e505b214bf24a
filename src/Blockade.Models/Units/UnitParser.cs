using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Units;

/// <summary>
/// Reads the text of a unit: symbols and numbers, <c>*</c> or a blank between factors, <c>/</c>, parentheses, and powers written
/// <c>m^2</c>, <c>m2</c>, <c>m²</c>, <c>kg^0.75</c> or <c>kg^(3/4)</c>. <c>kg</c> below the line is body weight. See <c>docs/units.md</c>.
/// </summary>
/// <remarks>
/// A product after a division, <c>1/nM*h</c>, is refused: half of the readers take the hour to be below the line and half above it, and
/// the wrong half would not notice.
/// </remarks>
public static class UnitParser
{
    private const int LongestText = 200;
    private const int DeepestNesting = 4;

    /// <summary>Every name that is read, with its meaning and size.</summary>
    public static ImmutableArray<UnitSymbol> Symbols => UnitSymbol.All;

    /// <summary>Reads a unit. Cost: linear in the text, which may have up to 200 characters.</summary>
    /// <param name="text">Such as <c>mg/kg</c>, <c>1/(nM*h)</c>, <c>1e9/L</c>; blanks around it do not count.</param>
    /// <param name="unit">The unit, or null.</param>
    /// <param name="problem">Null, or what is wrong and what would be right, in one sentence without a full stop.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Unit? unit, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (unit, problem) = (null, null);
        string trimmed = text.Trim();
        if (trimmed.Length == 0)
        {
            problem = "a unit is missing";
        }
        else if (trimmed.Length > LongestText)
        {
            problem = $"a unit has at most {LongestText} characters, and this has {trimmed.Length}";
        }
        else
        {
            var reader = new Reader(Normalised(trimmed));
            try
            {
                unit = reader.ReadAll()?.As(trimmed);
                problem = unit is null ? reader.Problem : null;
            }
            catch (OverflowException)   // 1e300 to the twelfth, or a power of a power: not worth a check at each operation
            {
                unit = null;
                problem = $"'{trimmed}' is too large or too small for a unit";
            }
        }

        return unit is not null;
    }

    // One spelling for the typographical variants: micro sign and Greek mu, raised digits, the multiplication dots.
    private static string Normalised(string text)
    {
        if (text.All(char.IsAscii)) return text;
        const string Raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";
        var plain = new StringBuilder(text.Length + 4);
        bool raised = false;
        foreach (char c in text)
        {
            int digit = Raised.IndexOf(c, StringComparison.Ordinal);
            bool up = digit >= 0 || c == '⁻';
            if (up && !raised) plain.Append('^');
            raised = up;
            plain.Append(c switch
            {
                _ when digit >= 0 => (char)('0' + digit),
                '⁻' or '−' => '-',
                'µ' or 'μ' => 'u',
                '·' or '⋅' or '×' => '*',
                _ => c,
            });
        }

        return plain.ToString();
    }

    private sealed class Reader(string text)
    {
        private int _at;
        private int _nesting;

        public string? Problem { get; private set; }

        private char Current => _at < text.Length ? text[_at] : '\0';

        public Unit? ReadAll()
        {
            Unit? unit = ReadProduct(belowTheLine: false);
            if (unit is null || _at == text.Length) return unit;
            return Fail(Current == ')' ? $"a ')' too many in '{text}'" : $"'{Current}' is not expected in the unit '{text}'");
        }

        private Unit? ReadProduct(bool belowTheLine)
        {
            SkipBlanks();
            Unit? product = Current == '/' ? Unit.One : ReadPower(belowTheLine);
            bool divided = false;
            while (product is not null)
            {
                int before = _at;
                SkipBlanks();
                if (Current is '\0' or ')') break;
                if (Current == '/')
                {
                    _at++;
                    SkipBlanks();
                    divided = true;
                    Unit? divisor = ReadPower(!belowTheLine);
                    product = divisor is null ? null : product / divisor;
                    continue;
                }

                if (Current == '*')
                {
                    _at++;
                    SkipBlanks();
                }
                else if (_at == before)
                {
                    break;
                }

                if (divided)
                {
                    return Fail($"'{text}' can be read in two ways; put what is below the line in parentheses, as in '1/(nM*h)'");
                }

                Unit? factor = ReadPower(belowTheLine);
                product = factor is null ? null : product * factor;
            }

            return product;
        }

        private Unit? ReadPower(bool belowTheLine)
        {
            int start = _at;
            Unit? unit = ReadPrimary(belowTheLine);
            if (unit is null) return null;
            bool symbol = char.IsAsciiLetter(text[start]);
            Exponent exponent = 1;
            if (Current == '^')
            {
                _at++;
                if (!TryReadExponent(out exponent)) return Fail($"a power such as '^2' or '^-1' is expected in '{text}'");
            }
            else if (symbol && (char.IsAsciiDigit(Current) || (Current == '-' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1]))))
            {
                if (!TryReadExponent(out exponent)) return Fail($"a power such as '^2' or '^-1' is expected in '{text}'");
            }

            if (exponent.Numerator < 0)
            {
                // a negative power moves kg below the line or back above it
                int end = _at;
                _at = start;
                unit = ReadPrimary(!belowTheLine);
                _at = end;
                if (unit is null) return null;
            }

            return exponent == 1 ? unit : unit.Power(exponent);
        }

        private Unit? ReadPrimary(bool belowTheLine)
        {
            if (Current == '(')
            {
                if (++_nesting > DeepestNesting) return Fail($"parentheses nest deeper than {DeepestNesting} in '{text}'");
                _at++;
                Unit? inner = ReadProduct(belowTheLine);
                if (inner is null) return null;
                if (Current != ')') return Fail($"a ')' is missing in '{text}'");
                _at++;
                _nesting--;
                return inner;
            }

            if (char.IsAsciiDigit(Current) || Current == '.') return ReadNumber();
            int start = _at;
            while (char.IsAsciiLetter(Current)) _at++;
            if (_at == start && Current == '%') _at++;
            string symbol = text[start.._at];
            if (symbol.Length == 0)
            {
                return Fail(Current == '\0' ? $"a unit is missing at the end of '{text}'" : $"a unit is expected in '{text}', not '{Current}'");
            }

            if (symbol == "kg" && belowTheLine) symbol = "kgBW";
            if (UnitSymbol.Spellings.TryGetValue(symbol, out Unit? unit)) return unit;
            string? hint = NearestName.Hint(symbol, UnitSymbol.Spellings.Keys.Order(StringComparer.Ordinal));
            return Fail($"'{symbol}' is not a unit{(hint is null ? "" : $"; {hint}")}");
        }

        private Unit? ReadNumber()
        {
            int start = _at;
            BigInteger digits = 0;
            int scale = 0;
            bool any = false;
            for (bool fraction = false; char.IsAsciiDigit(Current) || (Current == '.' && !fraction); _at++)
            {
                if (Current == '.')
                {
                    fraction = true;
                    continue;
                }

                any = true;
                digits = (digits * 10) + (Current - '0');
                if (fraction) scale--;
            }

            if (any && Current is 'e' or 'E' && _at + 1 < text.Length)
            {
                int sign = text[_at + 1] is '+' or '-' ? 1 : 0;
                if (_at + 1 + sign < text.Length && char.IsAsciiDigit(text[_at + 1 + sign]))
                {
                    int mark = _at + 1;
                    _at = mark + sign;
                    while (char.IsAsciiDigit(Current)) _at++;
                    if (!int.TryParse(text.AsSpan(mark, _at - mark), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int power) || Math.Abs(power) > 300)
                    {
                        return Fail($"'{text[start.._at]}' is too large or too small for a unit");
                    }

                    scale += power;
                }
            }

            if (!any || digits.IsZero) return Fail($"'{text[start.._at]}' is not a positive number");
            return new Unit(Dimension.None, ExactRatio.Of(digits) * ExactRatio.PowerOfTen(scale), text[start.._at]);
        }

        private bool TryReadExponent(out Exponent exponent)
        {
            exponent = 0;
            bool parentheses = Current == '(';
            if (parentheses) _at++;
            int sign = 1;
            if (Current is '-' or '+') sign = text[_at++] == '-' ? -1 : 1;
            if (!TryReadDigits(out int numerator)) return false;
            int denominator = 1;
            if (Current == '.')
            {
                _at++;
                int start = _at;
                if (!TryReadDigits(out int decimals)) return false;
                for (int i = start; i < _at; i++) denominator *= 10;
                numerator = (numerator * denominator) + decimals;
            }
            else if (parentheses && Current == '/')
            {
                _at++;
                if (!TryReadDigits(out denominator) || denominator == 0) return false;
            }

            if (parentheses)
            {
                if (Current != ')') return false;
                _at++;
            }

            exponent = new Exponent(sign * numerator, denominator);
            return numerator != 0;
        }

        private bool TryReadDigits(out int value)
        {
            value = 0;
            int start = _at;
            while (char.IsAsciiDigit(Current) && _at - start < 3) value = (value * 10) + (text[_at++] - '0');   // three digits: more is no power
            return _at > start && !char.IsAsciiDigit(Current);
        }

        private void SkipBlanks()
        {
            while (char.IsWhiteSpace(Current)) _at++;
        }

        private Unit? Fail(string problem)
        {
            Problem ??= problem;
            return null;
        }
    }
}

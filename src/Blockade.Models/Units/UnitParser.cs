using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Blockade.Models.Units;

/// <summary>
/// Reads units such as <c>mg/kg</c>, <c>1/(nM*h)</c>, <c>ug/mL</c>, <c>mg/m2</c> or <c>1e9/L</c>. A slash divides by what follows up to
/// the next slash or star; powers are written <c>m2</c>, <c>m^2</c> or <c>m^(1/2)</c>.
/// </summary>
public static class UnitParser
{
    private static readonly FrozenDictionary<string, (Dimension Dimension, double Factor)> Names = Table();

    /// <summary>Kinds that have a name in the field, each by one of its units.</summary>
    public static ImmutableArray<(string Unit, string Words)> KindsInWords { get; } =
    [
        ("1", "a plain number"), ("nM", "a concentration"), ("mg/L", "a mass concentration"), ("mg", "a mass"), ("mm", "a length"),
        ("m2", "an area"), ("L", "a volume"), ("h", "a time"), ("1/h", "a rate"), ("L/h", "a clearance"), ("mg/m2", "a dose by body surface"),
        ("nmol", "an amount"), ("molecules", "a number of molecules"), ("1/(nM*h)", "a binding rate constant"), ("kDa", "a molar mass"),
        ("IU/L", "an enzyme activity"), ("1/L", "a number in a volume"), ("mg/h", "a mass rate"),
    ];

    /// <summary>Reads a unit that is known to be right.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static Unit Parse(string text) =>
        TryParse(text, out Unit? unit, out string? problem) ? unit! : throw new ArgumentException(problem, nameof(text));

    /// <summary>Reads a unit, or says what is wrong with it.</summary>
    public static bool TryParse(string text, out Unit? unit, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var reader = new Reader(text.Trim());
        unit = null;
        (Dimension dimension, double factor)? read = reader.Product();
        problem = read is null || !reader.AtEnd ? reader.Problem ?? $"'{text}' is not a unit" : null;
        if (problem is not null) return false;
        unit = new Unit(text.Trim(), read!.Value.dimension, read.Value.factor);
        return true;
    }

    /// <summary>All names that stand for themselves, in alphabetical order.</summary>
    public static IEnumerable<string> KnownNames => Names.Keys.Order(StringComparer.Ordinal);

    private static FrozenDictionary<string, (Dimension, double)> Table()
    {
        var one = new Exponent(1);
        var amount = new Dimension { Amount = one };
        var mass = new Dimension { Mass = one };
        var length = new Dimension { Length = one };
        var time = new Dimension { Time = one };
        Dimension volume = length.Power(new Exponent(3));
        Dimension concentration = amount / volume;
        var names = new Dictionary<string, (Dimension, double)>(StringComparer.Ordinal)
        {
            ["%"] = (Dimension.None, 0.01),
            ["mol"] = (amount, 1e9), ["mmol"] = (amount, 1e6), ["umol"] = (amount, 1e3), ["nmol"] = (amount, 1), ["pmol"] = (amount, 1e-3),
            ["kg"] = (mass, 1e6), ["g"] = (mass, 1e3), ["mg"] = (mass, 1), ["ug"] = (mass, 1e-3), ["ng"] = (mass, 1e-6), ["pg"] = (mass, 1e-9),
            ["m"] = (length, 10), ["dm"] = (length, 1), ["cm"] = (length, 0.1), ["mm"] = (length, 0.01), ["um"] = (length, 1e-5),
            ["L"] = (volume, 1), ["dL"] = (volume, 0.1), ["mL"] = (volume, 1e-3), ["uL"] = (volume, 1e-6), ["pL"] = (volume, 1e-12),
            ["M"] = (concentration, 1e9), ["mM"] = (concentration, 1e6), ["uM"] = (concentration, 1e3), ["nM"] = (concentration, 1), ["pM"] = (concentration, 1e-3),
            ["s"] = (time, 1 / 3600.0), ["min"] = (time, 1 / 60.0), ["h"] = (time, 1), ["d"] = (time, 24),
            ["Da"] = (mass / amount, 1e-6), ["kDa"] = (mass / amount, 1e-3),
            ["IU"] = (new Dimension { Activity = one }, 1),
        };
        Plural(names, time, ("second", 1 / 3600.0), ("minute", 1 / 60.0), ("hour", 1), ("day", 24), ("week", 168), ("month", 24 * 365.25 / 12), ("year", 24 * 365.25));
        Plural(names, new Dimension { Molecules = one }, ("molecule", 1));
        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static void Plural(Dictionary<string, (Dimension, double)> names, Dimension dimension, params (string Name, double Factor)[] units)
    {
        foreach ((string name, double factor) in units)
        {
            names[name] = (dimension, factor);
            names[name + "s"] = (dimension, factor);
        }
    }

    // product := factor (('*' | '/') factor)*;  factor := number | name power? | '(' product ')' power?
    private sealed class Reader(string text)
    {
        private const int DeepestNesting = 20;
        private int _at;
        private int _depth;

        public string? Problem { get; private set; }

        public bool AtEnd => _at == text.Length;

        public (Dimension, double)? Product()
        {
            if (++_depth > DeepestNesting) return Fail($"'{text[..Math.Min(20, text.Length)]}...' nests too deep for a unit");
            if (Factor() is not (Dimension dimension, double factor)) return null;
            while (_at < text.Length && text[_at] is '*' or '/')
            {
                bool divides = text[_at++] == '/';
                if (Factor() is not (Dimension d, double f)) return null;
                dimension = divides ? dimension / d : dimension * d;
                factor = divides ? factor / f : factor * f;
            }

            _depth--;
            return (dimension, factor);
        }

        private (Dimension, double)? Factor()
        {
            while (_at < text.Length && text[_at] == ' ') _at++;
            if (AtEnd) return Fail("a unit ends too early");
            if (text[_at] == '(')
            {
                _at++;
                if (Product() is not (Dimension, double) inner) return null;
                if (AtEnd || text[_at] != ')') return Fail("a parenthesis is not closed");
                _at++;
                return Power(inner);
            }

            int start = _at;
            if (char.IsAsciiDigit(text[_at]))
            {
                while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] is '.' or 'e' || (text[_at] is '-' or '+' && text[_at - 1] == 'e'))) _at++;
                return double.TryParse(text[start.._at], NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > 0 && double.IsFinite(number)
                    ? (Dimension.None, number)
                    : Fail($"'{text[start.._at]}' is not a number");
            }

            while (_at < text.Length && (char.IsAsciiLetter(text[_at]) || text[_at] == '%')) _at++;
            string name = text[start.._at];
            if (name.Length > 0 && Names.TryGetValue(name, out (Dimension, double) known)) return Power(known);
            string? nearest = name.Length == 0 ? null : Diagnostics.NearestName.Of(name, Names.Keys);
            return Fail(nearest is null
                ? $"'{(name.Length == 0 ? text[_at..] : name)}' is not a unit"
                : $"'{name}' is not a unit; '{nearest}' is");
        }

        private (Dimension, double)? Power((Dimension Dimension, double Factor) unit)
        {
            if (AtEnd) return unit;
            bool caret = text[_at] == '^';
            if (caret) _at++;
            bool parenthesis = caret && _at < text.Length && text[_at] == '(';
            if (parenthesis) _at++;
            int start = _at;
            if (caret && _at < text.Length && text[_at] == '-') _at++;
            while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
            if (_at == start) return caret ? Fail("a power is missing after '^'") : unit;
            if (!int.TryParse(text[start.._at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int numerator) || Math.Abs(numerator) > 12) return Fail("a power is an integer from -12 to 12");
            int denominator = 1;
            if (parenthesis && _at < text.Length && text[_at] == '/')
            {
                start = ++_at;
                while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
                if (!int.TryParse(text[start.._at], NumberStyles.None, CultureInfo.InvariantCulture, out denominator) || denominator is 0 or > 12) return Fail("a power's denominator is an integer from 1 to 12");
            }

            if (parenthesis && (AtEnd || text[_at++] != ')')) return Fail("a power's parenthesis is not closed");
            var exponent = new Exponent(numerator, denominator);
            return (unit.Dimension.Power(exponent), Math.Pow(unit.Factor, exponent.Value));
        }

        private (Dimension, double)? Fail(string problem)
        {
            Problem ??= problem;
            return null;
        }
    }
}

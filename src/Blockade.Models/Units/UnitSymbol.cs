using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics;

namespace Blockade.Models.Units;

/// <summary>A unit that has a name of its own, and the other names under which it is read.</summary>
/// <param name="Names">The usual symbol first, then its synonyms. Case counts: nM is nanomolar, nm nanometre.</param>
/// <param name="Prefixes">The decimal prefixes that may stand before the first name, such as <c>m u n</c>.</param>
/// <param name="Meaning">What it is, in words, with the definition where one may wonder.</param>
/// <param name="Unit">Dimension and size.</param>
public sealed record UnitSymbol(ImmutableArray<string> Names, ImmutableArray<char> Prefixes, string Meaning, Unit Unit)
{
    private static readonly Dimension Mass = new() { Mass = 1 };
    private static readonly Dimension Amount = new() { Amount = 1 };
    private static readonly Dimension Length = new() { Length = 1 };
    private static readonly Dimension Time = new() { Time = 1 };
    private static readonly Dimension Volume = new() { Length = 3 };

    /// <summary>All of them, in the order of <c>docs/units.md</c>.</summary>
    public static ImmutableArray<UnitSymbol> All { get; } =
    [
        New("g", "kmunp", "gram", Mass, ExactRatio.PowerOfTen(3)),
        New("kgBW", "", "kilogram of body weight; `kg` in a denominator means the same", new() { BodyWeight = 1 }, ExactRatio.One),
        New("mol", "munpf", "mole", Amount, ExactRatio.PowerOfTen(9)),
        New("M", "munpf", "molar, mol/L", Amount / Volume, ExactRatio.PowerOfTen(9)),
        New("Da", "kM", "dalton, taken as g/mol (they differ by less than 1e-9, CODATA 2018)", Mass / Amount, ExactRatio.PowerOfTen(-6)),
        New("m", "cdmun", "metre", Length, ExactRatio.Of(10)),
        New("L l litre litres liter liters", "dmunp", "litre, dm^3", Volume, ExactRatio.One),
        New("h hr hour hours", "", "hour", Time, ExactRatio.One),
        New("s sec second seconds", "m", "second", Time, ExactRatio.Of(1, 3600)),
        New("min minute minutes", "", "minute", Time, ExactRatio.Of(1, 60)),
        New("d day days", "", "day, 24 h", Time, ExactRatio.Of(24)),
        New("week weeks wk", "", "week, 7 d", Time, ExactRatio.Of(168)),
        New("month months mo", "", "month, 365.25/12 d = 30.4375 d: the mean of the Julian calendar, by definition here", Time, ExactRatio.Of(1461, 2)),
        New("year years yr", "", "year, 365.25 d (the Julian year)", Time, ExactRatio.Of(8766)),
        New("molecules molecule receptors receptor", "", "one molecule", new() { Molecules = 1 }, ExactRatio.One),
        New("cells cell", "", "one cell", new() { Cells = 1 }, ExactRatio.One),
        New("IU", "kmu", "international unit of biological activity", new() { Activity = 1 }, ExactRatio.One),
        New("%", "", "hundredth", Dimension.None, ExactRatio.Of(1, 100)),
    ];

    /// <summary>Every spelling that is read, prefixes included, with its unit.</summary>
    internal static FrozenDictionary<string, Unit> Spellings { get; } = All.SelectMany(s => s.AllSpellings()).ToFrozenDictionary(StringComparer.Ordinal);

    private IEnumerable<KeyValuePair<string, Unit>> AllSpellings()
    {
        foreach (string name in Names) yield return new(name, Unit.As(name));
        foreach (char prefix in Prefixes)
        {
            // a litre is written both ways
            foreach (string name in Names.TakeWhile(n => n.Length <= Names[0].Length))
            {
                yield return new($"{prefix}{name}", Unit.Times(Size(prefix), $"{prefix}{name}", prefix == 'k' && name == "g" ? "1e3*g" : null));
            }
        }
    }

    private static UnitSymbol New(string names, string prefixes, string meaning, Dimension dimension, ExactRatio size)
    {
        string[] all = names.Split(' ');
        return new([.. all], [.. prefixes], meaning, new Unit(dimension, size, all[0]));
    }

    private static ExactRatio Size(char prefix) => ExactRatio.PowerOfTen(prefix switch
    {
        'M' => 6,
        'k' => 3,
        'd' => -1,
        'c' => -2,
        'm' => -3,
        'u' => -6,
        'n' => -9,
        'p' => -12,
        'f' => -15,
        _ => throw new UnreachableException($"'{prefix}' is not a prefix"),
    });
}

using System.Collections.Immutable;
using System.Globalization;

namespace Blockade.Models.Sedml;

/// <summary>A dimension of a file of numbers.</summary>
/// <param name="Names">What it may be called: identifiers and names.</param>
/// <param name="Index">Its index values in the order of the file, each once.</param>
public sealed record DataDimension(ImmutableArray<string> Names, ImmutableArray<string> Index)
{
    /// <summary>The place of an index value, as the same text or the same number; -1 where there is none.</summary>
    public int PlaceOf(string value)
    {
        int place = Index.IndexOf(value);
        if (place >= 0 || !Parse(value, out double number)) return place;
        for (int k = 0; k < Index.Length; k++)
        {
            if (Parse(Index[k], out double other) && other == number) return k;
        }

        return -1;
    }

    /// <summary>The index values as numbers; null where one is none.</summary>
    public ImmutableArray<double>? Numbers()
    {
        var numbers = ImmutableArray.CreateBuilder<double>(Index.Length);
        foreach (string text in Index)
        {
            if (!Parse(text, out double number)) return null;
            numbers.Add(number);
        }

        return numbers.MoveToImmutable();
    }

    private static bool Parse(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}

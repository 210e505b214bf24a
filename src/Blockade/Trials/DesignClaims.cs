using System.Collections.Immutable;

namespace Blockade.Trials;

/// <summary>What a trial's arms could say of the synergy of two antibodies, whoever runs it.</summary>
public static class DesignClaims
{
    /// <summary>
    /// One sentence: which claim the arms support. Benefit needs an arm with both and one with one of them; highest single agent needs both antibodies' own arms on the
    /// same backbone; additivity needs the backbone alone too.
    /// </summary>
    /// <param name="design">The trial.</param>
    /// <param name="first">One antibody.</param>
    /// <param name="second">The other.</param>
    public static string Of(TrialDesign design, string first, string second)
    {
        ArgumentNullException.ThrowIfNull(design);
        ImmutableArray<string>[] arms = [.. design.Arms.Select(a => a.Regimen.Schedules.Select(s => s.Name).Distinct().Order(StringComparer.Ordinal).ToImmutableArray())];
        ImmutableArray<string>[] pairs = [.. arms.Where(a => a.Contains(first) && a.Contains(second))];
        if (pairs.Length == 0) return $"{design.Name} has no arm with both {first} and {second}: it says nothing of the two together.";
        string[] withoutFirst = [.. arms.Where(a => !a.Contains(first)).Select(Text)], withoutSecond = [.. arms.Where(a => !a.Contains(second)).Select(Text)];
        foreach ((string drug, string other, string[] without) in new[] { (first, second, withoutFirst), (second, first, withoutSecond) })
        {
            if (without.Length == 0)
                return $"{design.Name} has no arm without {drug}, so what {other} does alone is not seen: the trial can show that adding {other} helps, and synergy is not testable in it.";
        }

        foreach (ImmutableArray<string> pair in pairs)
        {
            ImmutableArray<string> backbone = [.. pair.Where(d => d != first && d != second)];
            bool Has(params IEnumerable<string> added) => arms.Any(a => a.SequenceEqual(backbone.Concat(added).Order(StringComparer.Ordinal)));
            if (!Has(first) || !Has(second)) continue;
            string on = backbone.IsEmpty ? "" : $" with {Text(backbone)}";
            return Has()
                ? $"{design.Name} has{on} neither, each and both of {first} and {second}: benefit, more than the better of the two, and more than their sum are testable in it."
                : $"{design.Name} has{on} each and both of {first} and {second} and no arm with neither: it can test more than the better of the two; more than their sum only with an assumption on what {(backbone.IsEmpty ? "no treatment" : Text(backbone) + " alone")} does.";
        }

        return $"{design.Name} has no two arms that differ by one of {first} and {second} from one with both: synergy is not testable in it.";
    }

    private static string Text(ImmutableArray<string> drugs) => string.Join(" and ", drugs);
}

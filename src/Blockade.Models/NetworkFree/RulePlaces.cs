using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.NetworkFree;

/// <summary>Where the reactants of a rule can meet: for each way it is a rule of its own, whose constant the sizes of the compartments convert.</summary>
internal static class RulePlaces
{
    /// <summary>For each way the compartment of each reactant's complex, -1 for any, and the factor of the rate or null.</summary>
    public static IEnumerable<(int[] Places, Expression? Conversion)> Of(CompiledRule rule, RuleModel model, Geography geography)
    {
        int[] asked = [.. rule.Reactants.Select(p => p.Compartment)];
        if (!geography.IsUsed || asked.Length == 1 || (rule.Rule.TotalRate && asked.Length > 0)) return [(asked, null)];
        return asked.Length == 0
            ? [(asked, RateConversion.Of(model, geography, [], PlacesMade(rule, geography)))]
            : Ways(rule, geography, 0, new int[asked.Length]).Select(places => (places, RateConversion.Of(model, geography, places, [])));
    }

    private static IEnumerable<int[]> Ways(CompiledRule rule, Geography geography, int r, int[] places)
    {
        if (r == places.Length)
        {
            if (geography.CanMeet(places)) yield return [.. places];
            yield break;
        }

        for (int c = 0; c < geography.Count; c++)
        {
            if (!MayBeAt(rule.Reactants[r], geography, c)) continue;
            places[r] = c;
            foreach (int[] way in Ways(rule, geography, r + 1, places)) yield return way;
        }
    }

    private static bool MayBeAt(CompiledPattern pattern, Geography geography, int place) =>
        (pattern.Compartment < 0 || pattern.Compartment == place)
        && Array.TrueForAll(pattern.Compartments, c => c < 0 || c == place || (geography.IsSurface(place) && geography.AreAdjacent(place, c)));

    private static int[] PlacesMade(CompiledRule rule, Geography geography) =>
    [
        .. Enumerable.Range(0, rule.Rule.Products.Length)
            .Select(p => geography.OfComplex([.. rule.Edits.Added.Where((_, a) => rule.Edits.ProductOf[a] == p).Select(a => a.Compartment)])).Where(c => c >= 0),
    ];
}

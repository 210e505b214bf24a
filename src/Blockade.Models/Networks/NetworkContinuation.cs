using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>Whether one model's network is a part of another's.</summary>
internal static class NetworkContinuation
{
    /// <summary>
    /// For each rule of the smaller model its number in the larger one; null where the larger one does not have all of its rules, seeds and
    /// molecule types as they are written, or has what makes a reaction depend on more than its rule.
    /// </summary>
    public static int[]? Rules(RuleModel smaller, RuleModel larger)
    {
        foreach (RuleModel model in new[] { smaller, larger })
        {
            if (model.Compartments.Length > 0 || model.EnergyPatterns.Length > 0 || model.Rules.Any(DependsOnMore)) return null;
        }

        string[] types = [.. smaller.MoleculeTypes.Select(Text)];
        if (!types.SequenceEqual(larger.MoleculeTypes.Take(types.Length).Select(Text))) return null;
        Vocabulary small = new(smaller), large = new(larger);
        if (small.Slots.Where((slots, t) => !slots.SequenceEqual(large.Slots[t])).Any()) return null;
        if (smaller.Seeds.Select(s => Seed(smaller, s)).Except(larger.Seeds.Select(s => Seed(larger, s))).Any()) return null;
        var left = larger.Rules.Select((rule, i) => (Text: Text(larger, rule), i)).GroupBy(r => r.Text, r => r.i).ToDictionary(g => g.Key, g => new Queue<int>(g));
        var found = new int[smaller.Rules.Length];
        for (int r = 0; r < found.Length; r++)
        {
            if (!left.TryGetValue(Text(smaller, smaller.Rules[r]), out Queue<int>? same) || !same.TryDequeue(out found[r])) return null;
        }

        return found;
    }

    private static bool DependsOnMore(Rule rule) =>
        rule.Priority != 0 || rule.ReactantFilters.Length > 0 || rule.ProductFilters.Length > 0
        || rule.Rate is not RateLaw.MassAction rate || ReactionRates.HasCalls(rate.Constant);

    private static string Text(MoleculeType type) => $"{type.Name}({string.Join(',', type.Components.Select(c => $"{c.Name}~{string.Join('~', c.States)}"))})";

    private static string Seed(RuleModel model, SeedSpecies seed) => $"{(seed.IsClamped ? "$" : "")}{Written(model, seed.Species.Span.Start, seed.Species.Span.End)}";

    private static string Text(RuleModel model, Rule rule) =>
        $"{rule.IsReverse} {rule.DeleteMolecules} {rule.TotalRate} {Written(model, rule.Span.Start, rule.Span.End)}";

    private static string Written(RuleModel model, int from, int to) => string.Concat(model.Source.Text[from..to].Where(c => !char.IsWhiteSpace(c)));
}

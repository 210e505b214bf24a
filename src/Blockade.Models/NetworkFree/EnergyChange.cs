using Blockade.Models.Networks;

namespace Blockade.Models.NetworkFree;

/// <summary>
/// What an event changes in the occurrences of each energy pattern: one match of each class is copied with what is around it, rewritten there, and
/// counted before and after. Equal classes change the same, so each tuple is worked out once.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="pool">The molecules.</param>
/// <param name="matcher">Finds the match.</param>
/// <param name="maxSearchSteps">Steps to find every match of one energy pattern at one molecule.</param>
internal sealed class EnergyChange(NetworkFreeModel model, AgentPool pool, Matcher matcher, int maxSearchSteps)
{
    private readonly Dictionary<(AgentRule Rule, string Tuple), double[]> _known = [];
    private readonly List<int> _around = [];

    /// <summary>The changes, pattern by pattern.</summary>
    public double[] Of(AgentRule rule, ClassSet[] sets, ReadOnlySpan<int> tuple)
    {
        string key = string.Join(',', tuple.ToArray());
        if (!_known.TryGetValue((rule, key), out double[]? changes)) _known.Add((rule, key), changes = Work(rule, sets, tuple));
        return changes;
    }

    private double[] Work(AgentRule rule, ClassSet[] sets, ReadOnlySpan<int> tuple)
    {
        var scratch = new AgentPool(model.Vocabulary, new int[model.IsCounted.Length], new bool[model.IsCounted.Length]);
        var editor = new RuleEditor(model, scratch, maxSearchSteps);
        for (int r = 0; r < tuple.Length; r++)
        {
            (int agent, int match) = sets[r].First(tuple[r]);
            matcher.Find(sets[r].Plan, agent, match);
            Dictionary<int, int> copies = Copy(scratch, matcher.Molecules.AsSpan(0, sets[r].Plan.Molecules), rule.Law!.Radius);
            for (int m = 0; m < sets[r].Plan.Molecules; m++) editor.Molecules[rule.Edits.MoleculeStart[r] + m] = copies[matcher.Molecules[m]];
            for (int s = 0; s < sets[r].Plan.Sites; s++)
            {
                int owner = pool.OwnerOf(matcher.Sites[s]);
                editor.Sites[rule.Edits.SiteStart[r] + s] = copies[owner] + matcher.Sites[s] - owner;
            }
        }

        var search = new ComplexSearch(scratch, [.. model.EnergyPlans.Select(e => e.Plan)], maxSearchSteps);
        double[] before = Count(scratch, search);
        foreach (int r in rule.HeldReactants)
        {
            scratch.Collect(editor.Molecules[rule.Edits.MoleculeStart[r]], _around);
            AgentCopy.Make(scratch, scratch, _around, model.Vocabulary);
        }

        if (!editor.Rewrite(rule)) return new double[before.Length];   // it never happens, whatever its rate
        editor.RemoveAll(rule);
        foreach (int p in rule.HeldProducts)
        {
            scratch.Collect(editor.Molecules[Array.IndexOf(rule.Edits.ProductOf, p)], _around);
            scratch.RemoveComplex(_around);
        }

        return [.. Count(scratch, search).Zip(before, (a, b) => a - b)];
    }

    // The molecules so near with the bonds between them; a bond that leads out of it is too far away to matter.
    private Dictionary<int, int> Copy(AgentPool scratch, ReadOnlySpan<int> centres, int radius)
    {
        pool.CollectAround(centres, radius, _around);
        return AgentCopy.Make(pool, scratch, _around, model.Vocabulary);
    }

    private double[] Count(AgentPool scratch, ComplexSearch search)
    {
        var counts = new double[model.EnergyPlans.Length];
        for (int agent = scratch.NextAlive(0); agent >= 0; agent = scratch.After(agent))
        {
            for (int e = 0; e < counts.Length; e++) counts[e] += search.At(model.EnergyPlans[e].Plan, agent) / model.EnergyPlans[e].Symmetry;
        }

        return counts;
    }
}

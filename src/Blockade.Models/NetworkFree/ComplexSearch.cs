using Blockade.Models.Rules;

namespace Blockade.Models.NetworkFree;

/// <summary>Counts patterns in a complex, or at one molecule of it, where no count is kept. Holds scratch: one per simulator.</summary>
internal sealed class ComplexSearch(AgentPool pool, IReadOnlyCollection<MatchPlan> plans, int maxSteps)
{
    private readonly List<int> _members = [];
    private readonly Matcher _matcher = new(pool, plans.Select(p => p.Molecules).DefaultIfEmpty().Max(), plans.Select(p => p.Sites).DefaultIfEmpty().Max(), maxSteps);

    /// <summary>Matches with the pattern's first molecule at an agent.</summary>
    public int At(MatchPlan plan, int agent) => pool.TypeOf(agent) == plan.RootType ? _matcher.Count(plan, agent) : 0;

    /// <summary>Matches in the complex of an agent. Cost: its molecules.</summary>
    public int In(MatchPlan plan, int agent)
    {
        int count = 0;
        pool.Collect(agent, _members);
        foreach (int at in _members) count += At(plan, at);
        return count;
    }

    /// <summary>An observable counted at a molecule, or in its complex where the term is one of the whole.</summary>
    public int Count(LocalTerm term, int agent)
    {
        int value = 0;
        for (int p = 0; p < term.Plans.Length; p++) value += term.Value(p, term.Molecule < 0 ? In(term.Plans[p], agent) : At(term.Plans[p], agent));
        return term.Observable is { CountsUnique: true, Kind: ObservableKind.Species } ? Math.Min(1, value) : value;
    }

    /// <summary>Whether the complex of an agent passes conditions: it matches no pattern of an exclusion, and one of an inclusion if there is any.</summary>
    public bool Passes(ReadOnlySpan<(bool IsExclusion, MatchPlan[] Plans)> filters, int agent)
    {
        bool included = true;
        bool anyInclusion = false;
        foreach ((bool isExclusion, MatchPlan[] patterns) in filters)
        {
            bool matches = Array.Exists(patterns, p => In(p, agent) > 0);
            if (isExclusion && matches) return false;
            if (isExclusion) continue;
            included = (anyInclusion && included) || matches;
            anyInclusion = true;
        }

        return included;
    }
}

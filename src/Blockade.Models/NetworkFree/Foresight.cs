using Blockade.Numerics.Random;

namespace Blockade.Models.NetworkFree;

/// <summary>
/// Asks for the memory of the next event while this one is carried out. Where molecules are many, an event mostly waits for records that lie
/// anywhere; the draws of the next one are known as soon as this one has drawn, and what they will pick is nearly so. A guess that is wrong costs nothing
/// but the guess: nothing is drawn here, and no result depends on it.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="pool">The molecules.</param>
/// <param name="counts">The matches.</param>
/// <param name="propensities">The rules' rates.</param>
internal sealed class Foresight(NetworkFreeModel model, AgentPool pool, MatchCounts counts, PropensityTree propensities)
{
    private const int LargePool = 1 << 17;      // cells: what a processor's own caches hold anyway
    private const int MostChanges = 1 << 16;

    // by rule and set: by how much the number of molecules that match changed with the rule's last event; none in models with a great many
    private readonly int[] _changes = new int[(long)model.Rules.Length * model.Plans.Length <= MostChanges ? model.Rules.Length * model.Plans.Length : 0];
    private readonly List<int> _foreseen = [];   // cells of bonds
    private readonly int[] _count = new int[model.Plans.Length];

    /// <summary>Whether waiting is what events do.</summary>
    public bool Pays => pool.Used > LargePool;

    /// <summary>An event of a rule has been drawn: looks where the next one will be.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="random">A copy of the run's random numbers, after all draws of this event.</param>
    public void Look(int rule, RandomSequence random)
    {
        _foreseen.Clear();
        random.NextUInt64();   // for its time
        int next = propensities.Draw(ref random);
        if (model.Rules[next] is not { VariesInTime: false, IsTotal: false } coming || counts.Tuples[next] is not null) return;
        foreach (int set in coming.Sets)
        {
            if (counts.Profiles[set] is not null) return;
            int agent = counts.Sets[set].Foresee(_changes.Length == 0 ? 0 : _changes[(rule * _count.Length) + set], ref random);
            if (agent < 0) return;
            pool.Prefetch(agent);
            if (counts.Sets[set].Plan.BondOfRoot is >= 0 and int site) _foreseen.Add(agent + site + AgentPool.Bond);
        }
    }

    /// <summary>An event of a rule is done: remembers what it changed, and looks for the partners of what was foreseen, whose records have come by now.</summary>
    public void Learn(int rule)
    {
        foreach (int bond in _foreseen)
        {
            if (pool.Cells[bond] >= 0) pool.Prefetch(pool.Cells[bond]);
        }

        if (_changes.Length == 0) return;
        foreach (int set in counts.Changed)
        {
            int now = counts.Sets[set].Count;
            _changes[(rule * _count.Length) + set] = now - _count[set];
            _count[set] = now;
        }
    }
}

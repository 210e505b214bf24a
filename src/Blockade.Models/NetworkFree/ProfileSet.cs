using Blockade.Numerics.Random;

namespace Blockade.Models.NetworkFree;

/// <summary>
/// Matches of a reactant whose rate differs from match to match. Molecules around which the same is counted have one profile: rates are worked
/// out once for each profile, and an update or a draw costs the logarithm of the number of profiles.
/// </summary>
/// <param name="plan">The reactant.</param>
/// <param name="rate">Its factor of the rate.</param>
/// <param name="pool">The molecules.</param>
/// <param name="slots">What rates rest on.</param>
/// <param name="cell">The first of the two cells of a record that are this set's: the profile plus one, and the place among its molecules.</param>
internal sealed class ProfileSet(MatchPlan plan, LocalRate rate, AgentPool pool, RateSlots slots, int cell)
{
    private readonly Dictionary<(int Node, int Count), int> _next = [];
    private readonly List<(int Parent, int Count)> _nodes = [(-1, 0)];
    private readonly Dictionary<int, int> _profileAt = [];
    private readonly List<Profile> _profiles = [];
    private readonly PropensityTree _sums = new(16);

    public MatchPlan Plan { get; } = plan;

    public LocalRate Rate { get; } = rate;

    /// <summary>The sum of rates over all matches, or of their bounds. NaN where one of them is no rate.</summary>
    public double Total => _sums.Total;

    /// <summary>Matches with their root at a molecule.</summary>
    public int MatchesAt(int agent) => pool.Cells[agent + cell] is > 0 and int profile ? _profiles[profile - 1].Rates.Length : 0;

    /// <summary>The node after one more count; a profile's counts begin at node 0, match after match, term after term.</summary>
    public int Follow(int node, int count)
    {
        if (_next.TryGetValue((node, count), out int next)) return next;
        _next.Add((node, count), _nodes.Count);
        _nodes.Add((node, count));
        return _nodes.Count - 1;
    }

    /// <summary>Files a molecule under the profile at a node; node 0 is no match. True: it had another.</summary>
    public bool Set(int agent, int node)
    {
        int[] cells = pool.Cells;
        int before = cells[agent + cell] - 1;
        int now = node == 0 ? -1 : ProfileAt(node);
        if (before == now) return false;
        if (before >= 0)
        {
            Profile old = _profiles[before];
            int place = cells[agent + cell + 1];
            int last = old.Agents[^1];
            old.Agents[place] = last;
            cells[last + cell + 1] = place;
            old.Agents.RemoveAt(old.Agents.Count - 1);
            Weigh(before);
        }

        cells[agent + cell] = now + 1;
        if (now >= 0)
        {
            cells[agent + cell + 1] = _profiles[now].Agents.Count;
            _profiles[now].Agents.Add(agent);
            Weigh(now);
        }

        return true;
    }

    /// <summary>Works out all rates anew.</summary>
    public void Revalue()
    {
        for (int p = 0; p < _profiles.Count; p++)
        {
            SetRates(_profiles[p]);
            Weigh(p);
        }
    }

    /// <summary>A match with probability in proportion to its rate, or its bound.</summary>
    public (int Agent, int Match) Draw(ref RandomSequence random)
    {
        Profile profile = _profiles[_sums.Draw(ref random)];
        int agent = profile.Agents[random.NextInt32(profile.Agents.Count)];
        if (profile.Rates.Length == 1) return (agent, 0);
        double at = random.NextUniform() * profile.Sum;
        int match = 0;
        while (match < profile.Rates.Length - 1 && at >= profile.Rates[match]) at -= profile.Rates[match++];
        return (agent, match);
    }

    /// <summary>What part of its bound the rate of a drawn match is at the time now.</summary>
    public double PartOfBound(int agent, int match)
    {
        Profile profile = _profiles[pool.Cells[agent + cell] - 1];
        SetTerms(profile, match);
        return Rate.Value.Evaluate(slots.Now) / profile.Rates[match];
    }

    private int ProfileAt(int node)
    {
        if (_profileAt.TryGetValue(node, out int known)) return known;
        var counts = new List<int>();
        for (int at = node; at > 0; at = _nodes[at].Parent) counts.Add(_nodes[at].Count);
        counts.Reverse();
        var profile = new Profile([.. counts], new double[counts.Count / Rate.Terms.Length]);
        SetRates(profile);
        _profileAt.Add(node, _profiles.Count);
        _profiles.Add(profile);
        _sums.Reserve(_profiles.Count);
        return _profiles.Count - 1;
    }

    private void SetRates(Profile profile)
    {
        profile.Sum = 0;
        for (int m = 0; m < profile.Rates.Length; m++)
        {
            SetTerms(profile, m);
            profile.Rates[m] = slots.Most(Rate.Value, Rate.VariesInTime);
            profile.Sum += profile.Rates[m];
        }
    }

    private void SetTerms(Profile profile, int match)
    {
        int terms = Rate.Terms.Length;
        for (int t = 0; t < terms; t++) slots.SetLocal(t, profile.Counts[(match * terms) + t]);
    }

    private void Weigh(int profile) => _sums[profile] = _profiles[profile].Agents.Count == 0 ? 0 : _profiles[profile].Agents.Count * _profiles[profile].Sum;

    private sealed record Profile(int[] Counts, double[] Rates)
    {
        public List<int> Agents { get; } = [];

        public double Sum { get; set; }
    }
}

namespace Blockade.Models.NetworkFree;

/// <summary>Molecules by their profiles: the numbers that tell their matches apart, match after match. Molecules with equal profiles are filed together.</summary>
/// <param name="plan">The reactant.</param>
/// <param name="pool">The molecules.</param>
/// <param name="cell">The first of the two cells of a record that are this set's: the profile plus one, and the place among its molecules.</param>
internal abstract class FiledSet(MatchPlan plan, AgentPool pool, int cell)
{
    private readonly Dictionary<(int Node, int Number), int> _next = [];
    private readonly List<(int Parent, int Number)> _nodes = [(-1, 0)];
    private readonly Dictionary<int, int> _profileAt = [];
    private readonly List<List<int>> _agents = [];   // by profile

    public MatchPlan Plan { get; } = plan;

    protected int Profiles => _agents.Count;

    /// <summary>Matches with their root at a molecule.</summary>
    public int MatchesAt(int agent) => ProfileOf(agent) is >= 0 and int profile ? MatchesIn(profile) : 0;

    /// <summary>The node after one more number; a profile's numbers begin at node 0.</summary>
    public int Follow(int node, int number)
    {
        if (_next.TryGetValue((node, number), out int next)) return next;
        _next.Add((node, number), _nodes.Count);
        _nodes.Add((node, number));
        return _nodes.Count - 1;
    }

    /// <summary>Files a molecule under the profile at a node; node 0 is no match. True: it had another.</summary>
    public bool Set(int agent, int node)
    {
        int[] cells = pool.Cells;
        int before = ProfileOf(agent);
        int now = node == 0 ? -1 : ProfileAt(node);
        if (before == now) return false;
        if (before >= 0)
        {
            List<int> old = _agents[before];
            int place = cells[agent + cell + 1];
            int last = old[^1];
            old[place] = last;
            cells[last + cell + 1] = place;
            old.RemoveAt(old.Count - 1);
            Change(before, -1);
        }

        cells[agent + cell] = now + 1;
        if (now >= 0)
        {
            cells[agent + cell + 1] = _agents[now].Count;
            _agents[now].Add(agent);
            Change(now, 1);
        }

        return true;
    }

    /// <summary>A profile came up for the first time; its number is the next one.</summary>
    protected abstract void Make(int[] numbers);

    /// <summary>A profile has so many molecules more.</summary>
    protected abstract void Change(int profile, int by);

    protected abstract int MatchesIn(int profile);

    protected int ProfileOf(int agent) => pool.Cells[agent + cell] - 1;

    protected List<int> AgentsOf(int profile) => _agents[profile];

    private int ProfileAt(int node)
    {
        if (_profileAt.TryGetValue(node, out int known)) return known;
        var numbers = new List<int>();
        for (int at = node; at > 0; at = _nodes[at].Parent) numbers.Add(_nodes[at].Number);
        numbers.Reverse();
        _profileAt.Add(node, _agents.Count);
        Make([.. numbers]);
        _agents.Add([]);
        return _agents.Count - 1;
    }
}

using Blockade.Models.Networks;

namespace Blockade.Models.NetworkFree;

/// <summary>
/// Molecules one by one, in flat arrays, and the complex each belongs to. Memory is linear in molecules; a molecule that goes leaves its
/// place to the next of its type.
/// </summary>
/// <remarks>
/// A complex is a label on its molecules and a ring of links through them. A bond between two complexes relabels the smaller one. A bond
/// that opens is searched from both ends in turn until one side is exhausted (the complex falls apart, and that side gets a new label) or
/// the searches meet (a ring held it together). So both cost what the smaller side costs, however large the complex, and the question
/// "in one complex?" costs one comparison. Trees that answer in logarithmic time (Holm, de Lichtenberg and Thorup 2001,
/// doi:10.1145/502090.502095) would help only where long chains break in the middle, and cost every other event more.
/// </remarks>
internal sealed class AgentPool
{
    private readonly int[] _sitesOfType;
    private readonly Stack<int>[] _free;         // by type
    private readonly Stack<int> _freeLabels = new();
    private int[] _next = new int[64];           // a ring through each complex
    private int[] _previous = new int[64];
    private int[] _mark = new int[64];
    private int[] _size = new int[64];           // by label
    private int _agents;
    private int _sites;
    private int _labels;
    private int _generation;
    private int[] _left = new int[16];
    private int[] _right = new int[16];

    public AgentPool(Vocabulary vocabulary)
    {
        _sitesOfType = [.. vocabulary.Types.Select(t => t.Components.Length)];
        _free = [.. vocabulary.Types.Select(_ => new Stack<int>())];
        CountOfType = new int[_sitesOfType.Length];
    }

    /// <summary>By agent: type, first site, number among its type, label of its complex (-1 for a place that is empty).</summary>
    public int[] Type { get; private set; } = new int[64];

    public int[] FirstSite { get; private set; } = new int[64];

    public int[] NumberInType { get; private set; } = new int[64];

    public int[] Label { get; private set; } = new int[64];

    /// <summary>By site: state or -1, partner's site or -1, agent.</summary>
    public int[] State { get; private set; } = new int[256];

    public int[] Bond { get; private set; } = new int[256];

    public int[] Owner { get; private set; } = new int[256];

    /// <summary>Places given out, alive or not: agents are 0 .. Places - 1.</summary>
    public int Places => _agents;

    public int Alive { get; private set; }

    /// <summary>Places given out by type.</summary>
    public int[] CountOfType { get; }

    public int Complexes => _labels - _freeLabels.Count;

    public int Labels => _labels;

    public int SizeOf(int label) => _size[label];

    /// <summary>The next molecule around the ring of a complex.</summary>
    public int Next(int agent) => _next[agent];

    /// <summary>A molecule on its own, states -1 and sites free.</summary>
    public int Add(int type)
    {
        int sites = _sitesOfType[type];
        if (!_free[type].TryPop(out int agent))
        {
            agent = _agents++;
            if (agent == Type.Length) GrowAgents();
            if (_sites + sites > State.Length) GrowSites(_sites + sites);
            Type[agent] = type;
            FirstSite[agent] = _sites;
            NumberInType[agent] = CountOfType[type]++;
            Owner.AsSpan(_sites, sites).Fill(agent);
            _sites += sites;
        }

        State.AsSpan(FirstSite[agent], sites).Fill(-1);
        Bond.AsSpan(FirstSite[agent], sites).Fill(-1);
        _next[agent] = _previous[agent] = agent;
        Label[agent] = NewLabel(1);
        Alive++;
        return agent;
    }

    /// <summary>Takes away a molecule that stands alone.</summary>
    public void Remove(int agent)
    {
        _freeLabels.Push(Label[agent]);
        Label[agent] = -1;
        _free[Type[agent]].Push(agent);
        Alive--;
    }

    /// <summary>Takes away all molecules of a complex.</summary>
    public void RemoveComplex(List<int> members)
    {
        _freeLabels.Push(Label[members[0]]);
        foreach (int agent in members)
        {
            Label[agent] = -1;
            _free[Type[agent]].Push(agent);
        }

        Alive -= members.Count;
    }

    /// <summary>Makes a bond between two free sites, and one complex of two.</summary>
    public void Join(int siteA, int siteB)
    {
        Bond[siteA] = siteB;
        Bond[siteB] = siteA;
        int a = Owner[siteA];
        int b = Owner[siteB];
        if (Label[a] == Label[b]) return;
        if (_size[Label[a]] < _size[Label[b]]) (a, b) = (b, a);
        int kept = Label[a];
        int lost = Label[b];
        _size[kept] += _size[lost];
        _freeLabels.Push(lost);
        int at = b;
        do
        {
            Label[at] = kept;
            at = _next[at];
        }
        while (at != b);

        int afterA = _next[a];
        int beforeB = _previous[b];
        Link(a, b);
        Link(beforeB, afterA);
    }

    /// <summary>Opens the bond at a site; where that leaves two complexes the smaller side searched out gets a new label.</summary>
    public void Cut(int site)
    {
        int other = Bond[site];
        Bond[site] = Bond[other] = -1;
        int a = Owner[site];
        int b = Owner[other];
        if (a == b) return;
        _generation += 2;
        int leftMark = _generation - 1;
        int rightMark = _generation;
        _mark[a] = leftMark;
        _mark[b] = rightMark;
        _left[0] = a;
        _right[0] = b;
        (int leftDone, int leftEnd, int rightDone, int rightEnd) = (0, 1, 0, 1);
        while (true)
        {
            if (!Expand(ref _left, ref leftDone, ref leftEnd, leftMark, rightMark)) return;
            if (leftDone == leftEnd)
            {
                Split(_left.AsSpan(0, leftEnd));
                return;
            }

            if (!Expand(ref _right, ref rightDone, ref rightEnd, rightMark, leftMark)) return;
            if (rightDone == rightEnd)
            {
                Split(_right.AsSpan(0, rightEnd));
                return;
            }
        }
    }

    // Takes one molecule off a search's queue and adds its neighbours. False: it met the other search.
    private bool Expand(ref int[] queue, ref int done, ref int end, int mine, int theirs)
    {
        int agent = queue[done++];
        int from = FirstSite[agent];
        int to = from + _sitesOfType[Type[agent]];
        for (int s = from; s < to; s++)
        {
            int bond = Bond[s];
            if (bond < 0) continue;
            int neighbour = Owner[bond];
            if (_mark[neighbour] == theirs) return false;
            if (_mark[neighbour] == mine) continue;
            _mark[neighbour] = mine;
            if (end == queue.Length) Array.Resize(ref queue, 2 * end);
            queue[end++] = neighbour;
        }

        return true;
    }

    private void Split(ReadOnlySpan<int> part)
    {
        _size[Label[part[0]]] -= part.Length;
        int label = NewLabel(part.Length);
        foreach (int agent in part)
        {
            Label[agent] = label;
            Link(_previous[agent], _next[agent]);
        }

        for (int i = 0; i < part.Length; i++) Link(part[i], part[i + 1 == part.Length ? 0 : i + 1]);
    }

    private void Link(int before, int after)
    {
        _next[before] = after;
        _previous[after] = before;
    }

    private int NewLabel(int size)
    {
        if (!_freeLabels.TryPop(out int label))
        {
            label = _labels++;
            if (label == _size.Length) Array.Resize(ref _size, 2 * label);
        }

        _size[label] = size;
        return label;
    }

    private void GrowAgents()
    {
        int length = 2 * Type.Length;
        Type = Grown(Type, length);
        FirstSite = Grown(FirstSite, length);
        NumberInType = Grown(NumberInType, length);
        Label = Grown(Label, length);
        Array.Resize(ref _next, length);
        Array.Resize(ref _previous, length);
        Array.Resize(ref _mark, length);
    }

    private void GrowSites(int atLeast)
    {
        int length = Math.Max(2 * State.Length, atLeast);
        State = Grown(State, length);
        Bond = Grown(Bond, length);
        Owner = Grown(Owner, length);
    }

    private static int[] Grown(int[] array, int length)
    {
        Array.Resize(ref array, length);
        return array;
    }
}

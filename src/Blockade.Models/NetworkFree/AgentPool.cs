using Blockade.Models.Networks;

namespace Blockade.Models.NetworkFree;

/// <summary>
/// Molecules one by one, each a record in one flat array, and the complex each belongs to. Memory is linear in molecules; a molecule that goes
/// leaves its record to the next of its type. Molecules of a type that is only counted share one record and are a number.
/// </summary>
/// <remarks>
/// <para>
/// A record holds a molecule's label, type, mark and compartment, its sites, and its places in match sets, so that an event reads one or two
/// lines of memory for each molecule that it touches. The molecule's name is where its record begins, and a bond is where the partner's site is.
/// </para>
/// <para>
/// A complex is a label on its molecules. A bond between two complexes relabels the smaller one. A bond that opens is searched from both ends in
/// turn until one side is exhausted (the complex falls apart, and that side gets a new label) or the searches meet (a ring held it together). So
/// both cost what the smaller side costs, however large the complex, and the question "in one complex?" costs one comparison. Trees that answer
/// in logarithmic time (Holm, de Lichtenberg and Thorup 2001, doi:10.1145/502090.502095) would help only where long chains break in the middle,
/// and cost every other event more.
/// </para>
/// </remarks>
internal sealed class AgentPool
{
    // offsets in a record; sites follow, then places in match sets
    public const int Label = 0;
    public const int Type = 1;
    public const int FirstSite = 4;
    private const int Mark = 2;
    private const int Compartment = 3;

    // a site is two cells: its number in the molecule with its state plus one, and the partner's site or -1
    public const int Bond = 1;
    public const int SiteCells = 2;
    public const int NumberShift = 16;
    public const int StateMask = (1 << NumberShift) - 1;

    private readonly Vocabulary _vocabulary;
    private readonly Geography? _geography;
    private readonly int[] _cellsOfType;
    private readonly int[] _counter;             // by type: the record that stands for all, or -1 none yet, -2 not counted
    private readonly bool[] _isHeld;
    private readonly Stack<int>[] _free;         // by type
    private readonly Stack<int> _freeLabels = new();
    private int[] _size = new int[64];           // by label
    private int[] _place = [];                   // by label: compartment of the complex, -2 where it cannot exist
    private int[] _onSurface = [];               // by label: molecules on a surface
    private int _used;
    private int _labels;
    private int _generation;
    private int[] _left = new int[16];
    private int[] _right = new int[16];

    /// <param name="vocabulary">The model's types.</param>
    /// <param name="placesOfType">By type, how many cells match sets need in a record.</param>
    /// <param name="isCounted">By type, whether its molecules are a number.</param>
    public AgentPool(Vocabulary vocabulary, ReadOnlySpan<int> placesOfType, ReadOnlySpan<bool> isCounted)
    {
        _vocabulary = vocabulary;
        _geography = vocabulary.Geography.IsUsed ? vocabulary.Geography : null;
        _cellsOfType = new int[vocabulary.Types.Length];
        _counter = new int[_cellsOfType.Length];
        for (int t = 0; t < _cellsOfType.Length; t++)
        {
            _cellsOfType[t] = EndOfSites(vocabulary, t) + placesOfType[t];
            _counter[t] = isCounted[t] ? -1 : -2;
        }

        _isHeld = new bool[_cellsOfType.Length];
        _free = [.. vocabulary.Types.Select(_ => new Stack<int>())];
        Amount = new long[_cellsOfType.Length];
        if (_geography is not null) (_place, _onSurface) = (new int[64], new int[64]);
    }

    /// <summary>All records.</summary>
    public int[] Cells { get; private set; } = new int[1024];

    /// <summary>Molecules with records of their own.</summary>
    public int Alive { get; private set; }

    /// <summary>By type: molecules that are only counted.</summary>
    public long[] Amount { get; }

    public long Complexes => _labels - _freeLabels.Count - _counter.Count(c => c >= 0) + Amount.Sum();

    public int Labels => _labels;

    /// <summary>So many records fit into an array.</summary>
    public int MostAgents => (Array.MaxLength / _cellsOfType.DefaultIfEmpty(FirstSite).Max()) - 1;

    /// <summary>Molecules whose complex's compartment, or whose own, changed: whatever matches at them has to be counted anew.</summary>
    public List<int> Displaced { get; } = [];

    /// <summary>Where a type's places in match sets begin.</summary>
    public static int EndOfSites(Vocabulary vocabulary, int type) => FirstSite + (SiteCells * vocabulary.SiteClass[type].Length);

    /// <summary>The offset of the last cell in a type's records.</summary>
    public int LastCell(int type) => _cellsOfType[type] - 1;

    public int TypeOf(int agent) => Cells[agent + Type];

    public int LabelOf(int agent) => Cells[agent + Label];

    public int SizeOf(int label) => _size[label];

    public bool IsCounted(int type) => _counter[type] != -2;

    public static int SiteOf(int agent, int number) => agent + FirstSite + (SiteCells * number);

    public int OwnerOf(int site) => site - FirstSite - (SiteCells * NumberOf(site));

    /// <summary>A site's number in its molecule.</summary>
    public int NumberOf(int site) => Cells[site] >> NumberShift;

    public int StateOf(int site) => (Cells[site] & StateMask) - 1;

    public void SetState(int site, int state) => Cells[site] = (Cells[site] & ~StateMask) | (state + 1);

    /// <summary>The partner's site, or -1.</summary>
    public int BondOf(int site) => Cells[site + Bond];

    public int CompartmentOf(int agent) => Cells[agent + Compartment];

    /// <summary>The compartment of a molecule's complex, -1 in a model without.</summary>
    public int PlaceOf(int agent) => _geography is null ? -1 : _place[LabelOf(agent)];

    /// <summary>Molecules of a counted type stay as many as they are.</summary>
    public void Hold(int type) => _isHeld[type] = true;

    /// <summary>The first record at or after a place that is alive, or -1.</summary>
    public int NextAlive(int at)
    {
        while (at < _used && LabelOf(at) < 0) at += _cellsOfType[TypeOf(at)];
        return at < _used ? at : -1;
    }

    /// <summary>The next record that is alive, or -1.</summary>
    public int After(int agent) => NextAlive(agent + _cellsOfType[TypeOf(agent)]);

    /// <summary>A molecule on its own, states -1 and sites free.</summary>
    public int Add(int type, int compartment)
    {
        if (IsCounted(type))
        {
            if (_counter[type] == -1) _counter[type] = NewRecord(type, compartment);
            if (!_isHeld[type]) Amount[type]++;
            return _counter[type];
        }

        Alive++;
        return NewRecord(type, compartment);
    }

    /// <summary>Takes away a molecule that stands alone.</summary>
    public void Remove(int agent)
    {
        int type = TypeOf(agent);
        if (IsCounted(type))
        {
            if (!_isHeld[type]) Amount[type]--;
            return;
        }

        _freeLabels.Push(LabelOf(agent));
        Free(agent);
    }

    /// <summary>Takes away all molecules of a complex.</summary>
    public void RemoveComplex(List<int> members)
    {
        if (IsCounted(TypeOf(members[0])))
        {
            Remove(members[0]);
            return;
        }

        _freeLabels.Push(LabelOf(members[0]));
        foreach (int agent in members) Free(agent);
    }

    /// <summary>The molecules of a complex, from one on.</summary>
    public void Collect(int agent, List<int> members)
    {
        members.Clear();
        members.Add(agent);
        if (_size[LabelOf(agent)] == 1) return;
        int end = Search(agent);
        for (int i = 1; i < end; i++) members.Add(_left[i]);
    }

    /// <summary>The molecules at most so many bonds away from some of a complex, those first.</summary>
    public void CollectAround(ReadOnlySpan<int> centres, int radius, List<int> members)
    {
        int mark = NewMark();
        members.Clear();
        foreach (int agent in centres)
        {
            members.Add(agent);
            Cells[agent + Mark] = mark;
        }

        int done = 0;
        for (int shell = 0; shell < radius && done < members.Count; shell++)
        {
            for (int end = members.Count; done < end; done++)
            {
                int agent = members[done];
                for (int s = _vocabulary.SiteClass[TypeOf(agent)].Length - 1; s >= 0; s--)
                {
                    int bond = BondOf(SiteOf(agent, s));
                    if (bond < 0 || Cells[OwnerOf(bond) + Mark] == mark) continue;
                    Cells[OwnerOf(bond) + Mark] = mark;
                    members.Add(OwnerOf(bond));
                }
            }
        }
    }

    /// <summary>Whether a bond may be between two sites, as far as compartments go.</summary>
    public bool MayJoin(int siteA, int siteB)
    {
        if (_geography is null) return true;
        int a = OwnerOf(siteA), b = OwnerOf(siteB);
        int labelA = LabelOf(a), labelB = LabelOf(b);
        return _geography.MayBond(CompartmentOf(a), CompartmentOf(b))
            && (_onSurface[labelA] == 0 || _onSurface[labelB] == 0 || _place[labelA] == _place[labelB]);
    }

    /// <summary>Makes a bond between two free sites, and one complex of two.</summary>
    public void Join(int siteA, int siteB)
    {
        int a = OwnerOf(siteA);
        int b = OwnerOf(siteB);
        if (LabelOf(a) != LabelOf(b)) Merge(a, b);
        Cells[siteA + Bond] = siteB;
        Cells[siteB + Bond] = siteA;
    }

    /// <summary>Opens the bond at a site; where that leaves two complexes the smaller side searched out gets a new label.</summary>
    public void Cut(int site)
    {
        int[] cells = Cells;
        int other = cells[site + Bond];
        cells[site + Bond] = cells[other + Bond] = -1;
        int a = OwnerOf(site);
        int b = OwnerOf(other);
        if (a == b) return;
        if (_size[cells[a + Label]] == 2)
        {
            // a pair, as most are: nothing to search but another bond between the two
            int to = SiteOf(a, _vocabulary.SiteClass[cells[a + Type]].Length);
            for (int s = a + FirstSite; s < to; s += SiteCells)
            {
                if (cells[s + Bond] >= 0 && OwnerOf(cells[s + Bond]) == b) return;
            }

            _left[0] = a;
            Split(_left.AsSpan(0, 1), b);
            return;
        }

        int leftMark = NewMark();
        int rightMark = NewMark();
        cells[a + Mark] = leftMark;
        cells[b + Mark] = rightMark;
        _left[0] = a;
        _right[0] = b;
        (int leftDone, int leftEnd, int rightDone, int rightEnd) = (0, 1, 0, 1);
        while (true)
        {
            if (!Expand(ref _left, ref leftDone, ref leftEnd, leftMark, rightMark)) return;
            if (leftDone == leftEnd)
            {
                Split(_left.AsSpan(0, leftEnd), b);
                return;
            }

            if (!Expand(ref _right, ref rightDone, ref rightEnd, rightMark, leftMark)) return;
            if (rightDone == rightEnd)
            {
                Split(_right.AsSpan(0, rightEnd), a);
                return;
            }
        }
    }

    /// <summary>Puts a molecule into another compartment; <see cref="Replace"/> is to follow for its complex.</summary>
    public void Move(int agent, int compartment)
    {
        Cells[agent + Compartment] = compartment;
        Displaced.Add(agent);
    }

    /// <summary>Works out anew where a complex is. False: it cannot be there. Cost: its molecules.</summary>
    public bool Replace(int agent)
    {
        Geography geography = _geography!;
        int label = LabelOf(agent);
        int end = Search(agent);
        (int surface, int volume, int onSurface, bool isSound) = (-1, -1, 0, true);
        for (int i = 0; i < end; i++)
        {
            int member = _left[i];
            int c = CompartmentOf(member);
            bool isSurface = geography.IsSurface(c);
            if (isSurface) onSurface++;
            ref int kind = ref isSurface ? ref surface : ref volume;
            isSound &= kind < 0 || kind == c || !isSurface;
            kind = c;
            for (int s = SiteOf(member, _vocabulary.SiteClass[TypeOf(member)].Length - 1); s >= member + FirstSite; s -= SiteCells)
            {
                if (BondOf(s) >= 0) isSound &= geography.MayBond(c, CompartmentOf(OwnerOf(BondOf(s))));
            }
        }

        int place = surface >= 0 ? surface : volume;
        if (place != _place[label]) Displaced.AddRange(_left.AsSpan(0, end));
        (_place[label], _onSurface[label]) = (place, onSurface);
        return isSound;
    }

    private int NewRecord(int type, int compartment)
    {
        int cells = _cellsOfType[type];
        if (!_free[type].TryPop(out int agent))
        {
            agent = _used;
            if (agent > Cells.Length - cells) Grow(agent + cells);
            _used += cells;
        }

        Span<int> record = Cells.AsSpan(agent, cells);
        record.Clear();
        record[Type] = type;
        record[Compartment] = compartment;
        int sites = _vocabulary.SiteClass[type].Length;
        for (int s = 0; s < sites; s++)
        {
            record[SiteOf(0, s)] = s << NumberShift;
            record[SiteOf(0, s) + Bond] = -1;
        }

        int label = record[Label] = NewLabel(1);
        if (_geography is not null)
        {
            _place[label] = compartment;
            _onSurface[label] = compartment >= 0 && _geography.IsSurface(compartment) ? 1 : 0;
        }

        return agent;
    }

    private void Free(int agent)
    {
        Cells[agent + Label] = -1;
        _free[TypeOf(agent)].Push(agent);
        Alive--;
    }

    private void Merge(int a, int b)
    {
        if (_size[LabelOf(a)] < _size[LabelOf(b)]) (a, b) = (b, a);
        int kept = LabelOf(a);
        int lost = LabelOf(b);
        int members = 1;
        if (_size[lost] > 1) members = Search(b);
        else _left[0] = b;
        if (_geography is not null)
        {
            int place = _onSurface[lost] > 0 ? _place[lost] : _place[kept];
            if (_place[lost] != place) Displaced.AddRange(_left.AsSpan(0, members));
            if (_place[kept] != place)
            {
                int[] part = _left[..members];
                int rest = Search(a);
                Displaced.AddRange(_left.AsSpan(0, rest));
                part.CopyTo(_left, 0);
            }

            _place[kept] = place;
            _onSurface[kept] += _onSurface[lost];
        }

        for (int i = 0; i < members; i++) Cells[_left[i] + Label] = kept;
        _size[kept] += _size[lost];
        _freeLabels.Push(lost);
    }

    // Leaves a complex in _left and returns its size.
    private int Search(int agent)
    {
        int mark = NewMark();
        Cells[agent + Mark] = mark;
        _left[0] = agent;
        (int done, int end) = (0, 1);
        while (done < end) Expand(ref _left, ref done, ref end, mark, theirs: -1);
        return end;
    }

    // after two billion of them old marks are wiped
    private int NewMark()
    {
        if (_generation > int.MaxValue - 2)
        {
            for (int at = 0; at < _used; at += _cellsOfType[TypeOf(at)]) Cells[at + Mark] = 0;
            _generation = 0;
        }

        return ++_generation;
    }

    // Takes one molecule off a search's queue and adds its neighbours. False: it met the other search.
    private bool Expand(ref int[] queue, ref int done, ref int end, int mine, int theirs)
    {
        int[] cells = Cells;
        int agent = queue[done++];
        int to = SiteOf(agent, _vocabulary.SiteClass[cells[agent + Type]].Length);
        for (int s = agent + FirstSite; s < to; s += SiteCells)
        {
            int bond = cells[s + Bond];
            if (bond < 0) continue;
            int neighbour = OwnerOf(bond);
            int mark = cells[neighbour + Mark];
            if (mark == mine) continue;
            if (mark == theirs) return false;
            cells[neighbour + Mark] = mine;
            if (end == queue.Length) Array.Resize(ref queue, 2 * end);
            queue[end++] = neighbour;
        }

        return true;
    }

    private void Split(ReadOnlySpan<int> part, int ofRest)
    {
        int old = LabelOf(part[0]);
        _size[old] -= part.Length;
        int label = NewLabel(part.Length);
        foreach (int agent in part) Cells[agent + Label] = label;
        if (_geography is null) return;
        int onSurface = 0;
        foreach (int agent in part) onSurface += _geography.IsSurface(CompartmentOf(agent)) ? 1 : 0;
        int before = _place[old];
        _onSurface[label] = onSurface;
        _onSurface[old] -= onSurface;
        _place[label] = onSurface > 0 ? before : CompartmentOf(part[0]);
        if (_place[label] != before) Displaced.AddRange(part);
        if (_onSurface[old] > 0 || CompartmentOf(ofRest) == before) return;
        _place[old] = CompartmentOf(ofRest);
        int rest = Search(ofRest);
        Displaced.AddRange(_left.AsSpan(0, rest));
    }

    private int NewLabel(int size)
    {
        if (!_freeLabels.TryPop(out int label))
        {
            label = _labels++;
            if (label == _size.Length)
            {
                Array.Resize(ref _size, 2 * label);
                if (_geography is not null)
                {
                    Array.Resize(ref _place, 2 * label);
                    Array.Resize(ref _onSurface, 2 * label);
                }
            }
        }

        _size[label] = size;
        return label;
    }

    private void Grow(int atLeast)
    {
        int[] cells = Cells;
        Array.Resize(ref cells, (int)Math.Min(Array.MaxLength, Math.Max(2L * cells.Length, atLeast)));
        Cells = cells;
    }
}

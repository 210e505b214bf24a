using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Blockade.Models.Networks;

namespace Blockade.Models.NetworkFree;

/// <summary>
/// Molecules one by one, each a record in one flat array, and the complex each belongs to. Memory is linear in molecules; a molecule that goes
/// leaves its record to the next of its type. Molecules of a type that is only counted share one record and are a number.
/// </summary>
/// <remarks>
/// <para>
/// A record holds a molecule's label and type in one cell, its sites, its places in match sets, and its compartment where the model has any, so
/// that an event reads one or two lines of memory for each molecule that it touches. The molecule's name is where its record begins, and a bond is
/// where the partner's site is.
/// </para>
/// <para>
/// A complex is a label on its molecules; a molecule alone has none of its own, so that most of them need nothing but their records. A bond between two complexes relabels the smaller one. A bond that opens is searched from both ends in
/// turn until one side is exhausted (the complex falls apart, and that side gets a new label) or the searches meet (a ring held it together). So
/// both cost what the smaller side costs, however large the complex, and the question "in one complex?" costs one comparison. Trees that answer
/// in logarithmic time (Holm, de Lichtenberg and Thorup 2001, doi:10.1145/502090.502095) would help only where long chains break in the middle,
/// and cost every other event more.
/// </para>
/// </remarks>
internal sealed class AgentPool
{
    // the first cell of a record is its label above its type; sites follow, then places in match sets, then the compartment
    private const int FirstSite = 1;

    // labels that are none
    private const int Dead = -1;
    private const int Alone = -2;
    private const int Left = -3;     // met by a search, until its complex is labelled anew
    private const int Right = -4;

    // a site is two cells: its number in the molecule with its state plus one, and the partner's site or -1
    public const int Bond = 1;
    public const int SiteCells = 2;
    public const int NumberShift = 16;
    public const int StateMask = (1 << NumberShift) - 1;

    private readonly Vocabulary _vocabulary;
    private readonly Geography? _geography;
    private readonly int[] _cellsOfType;
    private readonly int[] _endOfSites;          // by type
    private readonly int _typeBits;
    private readonly int[] _counter;             // by type: the record that stands for all, or -1 none yet, -2 not counted
    private readonly bool[] _isHeld;
    private readonly Stack<int>[] _free;         // by type
    private readonly ComplexTable _complexes;
    private int _joined;                         // complexes fewer than molecules
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
        _endOfSites = new int[_cellsOfType.Length];
        _counter = new int[_cellsOfType.Length];
        _typeBits = BitOperations.Log2((uint)_cellsOfType.Length | 1) + 1;
        TypeMask = (1 << _typeBits) - 1;
        for (int t = 0; t < _cellsOfType.Length; t++)
        {
            _endOfSites[t] = EndOfSites(vocabulary, t);
            _cellsOfType[t] = _endOfSites[t] + placesOfType[t] + (_geography is null ? 0 : 1);
            _counter[t] = isCounted[t] ? -1 : -2;
        }

        _isHeld = new bool[_cellsOfType.Length];
        _free = [.. vocabulary.Types.Select(_ => new Stack<int>())];
        Amount = new long[_cellsOfType.Length];
        _complexes = new ComplexTable(hasPlaces: _geography is not null);
    }

    /// <summary>All records.</summary>
    public int[] Cells { get; private set; } = new int[1024];

    /// <summary>Cells of records, those of molecules that are gone among them.</summary>
    public int Used { get; private set; }

    /// <summary>Molecules with records of their own.</summary>
    public int Alive { get; private set; }

    /// <summary>By type: molecules that are only counted.</summary>
    public long[] Amount { get; }

    public long Complexes => Alive - _joined + Amount.Sum();

    /// <summary>Labels of complexes are less.</summary>
    public int Labels => _complexes.Labels;

    /// <summary>What of a record's first cell is its type.</summary>
    public int TypeMask { get; }

    /// <summary>So many records fit into an array, and have labels.</summary>
    public int MostAgents => Math.Min((Array.MaxLength / _cellsOfType.DefaultIfEmpty(FirstSite).Max()) - 1, (int.MaxValue >> _typeBits) * 2);

    /// <summary>Molecules whose complex's compartment, or whose own, changed: whatever matches at them has to be counted anew.</summary>
    public List<int> Displaced { get; } = [];

    /// <summary>Where a type's places in match sets begin.</summary>
    public static int EndOfSites(Vocabulary vocabulary, int type) => FirstSite + (SiteCells * vocabulary.SiteClass[type].Length);

    /// <summary>The offset of the last cell in a type's records.</summary>
    public int LastCell(int type) => _cellsOfType[type] - 1;

    public int TypeOf(int agent) => Cells[agent] & TypeMask;

    public bool IsAlive(int agent) => Mark(agent) != Dead;

    public bool IsAlone(int agent) => Mark(agent) == Alone;

    /// <summary>Has a record fetched from memory without waiting for it.</summary>
    public unsafe void Prefetch(int agent)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref Cells[agent]));
    }

    /// <summary>Equal for molecules of one complex; less than zero for one that is alone.</summary>
    public int LabelOf(int agent) => Mark(agent) is >= 0 and int label ? label : Alone - agent;

    /// <summary>The number of molecules in the complex of one.</summary>
    public int SizeOf(int agent) => Mark(agent) is >= 0 and int label ? _complexes.Size(label) : 1;

    public bool IsCounted(int type) => _counter[type] != -2;

    public static int SiteOf(int agent, int number) => agent + FirstSite + (SiteCells * number);

    public int OwnerOf(int site) => site - FirstSite - (SiteCells * NumberOf(site));

    /// <summary>A site's number in its molecule.</summary>
    public int NumberOf(int site) => Cells[site] >> NumberShift;

    public int StateOf(int site) => (Cells[site] & StateMask) - 1;

    public void SetState(int site, int state) => Cells[site] = (Cells[site] & ~StateMask) | (state + 1);

    /// <summary>The partner's site, or -1.</summary>
    public int BondOf(int site) => Cells[site + Bond];

    /// <summary>-1 in a model without.</summary>
    public int CompartmentOf(int agent) => _geography is null ? -1 : Cells[agent + LastCell(TypeOf(agent))];

    /// <summary>The compartment of a molecule's complex, -1 in a model without.</summary>
    public int PlaceOf(int agent) => Mark(agent) is >= 0 and int label && _geography is not null ? _complexes.Place(label) : CompartmentOf(agent);

    /// <summary>Molecules of a counted type stay as many as they are.</summary>
    public void Hold(int type) => _isHeld[type] = true;

    /// <summary>The first record at or after a place that is alive, or -1.</summary>
    public int NextAlive(int at)
    {
        while (at < Used && !IsAlive(at)) at += _cellsOfType[TypeOf(at)];
        return at < Used ? at : -1;
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

        if (Mark(members[0]) is >= 0 and int label) _complexes.Free(label);
        _joined -= members.Count - 1;
        foreach (int agent in members) Free(agent);
    }

    /// <summary>The molecules of a complex, from one on.</summary>
    public void Collect(int agent, List<int> members)
    {
        members.Clear();
        members.Add(agent);
        if (IsAlone(agent)) return;
        int end = Search(agent, Mark(agent));
        for (int i = 1; i < end; i++) members.Add(_left[i]);
    }

    /// <summary>The molecules at most so many bonds away from some of a complex, those first.</summary>
    public void CollectAround(ReadOnlySpan<int> centres, int radius, List<int> members)
    {
        int label = Mark(centres[0]);
        members.Clear();
        foreach (int agent in centres)
        {
            members.Add(agent);
            Set(agent, Left);
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
                    if (bond < 0 || Mark(OwnerOf(bond)) == Left) continue;
                    Set(OwnerOf(bond), Left);
                    members.Add(OwnerOf(bond));
                }
            }
        }

        foreach (int agent in members) Set(agent, label);
    }

    /// <summary>Whether a bond may be between two sites, as far as compartments go.</summary>
    public bool MayJoin(int siteA, int siteB)
    {
        if (_geography is null) return true;
        int a = OwnerOf(siteA), b = OwnerOf(siteB);
        return _geography.MayBond(CompartmentOf(a), CompartmentOf(b))
            && (OnSurface(a) == 0 || OnSurface(b) == 0 || PlaceOf(a) == PlaceOf(b));
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
        int label = Mark(a);
        if (_complexes.Size(label) == 2)
        {
            // a pair, as most are: nothing to search but another bond between the two
            int to = a + _endOfSites[TypeOf(a)];
            for (int s = a + FirstSite; s < to; s += SiteCells)
            {
                if (cells[s + Bond] >= 0 && OwnerOf(cells[s + Bond]) == b) return;
            }

            _left[0] = a;
            Split(label, _left.AsSpan(0, 1), b);
            return;
        }

        Set(a, Left);
        Set(b, Right);
        _left[0] = a;
        _right[0] = b;
        (int leftDone, int leftEnd, int rightDone, int rightEnd) = (0, 1, 0, 1);
        bool haveMet;
        while (true)
        {
            haveMet = !Expand(ref _left, ref leftDone, ref leftEnd, Left, Right);
            if (haveMet || leftDone == leftEnd) break;
            haveMet = !Expand(ref _right, ref rightDone, ref rightEnd, Right, Left);
            if (haveMet || rightDone == rightEnd) break;
        }

        foreach (int agent in _left.AsSpan(0, leftEnd)) Set(agent, label);
        foreach (int agent in _right.AsSpan(0, rightEnd)) Set(agent, label);
        if (haveMet) return;
        if (leftDone == leftEnd) Split(label, _left.AsSpan(0, leftEnd), b);
        else Split(label, _right.AsSpan(0, rightEnd), a);
    }

    /// <summary>Puts a molecule into another compartment; <see cref="Replace"/> is to follow for its complex.</summary>
    public void Move(int agent, int compartment)
    {
        Cells[agent + LastCell(TypeOf(agent))] = compartment;
        Displaced.Add(agent);
    }

    /// <summary>Works out anew where a complex is. False: it cannot be there. Cost: its molecules.</summary>
    public bool Replace(int agent)
    {
        Geography geography = _geography!;
        int label = Mark(agent);
        int end = Search(agent, label);
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
            for (int s = member + _endOfSites[TypeOf(member)] - SiteCells; s >= member + FirstSite; s -= SiteCells)
            {
                if (BondOf(s) >= 0) isSound &= geography.MayBond(c, CompartmentOf(OwnerOf(BondOf(s))));
            }
        }

        if (label == Alone) return isSound;   // it is where its only molecule is
        int place = surface >= 0 ? surface : volume;
        if (place != _complexes.Place(label)) Displaced.AddRange(_left.AsSpan(0, end));
        (_complexes.Place(label), _complexes.OnSurface(label)) = (place, onSurface);
        return isSound;
    }

    private int NewRecord(int type, int compartment)
    {
        int cells = _cellsOfType[type];
        if (!_free[type].TryPop(out int agent))
        {
            agent = Used;
            if (agent > Cells.Length - cells) Grow(agent + cells);
            Used += cells;
        }

        Span<int> record = Cells.AsSpan(agent, cells);
        record.Clear();
        record[0] = (Alone << _typeBits) | type;
        int sites = _vocabulary.SiteClass[type].Length;
        for (int s = 0; s < sites; s++)
        {
            record[SiteOf(0, s)] = s << NumberShift;
            record[SiteOf(0, s) + Bond] = -1;
        }

        if (_geography is not null) record[^1] = compartment;
        return agent;
    }

    private void Free(int agent)
    {
        Set(agent, Dead);
        _free[TypeOf(agent)].Push(agent);
        Alive--;
    }

    private void Merge(int a, int b)
    {
        if (SizeOf(a) < SizeOf(b)) (a, b) = (b, a);
        if (IsAlone(a))
        {
            int label = _complexes.New(1);
            if (_geography is not null) (_complexes.Place(label), _complexes.OnSurface(label)) = (CompartmentOf(a), OnSurface(a));
            Set(a, label);
        }

        int kept = Mark(a);
        int lost = Mark(b);
        int members = 1;
        (int placeOfLost, int onSurface) = _geography is null ? (-1, 0) : (PlaceOf(b), OnSurface(b));
        _left[0] = b;
        if (lost < 0) Set(b, kept);
        else members = Search(b, kept);
        if (_geography is not null)
        {
            int place = onSurface > 0 ? placeOfLost : _complexes.Place(kept);
            if (placeOfLost != place) Displaced.AddRange(_left.AsSpan(0, members));
            if (_complexes.Place(kept) != place)
            {
                int rest = Search(a, kept);
                Displaced.AddRange(_left.AsSpan(0, rest));
            }

            _complexes.Place(kept) = place;
            _complexes.OnSurface(kept) += onSurface;
        }

        _complexes.Size(kept) += members;
        _joined++;
        if (lost >= 0) _complexes.Free(lost);
    }

    private int Mark(int agent) => Cells[agent] >> _typeBits;

    private void Set(int agent, int label)
    {
        ref int cell = ref Cells[agent];
        cell = (label << _typeBits) | (cell & TypeMask);
    }

    // molecules of a complex on a surface
    private int OnSurface(int agent)
    {
        if (Mark(agent) is >= 0 and int label) return _complexes.OnSurface(label);
        int compartment = CompartmentOf(agent);
        return compartment >= 0 && _geography!.IsSurface(compartment) ? 1 : 0;
    }

    // Leaves a complex in _left, gives its molecules a label and returns how many there are.
    private int Search(int agent, int label)
    {
        Set(agent, Left);
        _left[0] = agent;
        (int done, int end) = (0, 1);
        while (done < end) Expand(ref _left, ref done, ref end, Left, theirs: Right);
        foreach (int member in _left.AsSpan(0, end)) Set(member, label);
        return end;
    }

    // Takes one molecule off a search's queue and adds its neighbours. False: it met the other search.
    private bool Expand(ref int[] queue, ref int done, ref int end, int mine, int theirs)
    {
        int[] cells = Cells;
        int agent = queue[done++];
        int to = agent + _endOfSites[TypeOf(agent)];
        for (int s = agent + FirstSite; s < to; s += SiteCells)
        {
            int bond = cells[s + Bond];
            if (bond < 0) continue;
            int neighbour = OwnerOf(bond);
            int mark = Mark(neighbour);
            if (mark == mine) continue;
            if (mark == theirs) return false;
            Set(neighbour, mine);
            if (end == queue.Length) Array.Resize(ref queue, 2 * end);
            queue[end++] = neighbour;
        }

        return true;
    }

    private void Split(int old, ReadOnlySpan<int> part, int ofRest)
    {
        _joined--;
        _complexes.Size(old) -= part.Length;
        int label = part.Length == 1 ? Alone : _complexes.New(part.Length);
        foreach (int agent in part) Set(agent, label);
        if (_geography is not null) Separate(old, label, part, ofRest);
        if (_complexes.Size(old) > 1) return;
        Set(ofRest, Alone);
        _complexes.Free(old);
    }

    private void Separate(int old, int label, ReadOnlySpan<int> part, int ofRest)
    {
        int onSurface = 0;
        foreach (int agent in part) onSurface += _geography!.IsSurface(CompartmentOf(agent)) ? 1 : 0;
        int before = _complexes.Place(old);
        _complexes.OnSurface(old) -= onSurface;
        int place = onSurface > 0 ? before : CompartmentOf(part[0]);
        if (label >= 0) (_complexes.Place(label), _complexes.OnSurface(label)) = (place, onSurface);
        if (place != before) Displaced.AddRange(part);
        if (_complexes.OnSurface(old) > 0 || CompartmentOf(ofRest) == before) return;
        _complexes.Place(old) = CompartmentOf(ofRest);
        int rest = Search(ofRest, old);
        Displaced.AddRange(_left.AsSpan(0, rest));
    }

    private void Grow(int atLeast)
    {
        int[] cells = Cells;
        Array.Resize(ref cells, (int)Math.Min(Array.MaxLength, Math.Max(2L * cells.Length, atLeast)));
        Cells = cells;
    }
}

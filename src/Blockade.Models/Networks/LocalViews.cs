using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>
/// What single molecules can look like: for each type every combination of states and bonds of its sites that the rules could lead to, if
/// each molecule of a rule only had to match by itself. Every molecule of every species that can form looks like one of these; the
/// converse need not hold.
/// </summary>
/// <remarks>
/// Danos, Feret, Fontana and Krivine (2008), Abstract interpretation of cellular signalling networks, LNCS 4905:83-97,
/// doi:10.1007/978-3-540-78163-9_11: their local views, without their relations between neighbours.
/// </remarks>
internal sealed class LocalViews
{
    private const int Most = 20_000;

    private readonly Vocabulary _vocabulary;
    private readonly CompiledRule[] _rules;
    private readonly int[] _firstPort;
    private readonly int _portCount;
    private readonly List<int[]>[] _views;
    private readonly HashSet<string>[] _known;
    private readonly List<(int View, int[] Sites)>[][] _matches;   // per rule and molecule
    private readonly int[][] _matched;                             // views looked at so far
    private readonly int[][] _applied;                             // matches rewritten so far
    private readonly HashSet<(int, int)> _bondsOfSeeds = [];
    private readonly List<int>[] _rulesOf;                         // by the types of their reactants
    private SortedSet<int> _ready = [];                            // rules that a new view may make fire, in this round
    private SortedSet<int> _readyNext = [];                        // and in the next
    private int _firing = -1;
    private int _count;

    public LocalViews(Vocabulary vocabulary, CompiledRule[] rules)
    {
        _vocabulary = vocabulary;
        _rules = rules;
        int types = vocabulary.Types.Length;
        _firstPort = new int[types];
        for (int t = 0; t < types; t++)
        {
            _firstPort[t] = _portCount;
            _portCount += vocabulary.SiteClass[t].Length;
        }

        _views = [.. Enumerable.Range(0, types).Select(_ => new List<int[]>())];
        _known = [.. Enumerable.Range(0, types).Select(_ => new HashSet<string>())];
        _matches = [.. rules.Select(r => Enumerable.Range(0, r.Edits.MoleculeCount).Select(_ => new List<(int, int[])>()).ToArray())];
        _rulesOf = [.. Enumerable.Range(0, types).Select(_ => new List<int>())];
        for (int r = 0; r < rules.Length; r++)
        {
            foreach (int type in rules[r].Reactants.SelectMany(p => p.Types).Distinct()) _rulesOf[type].Add(r);
        }

        _matched = [.. rules.Select(r => new int[r.Edits.MoleculeCount])];
        _applied = [.. rules.Select(r => new int[r.Edits.MoleculeCount])];
    }

    /// <summary>There were more views than are worth looking at; what was found is not all.</summary>
    public bool IsIncomplete => _count > Most;

    /// <summary>The views of a type: for each site its state plus 1, times <see cref="Radix"/>, plus its partner's port plus 1 or 0.</summary>
    public IReadOnlyList<int[]> Of(int type) => _views[type];

    /// <summary>What separates state and partner in a view.</summary>
    public int Radix => _portCount + 1;

    /// <summary>The number of a site class: two bonds are of one kind when their ports are.</summary>
    public int Port(int type, int siteClass) => _firstPort[type] + siteClass;

    /// <summary>The type and site class of a port.</summary>
    public (int Type, int Class) OfPort(int port)
    {
        int type = Array.BinarySearch(_firstPort, port);
        if (type < 0) type = ~type - 1;
        while (type + 1 < _firstPort.Length && _firstPort[type + 1] == port) type++;   // types without sites have no ports
        return (type, port - _firstPort[type]);
    }

    /// <summary>A port as the user calls it.</summary>
    public string NameOf(int port)
    {
        (int type, int site) = OfPort(port);
        return $"{_vocabulary.Types[type].Name}.{_vocabulary.ComponentOf(type, site).Name}";
    }

    /// <summary>The bonds that seeds have and that rules make, whether or not they can fire.</summary>
    public IEnumerable<(int A, int B)> PossibleBonds() =>
        _bondsOfSeeds.Concat(_rules.SelectMany(r => r.Edits.Joins.Select(j => (PortOfRule(r, j.A), PortOfRule(r, j.B))))).Distinct();

    /// <summary>Whether a rule's reactants can be there.</summary>
    public bool CanFire(int rule) => _matches[rule].All(m => m.Count > 0);

    /// <summary>Adds the molecules of a seed.</summary>
    public void Add(SpeciesGraph graph)
    {
        for (int m = 0; m < graph.MoleculeCount; m++)
        {
            var view = new int[graph.SiteStart[m + 1] - graph.SiteStart[m]];
            for (int i = 0; i < view.Length; i++)
            {
                int s = graph.SiteStart[m] + i;
                int partner = graph.Bonds[s] < 0 ? 0 : 1 + PortOf(graph, graph.Bonds[s]);
                if (partner > 0) _bondsOfSeeds.Add((PortOf(graph, s), partner - 1));
                view[i] = ((graph.States[s] + 1) * Radix) + partner;
            }

            Add(graph.Types[m], view);
        }
    }

    /// <summary>Applies the rules until nothing new appears.</summary>
    public void Close()
    {
        for (int r = 0; r < _rules.Length; r++) _ready.Add(r);
        while ((_ready.Count > 0 || _readyNext.Count > 0) && !IsIncomplete)
        {
            if (_ready.Count == 0) (_ready, _readyNext) = (_readyNext, _ready);
            _firing = _ready.Min;
            _ready.Remove(_firing);
            Fire(_firing);
        }
    }

    private int PortOf(SpeciesGraph graph, int site)
    {
        int m = graph.Owners[site];
        return Port(graph.Types[m], _vocabulary.SiteClass[graph.Types[m]][site - graph.SiteStart[m]]);
    }

    // twins are sorted, so that their order makes no difference
    private void Add(int type, int[] view)
    {
        int[] classes = _vocabulary.SiteClass[type];
        if (_vocabulary.HasTwins[type])
        {
            for (int c = 0; c < classes.Length; c++)
            {
                if (classes[c] != c) continue;
                int[] places = [.. Enumerable.Range(0, classes.Length).Where(i => classes[i] == c)];
                int[] sorted = [.. places.Select(i => view[i]).Order()];
                for (int i = 0; i < places.Length; i++) view[places[i]] = sorted[i];
            }
        }

        if (!_known[type].Add(string.Join(',', view))) return;
        _views[type].Add(view);
        _count++;
        foreach (int rule in _rulesOf[type]) (rule > _firing ? _ready : _readyNext).Add(rule);
    }

    private void Fire(int r)
    {
        CompiledRule rule = _rules[r];
        RuleEdits edits = rule.Edits;
        for (int p = 0; p < rule.Reactants.Length; p++)
        {
            for (int m = 0; m < rule.Reactants[p].Types.Length; m++)
            {
                int molecule = edits.MoleculeStart[p] + m;
                List<int[]> views = _views[rule.Reactants[p].Types[m]];
                for (; _matched[r][molecule] < views.Count; _matched[r][molecule]++)
                {
                    Match(rule.Reactants[p], m, views[_matched[r][molecule]], _matched[r][molecule], _matches[r][molecule]);
                }
            }
        }

        if (!CanFire(r)) return;
        for (int p = 0; p < rule.Reactants.Length; p++)
        {
            for (int m = 0; m < rule.Reactants[p].Types.Length; m++)
            {
                int molecule = edits.MoleculeStart[p] + m;
                for (; _applied[r][molecule] < _matches[r][molecule].Count; _applied[r][molecule]++) Rewrite(rule, p, m, _matches[r][molecule][_applied[r][molecule]]);
            }
        }

        for (int a = 0; a < edits.Added.Count; a++) AddNew(rule, a);
    }

    private void Match(CompiledPattern pattern, int molecule, int[] view, int number, List<(int, int[])> found)
    {
        int from = pattern.SiteStart[molecule], to = pattern.SiteStart[molecule + 1];
        int[] classes = _vocabulary.SiteClass[pattern.Types[molecule]];
        var sites = new int[to - from];
        var used = new bool[classes.Length];
        Place(from);

        void Place(int p)
        {
            if (p == to)
            {
                found.Add((number, [.. sites]));
                return;
            }

            CompiledPattern.Site wanted = pattern.Sites[p];
            for (int i = wanted.Class; i < classes.Length; i++)
            {
                if (classes[i] != wanted.Class || used[i]) continue;
                int state = (view[i] / Radix) - 1, bond = view[i] % Radix;
                int bonds = wanted.Slots > 0 ? view.AsSpan(i + 1, wanted.Slots).ToArray().Count(v => v % Radix > 0) : bond > 0 ? 1 : 0;
                bool fits = (wanted.State < 0 || wanted.State == state) && wanted.Bond switch
                {
                    BondKind.Free => bonds == 0,
                    BondKind.Any => true,
                    BondKind.Bound => bonds > 0,
                    _ when wanted.Slots > 0 => bonds == wanted.Bonds,
                    _ => bond == 1 + Port(pattern.Types[pattern.Sites[wanted.Partner].Molecule], pattern.Sites[wanted.Partner].Class),
                };
                if (!fits) continue;
                used[i] = true;
                sites[p - from] = i;
                Place(p + 1);
                used[i] = false;
            }
        }
    }

    private void Rewrite(CompiledRule rule, int pattern, int molecule, (int View, int[] Sites) match)
    {
        RuleEdits edits = rule.Edits;
        CompiledPattern reactant = rule.Reactants[pattern];
        int type = reactant.Types[molecule];
        int wide = edits.MoleculeStart[pattern] + molecule;
        int[] before = _views[type][match.View];
        if (edits.RemovedWhole.Contains(pattern)) return;
        if (edits.Removed.Contains(wide))
        {
            FreePartners(type, before);
            return;
        }

        int[] after = [.. before];
        for (int p = reactant.SiteStart[molecule]; p < reactant.SiteStart[molecule + 1]; p++)
        {
            int site = edits.SiteStart[pattern] + p;
            ref int value = ref after[match.Sites[p - reactant.SiteStart[molecule]]];
            int state = value / Radix, bond = value % Radix;
            foreach ((int s, int to) in edits.NewStates)
            {
                if (s == site) state = to + 1;
            }

            bool lost = reactant.Sites[p].Partner is >= 0 and int partner && edits.Removed.Contains(edits.MoleculeStart[pattern] + reactant.Sites[partner].Molecule);
            if (lost || edits.Cuts.Exists(c => c.A == site || c.B == site)) bond = 0;
            value = (state * Radix) + bond;
        }

        for (int p = reactant.SiteStart[molecule]; p < reactant.SiteStart[molecule + 1]; p++)
        {
            Join(rule, edits.SiteStart[pattern] + p, type, after, match.Sites[p - reactant.SiteStart[molecule]]);
        }

        Add(type, after);
    }

    // Writes the ports of a rule-wide site's new partners into a view: at the site, or in its free slots.
    private void Join(CompiledRule rule, int site, int type, int[] view, int at)
    {
        int last = at + _vocabulary.Slots[type][at];
        foreach ((int a, int b) in rule.Edits.Joins)
        {
            if (a != site && b != site) continue;
            int end = last > at ? at + 1 : at;
            while (end < last && view[end] % Radix > 0) end++;
            view[end] += 1 + PortOfRule(rule, a == site ? b : a) - (view[end] % Radix);
        }
    }

    private int PortOfRule(CompiledRule rule, int site)
    {
        RuleEdits edits = rule.Edits;
        if (site >= edits.SiteCount)
        {
            (int type, _, int first, _) = edits.Added[edits.AddedOf(site)];
            return EndPort(type, _vocabulary.SiteClass[type][site - first]);
        }

        int p = 0;
        while (site >= edits.SiteStart[p + 1]) p++;
        CompiledPattern.Site found = rule.Reactants[p].Sites[site - edits.SiteStart[p]];
        return EndPort(rule.Reactants[p].Types[found.Molecule], found.Class);
    }

    // where a bond to a component ends: at its site, or at one of its slots
    private int EndPort(int type, int siteClass) => Port(type, _vocabulary.Slots[type][siteClass] > 0 ? siteClass + 1 : siteClass);

    // Whoever was bound to a molecule that is cut out may be free afterwards.
    private void FreePartners(int type, int[] view)
    {
        int[] classes = _vocabulary.SiteClass[type];
        for (int i = 0; i < view.Length; i++)
        {
            int bond = view[i] % Radix;
            if (bond == 0) continue;
            int here = 1 + Port(type, classes[i]);
            (int other, int otherClass) = OfPort(bond - 1);
            int[] otherClasses = _vocabulary.SiteClass[other];
            for (int v = 0; v < _views[other].Count && !IsIncomplete; v++)
            {
                for (int k = 0; k < otherClasses.Length; k++)
                {
                    if (otherClasses[k] != otherClass || _views[other][v][k] % Radix != here) continue;
                    int[] freed = [.. _views[other][v]];
                    freed[k] -= here;
                    Add(other, freed);
                }
            }
        }
    }

    private void AddNew(CompiledRule rule, int added)
    {
        (int type, _, int first, int sites) = rule.Edits.Added[added];
        var inherited = new List<int>();
        var view = new int[sites];
        for (int i = 0; i < sites; i++) Join(rule, first + i, type, view, i);
        foreach ((int site, int state) in rule.Edits.NewStates)
        {
            if (site >= first && site < first + sites) view[site - first] += (state + 1) * Radix;
        }

        foreach ((int site, _) in rule.Edits.InheritedStates)
        {
            if (site >= first && site < first + sites) inherited.Add(site - first);
        }

        Fill(0);

        void Fill(int k)
        {
            if (k == inherited.Count)
            {
                Add(type, [.. view]);
                return;
            }

            int site = inherited[k];
            int bare = view[site];
            for (int state = 0; state < _vocabulary.ComponentOf(type, site).States.Length && !IsIncomplete; state++)
            {
                view[site] = bare + ((state + 1) * Radix);
                Fill(k + 1);
            }

            view[site] = bare;
        }
    }
}

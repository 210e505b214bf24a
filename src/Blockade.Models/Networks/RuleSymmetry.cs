namespace Blockade.Models.Networks;

/// <summary>
/// How often a rule counts each of its reactions: the number of ways to exchange equal molecules and sites of its reactants so that the
/// rule stays the same, over those that leave what it changes where it is (which matching has merged already), times the number of ways
/// to exchange equal reactants that it only looks at.
/// </summary>
/// <remarks>
/// Exchanges are counted, not listed: their number is the product, point after point, of how many places a point can go while those
/// before it stay (the orbit-stabiliser theorem). A point whose place is given drags along what is bound to it, so that one test costs
/// little more than the pattern's sites.
/// </remarks>
internal sealed class RuleSymmetry
{
    private readonly Vocabulary _vocabulary;
    private readonly CompiledPattern[] _reactants;
    private readonly RuleEdits _edits;
    private readonly (int[] Molecules, int[] Sites)[] _centres;
    private readonly int[] _patternOf;
    private readonly int[] _ownerOf;
    private readonly int[] _typeOf;
    private readonly int[] _firstSite;
    private readonly CompiledPattern.Site[] _sites;
    private readonly int[] _stateAfter;
    private readonly List<long>[] _partnersAfter;   // sites; below -1, the kind of an added site
    private readonly int[] _inheritor;         // the kind of added site that takes over the state, or 0
    private readonly int[] _moveTo;
    private readonly int[] _moleculeMap;
    private readonly int[] _siteMap;
    private readonly bool[] _moleculeTaken;
    private readonly bool[] _siteTaken;
    private readonly List<int> _trail = [];          // what was mapped, in order: a site, or -1 - a molecule
    private readonly List<int> _walk = [];           // all molecules and sites so written, along the bonds
    private readonly BlockMap _patterns;             // molecules of one pattern go to one pattern, and no others do
    private readonly BlockMap _products;
    private readonly bool[] _stays;                  // patterns that are their own image

    private RuleSymmetry(CompiledPattern[] reactants, RuleEdits edits, (int[], int[])[] centres, Vocabulary vocabulary)
    {
        (_reactants, _edits, _centres, _vocabulary) = (reactants, edits, centres, vocabulary);
        int molecules = edits.MoleculeCount, sites = edits.SiteCount;
        (_patternOf, _typeOf, _firstSite, _moveTo) = (new int[molecules], new int[molecules], new int[molecules + 1], new int[molecules]);
        (_ownerOf, _stays, _patterns) = (new int[sites], new bool[reactants.Length], new BlockMap(reactants.Length));
        _products = new BlockMap(2 + edits.ProductOf.DefaultIfEmpty(-1).Max());
        _sites = new CompiledPattern.Site[sites];
        for (int r = 0; r < reactants.Length; r++)
        {
            for (int m = 0; m < reactants[r].Types.Length; m++)
            {
                _patternOf[edits.MoleculeStart[r] + m] = r;
                _typeOf[edits.MoleculeStart[r] + m] = reactants[r].Types[m];
                _firstSite[edits.MoleculeStart[r] + m] = edits.SiteStart[r] + reactants[r].SiteStart[m];
            }

            for (int s = 0; s < reactants[r].Sites.Length; s++)
            {
                CompiledPattern.Site p = reactants[r].Sites[s];
                _ownerOf[edits.SiteStart[r] + s] = edits.MoleculeStart[r] + p.Molecule;
                _sites[edits.SiteStart[r] + s] = p with { Partner = p.Partner < 0 ? -1 : edits.SiteStart[r] + p.Partner, Component = edits.SiteStart[r] + p.Component };
            }
        }

        _firstSite[molecules] = sites;
        _stateAfter = new int[sites];
        Array.Fill(_stateAfter, -2);
        foreach ((int s, int state) in edits.NewStates.Where(n => n.Site < sites)) _stateAfter[s] = state;
        Array.Fill(_moveTo, -1);
        foreach ((int m, int to) in edits.Moves) _moveTo[m] = to;
        _inheritor = new int[sites];
        foreach ((int site, int from) in edits.InheritedStates) _inheritor[from] = 1 + AddedKind(site);
        _partnersAfter = new List<long>[sites];
        for (int s = 0; s < sites; s++) _partnersAfter[s] = _sites[s].Partner < 0 ? [] : [_sites[s].Partner];
        foreach ((int a, int b) in edits.Cuts)
        {
            _partnersAfter[a].Clear();
            _partnersAfter[b].Clear();
        }

        foreach ((int a, int b) in edits.Joins)
        {
            if (a < sites) _partnersAfter[a].Add(b < sites ? b : -2 - AddedKind(b));
            if (b < sites) _partnersAfter[b].Add(a < sites ? a : -2 - AddedKind(a));
        }

        (_moleculeMap, _siteMap, _moleculeTaken, _siteTaken) = (new int[molecules], new int[sites], new bool[molecules], new bool[sites]);
        Array.Fill(_moleculeMap, -1);
        Array.Fill(_siteMap, -1);
        var visited = new bool[molecules];
        for (int m = 0; m < molecules; m++) Walk(m, visited);
    }

    public static double Count(CompiledPattern[] reactants, RuleEdits edits, (int[] Molecules, int[] Sites)[] centres, Vocabulary vocabulary)
    {
        if (edits.MoleculeCount == 0) return 1;
        var symmetry = new RuleSymmetry(reactants, edits, centres, vocabulary);
        double count = 1;
        for (int r = 0; r < reactants.Length; r++)
        {
            if (edits.ChangesWhole(r)) count *= symmetry.PlacesOfPattern(r);
            foreach (int m in centres[r].Molecules) count *= symmetry.PlacesOf(-1 - (edits.MoleculeStart[r] + m));
            foreach (int s in centres[r].Sites) count *= symmetry.PlacesOf(edits.SiteStart[r] + s);
        }

        return count * symmetry.CountEqualContexts();
    }

    /// <summary>How many ways there are to lay a pattern on itself.</summary>
    public static double Automorphisms(CompiledPattern pattern, Vocabulary vocabulary)
    {
        CompiledPattern[] patterns = [pattern];
        var symmetry = new RuleSymmetry(patterns, new RuleEdits(patterns, addedMolecules: 0), [([], [])], vocabulary);
        double count = 1;
        foreach (int point in symmetry._walk) count *= symmetry.PlacesOf(point);
        return count;
    }

    // sites with one name in molecules of one type are one kind
    private int AddedKind(int site)
    {
        (int type, _, int first, _) = _edits.Added[_edits.AddedOf(site)];
        return (type * 1000) + _vocabulary.SiteClass[type][site - first];
    }

    // Equal reactants that the rule only looks at can be exchanged without moving any centre.
    private double CountEqualContexts()
    {
        double count = 1;
        var kinds = new Dictionary<string, int>();
        for (int r = 0; r < _reactants.Length; r++)
        {
            if (_centres[r] is not ({ Length: 0 }, { Length: 0 }) || _edits.ChangesWhole(r)) continue;
            string kind = _reactants[r].Describe();
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            count *= kinds[kind];
        }

        return count;
    }

    // In how many places a point can lie while those that were asked for before stay; from now on it stays too.
    private double PlacesOf(int point)
    {
        int count = 1;
        int points = point < 0 ? _moleculeMap.Length : _siteMap.Length;
        for (int i = 0; i < points; i++)
        {
            int target = point < 0 ? -1 - i : i;
            if (target == point) continue;
            int mark = _trail.Count;
            if (Map(point, target) && Complete(0)) count++;
            Undo(mark);
        }

        Map(point, point);
        return count;
    }

    private double PlacesOfPattern(int pattern)
    {
        int count = 1, first = _edits.MoleculeStart[pattern];
        for (int r = 0; r < _reactants.Length; r++)
        {
            bool found = false;
            for (int m = _edits.MoleculeStart[r]; m < _edits.MoleculeStart[r + 1] && !found && r != pattern; m++)
            {
                int mark = _trail.Count;
                found = Map(-1 - first, -1 - m) && Complete(0);
                Undo(mark);
            }

            if (found) count++;
        }

        _stays[pattern] = true;
        return count;
    }

    // Maps what the walk has from k on; false where that cannot be, and then everything is as before.
    private bool Complete(int k)
    {
        while (k < _walk.Count && IsMapped(_walk[k])) k++;
        if (k == _walk.Count) return IsConsistent();
        int point = _walk[k];
        int from = 0, to = _moleculeMap.Length;
        if (point >= 0)
        {
            // a site's molecule comes before it
            int target = _moleculeMap[_ownerOf[point]];
            (from, to) = (_firstSite[target], _firstSite[target + 1]);
        }

        for (int i = from; i < to; i++)
        {
            int mark = _trail.Count;
            if (Map(point, point < 0 ? -1 - i : i) && Complete(k + 1)) return true;
            Undo(mark);
        }

        return false;
    }

    // Maps a point and what its bond drags along; where that cannot be, what was mapped on the way is left to Undo.
    private bool Map(int point, int target)
    {
        if (point < 0) return MapMolecule(-1 - point, -1 - target);
        if (_siteMap[point] >= 0) return _siteMap[point] == target;
        if (_siteTaken[target] || !AreSitesAlike(point, target) || !MapMolecule(_ownerOf[point], _ownerOf[target])) return false;
        _siteTaken[target] = true;
        _siteMap[point] = target;
        _trail.Add(point);
        if (_sites[point].Component != point && !Map(_sites[point].Component, _sites[target].Component)) return false;
        if (_partnersAfter[point] is [var after] && !MayFollow(after, _partnersAfter[target][0])) return false;
        return _sites[point].Partner < 0 || Map(_sites[point].Partner, _sites[target].Partner);
    }

    private bool MapMolecule(int m, int target)
    {
        if (_moleculeMap[m] >= 0) return _moleculeMap[m] == target;
        if (_moleculeTaken[target] || !AreAlike(m, target)) return false;
        if (!_patterns.Add(_patternOf[m], _patternOf[target])) return false;
        if (!_products.Add(_edits.ProductOf[m] + 1, _edits.ProductOf[target] + 1))
        {
            _patterns.Remove(_patternOf[m]);
            return false;
        }

        _moleculeTaken[target] = true;
        _moleculeMap[m] = target;
        _trail.Add(-1 - m);
        return true;
    }

    private bool MayFollow(long after, long image) => after < 0 || image < 0 ? after == image : _siteMap[after] < 0 || _siteMap[after] == image;

    private bool IsMapped(int point) => (point < 0 ? _moleculeMap[-1 - point] : _siteMap[point]) >= 0;

    private void Undo(int mark)
    {
        for (int i = _trail.Count - 1; i >= mark; i--)
        {
            int point = _trail[i];
            if (point < 0)
            {
                _patterns.Remove(_patternOf[-1 - point]);
                _products.Remove(_edits.ProductOf[-1 - point] + 1);
                _moleculeTaken[_moleculeMap[-1 - point]] = false;
                _moleculeMap[-1 - point] = -1;
            }
            else
            {
                _siteTaken[_siteMap[point]] = false;
                _siteMap[point] = -1;
            }
        }

        _trail.RemoveRange(mark, _trail.Count - mark);
    }

    private bool AreAlike(int m, int target)
    {
        int p = _patternOf[m], q = _patternOf[target];
        return _typeOf[target] == _typeOf[m] && (p == q || !_stays[p]) && _edits.ChangesWhole(p) == _edits.ChangesWhole(q) && _moveTo[m] == _moveTo[target]
            && _reactants[p].Compartment == _reactants[q].Compartment
            && _reactants[p].Compartments[m - _edits.MoleculeStart[p]] == _reactants[q].Compartments[target - _edits.MoleculeStart[q]]
            && _firstSite[target + 1] - _firstSite[target] == _firstSite[m + 1] - _firstSite[m]
            && (_edits.ProductOf[target] < 0) == (_edits.ProductOf[m] < 0);
    }

    private bool AreSitesAlike(int s, int t) =>
        _sites[t].Class == _sites[s].Class && _sites[t].State == _sites[s].State && _sites[t].Bond == _sites[s].Bond && _sites[t].Bonds == _sites[s].Bonds
        && _stateAfter[t] == _stateAfter[s] && _inheritor[t] == _inheritor[s] && _partnersAfter[t].Count == _partnersAfter[s].Count;

    private void Walk(int molecule, bool[] visited)
    {
        if (visited[molecule]) return;
        visited[molecule] = true;
        _walk.Add(-1 - molecule);
        for (int s = _firstSite[molecule]; s < _firstSite[molecule + 1]; s++)
        {
            _walk.Add(s);
            if (_sites[s].Partner >= 0) Walk(_ownerOf[_sites[s].Partner], visited);
        }
    }

    private bool IsConsistent()
    {
        for (int s = 0; s < _siteMap.Length; s++)
        {
            if (_sites[s].Partner >= 0 && _siteMap[_sites[s].Partner] != _sites[_siteMap[s]].Partner) return false;
            List<long> after = _partnersAfter[s], image = _partnersAfter[_siteMap[s]];
            if (after.Count != image.Count) return false;
            if (after.Count == 1 && Image(after[0]) != image[0]) return false;
            if (after.Count > 1 && !after.Select(Image).Order().SequenceEqual(image.Order())) return false;
        }

        return true;
    }

    private long Image(long partner) => partner < 0 ? partner : _siteMap[partner];

    // A one-to-one map between numbers, each pair given as often as there are molecules that show it.
    private sealed class BlockMap(int blocks)
    {
        private readonly int[] _image = [.. Enumerable.Repeat(-1, blocks)];
        private readonly int[] _source = [.. Enumerable.Repeat(-1, blocks)];
        private readonly int[] _uses = new int[blocks];

        public bool Add(int block, int image)
        {
            if (_uses[block] == 0 ? _source[image] >= 0 : _image[block] != image) return false;
            _image[block] = image;
            _source[image] = block;
            _uses[block]++;
            return true;
        }

        public void Remove(int block)
        {
            if (--_uses[block] == 0) _source[_image[block]] = -1;
        }
    }
}

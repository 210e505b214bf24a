namespace Blockade.Models.Networks;

/// <summary>
/// How often a rule counts each of its reactions: the number of ways to exchange equal molecules and sites of its reactants so that the
/// rule stays the same, over those that leave what it changes where it is (which matching has merged already), times the number of ways
/// to exchange equal reactants that it only looks at.
/// </summary>
internal sealed class RuleSymmetry
{
    private readonly Vocabulary _vocabulary;
    private readonly CompiledPattern[] _reactants;
    private readonly RuleEdits _edits;
    private readonly (int[] Molecules, int[] Sites)[] _centres;
    private readonly int[] _patternOf;
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
    private int _all;
    private int _still;

    private RuleSymmetry(CompiledPattern[] reactants, RuleEdits edits, (int[], int[])[] centres, Vocabulary vocabulary)
    {
        (_reactants, _edits, _centres, _vocabulary) = (reactants, edits, centres, vocabulary);
        int molecules = edits.MoleculeCount, sites = edits.SiteCount;
        (_patternOf, _typeOf, _firstSite, _moveTo) = (new int[molecules], new int[molecules], new int[molecules + 1], new int[molecules]);
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
    }

    public static int Count(CompiledPattern[] reactants, RuleEdits edits, (int[] Molecules, int[] Sites)[] centres, Vocabulary vocabulary)
    {
        if (edits.MoleculeCount == 0) return 1;
        var symmetry = new RuleSymmetry(reactants, edits, centres, vocabulary);
        symmetry.Place(0);
        return symmetry._all / symmetry._still * symmetry.CountEqualContexts();
    }

    /// <summary>How many ways there are to lay a pattern on itself.</summary>
    public static int Automorphisms(CompiledPattern pattern, Vocabulary vocabulary)
    {
        CompiledPattern[] patterns = [pattern];
        var symmetry = new RuleSymmetry(patterns, new RuleEdits(patterns, addedMolecules: 0), [([], [])], vocabulary);
        symmetry.Place(0);
        return symmetry._all;
    }

    // sites with one name in molecules of one type are one kind
    private int AddedKind(int site)
    {
        (int type, _, int first, _) = _edits.Added[_edits.AddedOf(site)];
        return (type * 1000) + _vocabulary.SiteClass[type][site - first];
    }

    // Equal reactants that the rule only looks at can be exchanged without moving any centre.
    private int CountEqualContexts()
    {
        int count = 1;
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

    private void Place(int m)
    {
        if (m == _moleculeMap.Length)
        {
            if (!IsConsistent()) return;
            _all++;
            if (IsStill()) _still++;
            return;
        }

        for (int target = 0; target < _moleculeMap.Length; target++)
        {
            if (_moleculeTaken[target] || !AreAlike(m, target)) continue;
            bool together = true;
            for (int other = 0; other < m; other++)
            {
                together &= (_patternOf[other] == _patternOf[m]) == (_patternOf[_moleculeMap[other]] == _patternOf[target]);
                together &= (_edits.ProductOf[other] == _edits.ProductOf[m]) == (_edits.ProductOf[_moleculeMap[other]] == _edits.ProductOf[target]);
            }

            if (!together) continue;
            _moleculeTaken[target] = true;
            _moleculeMap[m] = target;
            PlaceSites(m, target, _firstSite[m]);
            _moleculeMap[m] = -1;
            _moleculeTaken[target] = false;
        }
    }

    private bool AreAlike(int m, int target)
    {
        int p = _patternOf[m], q = _patternOf[target];
        return _typeOf[target] == _typeOf[m] && _edits.ChangesWhole(p) == _edits.ChangesWhole(q) && _moveTo[m] == _moveTo[target]
            && _reactants[p].Compartment == _reactants[q].Compartment
            && _reactants[p].Compartments[m - _edits.MoleculeStart[p]] == _reactants[q].Compartments[target - _edits.MoleculeStart[q]]
            && _firstSite[target + 1] - _firstSite[target] == _firstSite[m + 1] - _firstSite[m]
            && (_edits.ProductOf[target] < 0) == (_edits.ProductOf[m] < 0);
    }

    private void PlaceSites(int m, int target, int s)
    {
        if (s == _firstSite[m + 1])
        {
            Place(m + 1);
            return;
        }

        for (int t = _firstSite[target]; t < _firstSite[target + 1]; t++)
        {
            if (_siteTaken[t] || _sites[t].Class != _sites[s].Class || _sites[t].State != _sites[s].State || _sites[t].Bond != _sites[s].Bond || _sites[t].Bonds != _sites[s].Bonds
                || _stateAfter[t] != _stateAfter[s] || _inheritor[t] != _inheritor[s])
            {
                continue;
            }

            _siteTaken[t] = true;
            _siteMap[s] = t;
            PlaceSites(m, target, s + 1);
            _siteMap[s] = -1;
            _siteTaken[t] = false;
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

    private bool IsStill()
    {
        for (int r = 0; r < _reactants.Length; r++)
        {
            if (_edits.ChangesWhole(r) && _patternOf[_moleculeMap[_edits.MoleculeStart[r]]] != r) return false;
            foreach (int m in _centres[r].Molecules)
            {
                if (_moleculeMap[_edits.MoleculeStart[r] + m] != _edits.MoleculeStart[r] + m) return false;
            }

            foreach (int s in _centres[r].Sites)
            {
                if (_siteMap[_edits.SiteStart[r] + s] != _edits.SiteStart[r] + s) return false;
            }
        }

        return true;
    }
}

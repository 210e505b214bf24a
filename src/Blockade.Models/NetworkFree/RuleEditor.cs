using Blockade.Models.Networks;

namespace Blockade.Models.NetworkFree;

/// <summary>Rewrites a match in place, and takes the edits back where the products are not the rule's. Holds the match: one simulator.</summary>
internal sealed class RuleEditor
{
    private readonly Vocabulary _vocabulary;
    private readonly Geography? _geography;
    private readonly AgentPool _pool;
    private readonly ComplexSearch _search;
    private readonly int[] _complexOfProduct;
    private readonly List<(int A, int B)> _cut = [];    // in the order done, to be undone
    private readonly List<int> _joined = [];
    private readonly List<(int Site, int State)> _states = [];   // as they were
    private readonly List<(int Agent, int Compartment)> _moved = [];   // where they were
    private readonly List<int> _members = [];
    private int _added;

    public RuleEditor(NetworkFreeModel model, AgentPool pool, int maxSearchSteps)
    {
        _vocabulary = model.Vocabulary;
        _geography = model.Vocabulary.Geography.IsUsed ? model.Vocabulary.Geography : null;
        _pool = pool;
        _search = new ComplexSearch(pool, [.. model.Rules.SelectMany(r => r.ReactantFilters.Concat(r.ProductFilters)).SelectMany(f => f ?? []).SelectMany(f => f.Plans)], maxSearchSteps);
        Molecules = new int[model.Rules.Select(r => r.Edits.ProductOf.Length).DefaultIfEmpty().Max()];
        Sites = new int[model.Rules.Select(r => r.Edits.SiteCount + r.Edits.Added.Sum(a => a.Sites)).DefaultIfEmpty().Max()];
        _complexOfProduct = new int[model.Rules.Select(r => r.ProductCount).DefaultIfEmpty().Max()];
    }

    /// <summary>The match, by the rule's numbers: the agent of each molecule.</summary>
    public int[] Molecules { get; }

    /// <summary>The site of each site.</summary>
    public int[] Sites { get; }

    /// <summary>Neighbours of molecules that go, each with the number of the site that is left.</summary>
    public List<(int Agent, int Site)> Bereft { get; } = [];

    /// <summary>Whether a reactant's complex fulfils the rule's conditions.</summary>
    public bool Passes(AgentRule rule, int reactant, int agent) => rule.ReactantFilters[reactant] is not { } filters || _search.Passes(filters, agent);

    /// <summary>Edits the agents; molecules that go are cut out and stay. False: the products are not the rule's, and all is as it was.</summary>
    public bool Edit(AgentRule rule)
    {
        if (Rewrite(rule) && (rule.KeepsPieces || HasRightProducts(rule)) && (!rule.FiltersProducts || ProductsPass(rule))) return true;
        TakeBack(rule);
        return false;
    }

    /// <summary>Edits the agents whatever the products are. False: it cannot be done to the end; what was done stays.</summary>
    public bool Rewrite(AgentRule rule)
    {
        _cut.Clear();
        _joined.Clear();
        Bereft.Clear();
        _states.Clear();
        _moved.Clear();
        _added = 0;
        if (_geography is not null && rule.Moves) NoteMoved(rule);
        foreach (int a in rule.Cuts) Cut(Sites[a]);
        foreach (int m in rule.Removed) CutOut(Molecules[m]);
        return (_moved.Count == 0 || Move()) && (rule.Added.Length == 0 || Add(rule)) && Join(rule) && SetStates(rule);
    }

    /// <summary>Takes the molecules away that the rule takes away, without counting anew.</summary>
    public void RemoveAll(AgentRule rule)
    {
        foreach (int m in rule.Removed) _pool.Remove(Molecules[m]);
        foreach (int r in rule.RemovedWhole)
        {
            _pool.Collect(Molecules[rule.Edits.MoleculeStart[r]], _members);
            _pool.RemoveComplex(_members);
        }
    }

    /// <summary>A molecule of each product of the last edits, whatever is made and not kept left out; molecules that are a number once for each.</summary>
    public List<int> Products(AgentRule rule)
    {
        var products = new List<int>();
        for (int m = 0; m < rule.Edits.MoleculeCount + rule.Added.Length; m++)
        {
            int product = rule.Edits.ProductOf[m];
            if (product >= 0 && !Array.Exists(rule.HeldProducts, p => p == product)) Note(Molecules[m]);
        }

        foreach ((int agent, _) in Bereft)
        {
            if (!IsRemoved(rule, agent) && !Array.Exists(rule.HeldProducts, p => _pool.LabelOf(Molecules[Array.IndexOf(rule.Edits.ProductOf, p)]) == _pool.LabelOf(agent))) Note(agent);
        }

        return products;

        void Note(int agent)
        {
            if (_pool.IsCounted(_pool.TypeOf(agent)) || !products.Exists(p => _pool.LabelOf(p) == _pool.LabelOf(agent))) products.Add(agent);
        }
    }

    /// <summary>Takes the last edits back.</summary>
    public void TakeBack(AgentRule rule)
    {
        for (int i = _states.Count - 1; i >= 0; i--) _pool.SetState(_states[i].Site, _states[i].State);
        for (int i = _joined.Count - 1; i >= 0; i--) _pool.Cut(_joined[i]);
        for (int a = 0; a < _added; a++) _pool.Remove(Molecules[rule.Edits.MoleculeCount + a]);
        for (int i = _moved.Count - 1; i >= 0; i--) _pool.Move(_moved[i].Agent, _moved[i].Compartment);
        foreach ((int agent, _) in _moved) _pool.Replace(agent);
        for (int i = _cut.Count - 1; i >= 0; i--) _pool.Join(_cut[i].A, _cut[i].B);
        _pool.Displaced.Clear();
    }

    /// <summary>Whether the rule takes an agent away.</summary>
    public bool IsRemoved(AgentRule rule, int agent)
    {
        foreach (int m in rule.Removed)
        {
            if (Molecules[m] == agent) return true;
        }

        return false;
    }

    private bool Join(AgentRule rule)
    {
        foreach ((int a, int b) in rule.Joins)
        {
            int end = FreeEnd(Sites[a]), other = FreeEnd(Sites[b]);   // a wildcard site that turned out bound is not bound twice
            if (end < 0 || other < 0 || !_pool.MayJoin(end, other)) return false;
            _pool.Join(end, other);
            _joined.Add(end);
        }

        return true;
    }

    private bool SetStates(AgentRule rule)
    {
        foreach ((int site, int from) in rule.InheritedStates) SetState(Sites[site], _pool.StateOf(Sites[from]));
        foreach ((int site, int state, int[]? step) in rule.NewStates)
        {
            int before = _pool.StateOf(Sites[site]);
            int after = step is null ? state : before < 0 ? -1 : step[before];
            if (after < 0) return false;   // a counter at its end
            SetState(Sites[site], after);
        }

        return true;

        void SetState(int site, int state)
        {
            _states.Add((site, _pool.StateOf(site)));
            _pool.SetState(site, state);
        }
    }

    private bool ProductsPass(AgentRule rule)
    {
        for (int p = 0; p < rule.ProductCount; p++)
        {
            if (rule.ProductFilters[p] is null && rule.ProductPlaces[p] < 0) continue;
            int agent = Molecules[Array.IndexOf(rule.Edits.ProductOf, p)];
            if (rule.ProductPlaces[p] >= 0 && _pool.PlaceOf(agent) != rule.ProductPlaces[p]) return false;
            if (rule.ProductFilters[p] is { } filters && !_search.Passes(filters, agent)) return false;
        }

        return true;
    }

    // The site itself or the first free one of its slots; -1 where there is none.
    private int FreeEnd(int site)
    {
        int slots = _vocabulary.HasSlots ? _vocabulary.Slots[_pool.TypeOf(_pool.OwnerOf(site))][_pool.NumberOf(site)] : 0;
        int last = site + (slots * AgentPool.SiteCells);
        if (slots > 0) site += AgentPool.SiteCells;
        while (site <= last && _pool.BondOf(site) >= 0) site += AgentPool.SiteCells;
        return site <= last ? site : -1;
    }

    // A molecule that the rule puts nowhere is where its product is, or else where the reactants are: on their surface, or in their volume.
    private bool Add(AgentRule rule)
    {
        foreach ((int type, int compartment, int firstSite, int sites) in rule.Added)
        {
            int number = rule.Edits.MoleculeCount + _added;
            int at = compartment;
            if (_geography is not null && at < 0)
            {
                at = PlaceAmong(rule, rule.Edits.ProductOf[number]);
                if (at < 0) at = PlaceAmong(rule, product: -1);
                if (at < 0) return false;
            }

            int agent = _pool.Add(type, at);
            Molecules[number] = agent;
            _added++;
            for (int s = 0; s < sites; s++) Sites[firstSite + s] = AgentPool.SiteOf(agent, s);
        }

        return true;
    }

    private int PlaceAmong(AgentRule rule, int product)
    {
        int found = -1;
        for (int m = 0; m < rule.Edits.MoleculeCount + _added; m++)
        {
            if (product >= 0 && rule.Edits.ProductOf[m] != product) continue;
            int place = _pool.PlaceOf(Molecules[m]);
            if (found < 0 || (_geography!.IsSurface(place) && !_geography.IsSurface(found))) found = place;
        }

        return found;
    }

    private void NoteMoved(AgentRule rule)
    {
        foreach ((int molecule, int to) in rule.Edits.Moves)
        {
            if (rule.MovesConnected) NoteConnected(rule, molecule, to);
            _moved.Add((Molecules[molecule], to));
        }

        foreach ((int r, int from, int to, int cytosis) in rule.Edits.SpeciesMoves)
        {
            _pool.Collect(Molecules[rule.Edits.MoleculeStart[r]], _members);
            foreach (int agent in _members) _moved.Add((agent, _geography!.Moved(_pool.CompartmentOf(agent), from, to, cytosis)));
        }
    }

    // What the molecule is bound to through its own compartment, but for molecules that the rule names.
    private void NoteConnected(AgentRule rule, int molecule, int to)
    {
        int r = 0;
        while (molecule >= rule.Edits.MoleculeStart[r + 1]) r++;
        ReadOnlySpan<int> named = Molecules.AsSpan(rule.Edits.MoleculeStart[r], rule.Edits.MoleculeStart[r + 1] - rule.Edits.MoleculeStart[r]);
        int start = Molecules[molecule];
        int from = _pool.CompartmentOf(start);
        _members.Clear();
        _members.Add(start);
        for (int i = 0; i < _members.Count; i++)
        {
            int agent = _members[i];
            if (!named.Contains(agent)) _moved.Add((agent, to));
            for (int s = 0; s < _vocabulary.SiteClass[_pool.TypeOf(agent)].Length; s++)
            {
                int bond = _pool.BondOf(AgentPool.SiteOf(agent, s));
                if (bond < 0) continue;
                int other = _pool.OwnerOf(bond);
                if (_pool.CompartmentOf(other) == from && !_members.Contains(other)) _members.Add(other);
            }
        }
    }

    // Exchanges where molecules are and where they are to be, so that the list is what to undo.
    private bool Move()
    {
        for (int i = 0; i < _moved.Count; i++)
        {
            (int agent, int to) = _moved[i];
            _moved[i] = (agent, _pool.CompartmentOf(agent));
            _pool.Move(agent, to);
        }

        bool isSound = true;
        foreach ((int agent, _) in _moved) isSound &= _pool.Replace(agent);
        return isSound;
    }

    private void Cut(int site)
    {
        _cut.Add((site, _pool.BondOf(site)));
        _pool.Cut(site);
    }

    private void CutOut(int agent)
    {
        for (int n = 0; n < _vocabulary.SiteClass[_pool.TypeOf(agent)].Length; n++)
        {
            int site = AgentPool.SiteOf(agent, n);
            int bond = _pool.BondOf(site);
            if (bond < 0) continue;
            Cut(site);
            int neighbour = _pool.OwnerOf(bond);
            if (neighbour != agent) Bereft.Add((neighbour, _pool.NumberOf(bond)));
        }
    }

    // Each product pattern lies in one complex, no two in the same, and nothing else is left over but where the rule allows fragments.
    private bool HasRightProducts(AgentRule rule)
    {
        Span<int> complexOf = _complexOfProduct.AsSpan(0, rule.ProductCount);
        const int none = int.MaxValue;   // no label
        complexOf.Fill(none);
        for (int m = 0; m < rule.Edits.MoleculeCount + rule.Added.Length; m++)
        {
            int product = rule.Edits.ProductOf[m];
            if (product < 0) continue;
            int label = _pool.IsCounted(_pool.TypeOf(Molecules[m])) ? int.MinValue + product : _pool.LabelOf(Molecules[m]);   // those share a record
            if (complexOf[product] == none) complexOf[product] = label;
            else if (complexOf[product] != label) return false;
        }

        for (int p = 1; p < complexOf.Length; p++)
        {
            if (complexOf[..p].Contains(complexOf[p])) return false;
        }

        if (rule.DeletesMolecules) return true;
        foreach ((int agent, _) in Bereft)
        {
            if (!IsRemoved(rule, agent) && !complexOf.Contains(_pool.LabelOf(agent))) return false;
        }

        return true;
    }
}

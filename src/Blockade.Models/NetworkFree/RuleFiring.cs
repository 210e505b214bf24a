using Blockade.Numerics.Random;

namespace Blockade.Models.NetworkFree;

/// <summary>Carries out one event: draws a match, edits the agents in place, and takes the edits back where the products are not the rule's.</summary>
internal sealed class RuleFiring
{
    private readonly NetworkFreeModel _model;
    private readonly AgentPool _pool;
    private readonly MatchCounts _counts;
    private readonly SeedPlanter _seeds;
    private readonly int[] _molecules;                  // by rule-wide number
    private readonly int[] _sites;
    private readonly int[] _complexOfProduct;
    private readonly int[] _clampChange;
    private readonly List<(int A, int B)> _cut = [];    // in the order done, to be undone
    private readonly List<int> _joined = [];
    private readonly List<(int Agent, int Site)> _bereft = [];   // neighbours of removed molecules
    private readonly List<int> _complexes = [];

    public RuleFiring(NetworkFreeModel model, AgentPool pool, MatchCounts counts, SeedPlanter seeds)
    {
        _model = model;
        _pool = pool;
        _counts = counts;
        _seeds = seeds;
        _molecules = new int[model.Rules.Select(r => r.Edits.ProductOf.Length).DefaultIfEmpty().Max()];
        _sites = new int[model.Rules.Select(r => r.Edits.SiteCount + r.Edits.Added.Sum(a => a.Sites)).DefaultIfEmpty().Max()];
        _complexOfProduct = new int[model.Rules.Select(r => r.ProductCount).DefaultIfEmpty().Max()];
        _clampChange = new int[seeds.ClampCount];
    }

    /// <summary>Fires a rule somewhere. False: the match drawn is not one that the rule means, and nothing changed.</summary>
    public bool Fire(int number, ref RandomSequence random)
    {
        AgentRule rule = _model.Rules[number];
        if (!DrawMatch(rule, ref random)) return false;
        if (_seeds.HasClamps) NoteClampedReactants(rule);
        Add(rule);
        _cut.Clear();
        _joined.Clear();
        _bereft.Clear();
        foreach ((int a, _) in rule.Edits.Cuts) Cut(_sites[a]);
        foreach (int m in rule.Edits.Removed) CutOut(_molecules[m]);
        foreach ((int a, int b) in rule.Edits.Joins)
        {
            if (_pool.Bond[_sites[a]] >= 0 || _pool.Bond[_sites[b]] >= 0)   // a wildcard site that turned out bound is not bound twice
            {
                TakeBack(rule);
                return false;
            }

            _pool.Join(_sites[a], _sites[b]);
            _joined.Add(_sites[a]);
        }

        if (!rule.KeepsPieces && !HasRightProducts(rule))
        {
            TakeBack(rule);
            return false;
        }

        foreach ((int site, int from) in rule.Edits.InheritedStates) _pool.State[_sites[site]] = _pool.State[_sites[from]];
        foreach ((int site, int state) in rule.Edits.NewStates) _pool.State[_sites[site]] = state;
        Remove(rule);
        CountAnew(rule);
        if (_seeds.HasClamps) RestoreClamped(rule);
        return true;
    }

    // Reactants lie in different complexes: that is what the plus sign says.
    private bool DrawMatch(AgentRule rule, ref RandomSequence random)
    {
        int reactants = rule.Sets.Length;
        for (int r = 0; r < reactants; r++)
        {
            MatchSet set = _counts.Sets[rule.Sets[r]];
            (int agent, int weight) = set.Draw(ref random);
            int label = _pool.Label[agent];
            for (int other = 0; other < r; other++)
            {
                if (_pool.Label[_molecules[rule.Edits.MoleculeStart[other]]] == label) return false;
            }

            if (rule.MatchesOnce[r] && !IsTheOne(set, agent, ref random)) return false;
            _counts.Matcher.Find(set.Plan, agent, weight > 1 ? random.NextInt32(weight) : 0);
            int[] molecules = _counts.Matcher.Molecules;
            int[] sites = _counts.Matcher.Sites;
            int start = rule.Edits.MoleculeStart[r];
            for (int m = rule.Edits.MoleculeStart[r + 1] - start - 1; m >= 0; m--) _molecules[start + m] = molecules[m];
            start = rule.Edits.SiteStart[r];
            for (int s = rule.Edits.SiteStart[r + 1] - start - 1; s >= 0; s--) _sites[start + s] = sites[s];
        }

        return true;
    }

    // A complex with n roots was drawn n times too often.
    private bool IsTheOne(MatchSet set, int agent, ref RandomSequence random)
    {
        int roots = 1;
        for (int at = _pool.Next(agent); at != agent; at = _pool.Next(at))
        {
            if (_pool.Type[at] == set.Plan.RootType && set.WeightOf(at) > 0) roots++;
        }

        return roots == 1 || random.NextInt32(roots) == 0;
    }

    private void Add(AgentRule rule)
    {
        int molecule = rule.Edits.MoleculeCount;
        foreach ((int type, _, int firstSite, int sites) in rule.Edits.Added)
        {
            int agent = _pool.Add(type);
            _molecules[molecule++] = agent;
            for (int s = 0; s < sites; s++) _sites[firstSite + s] = _pool.FirstSite[agent] + s;
        }
    }

    private void Cut(int site)
    {
        _cut.Add((site, _pool.Bond[site]));
        _pool.Cut(site);
    }

    private void CutOut(int agent)
    {
        int first = _pool.FirstSite[agent];
        for (int s = first; s < first + _model.Vocabulary.SiteClass[_pool.Type[agent]].Length; s++)
        {
            int bond = _pool.Bond[s];
            if (bond < 0) continue;
            Cut(s);
            int neighbour = _pool.Owner[bond];
            if (neighbour != agent) _bereft.Add((neighbour, bond - _pool.FirstSite[neighbour]));
        }
    }

    // Each product pattern lies in one complex, no two in the same, and nothing else is left over but where the rule allows fragments.
    private bool HasRightProducts(AgentRule rule)
    {
        Span<int> complexOf = _complexOfProduct.AsSpan(0, rule.ProductCount);
        complexOf.Fill(-1);
        for (int m = 0; m < rule.Edits.MoleculeCount + rule.Edits.Added.Count; m++)
        {
            int product = rule.Edits.ProductOf[m];
            if (product < 0) continue;
            int label = _pool.Label[_molecules[m]];
            if (complexOf[product] < 0) complexOf[product] = label;
            else if (complexOf[product] != label) return false;
        }

        for (int p = 1; p < complexOf.Length; p++)
        {
            if (complexOf[..p].Contains(complexOf[p])) return false;
        }

        if (rule.DeletesMolecules) return true;
        foreach ((int agent, _) in _bereft)
        {
            if (!IsRemoved(rule, agent) && !complexOf.Contains(_pool.Label[agent])) return false;
        }

        return true;
    }

    private bool IsRemoved(AgentRule rule, int agent)
    {
        foreach (int m in rule.Edits.Removed)
        {
            if (_molecules[m] == agent) return true;
        }

        return false;
    }

    private void TakeBack(AgentRule rule)
    {
        for (int i = _joined.Count - 1; i >= 0; i--) _pool.Cut(_joined[i]);
        for (int i = _cut.Count - 1; i >= 0; i--) _pool.Join(_cut[i].A, _cut[i].B);
        for (int a = 0; a < rule.Edits.Added.Count; a++) _pool.Remove(_molecules[rule.Edits.MoleculeCount + a]);
        Array.Clear(_clampChange);
    }

    private void Remove(AgentRule rule)
    {
        foreach (int m in rule.Edits.Removed)
        {
            _counts.Clear(_molecules[m]);
            _pool.Remove(_molecules[m]);
        }

        foreach (int r in rule.Edits.RemovedWhole) _seeds.RemoveComplex(_molecules[rule.Edits.MoleculeStart[r]]);
    }

    private void CountAnew(AgentRule rule)
    {
        foreach ((int m, (int Set, int Place)[] affected) in rule.Touched)
        {
            if (_pool.Label[_molecules[m]] >= 0) _counts.Refresh(_molecules[m], affected);
        }

        foreach ((int agent, int site) in _bereft)
        {
            if (_pool.Label[agent] >= 0) _counts.Refresh(agent, _model.AffectedBySite[_pool.Type[agent]][site]);
        }

        if (rule.ScatteredSets.Length == 0 && !_seeds.HasClamps) return;
        _complexes.Clear();
        for (int m = 0; m < rule.Edits.MoleculeCount + rule.Edits.Added.Count; m++) NoteComplex(_molecules[m]);
        foreach ((int agent, _) in _bereft) NoteComplex(agent);
        foreach (int set in rule.ScatteredSets)
        {
            foreach (int agent in _complexes) _counts.RefreshComplex(set, agent);
        }
    }

    private void NoteComplex(int agent)
    {
        if (_pool.Label[agent] < 0) return;
        foreach (int other in _complexes)
        {
            if (_pool.Label[other] == _pool.Label[agent]) return;
        }

        _complexes.Add(agent);
    }

    private void NoteClampedReactants(AgentRule rule)
    {
        for (int r = 0; r < rule.Sets.Length; r++)
        {
            int clamp = _seeds.ClampOf(_molecules[rule.Edits.MoleculeStart[r]]);
            if (clamp >= 0) _clampChange[clamp]--;
        }
    }

    // A clamped species that was used up is made again, and one that came about goes.
    private void RestoreClamped(AgentRule rule)
    {
        foreach (int agent in _complexes)
        {
            int clamp = _seeds.ClampOf(agent);
            if (clamp < 0 || ++_clampChange[clamp] <= 0) continue;
            _clampChange[clamp]--;
            _seeds.RemoveComplex(agent);
        }

        for (int c = 0; c < _clampChange.Length; c++)
        {
            for (; _clampChange[c] < 0; _clampChange[c]++) _seeds.MakeClamped(c);
        }
    }
}

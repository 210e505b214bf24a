using System.Diagnostics;
using Blockade.Numerics.Random;

namespace Blockade.Models.NetworkFree;

/// <summary>Carries out one event: draws a match, edits the agents in place, and takes the edits back where the products are not the rule's.</summary>
internal sealed class RuleFiring
{
    private const int DrawsOfTotal = 1000;

    private readonly NetworkFreeModel _model;
    private readonly AgentPool _pool;
    private readonly MatchCounts _counts;
    private readonly SeedPlanter _seeds;
    private readonly RateSlots _slots;
    private readonly ComplexSearch _search;
    private readonly int[] _molecules;                  // by rule-wide number
    private readonly int[] _sites;
    private readonly int[] _complexOfProduct;
    private readonly int[] _clampChange;
    private readonly List<(int A, int B)> _cut = [];    // in the order done, to be undone
    private readonly List<int> _joined = [];
    private readonly List<(int Agent, int Site)> _bereft = [];   // neighbours of removed molecules
    private readonly List<int> _complexes = [];
    private readonly List<(int Site, int State)> _states = [];   // as they were, while it is not sure that the products will do

    public RuleFiring(NetworkFreeModel model, AgentPool pool, MatchCounts counts, SeedPlanter seeds, RateSlots slots)
    {
        _model = model;
        _pool = pool;
        _counts = counts;
        _seeds = seeds;
        _slots = slots;
        _search = new ComplexSearch(pool, [.. model.Rules.SelectMany(r => r.ReactantFilters.Concat(r.ProductFilters)).SelectMany(f => f ?? []).SelectMany(f => f.Plans)]);
        _molecules = new int[model.Rules.Select(r => r.Edits.ProductOf.Length).DefaultIfEmpty().Max()];
        _sites = new int[model.Rules.Select(r => r.Edits.SiteCount + r.Edits.Added.Sum(a => a.Sites)).DefaultIfEmpty().Max()];
        _complexOfProduct = new int[model.Rules.Select(r => r.ProductCount).DefaultIfEmpty().Max()];
        _clampChange = new int[seeds.ClampCount];
    }

    /// <summary>A rate that varies in time was none, or above its bound.</summary>
    public bool IsRateBroken { get; private set; }

    /// <summary>Fires a rule somewhere. False: the match drawn is not one that the rule means, or its rate fell short of its bound, and nothing changed.</summary>
    /// <param name="number">The rule.</param>
    /// <param name="bound">What the factor of all matches is taken to be, for a rule whose factor varies in time.</param>
    /// <param name="random">The run's random numbers.</param>
    public bool Fire(int number, double bound, ref RandomSequence random)
    {
        AgentRule rule = _model.Rules[number];
        if (rule.VariesInTime && !Survives(rule.Rate.Evaluate(_slots.Now) / bound, ref random)) return false;
        if (!rule.IsTotal) return DrawMatch(rule, ref random) && Carry(rule);

        // the rate is that of the matches the rule means, whatever others are drawn
        for (int attempt = 0; attempt < DrawsOfTotal; attempt++)
        {
            if (DrawMatch(rule, ref random) && Carry(rule)) return true;
        }

        return FireByList(rule, ref random);
    }

    // Reactants lie in different complexes: that is what the plus sign says.
    private bool DrawMatch(AgentRule rule, ref RandomSequence random)
    {
        for (int r = 0; r < rule.Sets.Length; r++)
        {
            int agent, match;
            if (_counts.Profiles[rule.Sets[r]] is { } profiles)
            {
                (agent, match) = profiles.Draw(ref random);
                if (profiles.Rate.VariesInTime && !Survives(profiles.PartOfBound(agent, match), ref random)) return false;
            }
            else
            {
                (agent, int weight) = _counts.Sets[rule.Sets[r]].Draw(ref random);
                match = weight > 1 ? random.NextInt32(weight) : 0;
            }

            if (rule.MatchesOnce[r] && !IsTheOne(rule.Sets[r], agent, ref random)) return false;
            if (!Place(rule, r, agent, match)) return false;
        }

        return true;
    }

    // A rate above its bound would be wrong, and NaN is none: both stop the run.
    private bool Survives(double part, ref RandomSequence random)
    {
        if (!(part >= 0 && part <= 1 + 1e-9)) IsRateBroken = true;
        return part >= 1 || random.NextUniform() < part;
    }

    // False: it lies in the complex of an earlier reactant, or fails a condition.
    private bool Place(AgentRule rule, int r, int agent, int match)
    {
        int label = _pool.Label[agent];
        for (int other = 0; other < r; other++)
        {
            if (_pool.Label[_molecules[rule.Edits.MoleculeStart[other]]] == label) return false;
        }

        if (rule.ReactantFilters[r] is { } filters && !_search.Passes(filters, agent)) return false;
        Matcher matcher = _counts.Matcher;
        matcher.Find(_counts.Sets[rule.Sets[r]].Plan, agent, match);
        int start = rule.Edits.MoleculeStart[r];
        for (int m = rule.Edits.MoleculeStart[r + 1] - start - 1; m >= 0; m--) _molecules[start + m] = matcher.Molecules[m];
        start = rule.Edits.SiteStart[r];
        for (int s = rule.Edits.SiteStart[r + 1] - start - 1; s >= 0; s--) _sites[start + s] = matcher.Sites[s];
        return true;
    }

    // Where draws found none, every match in turn: those that can be carried out are counted, then one of them is.
    private bool FireByList(AgentRule rule, ref RandomSequence random)
    {
        int valid = 0;
        foreach (var _ in Choices(rule, 0))
        {
            if (!Edit(rule)) continue;
            valid++;
            TakeBack(rule);
        }

        if (valid == 0) return false;
        int chosen = random.NextInt32(valid);
        foreach (var _ in Choices(rule, 0))
        {
            if (!Edit(rule)) continue;
            if (chosen-- == 0)
            {
                Finish(rule);
                return true;
            }

            TakeBack(rule);
        }

        throw new UnreachableException("a match was counted and is not there");
    }

    private IEnumerable<bool> Choices(AgentRule rule, int r)
    {
        if (r == rule.Sets.Length)
        {
            yield return true;
            yield break;
        }

        MatchSet set = _counts.Sets[rule.Sets[r]];
        var once = new HashSet<int>();
        for (int i = 0; i < set.Count; i++)
        {
            (int agent, int weight) = set[i];
            if (rule.MatchesOnce[r] && !once.Add(_pool.Label[agent])) continue;
            for (int match = 0; match < weight; match++)
            {
                if (!Place(rule, r, agent, match)) continue;
                foreach (bool rest in Choices(rule, r + 1)) yield return rest;
            }
        }
    }

    private bool Carry(AgentRule rule)
    {
        if (!Edit(rule)) return false;
        Finish(rule);
        return true;
    }

    // Edits the agents; molecules that go are cut out and stay until Finish. False: the products are not the rule's, and all is as it was.
    private bool Edit(AgentRule rule)
    {
        if (_seeds.HasClamps) NoteClampedReactants(rule);
        Add(rule);
        _cut.Clear();
        _joined.Clear();
        _bereft.Clear();
        _states.Clear();
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

        foreach ((int site, int from) in rule.Edits.InheritedStates) SetState(_sites[site], _pool.State[_sites[from]]);
        foreach ((int site, int state, int[]? step) in rule.NewStates)
        {
            int before = _pool.State[_sites[site]];
            int after = step is null ? state : before < 0 ? -1 : step[before];
            if (after < 0)   // a counter at its end
            {
                TakeBack(rule);
                return false;
            }

            SetState(_sites[site], after);
        }

        if (rule.FiltersProducts && !ProductsPass(rule))
        {
            TakeBack(rule);
            return false;
        }

        return true;

        void SetState(int site, int state)
        {
            _states.Add((site, _pool.State[site]));
            _pool.State[site] = state;
        }
    }

    private void Finish(AgentRule rule)
    {
        Remove(rule);
        CountAnew(rule);
        if (_seeds.HasClamps) RestoreClamped(rule);
    }

    private bool ProductsPass(AgentRule rule)
    {
        for (int p = 0; p < rule.ProductFilters.Length; p++)
        {
            if (rule.ProductFilters[p] is { } filters && !_search.Passes(filters, _molecules[Array.IndexOf(rule.Edits.ProductOf, p)])) return false;
        }

        return true;
    }

    // A complex with n roots was drawn n times too often.
    private bool IsTheOne(int set, int agent, ref RandomSequence random)
    {
        int roots = 1;
        for (int at = _pool.Next(agent); at != agent; at = _pool.Next(at))
        {
            if (_pool.Type[at] == _counts.Sets[set].Plan.RootType && _counts.IsRoot(set, at)) roots++;
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
        for (int i = _states.Count - 1; i >= 0; i--) _pool.State[_states[i].Site] = _states[i].State;
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
        foreach ((int m, Watch[] affected) in rule.Touched)
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

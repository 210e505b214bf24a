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
    private readonly RuleEditor _editor;
    private readonly Foresight _foresight;
    private readonly Precedence? _precedence;
    private readonly List<int> _copies = [];            // complexes that the rule keeps, a molecule of each
    private readonly int[] _molecules;                  // by rule-wide number
    private readonly int[] _clampChange;
    private readonly List<int> _complexes = [];
    private readonly List<int> _members = [];
    private readonly (int Agent, int Match)[] _drawn;
    private int _touched;   // only so that reading is not left out

    public RuleFiring(NetworkFreeModel model, AgentPool pool, MatchCounts counts, SeedPlanter seeds, RateSlots slots, Foresight foresight, int maxSearchSteps)
    {
        _model = model;
        _pool = pool;
        _counts = counts;
        _seeds = seeds;
        _slots = slots;
        _foresight = foresight;
        _editor = new RuleEditor(model, pool, maxSearchSteps);
        _molecules = _editor.Molecules;
        if (Array.Exists(model.Rules, r => r.IsOutranked)) _precedence = new Precedence(model, pool, maxSearchSteps);
        _clampChange = new int[seeds.ClampCount];
        _drawn = new (int, int)[model.Rules.Select(r => r.Sets.Length).DefaultIfEmpty().Max()];
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
        if (_counts.Tuples[number] is { } tuples) return DrawTuple(rule, tuples, ref random) && Carry(rule);
        if (rule.VariesInTime && !Survives(rule.Rate.Evaluate(_slots.Now) / bound, ref random)) return false;
        if (!rule.IsTotal) return DrawMatch(number, rule, ref random) && Carry(rule);

        // the rate is that of the matches the rule means, whatever others are drawn
        for (int attempt = 0; attempt < DrawsOfTotal; attempt++)
        {
            if (DrawMatch(number, rule, ref random) && Carry(rule)) return true;
        }

        return FireByList(rule, ref random);
    }

    // Reactants lie in different complexes: that is what the plus sign says.
    private bool DrawMatch(int number, AgentRule rule, ref RandomSequence random)
    {
        for (int r = 0; r < rule.Sets.Length; r++) _drawn[r] = Draw(rule.Sets[r], ref random);
        Touch(rule);
        if (_foresight.Pays) _foresight.Look(number, random);
        for (int r = 0; r < rule.Sets.Length; r++)
        {
            (int agent, int match) = _drawn[r];
            if (_counts.Profiles[rule.Sets[r]] is { } profiles && profiles.Rate.VariesInTime && !Survives(profiles.PartOfBound(agent, match), ref random)) return false;
            if (rule.MatchesOnce[r] && !IsTheOne(rule.Sets[r], agent, ref random)) return false;
            if (!Place(rule, r, agent, match) || !AreTwo(rule, r, agent, ref random)) return false;
        }

        return true;
    }

    private (int Agent, int Match) Draw(int set, ref RandomSequence random)
    {
        if (_counts.Profiles[set] is { } profiles) return profiles.Draw(ref random);
        (int agent, int weight) = _counts.Sets[set].Draw(ref random);
        return (agent, weight > 1 ? random.NextInt32(weight) : 0);
    }

    // Records lie anywhere in memory. Asked for all at once they arrive together, one after the other they are waited for one after the other.
    private void Touch(AgentRule rule)
    {
        int[] cells = _pool.Cells;
        int sum = 0;
        for (int r = 0; r < rule.Sets.Length; r++)
        {
            int agent = _drawn[r].Agent;
            sum += cells[agent] + cells[agent + _pool.LastCell(rule.RootTypes[r])];
        }

        _touched = sum;
    }

    private bool DrawTuple(AgentRule rule, TupleRates tuples, ref RandomSequence random)
    {
        ReadOnlySpan<int> tuple = tuples.Draw(ref random, out double bound);
        if (rule.Law!.VariesInTime && !Survives(tuples.RateNow(tuple) / bound, ref random)) return false;
        bool isWhole = rule.Law.Kind == TupleLaw.Basis.Populations;
        for (int r = 0; r < tuple.Length; r++)
        {
            // a law of populations is that of pairs of complexes, the others have a rate for each pair of matches
            (int agent, int match) = tuples[r].Draw(tuple[r], ref random);
            while (isWhole && IsTaken(rule, r, agent)) (agent, match) = tuples[r].Draw(tuple[r], ref random);
            if (rule.MatchesOnce[r] && !IsTheOne(rule.Sets[r], agent, ref random)) return false;
            if (!Place(rule, r, agent, match)) return false;
        }

        return true;
    }

    private bool IsTaken(AgentRule rule, int r, int agent)
    {
        for (int other = 0; other < r; other++)
        {
            if (_pool.LabelOf(_molecules[rule.Edits.MoleculeStart[other]]) == _pool.LabelOf(agent)) return true;
        }

        return false;
    }

    // A rate above its bound would be wrong, and NaN is none: both stop the run.
    private bool Survives(double part, ref RandomSequence random)
    {
        if (!(part >= 0 && part <= 1 + 1e-9)) IsRateBroken = true;
        return part >= 1 || random.NextUniform() < part;
    }

    // Molecules that are a number share a record: of n the second is the first with probability 1/n.
    private bool AreTwo(AgentRule rule, int r, int agent, ref RandomSequence random)
    {
        if (r == 0 || !_pool.IsCounted(_pool.TypeOf(agent))) return true;
        int taken = 0;
        for (int other = 0; other < r; other++) taken += _molecules[rule.Edits.MoleculeStart[other]] == agent ? 1 : 0;
        return taken == 0 || random.NextUniform() * _pool.Amount[_pool.TypeOf(agent)] >= taken;
    }

    // False: it lies in the complex of an earlier reactant, or fails a condition.
    private bool Place(AgentRule rule, int r, int agent, int match)
    {
        if (IsTaken(rule, r, agent) && !_pool.IsCounted(_pool.TypeOf(agent))) return false;
        if (!_editor.Passes(rule, r, agent)) return false;
        Matcher matcher = _counts.Matcher;
        matcher.Find(_counts.Sets[rule.Sets[r]].Plan, agent, match);
        int start = rule.Edits.MoleculeStart[r];
        for (int m = rule.Edits.MoleculeStart[r + 1] - start - 1; m >= 0; m--) _molecules[start + m] = matcher.Molecules[m];
        start = rule.Edits.SiteStart[r];
        for (int s = rule.Edits.SiteStart[r + 1] - start - 1; s >= 0; s--) _editor.Sites[start + s] = matcher.Sites[s];
        return !rule.ChecksMeeting || r == 0 || r + 1 < rule.Sets.Length || CanMeet(rule);
    }

    private bool CanMeet(AgentRule rule)
    {
        Span<int> places = stackalloc int[rule.Sets.Length];
        for (int r = 0; r < places.Length; r++) places[r] = _pool.PlaceOf(_molecules[rule.Edits.MoleculeStart[r]]);
        return _model.Vocabulary.Geography.CanMeet(places);
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
            if (rule.MatchesOnce[r] && !once.Add(_pool.LabelOf(agent))) continue;
            for (int match = rule.MatchesOnce[r] ? weight - 1 : 0; match < weight; match++)
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

    private bool Edit(AgentRule rule)
    {
        if (_seeds.HasClamps) NoteClampedReactants(rule);
        if (rule.IsOutranked) _precedence!.Enter(rule, _molecules);
        CopyHeld(rule);
        if (_editor.Edit(rule))
        {
            if (!rule.IsOutranked || !_precedence!.IsTaken(rule, _editor)) return true;
            _editor.TakeBack(rule);
        }

        Forget();
        return false;
    }

    private void TakeBack(AgentRule rule)
    {
        _editor.TakeBack(rule);
        Forget();
    }

    private void Forget()
    {
        foreach (int copy in _copies) _seeds.RemoveComplex(copy);
        _copies.Clear();
        Array.Clear(_clampChange);
    }

    private void Finish(AgentRule rule)
    {
        Remove(rule);
        CountAnew(rule);
        foreach (int copy in _copies) _seeds.CountComplex(copy);
        if (_seeds.HasClamps) RestoreClamped(rule);
        _copies.Clear();
    }

    // a species that the rule keeps is there once more, and the rule takes the one that it found
    private void CopyHeld(AgentRule rule)
    {
        foreach (int r in rule.HeldReactants)
        {
            int agent = _molecules[rule.Edits.MoleculeStart[r]];
            _pool.Collect(agent, _members);
            _copies.Add(AgentCopy.Make(_pool, _pool, _members, _model.Vocabulary)[agent]);
        }
    }

    // A complex with n matches was drawn n times too often.
    private bool IsTheOne(int set, int agent, ref RandomSequence random)
    {
        _pool.Collect(agent, _members);
        long matches = 0;
        foreach (int at in _members)
        {
            if (_pool.TypeOf(at) == _counts.Sets[set].Plan.RootType) matches += _counts.MatchesAt(set, at);
        }

        return matches == 1 || random.NextUniform() * matches < 1;
    }

    private void Remove(AgentRule rule)
    {
        foreach (int m in rule.Removed)
        {
            int agent = _molecules[m];
            _counts.Clear(agent);
            _pool.Remove(agent);
            if (_pool.IsCounted(_pool.TypeOf(agent))) _counts.Recount(agent);
        }

        foreach (int r in rule.RemovedWhole) _seeds.RemoveComplex(_molecules[rule.Edits.MoleculeStart[r]]);
        foreach (int p in rule.HeldProducts) _seeds.RemoveComplex(_molecules[Array.IndexOf(rule.Edits.ProductOf, p)]);
    }

    private void CountAnew(AgentRule rule)
    {
        foreach ((int m, Watch[] affected) in rule.Touched)
        {
            if (_pool.IsAlive(_molecules[m])) _counts.Refresh(_molecules[m], affected);
        }

        for (int i = 0; i < _editor.Bereft.Count; i++)
        {
            (int agent, int site) = _editor.Bereft[i];
            if (_pool.IsAlive(agent)) _counts.Refresh(agent, _model.AffectedBySite[_pool.TypeOf(agent)][site]);
        }

        if (_pool.Displaced.Count > 0) CountDisplaced();
        if (rule.ScatteredSets.Length == 0 && !_seeds.HasClamps) return;
        _complexes.Clear();
        for (int m = 0; m < rule.Edits.MoleculeCount + rule.Added.Length; m++) NoteComplex(_molecules[m]);
        foreach ((int agent, _) in _editor.Bereft) NoteComplex(agent);
        foreach (int copy in _copies) NoteComplex(copy);
        foreach (int set in rule.ScatteredSets)
        {
            foreach (int agent in _complexes) _counts.RefreshComplex(set, agent);
        }
    }

    private void CountDisplaced()
    {
        foreach (int agent in _pool.Displaced)
        {
            if (_pool.IsAlive(agent)) _counts.Refresh(agent, _model.AffectedByType[_pool.TypeOf(agent)]);
        }

        _pool.Displaced.Clear();
    }

    private void NoteComplex(int agent)
    {
        if (!_pool.IsAlive(agent)) return;
        foreach (int other in _complexes)
        {
            if (_pool.LabelOf(other) == _pool.LabelOf(agent)) return;
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

using Blockade.Models.Rules;

namespace Blockade.Models.NetworkFree;

/// <summary>How often every pattern matches, kept up to date around what changes.</summary>
internal sealed class MatchCounts
{
    private readonly NetworkFreeModel _model;
    private readonly AgentPool _pool;
    private readonly ComplexSearch _search;
    private readonly int[] _changed;
    private readonly List<int> _members = [];
    private readonly bool[] _isKept;     // by set: known after every event, not only when asked for
    private int _changedCount;
    private readonly MatchClasses?[] _classes;
    private readonly bool[] _isChanged;
    private readonly int[] _whole;       // what a whole complex counts, while its sets are counted anew

    public MatchCounts(NetworkFreeModel model, AgentPool pool, RateSlots slots, int maxSearchSteps)
    {
        _model = model;
        _pool = pool;
        Sets = [.. model.Plans.Select((p, s) => new MatchSet(p, pool, model.CellOfSet[s]))];
        Profiles = [.. model.Locals.Select((rate, s) => rate is null ? null : new ProfileSet(model.Plans[s], rate, pool, slots, model.CellOfSet[s]))];
        _search = new ComplexSearch(pool, [.. model.Locals.SelectMany(r => r?.Terms ?? []).Concat(model.Laws.SelectMany(l => l?.Law.Terms.Select(t => t.Term) ?? [])).SelectMany(t => t.Plans)], maxSearchSteps);
        Classes = [.. model.Laws.Select((law, s) => law is null ? null : new ClassSet(model.Plans[s], pool, model.CellOfSet[s]))];
        _whole = new int[model.MostLocals];
        Matcher = new Matcher(pool, model.Plans.Select(p => p.Molecules).DefaultIfEmpty().Max(), model.Plans.Select(p => p.Sites).DefaultIfEmpty().Max(), maxSearchSteps);
        _isChanged = new bool[Sets.Length];
        _changed = new int[Sets.Length];
        _isKept = [.. model.IsOnlyObserved.Select(o => !o)];
        var graph = new ComplexGraph(pool, model.Vocabulary);
        var species = new Dictionary<string, int>();
        _classes = [.. model.Laws.Select(l => l is not { } law ? null : new MatchClasses(law.Law, law.Reactant, graph, _search, law.Law.Kind == TupleLaw.Basis.Populations ? species : []))];
        var energies = new EnergyChange(model, pool, Matcher, maxSearchSteps);
        Tuples = [.. model.Rules.Select(r => r.Law is null ? null : new TupleRates(r, [.. r.Sets.Select(s => Classes[s]!)], [.. r.Sets.Select(s => _classes[s]!)], slots, energies))];
    }

    public MatchSet[] Sets { get; }

    /// <summary>In place of a set whose rate differs from match to match: its profiles.</summary>
    public ProfileSet?[] Profiles { get; }

    /// <summary>In place of a set whose rule has a law of all reactants: its classes.</summary>
    public ClassSet?[] Classes { get; }

    /// <summary>By rule: its rates, where it has a law of all reactants.</summary>
    public TupleRates?[] Tuples { get; }

    public Matcher Matcher { get; }

    /// <summary>Sets whose sum changed since <see cref="Settle"/>.</summary>
    public ReadOnlySpan<int> Changed => _changed.AsSpan(0, _changedCount);

    /// <summary>Molecules looked at so far for sets that are counted when asked for.</summary>
    public long Looks { get; private set; }

    public void Settle()
    {
        foreach (int set in Changed) _isChanged[set] = false;
        _changedCount = 0;
    }

    /// <summary>From now on the sets of observables are counted with every event: they are asked for so often that this costs less.</summary>
    public void KeepObserved()
    {
        for (int set = 0; set < _isKept.Length; set++)
        {
            if (_isKept[set] || _model.IsCountedLate[set]) continue;
            foreach ((int agent, int weight) in Roots(set)) Sets[set].Set(agent, weight);
            _isKept[set] = true;
        }
    }

    /// <summary>Counts anew what an agent may take part in, as the given molecules of the given patterns.</summary>
    public void Refresh(int agent, Watch[] affected)
    {
        foreach (ref readonly Watch watch in affected.AsSpan())
        {
            if (!_isKept[watch.Set]) continue;
            if (watch.Path.Length == 0) Update(watch.Set, agent);
            else Climb(in watch, agent, 0);
        }
    }

    /// <summary>Matches of a set, or the sum of their rates where those differ.</summary>
    public double Total(int set) => Profiles[set] is { } profiles ? profiles.Total : Sets[set].Total;

    /// <summary>Matches with their root at an agent.</summary>
    public int MatchesAt(int set, int agent) => FiledAt(set) is { } filed ? filed.MatchesAt(agent) : Sets[set].WeightOf(agent);

    /// <summary>Counts a set anew over a whole complex.</summary>
    public void RefreshComplex(int set, int agent)
    {
        if (Classes[set] is { } classes)
        {
            Classify(set, classes, agent);
            return;
        }

        int type = Sets[set].Plan.RootType;
        if (Profiles[set] is { } profiles)
        {
            for (int t = 0; t < profiles.Rate.Terms.Length; t++)
            {
                if (profiles.Rate.Terms[t].Molecule < 0) _whole[t] = _search.Count(profiles.Rate.Terms[t], agent);
            }
        }

        _pool.Collect(agent, _members);
        foreach (int at in _members)
        {
            if (_pool.TypeOf(at) == type) Update(set, at);
        }
    }

    /// <summary>The number of molecules changed that a record stands for.</summary>
    public void Recount(int agent)
    {
        foreach (int set in _model.SetsOfRootType[_pool.TypeOf(agent)]) Update(set, agent);
    }

    /// <summary>An agent goes.</summary>
    public void Clear(int agent)
    {
        if (_pool.IsCounted(_pool.TypeOf(agent))) return;
        foreach (int set in _model.SetsOfRootType[_pool.TypeOf(agent)])
        {
            if (_isKept[set]) Put(set, agent, 0);
        }
    }

    /// <summary>An observable's value now. One that counts species costs the molecules that match, or all of them where it compares numbers.</summary>
    public double Observable(int observable)
    {
        Observable declared = _model.Model.Observables[observable];
        if (declared is { Kind: ObservableKind.Species, CountsUnique: true }) return CountOnce(declared, _model.SetsOfObservable[observable]);
        double sum = 0;
        for (int p = 0; p < declared.Patterns.Length; p++)
        {
            int set = _model.SetsOfObservable[observable][p];
            double symmetry = _model.SymmetriesOfObservable[observable][p];
            if (declared.Kind == ObservableKind.Species || declared.Patterns[p].Pattern.MatchOnce) sum += CountSpecies(set, declared.Patterns[p]) / symmetry;
            else if (!_isKept[set]) sum += Sets[set].Plan.Multiplicity * Roots(set).Sum(r => (long)r.Weight) / symmetry;
            else sum += Sets[set].Plan.Multiplicity * Sets[set].Total / symmetry;
        }

        return sum;
    }

    // Complexes that some pattern accepts. Cost: the molecules, because one that matches nothing may be accepted too.
    private long CountOnce(Observable declared, int[] sets)
    {
        var matches = new Dictionary<int, long>[sets.Length];
        for (int p = 0; p < sets.Length; p++)
        {
            matches[p] = [];
            foreach ((int agent, int weight) in Roots(sets[p])) matches[p][_pool.LabelOf(agent)] = matches[p].GetValueOrDefault(_pool.LabelOf(agent)) + (_pool.IsCounted(_pool.TypeOf(agent)) ? 1 : weight);
        }

        var seen = new HashSet<int>();
        long count = 0;
        for (int agent = _pool.NextAlive(0); agent >= 0; agent = _pool.After(agent))
        {
            int label = _pool.LabelOf(agent);
            if (!seen.Add(label)) continue;
            bool isAccepted = false;
            for (int p = 0; p < sets.Length; p++)
            {
                double n = matches[p].GetValueOrDefault(label) * Sets[sets[p]].Plan.Multiplicity;
                isAccepted |= declared.Patterns[p].Accepts(declared.Patterns[p].Pattern.MatchOnce ? Math.Min(1, n) : n);
            }

            if (isAccepted) count += _pool.IsCounted(_pool.TypeOf(agent)) ? _pool.Amount[_pool.TypeOf(agent)] : 1;
        }

        return count;
    }

    private long CountSpecies(int set, ObservedPattern observed)
    {
        if (_pool.IsCounted(Sets[set].Plan.RootType)) return CountCounted(set, observed);
        var matches = new int[_pool.Labels];
        (long matching, long alone) = (0, 0);
        foreach ((int agent, int weight) in Roots(set))
        {
            if (_pool.IsAlone(agent))
            {
                matching++;
                if (observed.Comparison is not null && Accepts(weight)) alone++;
                continue;
            }

            ref int known = ref matches[_pool.LabelOf(agent)];
            if (known == 0) matching++;
            known += weight;
        }

        if (observed.Comparison is null) return matching;
        long accepted = alone + (observed.Accepts(0) ? _pool.Complexes - matching : 0);
        foreach (int n in matches)
        {
            if (n > 0 && Accepts(n)) accepted++;
        }

        return accepted;

        bool Accepts(int n) => observed.Accepts(observed.Pattern.MatchOnce ? 1 : n * Sets[set].Plan.Multiplicity);
    }

    // each is a complex of its own with one match
    private long CountCounted(int set, ObservedPattern observed)
    {
        long matching = Sets[set].Total;
        if (observed.Comparison is null) return matching;
        return (observed.Accepts(0) ? _pool.Complexes - matching : 0) + (observed.Accepts(1) ? matching : 0);
    }

    private IEnumerable<(int Agent, int Weight)> Roots(int set)
    {
        MatchSet matches = Sets[set];
        if (_isKept[set])
        {
            for (int i = 0; i < matches.Count; i++) yield return matches[i];
            yield break;
        }

        for (int agent = _pool.NextAlive(0); agent >= 0; agent = _pool.After(agent))
        {
            if (_pool.TypeOf(agent) != matches.Plan.RootType) continue;
            Looks++;
            int weight = Matcher.Count(matches.Plan, agent);
            if (weight > 0) yield return (agent, weight);
        }
    }

    // From an agent that stands for a molecule of a pattern up the pattern's bonds to every root it may belong to.
    private void Climb(in Watch watch, int agent, int rung)
    {
        if (rung == watch.Path.Length)
        {
            Update(watch.Set, agent);
            return;
        }

        ref readonly MatchPlan.Climb climb = ref watch.Path[rung];
        foreach (int place in climb.Places)
        {
            int bond = _pool.BondOf(AgentPool.SiteOf(agent, place));
            if (bond < 0) continue;
            int parent = _pool.OwnerOf(bond);
            if (_pool.TypeOf(parent) == climb.ParentType && Array.IndexOf(climb.ParentPlaces, _pool.NumberOf(bond)) >= 0) Climb(in watch, parent, rung + 1);
        }
    }

    private void Update(int set, int agent)
    {
        if (Profiles[set] is { } profiles)
        {
            UpdateProfile(set, profiles, agent);
            return;
        }

        MatchSet matches = Sets[set];
        if (matches.Set(agent, Matcher.Count(matches.Plan, agent))) Note(set);
    }

    private void UpdateProfile(int set, ProfileSet profiles, int agent)
    {
        int matches = Matcher.Count(profiles.Plan, agent);
        int node = 0;
        for (int m = 0; m < matches; m++)
        {
            Matcher.Find(profiles.Plan, agent, m);
            for (int t = 0; t < profiles.Rate.Terms.Length; t++)
            {
                LocalTerm term = profiles.Rate.Terms[t];
                node = profiles.Follow(node, term.Molecule < 0 ? _whole[t] : _search.Count(term, Matcher.Molecules[term.Molecule]));
            }
        }

        if (profiles.Set(agent, node)) Note(set);
    }

    private void Classify(int set, ClassSet classes, int agent)
    {
        MatchPlan plan = classes.Plan;
        MatchClasses numbers = _classes[set]!;
        _pool.Collect(agent, _members);
        int matches = 0;
        foreach (int at in _members) matches += _pool.TypeOf(at) == plan.RootType ? Matcher.Count(plan, at) : 0;
        numbers.Enter(agent, matches);
        foreach (int at in _members)
        {
            if (_pool.TypeOf(at) != plan.RootType) continue;
            int node = 0;
            int here = Matcher.Count(plan, at);
            for (int m = 0; m < here; m++)
            {
                Matcher.Find(plan, at, m);
                node = classes.Follow(node, numbers.Of(Matcher, plan));
            }

            if (classes.Set(at, node)) Note(set);
        }
    }

    private FiledSet? FiledAt(int set) => (FiledSet?)Profiles[set] ?? Classes[set];

    private void Put(int set, int agent, int weight)
    {
        if (FiledAt(set) is { } filed)
        {
            if (filed.Set(agent, 0)) Note(set);
            return;
        }

        if (Sets[set].Set(agent, weight)) Note(set);
    }

    private void Note(int set)
    {
        if (_isChanged[set]) return;
        _isChanged[set] = true;
        _changed[_changedCount++] = set;
    }
}

using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Numerics.Random;

namespace Blockade.Models.NetworkFree;

/// <summary>
/// One run of a model, molecule by molecule: every rule fires at the rate it would have in the network, were there one, and time runs as
/// in Gillespie's direct method. The same random sequence gives the same run. One per thread.
/// </summary>
/// <remarks>
/// Gillespie (1977), doi:10.1021/j100540a008. A rule's propensity counts its matches reactant by reactant; pairs that the rule does not
/// mean (both reactants in one complex, an unbinding that leaves the complex whole) are drawn at that rate too and come to nothing, which
/// leaves the rest exact. A rate that varies in time is drawn at a bound over a stretch of time and kept with the probability of its value over
/// that bound (Lewis and Shedler 1979, doi:10.1002/nav.3800260304), so it is exact too. Amounts are molecules, fractions of a seed are dropped; constants are as in the file. Cost of an event: the logarithm
/// of the number of rules, the patterns that look at what changed, and for a bond the smaller of the two sides it joins or parts; not the
/// number of molecules. A pattern with unwritten bonds (<c>A().B()</c>) costs its whole complex; so does a law of all reactants together (Sat, MM,
/// Hill, Arrhenius, labels mixed), and its tuples of classes.
/// </remarks>
public sealed class NetworkFreeSimulator
{
    private const int EventsBetweenLooks = 1024;
    private const int MostHalvings = 60;
    private const int LooksForAnEvent = 4;   // what counting one molecule's observables with an event costs, in molecules looked at
    private const int MostThinned = 16;      // then bounds are taken over a shorter stretch

    private readonly NetworkFreeModel _model;
    private readonly NetworkFreeLimits _limits;
    private readonly AgentPool _pool;
    private readonly MatchCounts _counts;
    private readonly RuleFiring _firing;
    private readonly Foresight _foresight;
    private readonly PropensityTree _propensities;
    private readonly RateSlots _slots;
    private readonly double[] _constants;              // by rule: its common factor, or its bound
    private readonly MatchSet[]?[] _plainSets;         // by rule, where its rate is a factor times its matches
    private readonly double[] _matchRates;             // by rule: the same for an ordered match
    private readonly int[] _functionalRules;
    private readonly int[] _timedRules;
    private readonly int[] _rateObservables;
    private readonly bool[] _isRateObservable;
    private readonly bool[] _isObservableOld;
    private double _stretch;                           // how far ahead rates that vary in time are bounded
    private int _thinned;
    private readonly int _mostMolecules;
    private readonly bool[] _isRuleOld;                // its propensity is to be made anew
    private readonly int[] _oldRules;
    private int _oldRuleCount;
    private RandomSequence _random;
    private bool _isFull;
    private int _observations;
    private readonly double[] _observed;
    private long _observedAt = -1;                     // the number of events then

    /// <summary>Sets up the seeds. Cost: linear in molecules.</summary>
    /// <param name="model">The model.</param>
    /// <param name="parameters">From <see cref="NetworkFreeModel.Parameters"/>.</param>
    /// <param name="random">The run's random numbers: <c>source.Sequence(purpose, replicate)</c>.</param>
    /// <param name="limits">Where to stop.</param>
    /// <exception cref="ArgumentException">The number of parameters is not the model's.</exception>
    public NetworkFreeSimulator(NetworkFreeModel model, ReadOnlySpan<double> parameters, RandomSequence random, NetworkFreeLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (parameters.Length != model.FirstObservable)
        {
            throw new ArgumentException($"{parameters.Length} parameter values were given; the model has {model.FirstObservable} parameters.", nameof(parameters));
        }

        _model = model;
        _limits = limits ?? NetworkFreeLimits.Default;
        _random = random;
        _slots = new RateSlots(model, parameters);
        _pool = new AgentPool(model.Vocabulary, model.CellsOfType, model.IsCounted);
        _counts = new MatchCounts(model, _pool, _slots, _limits.MaxSearchSteps);
        var seeds = new SeedPlanter(model, _pool, _counts);
        _mostMolecules = Math.Min(_limits.MaxMolecules, _pool.MostAgents);
        Guard(() => _isFull = !seeds.Plant(_slots.Now, _mostMolecules));
        _propensities = new PropensityTree(model.Rules.Length);
        _foresight = new Foresight(model, _pool, _counts, _propensities);
        _firing = new RuleFiring(model, _pool, _counts, seeds, _slots, _foresight, _limits.MaxSearchSteps);
        _constants = new double[model.Rules.Length];
        _matchRates = new double[model.Rules.Length];
        _isRuleOld = new bool[_constants.Length];
        _oldRules = new int[_constants.Length];
        _plainSets = [.. model.Rules.Select((r, i) => r.IsTotal || _counts.Tuples[i] is not null || r.Sets.Any(s => _counts.Profiles[s] is not null) ? null : r.Sets.Select(s => _counts.Sets[s]).ToArray())];
        _functionalRules = [.. Enumerable.Range(0, _constants.Length).Where(r => !model.Rules[r].RateObservables.IsEmpty)];
        _timedRules = [.. Enumerable.Range(0, _constants.Length).Where(r => model.Rules[r].VariesInTime || HasTimedProfiles(r))];
        _rateObservables = [.. _functionalRules.SelectMany(r => model.Rules[r].RateObservables).Distinct()];
        _observed = new double[model.ObservableNames.Length];
        _isObservableOld = new bool[model.ObservableNames.Length];
        _isRateObservable = new bool[model.ObservableNames.Length];
        foreach (int o in _rateObservables) _isRateObservable[o] = _isObservableOld[o] = true;
        Guard(() =>
        {
            UpdateFunctions();
            for (int r = 0; r < _constants.Length; r++)
            {
                if (!_timedRules.Contains(r)) UpdateRate(r);   // those are bounded on the way
            }

            _counts.Settle();
        });
    }

    /// <summary>Events so far that changed something.</summary>
    public long Events { get; private set; }

    /// <summary>Events so far that came to nothing: both reactants in one complex, or products other than the rule's.</summary>
    public long NullEvents { get; private set; }

    /// <summary>Molecules now, but for those of types without sites, which are a number and take no memory.</summary>
    public int Molecules => _pool.Alive;

    /// <summary>Complexes now; a molecule without bonds is one.</summary>
    public long Complexes => _pool.Complexes;

    /// <summary>The rule whose rate stopped the run, or null.</summary>
    public string? OffendingRule { get; private set; }

    /// <summary>Where the pattern stands, as FILE(LINE,COLUMN), whose matches at one molecule were too many to be found, which stopped the run; or null.</summary>
    public string? OffendingPattern { get; private set; }

    /// <summary>Runs to a time.</summary>
    /// <param name="t">The time now; on return the time reached.</param>
    /// <param name="tEnd">Where to stop; rates are constant between events, so any stops give the same distribution.</param>
    /// <param name="cancellation">Looked at every thousand events.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tEnd"/> lies before <paramref name="t"/>, or one of them is NaN.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled; it may be continued.</exception>
    public NetworkFreeStatus Advance(ref double t, double tEnd, CancellationToken cancellation = default)
    {
        if (!(tEnd >= t)) throw new ArgumentOutOfRangeException(nameof(tEnd), tEnd, $"The end is not before the time now, {t}.");
        try
        {
            return OffendingPattern is null ? Run(ref t, tEnd, cancellation) : NetworkFreeStatus.SearchLimitReached;
        }
        catch (SearchLimitException beyond)
        {
            NoteBeyond(beyond);
            return NetworkFreeStatus.SearchLimitReached;
        }
    }

    private NetworkFreeStatus Run(ref double t, double tEnd, CancellationToken cancellation)
    {
        for (long attempt = 0; ; attempt++)
        {
            if (attempt % EventsBetweenLooks == 0) cancellation.ThrowIfCancellationRequested();
            if (_timedRules.Length > 0 && OffendingRule is null && (t >= _slots.Until || double.IsPositiveInfinity(_slots.Until))) OpenStretch(t, tEnd);
            if (OffendingRule is not null) return NetworkFreeStatus.RateNotValid;
            if (_isFull) return NetworkFreeStatus.MoleculeLimitReached;
            double total = _propensities.Total;
            double next = total > 0 ? t + (_random.NextExponential() / total) : double.PositiveInfinity;
            if (next > tEnd && tEnd <= _slots.Until)
            {
                t = tEnd;
                return NetworkFreeStatus.Completed;
            }

            if (next > _slots.Until)
            {
                t = _slots.Until;
                attempt--;
                continue;
            }

            if (attempt == _limits.MaxEvents) return NetworkFreeStatus.EventLimitReached;
            t = next;
            if (_timedRules.Length > 0) _slots.SetTime(t);
            int rule = _propensities.Draw(ref _random);
            if (!_firing.Fire(rule, _constants[rule], ref _random))
            {
                NullEvents++;
                if (_firing.IsRateBroken) OffendingRule = _model.Rules[rule].Name;
                if (_timedRules.Length > 0 && ++_thinned > MostThinned) ShortenStretch(t);
                continue;
            }

            Events++;
            if (_foresight.Pays) _foresight.Learn(rule);
            UpdatePropensities();
            _isFull = _pool.Alive > _mostMolecules;
        }
    }

    /// <summary>Writes the observables, in order of declaration; NaN where a pattern has more matches than can be found, which the next <see cref="Advance"/> says.</summary>
    /// <exception cref="ArgumentException">The span is not as long as there are observables.</exception>
    public void Observables(Span<double> values)
    {
        if (values.Length != _model.ObservableNames.Length)
        {
            throw new ArgumentException($"{values.Length} values; the model has {_model.ObservableNames.Length} observables.", nameof(values));
        }

        if (_observedAt != Events)
        {
            Guard(() =>
            {
                for (int o = 0; o < _observed.Length; o++) _observed[o] = _counts.Observable(o);
                if (_observations++ > 1 && _counts.Looks > LooksForAnEvent * (Events + NullEvents)) _counts.KeepObserved();
            });
            if (OffendingPattern is not null) Array.Fill(_observed, double.NaN);
            _observedAt = Events;
        }

        _observed.CopyTo(values);
    }

    /// <summary>Writes the functions at a time, in order of declaration. The observables they rest on are those of now.</summary>
    public void Functions(double t, Span<double> values)
    {
        double[] slots = [.. _slots.Now];
        Observables(slots.AsSpan(_model.FirstObservable, _model.ObservableNames.Length));
        slots[_model.TimeSlot] = t;
        foreach (int f in _model.Formulas.FunctionOrder) slots[_model.FirstFunction + f] = _model.Formulas.Functions[f].Evaluate(slots);
        slots.AsSpan(_model.FirstFunction, values.Length).CopyTo(values);
    }

    /// <summary>The number of molecules of a type in each complex that has one, in no order that means anything.</summary>
    /// <exception cref="ArgumentException">The model has no such type.</exception>
    public int[] ComplexSizes(string moleculeType)
    {
        int type = Array.FindIndex(_model.Vocabulary.Types, t => t.Name == moleculeType);
        if (type < 0) throw new ArgumentException($"'{moleculeType}' is not a molecule type of the model.", nameof(moleculeType));
        if (_pool.IsCounted(type)) return [.. Enumerable.Repeat(1, checked((int)_pool.Amount[type]))];
        var sizes = new int[_pool.Labels];
        int alone = 0;
        for (int a = _pool.NextAlive(0); a >= 0; a = _pool.After(a))
        {
            if (_pool.TypeOf(a) != type) continue;
            if (_pool.IsAlone(a)) alone++;
            else sizes[_pool.LabelOf(a)]++;
        }

        return [.. sizes.Where(n => n > 0), .. Enumerable.Repeat(1, alone)];
    }

    /// <summary>Every species there is, by canonical text, with its number of complexes, ordered by text. Cost: one canonical form per complex.</summary>
    public IReadOnlyList<(string Species, long Count)> Species()
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var graph = new ComplexGraph(_pool, _model.Vocabulary);
        var seen = new bool[_pool.Labels];
        for (int a = _pool.NextAlive(0); a >= 0; a = _pool.After(a))
        {
            long count = _pool.IsCounted(_pool.TypeOf(a)) ? _pool.Amount[_pool.TypeOf(a)] : 1;
            if (count == 0) continue;
            if (!_pool.IsAlone(a))
            {
                ref bool isSeen = ref seen[_pool.LabelOf(a)];
                if (isSeen) continue;
                isSeen = true;
            }

            string text = graph.Text(a);
            counts[text] = counts.GetValueOrDefault(text) + count;
        }

        return [.. counts.Select(c => (c.Key, c.Value))];
    }

    // Counting may find no end; the run says so when it is next asked to go on.
    private void Guard(Action count)
    {
        try
        {
            if (OffendingPattern is null) count();
        }
        catch (SearchLimitException beyond)
        {
            NoteBeyond(beyond);
        }
    }

    private void NoteBeyond(SearchLimitException beyond)
    {
        (int line, int column) = _model.Model.Source.Position(beyond.Pattern.Span.Start);
        OffendingPattern = FormattableString.Invariant($"{_model.Model.Source.Name}({line},{column})");
    }

    private bool HasTimedProfiles(int rule) => _model.Rules[rule].Law is { VariesInTime: true } || Array.Exists(_model.Rules[rule].Sets, s => _counts.Profiles[s] is { Rate.VariesInTime: true });

    // Bounds hold from now for a stretch that doubles while few draws are thinned away, and halves where many are or a bound is infinite.
    private void OpenStretch(double t, double tEnd)
    {
        if (_stretch == 0) _stretch = Math.Max(tEnd - t, double.Epsilon) / 16;
        else if (_thinned <= MostThinned / 4) _stretch *= 2;
        _thinned = 0;
        _slots.SetTime(t);
        for (int halving = 0; ; halving++)
        {
            _slots.SetBounds(t, t + _stretch);
            OffendingRule = null;
            foreach (int r in _timedRules) UpdateRate(r);
            if (OffendingRule is null || halving == MostHalvings || t + (_stretch / 2) == t) return;
            _stretch /= 2;
        }
    }

    private void ShortenStretch(double t)
    {
        _stretch = Math.Min(_stretch, _slots.Until - t) / 2;
        if (t + _stretch > t) _slots.SetBounds(t, t);   // the next look opens another
        _thinned = MostThinned;
    }

    private void UpdatePropensities()
    {
        bool observed = false;
        foreach (int set in _counts.Changed)
        {
            foreach (int r in _model.RulesOfSet[set])
            {
                if (_isRuleOld[r]) continue;
                _isRuleOld[r] = true;
                _oldRules[_oldRuleCount++] = r;
            }

            if (_functionalRules.Length == 0) continue;
            foreach (int o in _model.ObservablesOfSet[set])
            {
                observed |= _isRateObservable[o];
                _isObservableOld[o] = true;
            }
        }

        _counts.Settle();
        for (int k = 0; k < _oldRuleCount; k++)
        {
            int r = _oldRules[k];
            _isRuleOld[r] = false;
            UpdatePropensity(r);
        }

        _oldRuleCount = 0;
        if (_functionalRules.Length == 0 || !observed) return;
        UpdateFunctions();
        foreach (int r in _functionalRules) UpdateRate(r);
        if (OffendingRule is null || _timedRules.Length == 0) return;

        // a bound that is infinite may be finite over a shorter stretch; a rate that is none comes out again
        OffendingRule = null;
        foreach (int r in _functionalRules.Except(_timedRules)) UpdateRate(r);
        if (OffendingRule is null) _slots.SetBounds(_slots.Now[_model.TimeSlot], _slots.Now[_model.TimeSlot]);
    }

    private void UpdateFunctions()
    {
        foreach (int o in _rateObservables)
        {
            if (!_isObservableOld[o]) continue;
            _isObservableOld[o] = false;
            _slots.SetObservable(o, _counts.Observable(o));
        }

        _slots.Update();
    }

    private void UpdateRate(int r)
    {
        AgentRule rule = _model.Rules[r];
        _constants[r] = _slots.Most(rule.Rate, rule.VariesInTime);
        _matchRates[r] = rule.IsTotal ? _constants[r] : _constants[r] / rule.Symmetry;
        foreach (int set in rule.Sets) _counts.Profiles[set]?.Revalue();
        UpdatePropensity(r);
    }

    private void UpdatePropensity(int r)
    {
        double propensity = _matchRates[r];
        if (_plainSets[r] is { } sets)
        {
            foreach (MatchSet set in sets) propensity *= set.Total;
        }
        else
        {
            propensity = OfParts(r);
        }

        if (!(propensity >= 0 && propensity < double.PositiveInfinity)) OffendingRule ??= _model.Rules[r].Name;
        _propensities[r] = propensity;
    }

    // where matches have rates of their own, or share one
    private double OfParts(int r)
    {
        AgentRule rule = _model.Rules[r];
        if (_counts.Tuples[r] is { } tuples)
        {
            tuples.Update();
            return tuples.Total / rule.Symmetry;
        }

        double propensity = _matchRates[r];
        foreach (int set in rule.Sets)
        {
            double total = _counts.Total(set);
            propensity *= !rule.IsTotal ? total : total > 0 ? 1 : 0;
        }

        return propensity;
    }
}

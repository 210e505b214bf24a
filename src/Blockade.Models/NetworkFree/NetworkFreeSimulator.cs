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
/// leaves the rest exact. Amounts are molecules, fractions of a seed are dropped; constants are as in the file. Cost of an event: the logarithm
/// of the number of rules, the patterns that look at what changed, and for a bond the smaller of the two sides it joins or parts; not the
/// number of molecules. A pattern with unwritten bonds (<c>A().B()</c>) costs its whole complex.
/// </remarks>
public sealed class NetworkFreeSimulator
{
    private const int EventsBetweenLooks = 1024;

    private readonly NetworkFreeModel _model;
    private readonly NetworkFreeLimits _limits;
    private readonly AgentPool _pool;
    private readonly MatchCounts _counts;
    private readonly RuleFiring _firing;
    private readonly PropensityTree _propensities;
    private readonly double[] _slots;
    private readonly double[] _constants;              // by rule: rate over symmetry
    private readonly int[] _functionalRules;
    private RandomSequence _random;
    private bool _isFull;

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
        _slots = new double[model.TimeSlot + 1];
        parameters.CopyTo(_slots);
        _pool = new AgentPool(model.Vocabulary);
        _counts = new MatchCounts(model, _pool);
        var seeds = new SeedPlanter(model, _pool, _counts);
        _isFull = !seeds.Plant(_slots, _limits.MaxMolecules);
        _firing = new RuleFiring(model, _pool, _counts, seeds);
        _propensities = new PropensityTree(model.Rules.Length);
        _constants = new double[model.Rules.Length];
        _functionalRules = [.. Enumerable.Range(0, _constants.Length).Where(r => !model.Rules[r].RateObservables.IsEmpty)];
        UpdateFunctions();
        for (int r = 0; r < _constants.Length; r++) UpdateRate(r);
        _counts.Settle();
    }

    /// <summary>Events so far that changed something.</summary>
    public long Events { get; private set; }

    /// <summary>Events so far that came to nothing: both reactants in one complex, or products other than the rule's.</summary>
    public long NullEvents { get; private set; }

    /// <summary>Molecules now.</summary>
    public int Molecules => _pool.Alive;

    /// <summary>Complexes now; a molecule without bonds is one.</summary>
    public int Complexes => _pool.Complexes;

    /// <summary>The rule whose rate stopped the run, or null.</summary>
    public string? OffendingRule { get; private set; }

    /// <summary>Runs to a time.</summary>
    /// <param name="t">The time now; on return the time reached.</param>
    /// <param name="tEnd">Where to stop; rates are constant between events, so any stops give the same distribution.</param>
    /// <param name="cancellation">Looked at every thousand events.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tEnd"/> lies before <paramref name="t"/>, or one of them is NaN.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled; it may be continued.</exception>
    public NetworkFreeStatus Advance(ref double t, double tEnd, CancellationToken cancellation = default)
    {
        if (!(tEnd >= t)) throw new ArgumentOutOfRangeException(nameof(tEnd), tEnd, $"The end is not before the time now, {t}.");
        for (long attempt = 0; ; attempt++)
        {
            if (attempt % EventsBetweenLooks == 0) cancellation.ThrowIfCancellationRequested();
            if (OffendingRule is not null) return NetworkFreeStatus.RateNotValid;
            if (_isFull) return NetworkFreeStatus.MoleculeLimitReached;
            double total = _propensities.Total;
            double next = total > 0 ? t + (_random.NextExponential() / total) : double.PositiveInfinity;
            if (next > tEnd)
            {
                t = tEnd;
                return NetworkFreeStatus.Completed;
            }

            if (attempt == _limits.MaxEvents) return NetworkFreeStatus.EventLimitReached;
            t = next;
            if (!_firing.Fire(_propensities.Draw(ref _random), ref _random))
            {
                NullEvents++;
                continue;
            }

            Events++;
            UpdatePropensities();
            _isFull = _pool.Alive > _limits.MaxMolecules;
        }
    }

    /// <summary>Writes the observables, in order of declaration.</summary>
    /// <exception cref="ArgumentException">The span is not as long as there are observables.</exception>
    public void Observables(Span<double> values)
    {
        if (values.Length != _model.ObservableNames.Length)
        {
            throw new ArgumentException($"{values.Length} values; the model has {_model.ObservableNames.Length} observables.", nameof(values));
        }

        for (int o = 0; o < values.Length; o++) values[o] = _counts.Observable(o);
    }

    /// <summary>Writes the functions at a time, in order of declaration. The observables they rest on are those of now.</summary>
    public void Functions(double t, Span<double> values)
    {
        double[] slots = [.. _slots];
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
        var sizes = new int[_pool.Labels];
        for (int a = 0; a < _pool.Places; a++)
        {
            if (_pool.Label[a] >= 0 && _pool.Type[a] == type) sizes[_pool.Label[a]]++;
        }

        return [.. sizes.Where(n => n > 0)];
    }

    /// <summary>Every species there is, by canonical text, with its number of complexes, ordered by text. Cost: one canonical form per complex.</summary>
    public IReadOnlyList<(string Species, int Count)> Species()
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var graph = new ComplexGraph(_pool, _model.Vocabulary);
        var seen = new bool[_pool.Labels];
        for (int a = 0; a < _pool.Places; a++)
        {
            if (_pool.Label[a] < 0 || seen[_pool.Label[a]]) continue;
            seen[_pool.Label[a]] = true;
            string text = graph.Text(a);
            counts[text] = counts.GetValueOrDefault(text) + 1;
        }

        return [.. counts.Select(c => (c.Key, c.Value))];
    }

    private void UpdatePropensities()
    {
        bool observed = false;
        foreach (int set in _counts.Changed)
        {
            foreach (int r in _model.RulesOfSet[set]) UpdatePropensity(r);
            observed |= _model.ObservablesOfSet[set].Length > 0;
        }

        _counts.Settle();
        if (_functionalRules.Length == 0 || !observed) return;
        UpdateFunctions();
        foreach (int r in _functionalRules) UpdateRate(r);
    }

    private void UpdateFunctions()
    {
        foreach (int r in _functionalRules)
        {
            foreach (int o in _model.Rules[r].RateObservables) _slots[_model.FirstObservable + o] = _counts.Observable(o);
        }

        foreach (int f in _model.Formulas.FunctionOrder) _slots[_model.FirstFunction + f] = _model.Formulas.Functions[f].Evaluate(_slots);
    }

    private void UpdateRate(int r)
    {
        double rate = _model.Rules[r].Rate.Evaluate(_slots);
        if (!(rate >= 0) || double.IsInfinity(rate)) OffendingRule ??= _model.Model.Rules[r].Name;
        _constants[r] = rate / _model.Rules[r].Symmetry;
        UpdatePropensity(r);
    }

    private void UpdatePropensity(int r)
    {
        double propensity = _constants[r];
        foreach (int set in _model.Rules[r].Sets) propensity *= _counts.Sets[set].Total;
        _propensities[r] = propensity;
    }
}

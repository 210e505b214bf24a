using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;

namespace Blockade.Numerics.Jump;

/// <summary>
/// The reactions of a hybrid run that only change species that are many, and that run as a differential equation between the events of the others. Such a reaction has
/// a constant rate. Which reactions these are is looked at after every event, and where a population falls. How often each has happened is kept, and
/// becomes a whole number when it goes back to single events: what reactions conserve is conserved, and what is counted is whole.
/// </summary>
/// <remarks>
/// Haseltine and Rawlings (2002), doi:10.1063/1.1505860, with the differential equation for the fast part; the next event of the others comes when the
/// integral of their propensities reaches a draw from the exponential law (Alfonsi et al. 2005, doi:10.1051/proc:2005001), so that they are exact given
/// the continuous part. Its own noise, of the order of a population's root, is left out.
/// </remarks>
internal sealed class ContinuousPart(JumpState state, double above)
{
    // a reaction leaves at half the population at which it came, so that few cross back and forth
    private const double LeaveShare = 0.5;

    private static readonly SolverOptions _options = new() { RelativeTolerance = 1e-6, AbsoluteTolerance = 1e-3, MaxSteps = int.MaxValue };   // it can be cancelled

    private readonly bool[] _isContinuous = new bool[state.Network.ReactionCount];
    private readonly double[] _extents = new double[state.Network.ReactionCount];   // since the reaction became continuous
    private readonly double[] _propensities = new double[state.Network.ReactionCount];
    private int[] _continuous = [];
    private int[] _single = [];
    private int[] _watched = [];                 // species that continuous reactions change
    private double[] _y = [];
    private EventFunction? _watch;
    private OdeIntegrator? _integrator;          // null: the division is new
    private bool _isChanged;
    private double _due = double.NaN;            // the integral at the next event; NaN where it has to be drawn

    /// <summary>Whether any reaction is continuous now.</summary>
    public bool Any => _continuous.Length > 0;

    /// <summary>A run begins: all reactions are single.</summary>
    public void Reset()
    {
        Array.Clear(_isContinuous);
        Array.Clear(_extents);
        (_continuous, _integrator, _due) = ([], null, double.NaN);
    }

    /// <summary>Sorts the reactions by the populations now. Cost: linear in the network.</summary>
    public void Divide(ref RandomSequence random)
    {
        bool isNew = false;
        for (int i = 0; i < _isContinuous.Length; i++)
        {
            double least = Least(i);
            bool now = _isContinuous[i] ? least > above * LeaveShare * (1 + 1e-6) : least >= above && !state.Network.RateKinds[state.Network.RateOf[i]].IsVariable;
            if (now == _isContinuous[i]) continue;
            if (!now) MakeWhole(i, ref random);
            _isContinuous[i] = now;
            isNew = true;
        }

        if (isNew) Regroup();
    }

    /// <summary>Every reaction goes back to single events.</summary>
    public void Settle(ref RandomSequence random)
    {
        foreach (int i in _continuous)
        {
            MakeWhole(i, ref random);
            _isContinuous[i] = false;
        }

        Regroup();
        _due = double.NaN;
    }

    /// <summary>Runs to a time, or to the next event of a single reaction, which happens, or to where a population has fallen.</summary>
    /// <param name="t">The time now; on return the time reached.</param>
    /// <param name="boundary">Where to stop.</param>
    /// <param name="method">What is told of rates that changed.</param>
    /// <param name="random">The run's random numbers.</param>
    /// <param name="fired">An event happened.</param>
    /// <param name="cancellation">Looked at with every step.</param>
    public JumpStatus Advance(ref double t, double boundary, ExactMethod method, ref RandomSequence random, out bool fired, CancellationToken cancellation)
    {
        fired = false;
        int species = state.Populations.Length;
        if (_integrator is null)
        {
            var equations = new HybridEquations(state, _continuous, _single);
            _integrator = OdeIntegrator.Of(equations, _options);
            _y = new double[equations.Dimension];
            _isChanged = true;
        }

        if (double.IsNaN(_due))
        {
            _due = random.NextExponential();
            _y[^1] = 0;
        }

        if (_isChanged)
        {
            state.Populations.CopyTo(_y, 0);
            for (int f = 0; f < _continuous.Length; f++) _y[species + f] = _extents[_continuous[f]];
            _integrator.Restart();
            _isChanged = false;
        }

        SolveStatus status;
        try
        {
            status = _integrator.Advance(ref t, _y, boundary, _watch ??= Watch, cancellation);
        }
        catch (OperationCanceledException)
        {
            return JumpStatus.Cancelled;
        }

        _y.AsSpan(0, species).CopyTo(state.Populations);
        for (int f = 0; f < _continuous.Length; f++) _extents[_continuous[f]] = _y[species + f];
        if (Array.Exists(_watched, s => !(state.Populations[s] <= JumpState.MostCountable))) return JumpStatus.BadPopulation;
        if (status == SolveStatus.Completed) return JumpStatus.Completed;
        if (status == SolveStatus.NotFinite) return JumpStatus.BadPropensity;
        if (status != SolveStatus.StoppedAtEvent) return JumpStatus.IntegrationFailed;
        if (Room(_y) < _due - _y[^1]) return JumpStatus.Completed;   // a population has fallen: the reactions are divided anew
        _due = double.NaN;
        _isChanged = true;
        JumpStatus updated = state.Network.HasVariableRates ? state.UpdateRates(t, method) : JumpStatus.Completed;
        if (updated != JumpStatus.Completed) return updated;
        int reaction = Draw(ref random);
        if (reaction < 0) return JumpStatus.Completed;
        fired = true;
        if (!state.TryFire(reaction, 1)) return JumpStatus.BadPopulation;
        return state.Network.ChangesRates[reaction] ? state.UpdateRates(t, method) : JumpStatus.Completed;
    }

    private double Watch(double t, ReadOnlySpan<double> y) => Math.Min(_due - y[^1], Room(y));

    // how far the smallest population of a continuous reaction is from where it leaves, in shares of that
    private double Room(ReadOnlySpan<double> y)
    {
        double least = double.PositiveInfinity;
        foreach (int s in _watched) least = Math.Min(least, y[s]);
        return (least / (above * LeaveShare)) - 1;
    }

    // of what it changes: what it only reads, as a gene, may be few
    private double Least(int reaction)
    {
        JumpNetwork network = state.Network;
        double least = double.PositiveInfinity;
        for (int k = network.ChangeStart[reaction]; k < network.ChangeStart[reaction + 1]; k++) least = Math.Min(least, state.Populations[network.ChangedSpecies[k]]);
        return least;
    }

    // up or down, with the probability that keeps the mean
    private void MakeWhole(int reaction, ref RandomSequence random)
    {
        JumpNetwork network = state.Network;
        double whole = Math.Floor(_extents[reaction]);
        if (random.NextUniform() < _extents[reaction] - whole) whole++;
        for (int k = network.ChangeStart[reaction]; k < network.ChangeStart[reaction + 1]; k++)
        {
            state.Populations[network.ChangedSpecies[k]] += network.Change[k] * (whole - _extents[reaction]);
        }

        _extents[reaction] = 0;
    }

    private void Regroup()
    {
        JumpNetwork network = state.Network;
        _continuous = [.. Enumerable.Range(0, _isContinuous.Length).Where(i => _isContinuous[i])];
        _single = [.. Enumerable.Range(0, _isContinuous.Length).Where(i => !_isContinuous[i])];
        HashSet<int> real = [.. _continuous.SelectMany(i => network.ChangesOf(i).ToArray())];
        _watched = [.. real.Order()];
        foreach (int s in network.ChangedSpecies)
        {
            if (!real.Contains(s)) state.Populations[s] = Math.Round(state.Populations[s]);   // whole already, but for rounding
        }

        _integrator = null;
        _due = double.NaN;   // exponential waiting times have no memory
    }

    private int Draw(ref RandomSequence random)
    {
        double total = 0;
        foreach (int i in _single) total += _propensities[i] = state.Constants[i] * state.Network.Picks(i, state.Populations);
        double rest = random.NextUniform() * total;
        int last = -1;
        foreach (int i in _single)
        {
            if (_propensities[i] == 0) continue;
            last = i;
            if (rest < _propensities[i]) return i;
            rest -= _propensities[i];
        }

        return last;
    }
}

using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Numerics.Jump;

/// <summary>
/// The differential equation of a hybrid run's continuous reactions. States: every species' population, how often each continuous reaction has happened, and
/// the integral of all other reactions' propensities. Holds scratch: one thread.
/// </summary>
/// <remarks>Exact derivatives but for rates that are computed from species, whose slopes are differences: they only count towards the integral.</remarks>
internal sealed class HybridEquations : OdeSystem
{
    private readonly JumpState _state;
    private readonly int[] _continuous;
    private readonly int[] _single;
    private readonly int[] _readSpecies;      // by variable rates of single reactions
    private readonly double[] _populations;
    private readonly double[] _rates, _moved;
    private readonly bool _needsRates;

    /// <summary>Takes the two kinds of reactions.</summary>
    public HybridEquations(JumpState state, int[] continuous, int[] single)
    {
        (_state, _continuous, _single) = (state, continuous, single);
        JumpNetwork network = state.Network;
        _populations = new double[network.SpeciesCount];
        (_rates, _moved) = (new double[network.RateKinds.Length], new double[network.RateKinds.Length]);
        _needsRates = Array.Exists(single, i => network.RateKinds[network.RateOf[i]].IsVariable);
        _readSpecies = [.. single.SelectMany(i => network.RateKinds[network.RateOf[i]].Reads).Distinct().Order()];
        JacobianPattern = SparsityPattern.FromEntries(Dimension, Entries());
    }

    public override int Dimension => _populations.Length + _continuous.Length + 1;

    public override SparsityPattern JacobianPattern { get; }

    public override bool IsAutonomous => !_state.Network.HasClockRates;

    private int Integral => Dimension - 1;

    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        JumpNetwork network = _state.Network;
        ReadOnlySpan<double> populations = y[.._populations.Length];
        derivative.Clear();
        for (int f = 0; f < _continuous.Length; f++)
        {
            int i = _continuous[f];
            double propensity = _state.Constants[i] * network.Picks(i, populations);
            derivative[_populations.Length + f] = propensity;
            for (int k = network.ChangeStart[i]; k < network.ChangeStart[i + 1]; k++) derivative[network.ChangedSpecies[k]] += network.Change[k] * propensity;
        }

        if (_needsRates) _state.Rates(t, populations, _rates);
        double total = 0;
        foreach (int i in _single) total += Constant(i, _rates) * network.Picks(i, populations);
        derivative[Integral] = total;
    }

    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values)
    {
        JumpNetwork network = _state.Network;
        y[.._populations.Length].CopyTo(_populations);
        values.Clear();
        for (int f = 0; f < _continuous.Length; f++)
        {
            int i = _continuous[f];
            for (int r = network.ReactantStart[i]; r < network.ReactantStart[i + 1]; r++)
            {
                double slope = _state.Constants[i] * network.PicksWithout(i, r, _populations);
                int species = network.Reactants[r];
                values[JacobianPattern.IndexOf(_populations.Length + f, species)] += slope;
                for (int k = network.ChangeStart[i]; k < network.ChangeStart[i + 1]; k++)
                {
                    values[JacobianPattern.IndexOf(network.ChangedSpecies[k], species)] += network.Change[k] * slope;
                }
            }
        }

        if (_needsRates) _state.Rates(t, _populations, _rates);
        foreach (int i in _single)
        {
            for (int r = network.ReactantStart[i]; r < network.ReactantStart[i + 1]; r++)
            {
                values[JacobianPattern.IndexOf(Integral, network.Reactants[r])] += Constant(i, _rates) * network.PicksWithout(i, r, _populations);
            }
        }

        foreach (int species in _readSpecies)
        {
            double at = _populations[species];
            double moved = at + (1e-7 * Math.Max(1, at));
            _populations[species] = moved;
            _state.Rates(t, _populations, _moved);
            _populations[species] = at;
            double change = 0;
            foreach (int i in _single) change += (Constant(i, _moved) - Constant(i, _rates)) * network.Picks(i, _populations);
            values[JacobianPattern.IndexOf(Integral, species)] += change / (moved - at);
        }
    }

    private double Constant(int reaction, double[] rates)
    {
        JumpNetwork network = _state.Network;
        int rate = network.RateOf[reaction];
        return network.RateKinds[rate].IsVariable ? network.Factor[reaction] * rates[rate] : _state.Constants[reaction];
    }

    private IEnumerable<(int Row, int Column)> Entries()
    {
        JumpNetwork network = _state.Network;
        for (int f = 0; f < _continuous.Length; f++)
        {
            int i = _continuous[f];
            foreach (int species in network.ReactantsOf(i).ToArray())
            {
                yield return (_populations.Length + f, species);
                foreach (int changed in network.ChangesOf(i).ToArray()) yield return (changed, species);
            }
        }

        foreach (int species in _single.SelectMany(i => network.ReactantsOf(i).ToArray()).Concat(_readSpecies)) yield return (Integral, species);
    }
}

using System.Runtime.CompilerServices;
using Blockade.Models.Expressions;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Models.Compilation;

/// <summary>
/// A network's differential equations: mass action on flat arrays, functional rates through observables, the exact sparse Jacobian.
/// A clamped species keeps whatever value the caller writes into its state. Holds scratch: one thread.
/// </summary>
public sealed class NetworkOde : OdeSystem
{
    private readonly CompiledModel _model;
    private readonly NetworkKinetics _kinetics;
    private readonly double[] _slots;
    private readonly double[] _rates;
    private readonly double[] _shares;    // one over the number of matches for rates that reactions share, else 1
    private readonly double[] _changes;
    private readonly double[] _slopes;
    private readonly bool _hasFunctionalRates;

    internal NetworkOde(CompiledModel model, ReadOnlySpan<double> parameters)
    {
        _model = model;
        _kinetics = model.Kinetics;
        _slots = new double[_kinetics.SlotCount];
        _rates = new double[_kinetics.Rates.Length];
        _shares = new double[_rates.Length];
        Array.Fill(_shares, 1);
        int scratch = _kinetics.Shared.Length > 0 ? model.SpeciesNames.Length : 0;
        (_changes, _slopes) = (new double[scratch], new double[scratch]);
        _hasFunctionalRates = Array.IndexOf(_kinetics.RateIsConstant, false) >= 0;
        SetParameters(parameters);
    }

    /// <inheritdoc/>
    public override int Dimension => _model.SpeciesNames.Length;

    /// <inheritdoc/>
    public override bool IsAutonomous => !_hasFunctionalRates;   // functions may read the time

    /// <summary>Where tables over time step.</summary>
    public override ReadOnlySpan<double> Breaks => _kinetics.Breaks;

    /// <inheritdoc/>
    public override SparsityPattern JacobianPattern => _kinetics.Pattern;

    /// <summary>Takes other parameter values (as <see cref="CompiledModel.Parameters"/> gives them).</summary>
    public void SetParameters(ReadOnlySpan<double> parameters)
    {
        if (parameters.Length != _kinetics.ParameterCount)
        {
            throw new ArgumentException($"{parameters.Length} values were given for {_kinetics.ParameterCount} parameters.", nameof(parameters));
        }

        parameters.CopyTo(_slots);
        for (int k = 0; k < _rates.Length; k++)
        {
            if (_kinetics.RateIsConstant[k]) _rates[k] = EvaluateConstantRate(k);
        }
    }

    /// <summary>Writes the rates, without factors and reactants, at a time and state; a total rate undivided, and nothing for one that is whole.</summary>
    internal void Rates(double t, ReadOnlySpan<double> y, Span<double> rates)
    {
        UpdateRates(t, y);
        _rates.CopyTo(rates);
        foreach (NetworkKinetics.SharedRate shared in _kinetics.Shared) rates[shared.Rate] = _shares[shared.Rate] > 0 ? _rates[shared.Rate] / _shares[shared.Rate] : 0;
    }

    /// <summary>A rate that depends on parameters alone.</summary>
    internal double ConstantRate(int rate) => _rates[rate];

    /// <summary>How fast a reaction with a whole rate runs, at the time and observables of the last call of <see cref="Rates"/>.</summary>
    internal double WholeRate(int reaction, ReadOnlySpan<double> y) => Flux(reaction, y);

    /// <summary>Writes the observables' values at a state.</summary>
    public void Observables(ReadOnlySpan<double> y, Span<double> values)
    {
        for (int o = 0; o < _kinetics.Observables.Length; o++)
        {
            double sum = 0;
            foreach ((int species, double weight) in _kinetics.Observables[o]) sum += weight * y[species];
            values[o] = sum;
        }
    }

    /// <summary>Writes the functions' values at a time and state.</summary>
    public void Functions(double t, ReadOnlySpan<double> y, Span<double> values)
    {
        UpdateSlots(t, y);
        _slots.AsSpan(_kinetics.FirstFunction, values.Length).CopyTo(values);
    }

    /// <summary>Writes how fast each reaction runs at a time and state, in the network's order.</summary>
    public void Fluxes(double t, ReadOnlySpan<double> y, Span<double> fluxes)
    {
        UpdateRates(t, y);
        for (int i = 0; i < _kinetics.RateOf.Length; i++) fluxes[i] = Flux(i, y);
    }

    /// <inheritdoc/>
    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        UpdateRates(t, y);
        derivative.Clear();
        for (int i = 0; i < _kinetics.RateOf.Length; i++) Apply(i, Flux(i, y), derivative);
        ClearClamped(derivative);
    }

    /// <inheritdoc/>
    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values)
    {
        UpdateRates(t, y);
        values.Clear();
        for (int i = 0; i < _kinetics.RateOf.Length; i++)
        {
            int rate = _kinetics.RateOf[i];
            bool whole = _kinetics.RateIsWhole[rate];
            if (whole) SetReactants(i, y);
            int from = _kinetics.ReactantStart[i];
            int to = _kinetics.ReactantStart[i + 1];
            for (int k = from; k < to; k++)
            {
                double slope = _kinetics.Factor[i] * (whole ? _kinetics.ReactantDerivatives[rate][k - from].Evaluate(_slots) : _rates[rate]);
                for (int j = from; j < to && !whole; j++)
                {
                    if (j != k) slope *= y[_kinetics.Reactants[j]];
                }

                for (int e = _kinetics.JacobianStart[k]; e < _kinetics.JacobianStart[k + 1]; e++)
                {
                    values[_kinetics.JacobianEntry[e]] += _kinetics.JacobianSign[e] * slope;
                }
            }
        }

        AddSharedSlopes(y, values);
        for (int d = 0; d < _kinetics.RateDerivatives.Length; d++)
        {
            bool whole = _kinetics.RateIsWhole[_kinetics.RateDerivatives[d].Rate];
            double slope = whole ? 0 : _kinetics.RateDerivatives[d].Derivative.Evaluate(_slots) * _shares[_kinetics.RateDerivatives[d].Rate];
            if (slope == 0 && !whole) continue;
            foreach ((int reaction, int entry, double coefficient) in _kinetics.FunctionalEntries[d])
            {
                double product = _kinetics.Factor[reaction];
                if (whole)
                {
                    SetReactants(reaction, y);
                    values[entry] += coefficient * product * _kinetics.RateDerivatives[d].Derivative.Evaluate(_slots);
                    continue;
                }

                product *= slope;
                for (int k = _kinetics.ReactantStart[reaction]; k < _kinetics.ReactantStart[reaction + 1]; k++) product *= y[_kinetics.Reactants[k]];
                values[entry] += coefficient * product;
            }
        }
    }

    /// <summary>
    /// Writes the right-hand side with each rate replaced by <paramref name="scale"/> times its slope, as the formulas give it; nothing where there is none.
    /// </summary>
    internal void RateSlope(CompiledExpression?[] slopes, double scale, double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        UpdateRates(t, y);
        derivative.Clear();
        for (int i = 0; i < _kinetics.RateOf.Length; i++)
        {
            int rate = _kinetics.RateOf[i];
            if (slopes[rate] is not { } slope) continue;
            bool whole = _kinetics.RateIsWhole[rate];
            if (whole) SetReactants(i, y);
            double flux = scale * slope.Evaluate(_slots) * (whole ? _kinetics.Factor[i] : _shares[rate] * Matches(i, y));
            Apply(i, flux, derivative);
        }

        ClearClamped(derivative);
    }

    // The part of a total rate's slope that comes from the other reactions: -R/S^2 times what the rule changes times the slope of its matches S.
    private void AddSharedSlopes(ReadOnlySpan<double> y, Span<double> values)
    {
        foreach (NetworkKinetics.SharedRate shared in _kinetics.Shared)
        {
            Array.Clear(_changes);
            Array.Clear(_slopes);
            foreach (int i in shared.Reactions)
            {
                double matches = Matches(i, y);
                foreach ((int species, int change) in _kinetics.NetChange(i)) _changes[species] += change * matches;
                int from = _kinetics.ReactantStart[i], to = _kinetics.ReactantStart[i + 1];
                for (int k = from; k < to; k++)
                {
                    double slope = _kinetics.Factor[i];
                    for (int j = from; j < to; j++)
                    {
                        if (j != k) slope *= y[_kinetics.Reactants[j]];
                    }

                    _slopes[_kinetics.Reactants[k]] += slope;
                }
            }

            double scale = -_rates[shared.Rate] * _shares[shared.Rate];
            foreach ((int row, int column, int entry) in shared.Entries) values[entry] += scale * _changes[row] * _slopes[column];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Apply(int reaction, double flux, Span<double> derivative)
    {
        int[] lossStart = _kinetics.LossStart, gainStart = _kinetics.GainStart, losses = _kinetics.Losses, gains = _kinetics.Gains;
        for (int k = lossStart[reaction]; k < lossStart[reaction + 1]; k++) derivative[losses[k]] -= flux;
        for (int k = gainStart[reaction]; k < gainStart[reaction + 1]; k++) derivative[gains[k]] += flux;
    }

    private void ClearClamped(Span<double> derivative)
    {
        for (int s = 0; s < _kinetics.Clamped.Length; s++)
        {
            if (_kinetics.Clamped[s]) derivative[s] = 0;
        }
    }

    private double Matches(int reaction, ReadOnlySpan<double> y)
    {
        double matches = _kinetics.Factor[reaction];
        for (int k = _kinetics.ReactantStart[reaction]; k < _kinetics.ReactantStart[reaction + 1]; k++) matches *= y[_kinetics.Reactants[k]];
        return matches;
    }

    private double Flux(int reaction, ReadOnlySpan<double> y)
    {
        int rate = _kinetics.RateOf[reaction];
        if (_kinetics.RateIsWhole[rate])
        {
            SetReactants(reaction, y);
            return _kinetics.Factor[reaction] * _kinetics.Rates[rate].Evaluate(_slots);
        }

        return _rates[rate] * Matches(reaction, y);
    }

    private void SetReactants(int reaction, ReadOnlySpan<double> y)
    {
        int from = _kinetics.ReactantStart[reaction];
        for (int k = from; k < _kinetics.ReactantStart[reaction + 1]; k++) _slots[_kinetics.FirstReactant + k - from] = y[_kinetics.Reactants[k]];
    }

    private void UpdateRates(double t, ReadOnlySpan<double> y)
    {
        if (!_hasFunctionalRates) return;
        UpdateSlots(t, y);
        for (int k = 0; k < _rates.Length; k++)
        {
            if (!_kinetics.RateIsConstant[k] && !_kinetics.RateIsWhole[k]) _rates[k] = _kinetics.Rates[k].Evaluate(_slots);
        }

        ShareRates(y);
    }

    // A total rate is divided by the number of matches; without any it is nothing.
    private void ShareRates(ReadOnlySpan<double> y)
    {
        foreach (NetworkKinetics.SharedRate shared in _kinetics.Shared)
        {
            double matches = 0;
            foreach (int i in shared.Reactions) matches += Matches(i, y);
            _shares[shared.Rate] = matches > 0 ? 1 / matches : 0;
            _rates[shared.Rate] *= _shares[shared.Rate];
        }
    }

    private void UpdateSlots(double t, ReadOnlySpan<double> y)
    {
        _slots[_kinetics.TimeSlot] = t;
        Observables(y, _slots.AsSpan(_kinetics.FirstObservable, _kinetics.Observables.Length));
        foreach (int f in _kinetics.FunctionOrder) _slots[_kinetics.FirstFunction + f] = _kinetics.Functions[f].Evaluate(_slots);
    }

    // A rate over parameters may pass through functions of parameters: those are worked out first.
    private double EvaluateConstantRate(int rate)
    {
        foreach (int f in _kinetics.FunctionOrder) _slots[_kinetics.FirstFunction + f] = _kinetics.Functions[f].Evaluate(_slots);
        return _kinetics.Rates[rate].Evaluate(_slots);
    }
}

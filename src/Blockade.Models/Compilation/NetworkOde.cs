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
    private readonly bool _hasFunctionalRates;

    internal NetworkOde(CompiledModel model, ReadOnlySpan<double> parameters)
    {
        _model = model;
        _kinetics = model.Kinetics;
        _slots = new double[_kinetics.SlotCount];
        _rates = new double[_kinetics.Rates.Length];
        _hasFunctionalRates = Array.IndexOf(_kinetics.RateIsConstant, false) >= 0;
        SetParameters(parameters);
    }

    /// <inheritdoc/>
    public override int Dimension => _model.SpeciesNames.Length;

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
        ReadOnlySpan<int> reactantStart = _kinetics.ReactantStart;
        ReadOnlySpan<int> productStart = _kinetics.ProductStart;
        ReadOnlySpan<int> reactants = _kinetics.Reactants;
        ReadOnlySpan<int> products = _kinetics.Products;
        for (int i = 0; i < _kinetics.RateOf.Length; i++)
        {
            double flux = Flux(i, y);
            for (int k = reactantStart[i]; k < reactantStart[i + 1]; k++) derivative[reactants[k]] -= flux;
            for (int k = productStart[i]; k < productStart[i + 1]; k++) derivative[products[k]] += flux;
        }

        for (int s = 0; s < _kinetics.Clamped.Length; s++)
        {
            if (_kinetics.Clamped[s]) derivative[s] = 0;
        }
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

        for (int d = 0; d < _kinetics.RateDerivatives.Length; d++)
        {
            bool whole = _kinetics.RateIsWhole[_kinetics.RateDerivatives[d].Rate];
            double slope = whole ? 0 : _kinetics.RateDerivatives[d].Derivative.Evaluate(_slots);
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

    private double Flux(int reaction, ReadOnlySpan<double> y)
    {
        int rate = _kinetics.RateOf[reaction];
        if (_kinetics.RateIsWhole[rate])
        {
            SetReactants(reaction, y);
            return _kinetics.Factor[reaction] * _kinetics.Rates[rate].Evaluate(_slots);
        }

        double flux = _kinetics.Factor[reaction] * _rates[rate];
        for (int k = _kinetics.ReactantStart[reaction]; k < _kinetics.ReactantStart[reaction + 1]; k++) flux *= y[_kinetics.Reactants[k]];
        return flux;
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

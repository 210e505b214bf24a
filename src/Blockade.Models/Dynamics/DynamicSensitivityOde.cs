using System.Collections.Immutable;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Models.Dynamics;

/// <summary>
/// The differential equation of a model in which nothing happens at once, with the slopes of its rates along directions in the space of its constants. Exact, by the chain rule.
/// Holds scratch: one thread.
/// </summary>
public sealed class DynamicSensitivityOde : ParametricSystem
{
    private readonly DynamicState _trial;
    private readonly DynamicGradients _gradients;
    private readonly DynamicSlopes _slopes;
    private readonly ImmutableArray<ImmutableArray<(int State, int Entry, double Factor)>> _directions;
    private readonly double[] _byConstants;
    private readonly double[] _values;
    private readonly double[] _at;
    private double _time = double.NaN;

    /// <summary>Around a state at the start.</summary>
    /// <param name="state">With the values of the constants.</param>
    /// <param name="directions">By direction the slope of each value, by <see cref="DynamicModel.IndexOf"/>; only those of constants are looked at.</param>
    public DynamicSensitivityOde(DynamicState state, IEnumerable<double[]> directions)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(directions);
        DynamicModel model = state.Model;
        _trial = new DynamicState(model);
        state.Slots.CopyTo(_trial.Slots, 0);
        _gradients = model.WideGradients;
        _slopes = _gradients.Scratch();
        int[] slots = [.. model.Constants.Select(model.Slot)];
        _directions = [.. directions.Select(d => _gradients.ByConstants.Select((c, e) => (c.State, e, d[slots[c.Constant]])).Where(c => c.Item3 != 0).ToImmutableArray())];
        _byConstants = new double[_gradients.ByConstants.Length];
        _values = new double[_gradients.Pattern.EntryCount];
        _at = new double[Dimension];
    }

    /// <inheritdoc/>
    public override int Dimension => _gradients.Pattern.Dimension;

    /// <inheritdoc/>
    public override SparsityPattern JacobianPattern => _gradients.Pattern;

    /// <inheritdoc/>
    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        _trial.Take(t, y, false);
        ImmutableArray<Expressions.CompiledExpression> rates = _trial.Model.Rates;
        for (int s = 0; s < rates.Length; s++) derivative[s] = rates[s].Evaluate(_trial.Slots);
    }

    /// <inheritdoc/>
    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values)
    {
        Find(t, y);
        _values.CopyTo(values);
    }

    /// <inheritdoc/>
    public override void ParameterSlope(int direction, double t, ReadOnlySpan<double> y, Span<double> slope)
    {
        Find(t, y);
        slope.Clear();
        foreach ((int state, int entry, double factor) in _directions[direction]) slope[state] += _byConstants[entry] * factor;
    }

    // all slopes at once: every direction asks for its own at the same place
    private void Find(double t, ReadOnlySpan<double> y)
    {
        if (t == _time && y.SequenceEqual(_at)) return;
        _trial.Take(t, y, false);
        _gradients.Jacobian(_trial.Slots, _slopes, _values, _byConstants);
        _time = t;
        y.CopyTo(_at);
    }
}

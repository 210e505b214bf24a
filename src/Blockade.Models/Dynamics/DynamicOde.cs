using Blockade.Models.Expressions;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Models.Dynamics;

/// <summary>
/// The differential equation of a dynamic model around one <see cref="DynamicState"/>, whose constants and conditions it reads. While
/// <see cref="ConditionsFollow"/> is false the conditions stay as the state has them, and the equation is smooth. A model without states has the
/// clock as one, so that events in time are found. Holds scratch: one thread.
/// </summary>
public sealed class DynamicOde : OdeSystem
{
    private readonly DynamicModel _model;
    private readonly DynamicState _now;
    private readonly DynamicState _trial;
    private readonly DynamicSlopes _slopes;

    /// <summary>The equation around a state, which the caller changes between integrations.</summary>
    public DynamicOde(DynamicState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        (_model, _now) = (state.Model, state);
        _trial = new DynamicState(_model);
        _slopes = _model.Gradients.Scratch();
        Adopt();
    }

    /// <inheritdoc/>
    public override int Dimension => JacobianPattern.Dimension;

    /// <inheritdoc/>
    public override SparsityPattern JacobianPattern => _model.Gradients.Pattern;

    /// <summary>Conditions are worked out anew at every evaluation.</summary>
    public bool ConditionsFollow { get; set; }

    /// <summary>Takes over the state's constants and conditions, after it has changed.</summary>
    public void Adopt() => _now.Slots.CopyTo(_trial.Slots, 0);

    /// <inheritdoc/>
    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        _trial.Take(t, y, ConditionsFollow);
        if (_model.Rates.IsEmpty) derivative.Fill(1);   // the clock
        for (int s = 0; s < _model.Rates.Length; s++) derivative[s] = _model.Rates[s].Evaluate(_trial.Slots);
    }

    /// <inheritdoc/>
    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values)
    {
        _trial.Take(t, y, ConditionsFollow);
        _model.Gradients.Jacobian(_trial.Slots, _slopes, values);
    }
}

using System.Collections.Immutable;
using Blockade.Models.Dynamics;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Petab;

/// <summary>
/// The equation of one experiment, with the slope of its right-hand side along directions of the parameters: central differences of formulas at fixed states, which are good to
/// ten digits, far beyond what an integration sees. Holds scratch: one thread.
/// </summary>
internal sealed class PetabEquation : ParametricSystem
{
    private readonly DynamicOde _ode;
    private readonly ImmutableArray<(DynamicOde Above, DynamicOde Below, double Distance)?> _directions;
    private readonly double[] _other;

    /// <summary>Around the state at the start, and those a little on either side by direction.</summary>
    public PetabEquation(DynamicState at, IEnumerable<(DynamicState Above, DynamicState Below, double Distance)> directions)
    {
        _ode = new DynamicOde(at);
        _directions = [.. directions.Select(d => d.Above.DiffersInConstants(d.Below) ? (new DynamicOde(d.Above), new DynamicOde(d.Below), d.Distance) : ((DynamicOde, DynamicOde, double)?)null)];
        _other = new double[_ode.Dimension];
    }

    public override int Dimension => _ode.Dimension;

    public override SparsityPattern JacobianPattern => _ode.JacobianPattern;

    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative) => _ode.Derivative(t, y, derivative);

    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values) => _ode.Jacobian(t, y, values);

    public override void ParameterSlope(int direction, double t, ReadOnlySpan<double> y, Span<double> slope)
    {
        if (_directions[direction] is not { } d)
        {
            slope.Clear();   // only the start or the observables depend on it
            return;
        }

        d.Above.Derivative(t, y, slope);
        d.Below.Derivative(t, y, _other);
        for (int i = 0; i < slope.Length; i++) slope[i] = (slope[i] - _other[i]) / d.Distance;
    }
}

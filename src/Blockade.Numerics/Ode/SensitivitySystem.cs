using System.Collections.Immutable;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// A system's states followed by their sensitivities dy/dq to some directions, n values each, as one system: S' = J S + df/dq. All blocks share the
/// factors of the states' own matrix, and the error test sees the sensitivities as it sees the states. Holds scratch: one thread.
/// </summary>
/// <remarks>
/// The simultaneous corrector of Maly and Petzold (1996), Appl. Numer. Math. 20:57-79, doi:10.1016/0168-9274(95)00117-4: what couples sensitivities to
/// states is left out of Newton's matrix and comes in through the right-hand side, an iteration later. Costs a Jacobian for each right-hand side.
/// At a dose, the sensitivities of a state that is set do not change, or are set by the caller as the states are.
/// </remarks>
public sealed class SensitivitySystem : OdeSystem
{
    private readonly ParametricSystem _inner;
    private readonly ImmutableArray<int> _directions;
    private readonly double[] _jacobian;

    /// <summary>Prepares scratch for some of a system's directions.</summary>
    public SensitivitySystem(ParametricSystem inner, ImmutableArray<int> directions)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
        _directions = directions;
        _jacobian = new double[inner.JacobianPattern.EntryCount];
    }

    /// <inheritdoc/>
    public override int Dimension => _inner.Dimension * Blocks;

    /// <inheritdoc/>
    public override int Blocks => 1 + _directions.Length;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Breaks => _inner.Breaks;

    /// <inheritdoc/>
    public override SparsityPattern JacobianPattern => _inner.JacobianPattern;

    /// <inheritdoc/>
    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        int n = _inner.Dimension;
        ReadOnlySpan<double> states = y[..n];
        _inner.Derivative(t, states, derivative[..n]);
        _inner.Jacobian(t, states, _jacobian);
        ReadOnlySpan<int> starts = JacobianPattern.ColumnStarts, rows = JacobianPattern.Rows;
        for (int k = 0; k < _directions.Length; k++)
        {
            ReadOnlySpan<double> sensitivity = y.Slice((k + 1) * n, n);
            Span<double> slope = derivative.Slice((k + 1) * n, n);
            _inner.ParameterSlope(_directions[k], t, states, slope);
            for (int j = 0; j < n; j++)
            {
                double v = sensitivity[j];
                if (v == 0) continue;
                for (int e = starts[j]; e < starts[j + 1]; e++) slope[rows[e]] += _jacobian[e] * v;
            }
        }
    }

    /// <inheritdoc/>
    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values) => _inner.Jacobian(t, y[.._inner.Dimension], values);
}

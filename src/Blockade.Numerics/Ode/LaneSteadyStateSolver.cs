using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// Steady states of eight members of an ensemble at once, as <see cref="SteadyStateSolver"/> finds them, every vector operation done in all lanes. A lane decides from its own numbers, and what it finds does not depend on the others. Holds scratch: one thread.
/// </summary>
public sealed class LaneSteadyStateSolver
{
    private const int Lanes = LaneSystem.Lanes;

    private readonly LaneSystem _system;
    private readonly SteadyStateOptions _options;
    private readonly LaneMatrix _matrix;
    private readonly LaneBuffer _residual, _step, _jacobian;
    private readonly double[] _t = new double[Lanes], _tau = new double[Lanes], _sizes = new double[Lanes], _norms = new double[Lanes], _before = new double[Lanes], _last = new double[Lanes];

    /// <summary>Analyses the Jacobian's pattern and prepares scratch.</summary>
    public LaneSteadyStateSolver(LaneSystem system, SteadyStateOptions options)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(options);
        (_system, _options) = (system, options);
        _matrix = LaneMatrix.Of(system.JacobianPattern);
        (_residual, _step) = (new LaneBuffer(system.Dimension), new LaneBuffer(system.Dimension));
        _jacobian = new LaneBuffer(system.JacobianPattern.EntryCount);
    }

    /// <summary>Moves the states of some lanes to their steady states.</summary>
    /// <param name="y">The states, lanes side by side. A lane that is not found is left anywhere.</param>
    /// <param name="lanes">The lanes to move, as bits.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The lanes whose steady state was found within the options' iterations.</returns>
    public int Solve(Span<double> y, int lanes, CancellationToken cancellation = default)
    {
        _tau.AsSpan().Fill(_options.FirstStep);
        _system.Derivative(_t, y, _residual.Span);
        Sizes(_residual, y).CopyTo(_last);
        int active = lanes, kept = 0, found = 0;
        for (int iteration = 0; iteration < _options.MaxIterations && active != 0; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            Vector512<double> tau = Vector512.Create<double>(_tau);
            int factored = active & ~kept, singular = 0;
            if (factored != 0)
            {
                _system.Jacobian(_t, y, _jacobian.Span);
                _matrix.TakeJacobian(_jacobian, factored);
                singular = factored & ~_matrix.Prepare(tau, factored);
            }

            for (int i = 0; i < _step.Length; i++) _step[i] = tau * _residual[i];
            _matrix.Solve(_step, tau, default, active & ~singular);
            Sizes(_step, y).CopyTo(_sizes);
            Move(y, 1, (1 << Lanes) - 1);
            Sizes(_residual, y).CopyTo(_norms);
            int refused = singular;
            for (int rest = active & ~singular; rest != 0; rest &= rest - 1)
            {
                int index = int.TrailingZeroCount(rest);
                if (!(_norms[index] <= 1e3 * _last[index])) refused |= 1 << index;   // far off, or no number
            }

            if (refused != 0) Move(y, -1, refused);
            for (int rest = active; rest != 0; rest &= rest - 1)
            {
                int index = int.TrailingZeroCount(rest), bit = 1 << index;
                bool isLongest = _tau[index] >= _options.LongestStep, wasKept = (kept & bit) != 0;
                kept &= ~bit;
                if ((refused & bit) != 0)
                {
                    _tau[index] /= 10;
                    if (_tau[index] < 1e-12 * _options.FirstStep) active &= ~bit;
                    continue;
                }

                // as SteadyStateSolver decides
                double size = _sizes[index], next = _norms[index];
                if (size <= 1 && (isLongest || next == 0)) (active, found) = (active & ~bit, found | bit);
                bool isNear = size * _options.RelativeTolerance <= SteadyStateSolver.NearShare && (!wasKept || size <= SteadyStateSolver.ChordContraction * _before[index]);
                if (isLongest && isNear) kept |= bit;
                _tau[index] = Math.Min(_options.LongestStep, _tau[index] * Math.Clamp(next == 0 ? 1000 : _last[index] / next, 2, 1000));
                (_before[index], _last[index]) = (size, next);
            }
        }

        return found;
    }

    // Goes the step, or back, in some lanes, and sees what residuals there are.
    private void Move(Span<double> y, double sign, int lanes)
    {
        Vector512<double> share = LaneBuffer.Mask(lanes) & Vector512.Create(sign);
        for (int i = 0; i < _step.Length; i++) (Vector512.Create<double>(y.Slice(i * Lanes, Lanes)) + (share * _step[i])).CopyTo(y[(i * Lanes)..]);
        _system.Derivative(_t, y, _residual.Span);
    }

    // The largest of the values in terms of the tolerances at y, lane by lane; not a number where one is none.
    private Vector512<double> Sizes(LaneBuffer values, ReadOnlySpan<double> y)
    {
        Vector512<double> largest = default, relative = Vector512.Create(_options.RelativeTolerance), absolute = Vector512.Create(_options.AbsoluteTolerance);
        for (int i = 0; i < values.Length; i++)
        {
            Vector512<double> weight = (relative * Vector512.Abs(Vector512.Create(y.Slice(i * Lanes, Lanes)))) + absolute;
            largest = Vector512.Max(largest, Vector512.Abs(values[i]) / weight);
        }

        return largest;
    }
}

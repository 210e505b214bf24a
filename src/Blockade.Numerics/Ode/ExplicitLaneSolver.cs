using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// Many members of an ensemble that is not stiff, eight at a time: the pair of <see cref="ExplicitOdeSolver"/> in lanes. For populations of few states and
/// many doses. Holds scratch: one thread.
/// </summary>
/// <remarks>A member that turns out stiff is solved once more by itself, implicitly.</remarks>
public sealed class ExplicitLaneSolver : OneStepLaneSolver
{
    private readonly LaneBuffer[] _k = new LaneBuffer[7];   // the first is the slope at the state
    private readonly LaneBuffer[] _between = new LaneBuffer[4];
    private readonly LaneBuffer _lastArgument;
    private readonly LaneBuffer _at = new(1);   // the time of a stage
    private int _held;   // lanes in which some step was held down of late

    /// <summary>Prepares scratch for runs from one time through sample times.</summary>
    /// <exception cref="ArgumentException">The times do not ascend from the start, or one is not finite.</exception>
    public ExplicitLaneSolver(LaneSystem system, SolverOptions options, double start, ReadOnlySpan<double> times)
        : base(system, options, start, times, Integrator.Explicit)
    {
        int n = system.Dimension;
        _k[0] = Slope;
        for (int i = 1; i < _k.Length; i++) _k[i] = new LaneBuffer(n);
        for (int i = 0; i < _between.Length; i++) _between[i] = new LaneBuffer(n);
        _lastArgument = new LaneBuffer(n);
    }

    // Leaves the proposal's slope in k7; Dormand and Prince's coefficients, as in ExplicitOdeSolver. The newest slope is added last: it is what all wait for.
    private protected override Vector512<double> Attempt()
    {
        LaneBuffer k1 = _k[0], k2 = _k[1], k3 = _k[2], k4 = _k[3], k5 = _k[4], k6 = _k[5], k7 = _k[6], y = Y, s = Proposal, last = _lastArgument;
        LaneSystem system = System;
        int n = y.Length;
        Vector512<double> h = Step[0], t = Time[0];
        for (int i = 0; i < n; i++) s[i] = Plus(y[i], 0.2 * h, k1[i]);
        _at[0] = t + (0.2 * h);
        system.Derivative(_at.Span, s.Span, k2.Span);
        for (int i = 0; i < n; i++) s[i] = Plus(Plus(y[i], 3.0 / 40 * h, k1[i]), 9.0 / 40 * h, k2[i]);
        _at[0] = t + (0.3 * h);
        system.Derivative(_at.Span, s.Span, k3.Span);
        for (int i = 0; i < n; i++) s[i] = Plus(Plus(Plus(y[i], 44.0 / 45 * h, k1[i]), -56.0 / 15 * h, k2[i]), 32.0 / 9 * h, k3[i]);
        _at[0] = t + (0.8 * h);
        system.Derivative(_at.Span, s.Span, k4.Span);
        for (int i = 0; i < n; i++)
        {
            Vector512<double> before = Plus(Plus(Plus(y[i], 19372.0 / 6561 * h, k1[i]), -25360.0 / 2187 * h, k2[i]), 64448.0 / 6561 * h, k3[i]);
            s[i] = Plus(before, -212.0 / 729 * h, k4[i]);
        }

        _at[0] = t + (8.0 / 9 * h);
        system.Derivative(_at.Span, s.Span, k5.Span);
        for (int i = 0; i < n; i++)
        {
            Vector512<double> before = Plus(Plus(y[i], 9017.0 / 3168 * h, k1[i]), -355.0 / 33 * h, k2[i]);
            last[i] = Plus(Plus(Plus(before, 46732.0 / 5247 * h, k3[i]), 49.0 / 176 * h, k4[i]), -5103.0 / 18656 * h, k5[i]);
        }

        system.Derivative(Ahead.Span, last.Span, k6.Span);
        for (int i = 0; i < n; i++)
        {
            Vector512<double> before = Plus(Plus(y[i], 35.0 / 384 * h, k1[i]), 500.0 / 1113 * h, k3[i]);
            s[i] = Plus(Plus(Plus(before, 125.0 / 192 * h, k4[i]), -2187.0 / 6784 * h, k5[i]), 11.0 / 84 * h, k6[i]);
        }

        system.Derivative(Ahead.Span, s.Span, k7.Span);
        Cost.Derivatives += 6;
        Vector512<double> sum = default, relative = Vector512.Create(Options.RelativeTolerance), absolute = Vector512.Create(Options.AbsoluteTolerance);
        for (int i = 0; i < n; i++)
        {
            Vector512<double> e = Plus(Plus(71.0 / 57600 * k1[i], Vector512.Create(-71.0 / 16695), k3[i]), Vector512.Create(71.0 / 1920), k4[i]);
            e = h * Plus(Plus(Plus(e, Vector512.Create(-17253.0 / 339200), k5[i]), Vector512.Create(22.0 / 525), k6[i]), Vector512.Create(-0.025), k7[i]);
            Vector512<double> scaled = e / Plus(absolute, relative, Vector512.Max(Vector512.Abs(y[i]), Vector512.Abs(s[i])));
            sum = Plus(sum, scaled, scaled);
        }

        return Weighted(sum);
    }

    private static Vector512<double> Plus(Vector512<double> sum, Vector512<double> factor, Vector512<double> value) => Vector512.FusedMultiplyAdd(factor, value, sum);

    private protected override void Keep(Vector512<double> accepted)
    {
        for (int i = 0; i < Y.Length; i++) _k[0][i] = Vector512.ConditionalSelect(accepted, _k[6][i], _k[0][i]);
    }

    // See ExplicitOdeSolver.
    private protected override int Unsuited(int accepted)
    {
        Vector512<double> slopes = default, states = default, h = Step[0] * Vector512.Create(1 / ExplicitOdeSolver.StabilityBorder);
        for (int i = 0; i < Y.Length; i++)
        {
            Vector512<double> slope = _k[6][i] - _k[5][i], state = Proposal[i] - _lastArgument[i];
            slopes += slope * slope;
            states += state * state;
        }

        int held = Bits(Vector512.GreaterThan(h * h * slopes, states)) & accepted, stiff = 0;
        for (int lanes = (_held & accepted) | held; lanes != 0; lanes &= lanes - 1)
        {
            int index = int.TrailingZeroCount(lanes);
            OneStepLane lane = Lane(index);
            if ((held >> index & 1) != 0)
            {
                lane.CalmSteps = 0;
                if (++lane.StiffSteps == ExplicitOdeSolver.StiffSteps) stiff |= 1 << index;
            }
            else if (++lane.CalmSteps == ExplicitOdeSolver.CalmSteps)
            {
                lane.StiffSteps = 0;
                _held &= ~(1 << index);
            }
        }

        _held |= held;
        return stiff;
    }

    // The coefficients of all lanes' interpolants; see ExplicitOdeSolver.
    private protected override void PrepareBetween()
    {
        LaneBuffer k1 = _k[0], k3 = _k[2], k4 = _k[3], k5 = _k[4], k6 = _k[5], k7 = _k[6];
        Vector512<double> h = Step[0];
        for (int i = 0; i < Y.Length; i++)
        {
            Vector512<double> difference = Proposal[i] - Y[i], begins = (h * k1[i]) - difference;
            _between[0][i] = difference;
            _between[1][i] = begins;
            _between[2][i] = difference - (h * k7[i]) - begins;
            Vector512<double> sum = Plus(-12715105075.0 / 11282082432 * k1[i], Vector512.Create(87487479700.0 / 32700410799), k3[i]);
            sum = Plus(Plus(sum, Vector512.Create(-10690763975.0 / 1880347072), k4[i]), Vector512.Create(701980252875.0 / 199316789632), k5[i]);
            _between[3][i] = h * Plus(Plus(sum, Vector512.Create(-1453857185.0 / 822651844), k6[i]), Vector512.Create(69997945.0 / 29380423), k7[i]);
        }
    }

    private protected override void Between(Vector512<double> share, LaneBuffer states)
    {
        Vector512<double> left = Vector512.Create(1.0) - share;
        for (int i = 0; i < Y.Length; i++)
            states[i] = Plus(Y[i], share, Plus(_between[0][i], left, Plus(_between[1][i], share, Plus(_between[2][i], left, _between[3][i]))));
    }
}

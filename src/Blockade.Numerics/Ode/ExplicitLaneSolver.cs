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
    private readonly double[] _at = new double[Lanes];

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

    private void Derivative(double share, LaneBuffer y, LaneBuffer slope)
    {
        (Vector512.Create<double>(Time) + (Vector512.Create(share) * Vector512.Create<double>(Step))).CopyTo(_at);
        System.Derivative(share == 1 ? Ahead : _at, y.Span, slope.Span);
        Cost.Derivatives++;
    }

    // Leaves the proposal's slope in k7; Dormand and Prince's coefficients, as in ExplicitOdeSolver.
    private protected override Vector512<double> Attempt()
    {
        LaneBuffer k1 = _k[0], k2 = _k[1], k3 = _k[2], k4 = _k[3], k5 = _k[4], k6 = _k[5], k7 = _k[6], y = Y, s = Proposal;
        int n = y.Length;
        Vector512<double> h = Vector512.Create<double>(Step);
        for (int i = 0; i < n; i++) s[i] = y[i] + (h * (0.2 * k1[i]));
        Derivative(0.2, s, k2);
        for (int i = 0; i < n; i++) s[i] = y[i] + (h * ((3.0 / 40 * k1[i]) + (9.0 / 40 * k2[i])));
        Derivative(0.3, s, k3);
        for (int i = 0; i < n; i++) s[i] = y[i] + (h * ((44.0 / 45 * k1[i]) - (56.0 / 15 * k2[i]) + (32.0 / 9 * k3[i])));
        Derivative(0.8, s, k4);
        for (int i = 0; i < n; i++)
        {
            s[i] = y[i] + (h * ((19372.0 / 6561 * k1[i]) - (25360.0 / 2187 * k2[i]) + (64448.0 / 6561 * k3[i]) - (212.0 / 729 * k4[i])));
        }

        Derivative(8.0 / 9, s, k5);
        for (int i = 0; i < n; i++)
        {
            _lastArgument[i] = y[i] + (h * ((9017.0 / 3168 * k1[i]) - (355.0 / 33 * k2[i]) + (46732.0 / 5247 * k3[i]) + (49.0 / 176 * k4[i])
                - (5103.0 / 18656 * k5[i])));
        }

        Derivative(1, _lastArgument, k6);
        for (int i = 0; i < n; i++)
        {
            s[i] = y[i] + (h * ((35.0 / 384 * k1[i]) + (500.0 / 1113 * k3[i]) + (125.0 / 192 * k4[i]) - (2187.0 / 6784 * k5[i]) + (11.0 / 84 * k6[i])));
        }

        Derivative(1, s, k7);
        Vector512<double> sum = default, relative = Vector512.Create(Options.RelativeTolerance), absolute = Vector512.Create(Options.AbsoluteTolerance);
        for (int i = 0; i < n; i++)
        {
            Vector512<double> e = h * ((71.0 / 57600 * k1[i]) - (71.0 / 16695 * k3[i]) + (71.0 / 1920 * k4[i]) - (17253.0 / 339200 * k5[i])
                + (22.0 / 525 * k6[i]) - (0.025 * k7[i]));
            Vector512<double> scaled = e / ((relative * Vector512.Max(Vector512.Abs(y[i]), Vector512.Abs(s[i]))) + absolute);
            sum += scaled * scaled;
        }

        return Weighted(sum);
    }

    private protected override void Keep(Vector512<double> accepted)
    {
        for (int i = 0; i < Y.Length; i++) _k[0][i] = Vector512.ConditionalSelect(accepted, _k[6][i], _k[0][i]);
    }

    // See ExplicitOdeSolver.
    private protected override int Unsuited(int accepted)
    {
        Vector512<double> slopes = default, states = default, h = Vector512.Create<double>(Step) / Vector512.Create(ExplicitOdeSolver.StabilityBorder);
        for (int i = 0; i < Y.Length; i++)
        {
            Vector512<double> slope = _k[6][i] - _k[5][i], state = Proposal[i] - _lastArgument[i];
            slopes += slope * slope;
            states += state * state;
        }

        int held = Bits(Vector512.GreaterThan(h * h * slopes, states)), stiff = 0;
        for (int lanes = accepted; lanes != 0; lanes &= lanes - 1)
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
            }
        }

        return stiff;
    }

    // The coefficients of all lanes' interpolants; see ExplicitOdeSolver.
    private protected override void PrepareBetween()
    {
        LaneBuffer k1 = _k[0], k3 = _k[2], k4 = _k[3], k5 = _k[4], k6 = _k[5], k7 = _k[6];
        Vector512<double> h = Vector512.Create<double>(Step);
        for (int i = 0; i < Y.Length; i++)
        {
            Vector512<double> difference = Proposal[i] - Y[i], begins = (h * k1[i]) - difference;
            _between[0][i] = difference;
            _between[1][i] = begins;
            _between[2][i] = difference - (h * k7[i]) - begins;
            _between[3][i] = h * ((-12715105075.0 / 11282082432 * k1[i]) + (87487479700.0 / 32700410799 * k3[i]) - (10690763975.0 / 1880347072 * k4[i])
                + (701980252875.0 / 199316789632 * k5[i]) - (1453857185.0 / 822651844 * k6[i]) + (69997945.0 / 29380423 * k7[i]));
        }
    }

    private protected override Vector512<double> Between(int i, Vector512<double> share)
    {
        Vector512<double> left = Vector512.Create(1.0) - share;
        return Y[i] + (share * (_between[0][i] + (left * (_between[1][i] + (share * (_between[2][i] + (left * _between[3][i])))))));
    }
}

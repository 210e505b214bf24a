using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// Many members of an ensemble that is not stiff, eight at a time: the pair of <see cref="ExplicitOdeSolver"/> in lanes. For populations of few states and
/// many doses. Holds scratch: one thread.
/// </summary>
/// <remarks>
/// As in <see cref="LaneSolver"/> a lane has its own time, step and changes, decides from its own numbers, and takes the next member when its own is done,
/// so that a member's result is the same whoever its neighbours are. After a change the first step is what the first steps of the member's own earlier
/// stretches allowed. A member that fails, or turns out stiff, is solved once more by itself, implicitly.
/// </remarks>
public sealed class ExplicitLaneSolver
{
    private const int Lanes = LaneSystem.Lanes;

    private readonly LaneSystem _system;
    private readonly SolverOptions _options;
    private readonly double _start;
    private readonly double[] _times;
    private readonly ExplicitLane[] _lanes = new ExplicitLane[Lanes];
    private readonly LaneBuffer[] _k = new LaneBuffer[7];
    private readonly LaneBuffer[] _between = new LaneBuffer[4];
    private readonly LaneBuffer _y, _stage, _lastArgument, _slope;
    private readonly double[] _state, _at = new double[Lanes];
    private readonly double[] _t = new double[Lanes], _h = new double[Lanes], _ahead = new double[Lanes];   // where a lane is, how far it tries to go, and to where
    private readonly double[] _limit = new double[Lanes], _step = new double[Lanes], _due = new double[Lanes];   // the last sample or next change; what the last error allows; the next sample
    private readonly List<int> _failed = [];
    private int _first, _next, _end, _changed;
    private int _busy, _fresh, _rejected;   // lanes that have a member, whose stretch begins, whose last attempt was refused
    private Vector512<double> _error;
    private MemberOutcome[] _outcomes = [];
    private MemberSample _sample = (_, _, _) => { };
    private SolverStatistics _statistics = new() { Integrator = Integrator.Explicit };

    /// <summary>Prepares scratch for runs from one time through sample times.</summary>
    /// <exception cref="ArgumentException">The times do not ascend from the start, or one is not finite.</exception>
    public ExplicitLaneSolver(LaneSystem system, SolverOptions options, double start, ReadOnlySpan<double> times)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(options);
        LaneSolver.RequireTimes(start, times);
        (_system, _options, _start, _times) = (system, options, start, times.ToArray());
        int n = system.Dimension;
        for (int i = 0; i < _k.Length; i++) _k[i] = new LaneBuffer(n);
        for (int i = 0; i < _between.Length; i++) _between[i] = new LaneBuffer(n);
        (_y, _stage, _lastArgument, _slope, _state) = (new LaneBuffer(n), new LaneBuffer(n), new LaneBuffer(n), new LaneBuffer(n), new double[n]);
        for (int lane = 0; lane < Lanes; lane++) _lanes[lane] = new ExplicitLane();
    }

    /// <summary>What it has cost so far; steps are members', evaluations are counted once for eight lanes.</summary>
    public SolverStatistics Statistics => _statistics;

    /// <summary>Solves the members from .. to - 1 and returns how each ended, in that order.</summary>
    public MemberOutcome[] Run(int from, int to, MemberSample sample, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        (_first, _next, _end, _sample, _outcomes, _changed) = (from, from, to, sample, new MemberOutcome[to - from], 0);
        for (int index = 0; index < Lanes; index++) Empty(index);
        _failed.Clear();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int index = 0; index < Lanes && _next < _end && _busy != (1 << Lanes) - 1; index++)
            {
                while ((_busy >> index & 1) == 0 && _next < _end) Load(index, _next++);
            }

            if (_busy == 0) break;
            if (_changed != 0) Begin();
            Propose();
            Attempt();
            Judge();
        }

        foreach (int member in _failed)
        {
            MemberOutcome outcome = LaneMember.Solve(_system, member, _options, _start, _times, _sample, cancellation);
            _statistics.AcceptedSteps += outcome.Steps;
            _outcomes[member - _first] = outcome;
        }

        return _outcomes;
    }

    private void Load(int index, int member)
    {
        ExplicitLane lane = _lanes[index];
        (lane.Member, lane.Sample, lane.Steps, _t[index], _busy) = (member, 0, 0, _start, _busy | (1 << index));
        (lane.FirstStep, lane.EarlierFirstStep) = (0, 0);
        _system.Load(index, member, _state);
        while (lane.Sample < _times.Length && _times[lane.Sample] <= _start) _sample(member, lane.Sample++, _state);
        if (_state.Length == 0)
        {
            for (; lane.Sample < _times.Length; lane.Sample++) _sample(member, lane.Sample, _state);
        }

        if (lane.Sample == _times.Length)
        {
            Finish(index);
            return;
        }

        _due[index] = _times[lane.Sample];
        Change(index);
    }

    // Takes up the state in _state after all that happens at the lane's time.
    private void Change(int index)
    {
        ExplicitLane lane = _lanes[index];
        while (_system.NextChange(index) <= _t[index]) _system.Change(index, _state);
        for (int i = 0; i < _state.Length; i++) _y[i, index] = _state[i];
        _limit[index] = Math.Min(_times[^1], _system.NextChange(index));
        (lane.StiffSteps, lane.CalmSteps) = (0, 0);
        (_fresh, _rejected, _changed) = (_fresh | (1 << index), _rejected & ~(1 << index), _changed | (1 << index));
    }

    private void Finish(int index)
    {
        _outcomes[_lanes[index].Member - _first] = new MemberOutcome(SolveStatus.Completed, _lanes[index].Steps, false);
        Empty(index);
    }

    private void Fail(int index)
    {
        _failed.Add(_lanes[index].Member);
        Empty(index);
    }

    // A lane without a member goes nowhere.
    private void Empty(int index)
    {
        _busy &= ~(1 << index);
        (_limit[index], _step[index], _due[index]) = (_ahead[index], 0, double.PositiveInfinity);
    }

    // Slopes and first steps of the lanes that were changed. The others' slopes are worked out as well, and come out the same.
    private void Begin()
    {
        Vector512<double> changed = LaneBuffer.Mask(_changed);
        _system.Derivative(_t, _y.Span, _slope.Span);
        _statistics.Derivatives++;
        for (int i = 0; i < _state.Length; i++) _k[0][i] = Vector512.ConditionalSelect(changed, _slope[i], _k[0][i]);
        int unknown = 0;
        for (int index = 0; index < Lanes; index++)
        {
            ExplicitLane lane = _lanes[index];
            if ((_changed & _busy & (1 << index)) == 0) continue;
            bool finite = true;
            for (int i = 0; i < _state.Length; i++) finite &= double.IsFinite(_slope[i, index]) && double.IsFinite(_y[i, index]);
            double known = lane.EarlierFirstStep;
            (lane.EarlierFirstStep, lane.FirstStep) = (lane.FirstStep, known);
            if (!finite) Fail(index);
            else if (known > 0) _step[index] = known;
            else unknown |= 1 << index;
        }

        _changed = 0;
        if (unknown != 0) FirstSteps(unknown);
    }

    // As StartingStep finds them.
    private void FirstSteps(int lanes)
    {
        Span<double> size = stackalloc double[Lanes], speed = stackalloc double[Lanes];
        Norm(_y, _y).CopyTo(size);
        Norm(_k[0], _y).CopyTo(speed);
        for (int index = 0; index < Lanes; index++)
        {
            double longest = _limit[index] - _t[index];
            double h = Math.Min(size[index] < 1e-5 || speed[index] < 1e-5 ? 1e-6 * longest : 0.01 * size[index] / speed[index], longest);
            _h[index] = (lanes >> index & 1) != 0 && double.IsFinite(h) ? h : 0;
            _at[index] = _t[index] + _h[index];
        }

        Vector512<double> step = Vector512.Create<double>(_h);
        for (int i = 0; i < _state.Length; i++) _stage[i] = _y[i] + (step * _k[0][i]);
        _system.Derivative(_at, _stage.Span, _slope.Span);
        _statistics.Derivatives++;
        for (int i = 0; i < _state.Length; i++) _slope[i] -= _k[0][i];
        Norm(_slope, _y).CopyTo(size);
        for (int index = 0; index < Lanes; index++)
        {
            if ((lanes >> index & 1) == 0) continue;
            double change = Math.Max(speed[index], size[index] / _h[index]), longest = _limit[index] - _t[index];
            double second = change <= 1e-15 ? longest : Math.Pow(0.01 / change, 1.0 / 6);
            _step[index] = double.IsFinite(change) ? Math.Min(Math.Min(100 * _h[index], second), longest) : _h[index];
        }
    }

    private void Propose()
    {
        Vector512<double> t = Vector512.Create<double>(_t), limit = Vector512.Create<double>(_limit);
        Vector512<double> wished = Vector512.Min(Vector512.Create<double>(_step), Vector512.Create(_options.MaxStep));
        Vector512<double> isLast = Vector512.GreaterThanOrEqual(t + (Vector512.Create(1.01) * wished), limit);   // land on the limit itself; leave no sliver behind
        Vector512<double> next = Vector512.ConditionalSelect(isLast, limit, t + wished), h = next - t;
        next.CopyTo(_ahead);
        h.CopyTo(_h);
        int stuck = Bits(Vector512.Equals(t + (Vector512.Min(h, wished) / Vector512.Create(2.0)), t)) & _busy;
        for (int index = 0; index < Lanes; index++)
        {
            if ((_busy >> index & 1) != 0 && (_lanes[index].Steps == _options.MaxSteps || (stuck >> index & 1) != 0)) Fail(index);
        }
    }

    private void Derivative(double share, LaneBuffer y, LaneBuffer slope)
    {
        (Vector512.Create<double>(_t) + (Vector512.Create(share) * Vector512.Create<double>(_h))).CopyTo(_at);
        _system.Derivative(share == 1 ? _ahead : _at, y.Span, slope.Span);
        _statistics.Derivatives++;
    }

    // Leaves the proposal in _stage and its slope in k7, the weighted errors in _error; Dormand and Prince's coefficients, as in ExplicitOdeSolver.
    private void Attempt()
    {
        int n = _state.Length;
        LaneBuffer k1 = _k[0], k2 = _k[1], k3 = _k[2], k4 = _k[3], k5 = _k[4], k6 = _k[5], k7 = _k[6], s = _stage;
        Vector512<double> h = Vector512.Create<double>(_h);
        for (int i = 0; i < n; i++) s[i] = _y[i] + (h * (0.2 * k1[i]));
        Derivative(0.2, s, k2);
        for (int i = 0; i < n; i++) s[i] = _y[i] + (h * ((3.0 / 40 * k1[i]) + (9.0 / 40 * k2[i])));
        Derivative(0.3, s, k3);
        for (int i = 0; i < n; i++) s[i] = _y[i] + (h * ((44.0 / 45 * k1[i]) - (56.0 / 15 * k2[i]) + (32.0 / 9 * k3[i])));
        Derivative(0.8, s, k4);
        for (int i = 0; i < n; i++)
        {
            s[i] = _y[i] + (h * ((19372.0 / 6561 * k1[i]) - (25360.0 / 2187 * k2[i]) + (64448.0 / 6561 * k3[i]) - (212.0 / 729 * k4[i])));
        }

        Derivative(8.0 / 9, s, k5);
        for (int i = 0; i < n; i++)
        {
            _lastArgument[i] = _y[i] + (h * ((9017.0 / 3168 * k1[i]) - (355.0 / 33 * k2[i]) + (46732.0 / 5247 * k3[i]) + (49.0 / 176 * k4[i])
                - (5103.0 / 18656 * k5[i])));
        }

        Derivative(1, _lastArgument, k6);
        for (int i = 0; i < n; i++)
        {
            s[i] = _y[i] + (h * ((35.0 / 384 * k1[i]) + (500.0 / 1113 * k3[i]) + (125.0 / 192 * k4[i]) - (2187.0 / 6784 * k5[i]) + (11.0 / 84 * k6[i])));
        }

        Derivative(1, s, k7);
        Vector512<double> sum = default, relative = Vector512.Create(_options.RelativeTolerance), absolute = Vector512.Create(_options.AbsoluteTolerance);
        for (int i = 0; i < n; i++)
        {
            Vector512<double> e = h * ((71.0 / 57600 * k1[i]) - (71.0 / 16695 * k3[i]) + (71.0 / 1920 * k4[i]) - (17253.0 / 339200 * k5[i])
                + (22.0 / 525 * k6[i]) - (0.025 * k7[i]));
            Vector512<double> scaled = e / ((relative * Vector512.Max(Vector512.Abs(_y[i]), Vector512.Abs(s[i]))) + absolute);
            sum += scaled * scaled;
        }

        _error = Vector512.Sqrt(sum / Vector512.Create((double)Math.Max(1, n)));
    }

    private void Judge()
    {
        Vector512<double> one = Vector512.Create(1.0), t = Vector512.Create<double>(_t), h = Vector512.Create<double>(_h), step = Vector512.Create<double>(_step);
        Vector512<double> next = Vector512.Create<double>(_ahead), limit = Vector512.Create<double>(_limit);
        Vector512<double> isNumber = Vector512.LessThan(_error, Vector512.Create(double.PositiveInfinity));
        Vector512<double> factor = Vector512.ConditionalSelect(isNumber, Vector512.Create(0.9) * InverseFifthRoot(_error), Vector512.Create(0.2));
        Vector512<double> within = Vector512.LessThanOrEqual(_error, one) & LaneBuffer.Mask(_busy);
        Vector512<double> grown = h * Vector512.Min(Vector512.ConditionalSelect(LaneBuffer.Mask(_rejected), one, Vector512.Create(5.0)), factor);
        Vector512<double> taken = Vector512.ConditionalSelect(Vector512.LessThan(next, limit), grown, Vector512.Max(grown, step));
        Vector512<double> refused = Vector512.Min(h, step) * Vector512.Max(Vector512.Create(0.2), Vector512.Min(Vector512.Create(0.9), factor));
        Vector512.ConditionalSelect(within, taken, refused).CopyTo(_step);
        int accepted = Bits(within);
        _rejected = _busy & ~accepted;
        _statistics.AcceptedSteps += int.PopCount(accepted);
        _statistics.RejectedSteps += int.PopCount(_rejected);
        if (accepted == 0) return;
        for (int lanes = accepted & _fresh; lanes != 0; lanes &= lanes - 1)
        {
            int index = int.TrailingZeroCount(lanes);
            ExplicitLane lane = _lanes[index];
            lane.FirstStep = _ahead[index] < _limit[index] ? _h[index] * Math.Clamp(factor[index], 0.5, 2) : Math.Max(lane.FirstStep, _h[index]);
        }

        _fresh &= ~accepted;
        Watch(accepted);
        Emit(accepted & _busy);
        Vector512<double> mask = LaneBuffer.Mask(accepted);
        Vector512.ConditionalSelect(mask, next, t).CopyTo(_t);
        for (int i = 0; i < _state.Length; i++)
        {
            _y[i] = Vector512.ConditionalSelect(mask, _stage[i], _y[i]);
            _k[0][i] = Vector512.ConditionalSelect(mask, _k[6][i], _k[0][i]);
        }

        for (int lanes = accepted & _busy & Bits(Vector512.Equals(next, limit)); lanes != 0; lanes &= lanes - 1)
        {
            int index = int.TrailingZeroCount(lanes);
            for (int i = 0; i < _state.Length; i++) _state[i] = _y[i, index];
            Change(index);
        }
    }

    private static int Bits(Vector512<double> mask) => (int)mask.ExtractMostSignificantBits();

    // See ExplicitOdeSolver.
    private void Watch(int accepted)
    {
        Vector512<double> slopes = default, states = default, h = Vector512.Create<double>(_h) / Vector512.Create(ExplicitOdeSolver.StabilityBorder);
        for (int i = 0; i < _state.Length; i++)
        {
            Vector512<double> slope = _k[6][i] - _k[5][i], state = _stage[i] - _lastArgument[i];
            slopes += slope * slope;
            states += state * state;
        }

        uint held = (uint)Vector512.GreaterThan(h * h * slopes, states).ExtractMostSignificantBits();
        for (int index = 0; index < Lanes; index++)
        {
            ExplicitLane lane = _lanes[index];
            if ((accepted >> index & 1) == 0) continue;
            lane.Steps++;
            if ((held >> index & 1) != 0)
            {
                lane.CalmSteps = 0;
                if (++lane.StiffSteps == ExplicitOdeSolver.StiffSteps) Fail(index);
            }
            else if (++lane.CalmSteps == ExplicitOdeSolver.CalmSteps)
            {
                lane.StiffSteps = 0;
            }
        }
    }

    // The coefficients of all lanes' interpolants; see ExplicitOdeSolver.
    private void PrepareBetween()
    {
        LaneBuffer k1 = _k[0], k3 = _k[2], k4 = _k[3], k5 = _k[4], k6 = _k[5], k7 = _k[6];
        Vector512<double> h = Vector512.Create<double>(_h);
        for (int i = 0; i < _state.Length; i++)
        {
            Vector512<double> difference = _stage[i] - _y[i], begins = (h * k1[i]) - difference;
            _between[0][i] = difference;
            _between[1][i] = begins;
            _between[2][i] = difference - (h * k7[i]) - begins;
            _between[3][i] = h * ((-12715105075.0 / 11282082432 * k1[i]) + (87487479700.0 / 32700410799 * k3[i]) - (10690763975.0 / 1880347072 * k4[i])
                + (701980252875.0 / 199316789632 * k5[i]) - (1453857185.0 / 822651844 * k6[i]) + (69997945.0 / 29380423 * k7[i]));
        }
    }

    // Samples within the steps that were accepted, their ends included: the next one of every lane that has one there, as long as there are any.
    private void Emit(int lanes)
    {
        Vector512<double> t = Vector512.Create<double>(_t), h = Vector512.Create<double>(_h), next = Vector512.Create<double>(_ahead);
        bool prepared = false;
        while (true)
        {
            Vector512<double> due = Vector512.Create<double>(_due);
            lanes &= _busy & Bits(Vector512.LessThanOrEqual(due, next));
            if (lanes == 0) return;
            if (!prepared) PrepareBetween();
            prepared = true;
            Vector512<double> s = (due - t) / h, left = Vector512.Create(1.0) - s, isEnd = Vector512.Equals(due, next);
            for (int i = 0; i < _state.Length; i++)
            {
                Vector512<double> inside = _y[i] + (s * (_between[0][i] + (left * (_between[1][i] + (s * (_between[2][i] + (left * _between[3][i])))))));
                _slope[i] = Vector512.ConditionalSelect(isEnd, _stage[i], inside);
            }

            for (int rest = lanes; rest != 0; rest &= rest - 1)
            {
                int index = int.TrailingZeroCount(rest);
                ExplicitLane lane = _lanes[index];
                for (int i = 0; i < _state.Length; i++) _state[i] = _slope[i, index];
                _sample(lane.Member, lane.Sample++, _state);
                if (lane.Sample == _times.Length) Finish(index);
                else _due[index] = _times[lane.Sample];
            }
        }
    }

    // The root mean square of x over the tolerances at y, lane by lane.
    private Vector512<double> Norm(LaneBuffer x, LaneBuffer y)
    {
        Vector512<double> sum = default, relative = Vector512.Create(_options.RelativeTolerance), absolute = Vector512.Create(_options.AbsoluteTolerance);
        for (int i = 0; i < x.Length; i++)
        {
            Vector512<double> scaled = x[i] / ((relative * Vector512.Abs(y[i])) + absolute);
            sum += scaled * scaled;
        }

        return Vector512.Sqrt(sum / Vector512.Create((double)Math.Max(1, x.Length)));
    }

    // x^(-1/5) to a thousandth: an exponent divided by five, and Newton's iteration. The same bits on every processor, and a third of the cost of a power.
    private static Vector512<double> InverseFifthRoot(Vector512<double> x)
    {
        x = Vector512.Min(Vector512.Max(x, Vector512.Create(1e-10)), Vector512.Create(1e10));
        Vector512<double> fifth = Vector512.ConvertToDouble(x.AsInt64()) * Vector512.Create(0.2);
        Vector512<double> r = (Vector512.Create((1023L << 52) / 5 * 6) - Vector512.ConvertToInt64(fifth)).AsDouble();
        for (int k = 0; k < 2; k++) r *= Vector512.Create(0.2) * (Vector512.Create(6.0) - (x * (r * r * (r * r * r))));
        return r;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// Many members of an ensemble of few states and many doses, eight at a time, by a method of order 5 that needs nothing but the last state. Holds scratch:
/// one thread.
/// </summary>
/// <remarks>
/// As in <see cref="LaneSolver"/> a lane has its own time, step and changes, decides from its own numbers, and takes the next member when its own is done,
/// so that a member's result is the same whoever its neighbours are. After a change the first step is what the first steps of the member's own earlier
/// stretches allowed. A member that fails is solved once more by itself, by multistep formulas.
/// </remarks>
public abstract class OneStepLaneSolver
{
    private protected const int Lanes = LaneSystem.Lanes;

    private readonly double _start;
    private readonly double[] _times;
    private readonly OneStepLane[] _lanes = new OneStepLane[Lanes];
    private readonly double[] _state;
    private readonly LaneBuffer _limit = new(1), _step = new(1), _due = new(1), _steps = new(1);   // the last sample or next change; what the last error allows; the next sample; steps taken
    private readonly List<int> _failed = [];
    private int _first, _next, _end, _changed;
    private int _busy, _fresh, _rejected;   // lanes that have a member, whose stretch begins, whose last attempt was refused
    private MemberOutcome[] _outcomes = [];
    private MemberSample _sample = (_, _, _) => { };

    private protected OneStepLaneSolver(LaneSystem system, SolverOptions options, double start, ReadOnlySpan<double> times, Integrator integrator)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(options);
        LaneSolver.RequireTimes(start, times);
        (System, Options, _start, _times) = (system, options, start, times.ToArray());
        int n = system.Dimension;
        (Y, Slope, Proposal, Scratch, _state) = (new LaneBuffer(n), new LaneBuffer(n), new LaneBuffer(n), new LaneBuffer(n), new double[n]);
        for (int lane = 0; lane < Lanes; lane++) _lanes[lane] = new OneStepLane();
        Cost = new SolverStatistics { Integrator = integrator };
    }

    /// <summary>What it has cost so far; steps are members', all else is counted once for eight lanes.</summary>
    public SolverStatistics Statistics => Cost;

    private protected LaneSystem System { get; }

    private protected SolverOptions Options { get; }

    /// <summary>The lanes' states, their slopes (known after a change, then as the method keeps them), and what an attempt proposes.</summary>
    private protected LaneBuffer Y { get; }

    private protected LaneBuffer Slope { get; }

    private protected LaneBuffer Proposal { get; }

    private protected LaneBuffer Scratch { get; }

    /// <summary>Where the lanes are, how far they try to go, and to where.</summary>
    private protected LaneBuffer Time { get; } = new(1);

    private protected LaneBuffer Step { get; } = new(1);

    private protected LaneBuffer Ahead { get; } = new(1);

    private protected SolverStatistics Cost;

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
            Judge(Attempt());
        }

        foreach (int member in _failed)
        {
            MemberOutcome outcome = LaneMember.Solve(System, member, Options, _start, _times, _sample, cancellation);
            Cost.AcceptedSteps += outcome.Steps;
            _outcomes[member - _first] = outcome;
        }

        return _outcomes;
    }

    /// <summary>Leaves what the step of every lane leads to in <see cref="Proposal"/>, and returns the weighted errors; not below infinity where it failed.</summary>
    private protected abstract Vector512<double> Attempt();

    /// <summary>Looks at the steps of some lanes that were accepted and are not yet taken, and returns those that the method should not go on with.</summary>
    private protected virtual int Unsuited(int accepted) => 0;

    /// <summary>Makes the interpolants of the step that was attempted.</summary>
    private protected abstract void PrepareBetween();

    /// <summary>Writes the states of every lane at a share of its step.</summary>
    private protected abstract void Between(Vector512<double> share, LaneBuffer states);

    /// <summary>Keeps of the attempt what the next step of some lanes will need.</summary>
    private protected virtual void Keep(Vector512<double> accepted)
    {
    }

    /// <summary>The root mean square over states of a lane's error in terms of the tolerances at both ends of its step.</summary>
    private protected Vector512<double> Weighted(Vector512<double> sum) => Vector512.Sqrt(sum / Vector512.Create((double)Math.Max(1, _state.Length)));

    private void Load(int index, int member)
    {
        OneStepLane lane = _lanes[index];
        (lane.Member, lane.Sample, _steps[0, index], Time[0, index], _busy) = (member, 0, 0, _start, _busy | (1 << index));
        (lane.FirstStep, lane.EarlierFirstStep) = (0, 0);
        System.Load(index, member, _state);
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

        _due[0, index] = _times[lane.Sample];
        Change(index);
    }

    // Takes up the state in _state after all that happens at the lane's time.
    private void Change(int index)
    {
        OneStepLane lane = _lanes[index];
        while (System.NextChange(index) <= Time[0, index]) System.Change(index, _state);
        if (System.IsDone(index))
        {
            Finish(index);
            return;
        }

        for (int i = 0; i < _state.Length; i++) Y[i, index] = _state[i];
        _limit[0, index] = Math.Min(_times[^1], System.NextChange(index));
        (lane.StiffSteps, lane.CalmSteps) = (0, 0);
        (_fresh, _rejected, _changed) = (_fresh | (1 << index), _rejected & ~(1 << index), _changed | (1 << index));
    }

    private void Finish(int index)
    {
        _outcomes[_lanes[index].Member - _first] = new MemberOutcome(SolveStatus.Completed, (int)_steps[0, index], false);
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
        (_limit[0, index], _step[0, index], _due[0, index]) = (Ahead[0, index], 0, double.PositiveInfinity);
    }

    // Slopes and first steps of the lanes that were changed. The others' slopes are worked out as well, and come out the same.
    private void Begin()
    {
        Vector512<double> changed = LaneBuffer.Mask(_changed);
        System.Derivative(Time.Span, Y.Span, Scratch.Span);
        Cost.Derivatives++;
        for (int i = 0; i < _state.Length; i++) Slope[i] = Vector512.ConditionalSelect(changed, Scratch[i], Slope[i]);
        int unknown = 0;
        for (int index = 0; index < Lanes; index++)
        {
            OneStepLane lane = _lanes[index];
            if ((_changed & _busy & (1 << index)) == 0) continue;
            bool finite = true;
            for (int i = 0; i < _state.Length; i++) finite &= double.IsFinite(Scratch[i, index]) && double.IsFinite(Y[i, index]);
            double known = lane.EarlierFirstStep;
            (lane.EarlierFirstStep, lane.FirstStep) = (lane.FirstStep, known);
            if (!finite) Fail(index);
            else if (known > 0) _step[0, index] = known;
            else unknown |= 1 << index;
        }

        _changed = 0;
        if (unknown != 0) FirstSteps(unknown);
    }

    // As StartingStep finds them.
    private void FirstSteps(int lanes)
    {
        Span<double> size = stackalloc double[Lanes], speed = stackalloc double[Lanes];
        Norm(Y, Y).CopyTo(size);
        Norm(Slope, Y).CopyTo(speed);
        for (int index = 0; index < Lanes; index++)
        {
            double longest = _limit[0, index] - Time[0, index];
            double h = Math.Min(size[index] < 1e-5 || speed[index] < 1e-5 ? 1e-6 * longest : 0.01 * size[index] / speed[index], longest);
            Step[0, index] = (lanes >> index & 1) != 0 && double.IsFinite(h) ? h : 0;
            Ahead[0, index] = Time[0, index] + Step[0, index];
        }

        Vector512<double> step = Step[0];
        for (int i = 0; i < _state.Length; i++) Proposal[i] = Y[i] + (step * Slope[i]);
        System.Derivative(Ahead.Span, Proposal.Span, Scratch.Span);
        Cost.Derivatives++;
        for (int i = 0; i < _state.Length; i++) Scratch[i] -= Slope[i];
        Norm(Scratch, Y).CopyTo(size);
        for (int index = 0; index < Lanes; index++)
        {
            if ((lanes >> index & 1) == 0) continue;
            double change = Math.Max(speed[index], size[index] / Step[0, index]), longest = _limit[0, index] - Time[0, index];
            double second = change <= 1e-15 ? longest : Math.Pow(0.01 / change, 1.0 / 6);
            _step[0, index] = double.IsFinite(change) ? Math.Min(Math.Min(100 * Step[0, index], second), longest) : Step[0, index];
        }
    }

    private void Propose()
    {
        Vector512<double> t = Time[0], limit = _limit[0];
        Vector512<double> wished = Vector512.Min(_step[0], Vector512.Create(Options.MaxStep));
        Vector512<double> isLast = Vector512.GreaterThanOrEqual(t + (Vector512.Create(1.01) * wished), limit);   // land on the limit itself; leave no sliver behind
        Vector512<double> next = Vector512.ConditionalSelect(isLast, limit, t + wished), h = next - t;
        Ahead[0] = next;
        Step[0] = h;
        Vector512<double> isStuck = Vector512.Equals(t + (Vector512.Min(h, wished) * Vector512.Create(0.5)), t);
        Vector512<double> isLong = Vector512.Equals(_steps[0], Vector512.Create((double)Options.MaxSteps));
        for (int lanes = Bits(isStuck | isLong) & _busy; lanes != 0; lanes &= lanes - 1) Fail(int.TrailingZeroCount(lanes));
    }

    private void Judge(Vector512<double> error)
    {
        Vector512<double> one = Vector512.Create(1.0), t = Time[0], h = Step[0], step = _step[0];
        Vector512<double> next = Ahead[0], limit = _limit[0];
        Vector512<double> isNumber = Vector512.LessThan(error, Vector512.Create(double.PositiveInfinity));
        Vector512<double> factor = Vector512.ConditionalSelect(isNumber, Vector512.Create(0.9) * InverseFifthRoot(error), Vector512.Create(0.2));
        Vector512<double> within = Vector512.LessThanOrEqual(error, one) & LaneBuffer.Mask(_busy);
        Vector512<double> grown = h * Vector512.Min(Vector512.ConditionalSelect(LaneBuffer.Mask(_rejected), one, Vector512.Create(5.0)), factor);
        Vector512<double> taken = Vector512.ConditionalSelect(Vector512.LessThan(next, limit), grown, Vector512.Max(grown, step));
        Vector512<double> refused = Vector512.Min(h, step) * Vector512.Max(Vector512.Create(0.2), Vector512.Min(Vector512.Create(0.9), factor));
        _step[0] = Vector512.ConditionalSelect(within, taken, refused);
        int accepted = Bits(within);
        _rejected = _busy & ~accepted;
        Cost.AcceptedSteps += int.PopCount(accepted);
        Cost.RejectedSteps += int.PopCount(_rejected);
        if (accepted == 0) return;
        for (int lanes = accepted & _fresh; lanes != 0; lanes &= lanes - 1)
        {
            int index = int.TrailingZeroCount(lanes);
            OneStepLane lane = _lanes[index];
            lane.FirstStep = Ahead[0, index] < _limit[0, index] ? Step[0, index] * Math.Clamp(factor[index], 0.5, 2) : Math.Max(lane.FirstStep, Step[0, index]);
        }

        _fresh &= ~accepted;
        _steps[0] += within & one;
        for (int lanes = Unsuited(accepted); lanes != 0; lanes &= lanes - 1) Fail(int.TrailingZeroCount(lanes));
        Emit(accepted & _busy);
        Time[0] = Vector512.ConditionalSelect(within, next, t);
        for (int i = 0; i < Y.Length; i++) Y[i] = Vector512.ConditionalSelect(within, Proposal[i], Y[i]);
        Keep(within);
        for (int lanes = accepted & _busy & Bits(Vector512.Equals(next, limit)); lanes != 0; lanes &= lanes - 1)
        {
            int index = int.TrailingZeroCount(lanes);
            for (int i = 0; i < _state.Length; i++) _state[i] = Y[i, index];
            Change(index);
        }
    }

    /// <summary>The numbers that steer a lane.</summary>
    private protected OneStepLane Lane(int index) => _lanes[index];

    private protected static int Bits(Vector512<double> mask) => (int)mask.ExtractMostSignificantBits();

    // Samples within the steps that were accepted, their ends included: the next one of every lane that has one there, as long as there are any.
    private void Emit(int lanes)
    {
        Vector512<double> t = Time[0], h = Step[0], next = Ahead[0];
        bool prepared = false;
        while (true)
        {
            Vector512<double> due = _due[0];
            lanes &= _busy & Bits(Vector512.LessThanOrEqual(due, next));
            if (lanes == 0) return;
            if (!prepared) PrepareBetween();
            prepared = true;
            Vector512<double> isEnd = Vector512.Equals(due, next);
            Between((due - t) / h, Scratch);
            for (int i = 0; i < Scratch.Length; i++) Scratch[i] = Vector512.ConditionalSelect(isEnd, Proposal[i], Scratch[i]);
            for (int rest = lanes; rest != 0; rest &= rest - 1)
            {
                int index = int.TrailingZeroCount(rest);
                OneStepLane lane = _lanes[index];
                for (int i = 0; i < _state.Length; i++) _state[i] = Scratch[i, index];
                _sample(lane.Member, lane.Sample++, _state);
                if (lane.Sample == _times.Length) Finish(index);
                else _due[0, index] = _times[lane.Sample];
            }
        }
    }

    // The root mean square of x over the tolerances at y, lane by lane.
    private Vector512<double> Norm(LaneBuffer x, LaneBuffer y)
    {
        Vector512<double> sum = default, relative = Vector512.Create(Options.RelativeTolerance), absolute = Vector512.Create(Options.AbsoluteTolerance);
        for (int i = 0; i < x.Length; i++)
        {
            Vector512<double> scaled = x[i] / ((relative * Vector512.Abs(y[i])) + absolute);
            sum += scaled * scaled;
        }

        return Vector512.Sqrt(sum / Vector512.Create((double)Math.Max(1, x.Length)));
    }

    // x^(-1/5) to a thousandth: an exponent divided by five, and Newton's iteration. The same bits on every processor, and a third of the cost of a power.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> InverseFifthRoot(Vector512<double> x)
    {
        x = Vector512.Min(Vector512.Max(x, Vector512.Create(1e-10)), Vector512.Create(1e10));
        Vector512<double> fifth = Vector512.ConvertToDouble(x.AsInt64()) * Vector512.Create(0.2);
        Vector512<double> r = (Vector512.Create((1023L << 52) / 5 * 6) - Vector512.ConvertToInt64(fifth)).AsDouble();
        for (int k = 0; k < 2; k++) r *= Vector512.Create(0.2) * (Vector512.Create(6.0) - (x * (r * r * (r * r * r))));
        return r;
    }
}

using System.Globalization;
using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// Many members of an ensemble, eight at a time: the formulas of <see cref="OdeSolver"/>, with every vector operation done in all lanes at once.
/// LU or products: chosen by a trial of member 0. Holds scratch: one thread.
/// </summary>
/// <remarks>
/// Each lane has its own time, step, order, Jacobian and Newton iteration, and takes its own decisions from its own numbers; arithmetic is lane by
/// lane, and what is done for some lanes leaves every bit of the others. So a member's result is the same whoever its neighbours are, in
/// whichever lane and in whatever registers. Only the time at which a lane's turn comes depends on the others: lanes that want factors, or a start, wait
/// a little for more of their kind. A lane whose member is done takes the next one. A member that fails is solved once more by itself, by LU.
/// </remarks>
public sealed class LaneSolver
{
    private const int Lanes = LaneSystem.Lanes;
    private const int StartBatch = 4, StartPatience = 16;     // lanes that make a start worth its cost to all, and sweeps that one waits for them
    private const int FactorBatch = 3, FactorPatience = 2;
    private const int StartTrials = 60;
    private const int TrialSteps = 500;

    private readonly LaneSystem _system;
    private readonly SolverOptions _options;
    private readonly double _start;
    private readonly double[] _times;
    private readonly NdfCoefficients _ndf = new();
    private readonly LaneHistory _history;
    private readonly LaneBuffer _predicted, _proposal, _psi, _correction, _residual, _slope, _weight, _jacobian;
    private readonly Lane[] _lanes = new Lane[Lanes];
    private readonly double[] _t = new double[Lanes], _c = new double[Lanes], _norms = new double[Lanes], _factors = new double[Lanes];
    private readonly double[] _state;
    private readonly List<int> _failed = [];
    private int _next, _end, _first, _waitedToStart, _waitedToFactor;
    private MemberOutcome[] _outcomes = [];
    private MemberSample _sample = (_, _, _) => { };
    private LaneMatrix? _chosen;
    private string? _reason;
    private SolverStatistics _statistics;

    /// <summary>Prepares scratch for runs from one time through sample times.</summary>
    /// <exception cref="ArgumentException">The times do not ascend from the start, or one is not finite.</exception>
    public LaneSolver(LaneSystem system, SolverOptions options, double start, ReadOnlySpan<double> times)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(options);
        RequireTimes(start, times);
        _system = system;
        _options = options;
        _start = start;
        _times = times.ToArray();
        int n = system.Dimension;
        _state = new double[n];
        _history = new LaneHistory(n);
        (_predicted, _proposal, _psi) = (new LaneBuffer(n), new LaneBuffer(n), new LaneBuffer(n));
        (_correction, _residual, _slope, _weight) = (new LaneBuffer(n), new LaneBuffer(n), new LaneBuffer(n), new LaneBuffer(n));
        _jacobian = new LaneBuffer(system.JacobianPattern.EntryCount);
        for (int lane = 0; lane < Lanes; lane++) _lanes[lane] = new Lane();
    }

    /// <summary>What it has cost so far; steps are members', all else is counted once for eight lanes.</summary>
    public SolverStatistics Statistics => _statistics with { Products = _chosen?.Products ?? 0, LinearSolver = _chosen?.Kind ?? LinearSolver.Automatic, Reason = _reason };

    private LaneMatrix Matrix => _chosen!;   // from the first run on

    internal static void RequireTimes(double start, ReadOnlySpan<double> times)
    {
        double before = start;
        foreach (double time in times)
        {
            if (!double.IsFinite(time) || !(time >= before)) throw new ArgumentException($"Sample times ascend from {start}; {time} does not.", nameof(times));
            before = time;
        }
    }

    /// <summary>Solves the members from .. to - 1 and returns how each ended, in that order.</summary>
    public MemberOutcome[] Run(int from, int to, MemberSample sample, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        (_first, _next, _end, _sample, _outcomes) = (from, from, to, sample, new MemberOutcome[to - from]);
        foreach (Lane lane in _lanes) lane.Phase = LanePhase.Empty;
        _failed.Clear();
        if (from < to) _chosen ??= Choose(cancellation);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int lane = 0; lane < Lanes; lane++)
            {
                while (_lanes[lane].Phase == LanePhase.Empty && _next < _end) Load(lane, _next++);
            }

            int starting = In(LanePhase.Starting);
            if (starting != 0 && IsTime(starting, StartBatch, StartPatience, ref _waitedToStart)) Start(starting);
            Begin(In(LanePhase.Beginning));
            int factoring = In(LanePhase.Factoring);
            if (factoring != 0 && IsTime(factoring, FactorBatch, FactorPatience, ref _waitedToFactor)) Factor(factoring);
            int iterating = In(LanePhase.Iterating);
            if (iterating != 0) Iterate(iterating);
            else if (In(LanePhase.Empty) == (1 << Lanes) - 1 && _next == _end) break;
        }

        foreach (int member in _failed) SolveAlone(member, cancellation);
        return _outcomes;
    }

    // A trial of the ensemble's first member, whichever members this run has: so that every run of every part of the ensemble chooses alike.
    private LaneMatrix Choose(CancellationToken cancellation)
    {
        bool krylov = _options.LinearSolver == LinearSolver.Krylov, few = _system.Dimension <= LaneFull.MostStates;
        _reason = _options.LinearSolver == LinearSolver.Automatic && few ? $"{_system.Dimension} states" : "the options ask for it";
        if (_options.LinearSolver == LinearSolver.Automatic && _times.Length > 0 && !few)
        {
            var trial = new OdeSolver(_system.Alone(0), _options with { LinearSolver = LinearSolver.Krylov, MaxSteps = Math.Min(TrialSteps, _options.MaxSteps) });
            _system.Load(0, 0, _state);
            double t = _start;
            while (_system.NextChange(0) <= t) _system.Change(0, _state);
            trial.Advance(ref t, _state, Math.Min(_times[^1], _system.NextChange(0)), cancellation);
            SolverStatistics cost = trial.Statistics;
            double products = cost.Solves > 0 ? cost.Products / (double)cost.Solves : ChosenNewtonMatrix.GuessedProducts;
            krylov = ChosenNewtonMatrix.LanesPreferKrylov(_system.JacobianPattern, products);
            _reason = string.Create(CultureInfo.InvariantCulture, $"{products:F1} products a solution in a trial of {cost.AcceptedSteps} steps with the first member");
        }

        if (krylov) return new LaneKrylov(_system.JacobianPattern, _weight);
        return few ? new LaneFull(_system.JacobianPattern) : new LaneFactors(_system.JacobianPattern);
    }

    private bool IsTime(int lanes, int batch, int patience, ref int waited)
    {
        if (int.PopCount(lanes) < batch && waited++ < patience && In(LanePhase.Iterating) != 0) return false;
        waited = 0;
        return true;
    }

    private int In(LanePhase phase)
    {
        int lanes = 0;
        for (int lane = 0; lane < Lanes; lane++)
        {
            if (_lanes[lane].Phase == phase) lanes |= 1 << lane;
        }

        return lanes;
    }

    private void Load(int index, int member)
    {
        Lane lane = _lanes[index];
        (lane.Member, lane.T, lane.Sample, lane.Steps, lane.UsualStep) = (member, _start, 0, 0, 0);
        _system.Load(index, member, _state);
        while (lane.Sample < _times.Length && _times[lane.Sample] <= _start) _sample(member, lane.Sample++, _state);
        Change(index);
        if (lane.Phase == LanePhase.Empty) return;
        if (lane.Sample == _times.Length) Finish(lane);
        else if (_state.Length == 0) Emit(index, double.PositiveInfinity);
    }

    // Begins anew from the state in _state, after all that happens at the lane's time.
    private void Change(int index)
    {
        Lane lane = _lanes[index];
        while (_system.NextChange(index) <= lane.T) _system.Change(index, _state);
        for (int k = 0; k <= NdfCoefficients.MaxOrder + 2; k++)
        {
            for (int i = 0; i < _state.Length; i++) _history[k][i, index] = k == 0 ? _state[i] : 0;
        }

        lane.Limit = _times.Length == 0 ? _start : Math.Min(_times[^1], _system.NextChange(index));
        lane.Phase = LanePhase.Starting;
        if (_system.IsDone(index)) Finish(lane);
    }

    private void Finish(Lane lane)
    {
        _outcomes[lane.Member - _first] = new MemberOutcome(SolveStatus.Completed, lane.Steps, false);
        lane.Phase = LanePhase.Empty;
    }

    private void Fail(Lane lane)
    {
        _failed.Add(lane.Member);
        lane.Phase = LanePhase.Empty;
    }

    // Samples up to a time that the lane has reached.
    private void Emit(int index, double reached)
    {
        Lane lane = _lanes[index];
        for (; lane.Sample < _times.Length && _times[lane.Sample] <= reached; lane.Sample++)
        {
            _history.Interpolate(index, _times[lane.Sample] - lane.T, _state);
            _sample(lane.Member, lane.Sample, _state);
        }

        if (lane.Sample == _times.Length) Finish(lane);
    }

    private void SolveAlone(int member, CancellationToken cancellation)
    {
        MemberOutcome outcome = LaneMember.Solve(_system, member, _options, _start, _times, _sample, cancellation);
        _statistics.AcceptedSteps += outcome.Steps;
        _outcomes[member - _first] = outcome;
    }

    // The first step and differences, as OdeSolver finds them: see its StartingStep.
    private void Start(int lanes)
    {
        LaneBuffer first = _history[1], second = _history[2], state = _history[0];
        Vector512<double> mask = LaneBuffer.Mask(lanes);
        for (int lane = 0; lane < Lanes; lane++) _t[lane] = _lanes[lane].T;
        WeighBy(state, mask);
        _system.Derivative(_t, state.Span, _slope.Span);
        _system.Jacobian(_t, state.Span, _jacobian.Span);
        Matrix.TakeJacobian(_jacobian, lanes);
        _statistics.Derivatives++;
        _statistics.Jacobians++;
        int trying = 0;
        Span<double> h = stackalloc double[Lanes];
        for (int index = 0; index < Lanes; index++)
        {
            if ((lanes >> index & 1) == 0) continue;
            bool finite = true;
            for (int i = 0; i < _state.Length; i++) finite &= double.IsFinite(_slope[i, index]) && double.IsFinite(state[i, index]);
            double left = _lanes[index].Limit - _lanes[index].T;
            h[index] = Math.Min(Math.Max(_lanes[index].UsualStep, 0.1 * left), Math.Min(left, _options.MaxStep));
            if (finite) trying |= 1 << index;
            else Fail(_lanes[index]);
        }

        for (int trial = 0; trying != 0; trial++)
        {
            for (int lane = 0; lane < Lanes; lane++) _c[lane] = h[lane] / _ndf.Alpha[2];
            Vector512<double> step = Vector512.Create<double>(h), c = Vector512.Create<double>(_c);
            int good = Matrix.Prepare(c, trying);
            _statistics.Factorisations++;
            Vector512<double> free = LaneBuffer.Mask(trying);
            for (int i = 0; i < _state.Length; i++) _residual[i] = free & (step * _slope[i]);
            Filter(_residual, c, good);
            for (int i = 0; i < _state.Length; i++) first[i] = Vector512.ConditionalSelect(free, _residual[i], first[i]);
            Propagate(first, step, c, good);
            for (int i = 0; i < _state.Length; i++) second[i] = Vector512.ConditionalSelect(free, _residual[i], second[i]);
            Propagate(second, step, c, good);
            LaneBuffer.Norm(_residual, _weight).CopyTo(_norms);
            for (int index = 0; index < Lanes; index++)
            {
                if ((trying >> index & 1) == 0) continue;
                double error = _ndf.ErrorConstant[2] * _norms[index];
                if ((good >> index & 1) != 0 && (error <= 1 || trial == StartTrials))
                {
                    double share = (_c[index] / h[index]) + 0.5;   // the backward differences of that course
                    for (int i = 0; i < _state.Length; i++) first[i, index] -= share * second[i, index];
                    TakeOff(index, h[index], _c[index]);
                    trying &= ~(1 << index);
                }
                else if (trial >= StartTrials)
                {
                    Fail(_lanes[index]);
                    trying &= ~(1 << index);
                }
                else
                {
                    h[index] *= double.IsFinite(error) && (good >> index & 1) != 0 ? Math.Clamp(0.8 * Math.Cbrt(0.5 / error), 1e-6, 0.5) : 1e-6;
                }
            }
        }
    }

    private void TakeOff(int index, double step, double c)
    {
        Lane lane = _lanes[index];
        _history.Order[index] = 2;
        _history.Step[index] = step;
        (lane.NextOrder, lane.NextFactor, lane.EqualSteps) = (2, 1, 0);
        (lane.Factored, lane.Fresh, lane.FactoredCoefficient, lane.FactorsAge, lane.Rate) = (true, false, c, 0, 1);
        lane.Phase = LanePhase.Beginning;
    }

    // residual = h J from, filtered
    private void Propagate(LaneBuffer from, Vector512<double> step, Vector512<double> c, int lanes)
    {
        _residual.Span.Clear();
        Matrix.SubtractProduct(-step, from, _residual);
        Filter(_residual, c, lanes);
    }

    private void Filter(LaneBuffer b, Vector512<double> c, int lanes)
    {
        Vector512<double> tolerance = Vector512.Create(OdeSolver.StartShare) * LaneBuffer.Norm(b, _weight);
        Matrix.Solve(b, c, tolerance, lanes);
        _statistics.Solves++;
    }

    private void WeighBy(LaneBuffer state, Vector512<double> lanes)
    {
        Vector512<double> relative = Vector512.Create(_options.RelativeTolerance), absolute = Vector512.Create(_options.AbsoluteTolerance);
        Vector512<double> one = Vector512.Create(1.0);
        for (int i = 0; i < state.Length; i++) _weight[i] = Vector512.ConditionalSelect(lanes, one / ((relative * Vector512.Abs(state[i])) + absolute), _weight[i]);
    }

    // Takes up order and step of the next attempt; lands on the last sample itself, and leaves no sliver behind.
    private void Begin(int lanes)
    {
        if (lanes == 0) return;
        bool change = false;
        for (int index = 0; index < Lanes; index++)
        {
            _factors[index] = 1;
            Lane lane = _lanes[index];
            if ((lanes >> index & 1) == 0) continue;
            double step = _history.Step[index], h = step * lane.NextFactor, left = lane.Limit - lane.T;
            bool isCut = h >= left || 1.01 * h >= left;
            _factors[index] = isCut ? left / step : lane.NextFactor;
            if (!isCut) lane.UsualStep = h;
            if (lane.Steps == _options.MaxSteps || !(lane.T + (step * _factors[index] / 2) != lane.T))
            {
                Fail(lane);
                (lanes, _factors[index]) = (lanes & ~(1 << index), 1);
                continue;
            }

            _history.Order[index] = lane.NextOrder;
            lane.NextFactor = 1;
            if (_factors[index] == 1) continue;
            (change, lane.EqualSteps) = (true, 0);
        }

        if (change) _history.ChangeStep(_factors);
        _history.Predict(_ndf.Gamma, _ndf.Alpha, _predicted, _psi);   // lanes under way get what they have
        Vector512<double> begun = LaneBuffer.Mask(lanes);
        WeighBy(_predicted, begun);
        for (int i = 0; i < _state.Length; i++)
        {
            _correction[i] = Vector512.AndNot(_correction[i], begun);
            _proposal[i] = Vector512.ConditionalSelect(begun, _predicted[i], _proposal[i]);
        }

        for (int index = 0; index < Lanes; index++)
        {
            if ((lanes >> index & 1) == 0) continue;
            Lane lane = _lanes[index];
            double h = _history.Step[index];
            lane.Next = lane.T + h;
            if (Math.Abs(lane.Next - lane.Limit) < 1e-12 * h) lane.Next = lane.Limit;
            lane.Iteration = 0;
            bool keep = lane.Factored && lane.FactorsAge < OdeSolver.FactorsLast
                && Math.Abs((Coefficient(index) / lane.FactoredCoefficient) - 1) <= OdeSolver.CoefficientDrift;
            lane.Phase = keep ? LanePhase.Iterating : LanePhase.Factoring;
        }
    }

    private double Coefficient(int index) => _history.Step[index] / _ndf.Alpha[_history.Order[index]];

    private void TakeTimes()
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            _t[lane] = _lanes[lane].Next;
            _c[lane] = Coefficient(lane);
        }
    }

    private void Factor(int lanes)
    {
        TakeTimes();
        _system.Jacobian(_t, _predicted.Span, _jacobian.Span);
        Matrix.TakeJacobian(_jacobian, lanes);
        int good = Matrix.Prepare(Vector512.Create<double>(_c), lanes);
        _statistics.Jacobians++;
        _statistics.Factorisations++;
        for (int index = 0; index < Lanes; index++)
        {
            if ((lanes >> index & 1) == 0) continue;
            Lane lane = _lanes[index];
            (lane.Factored, lane.Fresh, lane.FactoredCoefficient, lane.FactorsAge, lane.Rate) = ((good >> index & 1) != 0, true, _c[index], 0, 1);
            if (lane.Factored) lane.Phase = LanePhase.Iterating;
            else Again(lane, 0.25);
        }
    }

    // One Newton iteration in all lanes that are at it; see OdeSolver for what is decided.
    private void Iterate(int lanes)
    {
        TakeTimes();
        for (int lane = 0; lane < Lanes; lane++)
        {
            _factors[lane] = OdeSolver.LinearShare * OdeSolver.NewtonShare / _ndf.ErrorConstant[_history.Order[lane]];
        }

        Vector512<double> c = Vector512.Create<double>(_c), mask = LaneBuffer.Mask(lanes);
        _system.Derivative(_t, _proposal.Span, _residual.Span);
        _statistics.Derivatives++;
        for (int i = 0; i < _state.Length; i++) _residual[i] = (c * _residual[i]) - _psi[i] - _correction[i];
        int solved = Matrix.Solve(_residual, c, Vector512.Create<double>(_factors), lanes);
        _statistics.Solves++;
        for (int i = 0; i < _state.Length; i++)
        {
            _correction[i] = Vector512.ConditionalSelect(mask, _correction[i] + _residual[i], _correction[i]);
            _proposal[i] = Vector512.ConditionalSelect(mask, _predicted[i] + _correction[i], _proposal[i]);
        }

        LaneBuffer.Norm(_residual, _weight).CopyTo(_norms);
        int converged = 0;
        for (int index = 0; index < Lanes; index++)
        {
            if ((lanes >> index & 1) == 0) continue;
            Lane lane = _lanes[index];
            double norm = _norms[index], tolerance = OdeSolver.NewtonShare / _ndf.ErrorConstant[_history.Order[index]];
            if (lane.Iteration > 0) lane.Rate = Math.Max(0.3 * lane.Rate, norm / lane.PreviousNorm);
            bool found = (solved >> index & 1) != 0 && double.IsFinite(norm);
            if (found && norm * Math.Min(1, lane.Rate) <= tolerance) converged |= 1 << index;
            else if (!found || (lane.Iteration > 0 && norm > 2 * lane.PreviousNorm) || lane.Iteration == OdeSolver.NewtonIterations - 1) Refuse(lane);
            lane.PreviousNorm = norm;
            lane.Iteration++;
        }

        if (converged != 0) Judge(converged);
    }

    private void Refuse(Lane lane)
    {
        _statistics.RejectedSteps++;
        lane.Factored = false;
        Again(lane, lane.Fresh ? 0.25 : 1);
    }

    private void Again(Lane lane, double factor)
    {
        lane.NextFactor = factor;
        lane.Phase = LanePhase.Beginning;
    }

    private void Judge(int lanes)
    {
        LaneBuffer.Norm(_correction, _weight).CopyTo(_norms);
        int accepted = 0;
        for (int index = 0; index < Lanes; index++)
        {
            if ((lanes >> index & 1) == 0) continue;
            int order = _history.Order[index];
            double error = _ndf.ErrorConstant[order] * _norms[index], safety = OdeSolver.Safety(_lanes[index].Iteration);
            if (error <= 1)
            {
                accepted |= 1 << index;
                continue;
            }

            _statistics.RejectedSteps++;
            Again(_lanes[index], double.IsNaN(error) ? 0.2 : Math.Max(0.2, safety * Math.Pow(error, -1.0 / (order + 1))));
        }

        if (accepted == 0) return;
        _history.Accept(_correction, accepted);
        for (int index = 0; index < Lanes; index++)
        {
            if ((accepted >> index & 1) == 0) continue;
            Lane lane = _lanes[index];
            int order = _history.Order[index];
            lane.T = lane.Next;
            lane.Steps++;
            lane.FactorsAge++;
            lane.Fresh = false;
            (lane.NextOrder, lane.NextFactor, lane.Phase) = (order, 1, LanePhase.Beginning);
            _statistics.AcceptedSteps++;
            Emit(index, lane.T);
            if (lane.Phase == LanePhase.Empty) continue;
            if (lane.T == lane.Limit)
            {
                for (int i = 0; i < _state.Length; i++) _state[i] = _history[0][i, index];
                Change(index);
                continue;
            }

            if (++lane.EqualSteps <= order) continue;
            double lower = order > 1 ? Norm(order, index) : double.PositiveInfinity;
            double higher = order < NdfCoefficients.MaxOrder ? Norm(order + 2, index) : double.PositiveInfinity;
            (lane.NextOrder, double factor) = _ndf.Choose(order, _norms[index], lower, higher, OdeSolver.Safety(lane.Iteration));
            lane.NextFactor = Math.Min(factor, _options.MaxStep / _history.Step[index]);
            lane.EqualSteps = 0;
        }
    }

    // Of one difference in one lane.
    private double Norm(int difference, int index)
    {
        LaneBuffer d = _history[difference];
        double sum = 0;
        for (int i = 0; i < d.Length; i++)
        {
            double scaled = d[i, index] * _weight[i, index];
            sum += scaled * scaled;
        }

        return Math.Sqrt(sum / d.Length);
    }
}

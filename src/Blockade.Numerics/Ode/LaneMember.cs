using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>What stands in lane 0 as a system by itself: for a trial, and for a member that fails beside others. Holds scratch: one thread.</summary>
internal sealed class LaneMember : OdeSystem
{
    private readonly LaneSystem _system;
    private readonly double[] _t = new double[LaneSystem.Lanes];
    private readonly LaneBuffer _y, _derivative, _jacobian;

    public LaneMember(LaneSystem system)
    {
        _system = system;
        (_y, _derivative) = (new LaneBuffer(system.Dimension), new LaneBuffer(system.Dimension));
        _jacobian = new LaneBuffer(system.JacobianPattern.EntryCount);
    }

    public override int Dimension => _system.Dimension;

    public override SparsityPattern JacobianPattern => _system.JacobianPattern;

    /// <summary>Runs one member from its start through the sample times and its own changes, by LU.</summary>
    public static MemberOutcome Solve(
        LaneSystem system, int member, SolverOptions options, double start, ReadOnlySpan<double> times, MemberSample sample, CancellationToken cancellation)
    {
        var state = new double[system.Dimension];
        system.Load(0, member, state);
        var solver = new OdeSolver(system.Alone(member), options with { LinearSolver = LinearSolver.Direct });
        double t = start;
        SolveStatus status = SolveStatus.Completed;
        for (int k = 0; k < times.Length && status == SolveStatus.Completed && !system.IsDone(0);)
        {
            double limit = Math.Min(times[^1], system.NextChange(0));
            bool isSample = times[k] <= limit;
            status = solver.Sample(ref t, state, isSample ? times[k] : limit, limit, cancellation);
            if (status != SolveStatus.Completed) break;
            if (isSample)
            {
                sample(member, k++, state);
                continue;
            }

            system.Change(0, state);
            solver.Restart();
        }

        return new MemberOutcome(status, solver.Statistics.AcceptedSteps, true);
    }

    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        Put(t, y);
        _system.Derivative(_t, _y.Span, _derivative.Span);
        for (int i = 0; i < derivative.Length; i++) derivative[i] = _derivative[i, 0];
    }

    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values)
    {
        Put(t, y);
        _system.Jacobian(_t, _y.Span, _jacobian.Span);
        for (int e = 0; e < values.Length; e++) values[e] = _jacobian[e, 0];
    }

    private void Put(double t, ReadOnlySpan<double> y)
    {
        _t.AsSpan().Fill(t);
        for (int i = 0; i < y.Length; i++) _y[i, 0] = y[i];
    }
}

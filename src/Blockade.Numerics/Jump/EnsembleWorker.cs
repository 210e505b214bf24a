using System.Collections.Immutable;

namespace Blockade.Numerics.Jump;

/// <summary>One thread's solver and scratch for an ensemble.</summary>
internal sealed class EnsembleWorker(JumpSystem system, ImmutableArray<double> start, ImmutableArray<double> times, EnsembleOptions options)
{
    private readonly JumpSolver _solver = new(system, options.Solver);
    private readonly double[] _values = new double[times.Length * system.OutputCount];

    /// <summary>Makes the runs from one number up to another; null where the caller cancelled.</summary>
    public EnsembleBlock? Run(int from, int to, CancellationToken cancellation)
    {
        var moments = new RunMoments(_values.Length);
        List<double[]> kept = [];
        List<EnsembleFailure> failures = [];
        (long events, long leaps, long rejected) = (0, 0, 0);
        for (int run = from; run < to; run++)
        {
            JumpStatus status = RunOne(run, cancellation);
            if (status == JumpStatus.Cancelled || cancellation.IsCancellationRequested) return null;
            JumpStatistics cost = _solver.Statistics;
            events += cost.Events;
            leaps += cost.Leaps;
            rejected += cost.RejectedLeaps;
            if (status == JumpStatus.Completed) moments.Add(_values);
            else failures.Add(new EnsembleFailure(run, status, _solver.Time));
            if (run < options.KeptRuns) kept.Add([.. _values]);
        }

        return new EnsembleBlock(to - from, moments, kept, failures, events, leaps, rejected);
    }

    private JumpStatus RunOne(int run, CancellationToken cancellation)
    {
        int outputs = system.OutputCount;
        _solver.Start(times[0], start.AsSpan(), options.Random.Sequence(options.Purpose, (uint)run, options.Stream));
        for (int k = 0; k < times.Length; k++)
        {
            JumpStatus status = _solver.Advance(times[k], cancellation);
            if (status != JumpStatus.Completed)
            {
                _values.AsSpan(k * outputs).Fill(double.NaN);
                return status;
            }

            system.Outputs(times[k], _solver.Populations, _values.AsSpan(k * outputs, outputs));
        }

        return JumpStatus.Completed;
    }
}

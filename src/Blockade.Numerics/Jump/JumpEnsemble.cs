using System.Collections.Immutable;

namespace Blockade.Numerics.Jump;

/// <summary>
/// Many runs of one population process, in parallel. Runs are drawn by their number and added in blocks in order, so that no byte of the
/// result depends on threads. Memory: the table, once for each thread and kept run.
/// </summary>
public static class JumpEnsemble
{
    private const int BlockOfRuns = 16;

    /// <summary>Runs the ensemble from the first of the times to the last.</summary>
    /// <param name="system">Makes a system for a thread; all of one network.</param>
    /// <param name="start">The populations at the first time.</param>
    /// <param name="times">Output times, ascending; the first is the start.</param>
    /// <param name="options">Runs, random numbers, method.</param>
    /// <param name="progress">Told the number of runs in the result so far.</param>
    /// <param name="cancellation">Cuts the ensemble off: the result then holds the first runs that were complete.</param>
    /// <exception cref="ArgumentException">Times are missing, not finite or not ascending, or the start does not fit the network.</exception>
    public static EnsembleResult Run(
        Func<JumpSystem> system, ReadOnlySpan<double> start, ReadOnlySpan<double> times, EnsembleOptions options, IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(options);
        if (times.IsEmpty) throw new ArgumentException("An ensemble has output times.", nameof(times));
        for (int k = 0; k < times.Length; k++)
        {
            if (!double.IsFinite(times[k]) || (k > 0 && times[k] < times[k - 1])) throw new ArgumentException($"Output time {k} is {times[k]:R}: not finite or not ascending.", nameof(times));
        }

        JumpSystem first = system();
        if (start.Length != first.Network.SpeciesCount) throw new ArgumentException($"{start.Length} populations were given for {first.Network.SpeciesCount} species.", nameof(start));
        ImmutableArray<double> grid = [.. times];
        ImmutableArray<double> populations = [.. start];
        int blocks = ((options.Runs - 1) / BlockOfRuns) + 1;
        var sum = new EnsembleSum(grid, first.OutputCount, new JumpSolver(first, options.Solver).Statistics, progress);
        int taken = -1;

        // blocks are taken in order, so that few wait for an earlier one and a cancelled ensemble has lost little
        Parallel.For(0, Math.Min(options.Threads, blocks), new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, _ =>
        {
            var worker = new EnsembleWorker(system(), populations, grid, options);
            for (int block = Interlocked.Increment(ref taken); block < blocks; block = Interlocked.Increment(ref taken))
            {
                EnsembleBlock? done = worker.Run(block * BlockOfRuns, Math.Min(options.Runs, (block + 1) * BlockOfRuns), cancellation);
                if (done is null) return;
                sum.Take(block, done);
            }
        });
        return sum.Result();
    }
}

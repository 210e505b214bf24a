using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Blockade.Evidence;
using Blockade.Populations;
using Blockade.Simulation;

namespace Blockade.Trials;

/// <summary>Replicates of one virtual trial and what they say of its design.</summary>
/// <param name="Design">The protocol.</param>
/// <param name="Tests">The tests by which each replicate was judged.</param>
/// <param name="Outcomes">The replicates that are done, in the order of their numbers.</param>
/// <param name="Wanted">How many were asked for.</param>
/// <param name="IdenticalArms">Whether every arm got the control's treatment.</param>
public sealed record ReplicatedTrial(
    TrialDesign Design, ImmutableArray<PlannedTest> Tests, ImmutableArray<ReplicateOutcome> Outcomes, int Wanted, bool IdenticalArms)
{
    private const int PatientsAtOnce = 100_000;   // of all replicates that run side by side: some 450 MB

    /// <summary>Whether replicates are missing.</summary>
    public bool IsPartial => Outcomes.Length < Wanted;

    /// <summary>What they say, test by test and arm by arm.</summary>
    public ImmutableArray<TestCharacteristics> Characteristics { get; } =
        OperatingCharacteristics.Of(Tests, [.. Design.Arms.Select(a => a.Name)], Outcomes, IdenticalArms);

    /// <summary>
    /// Runs as many replicates at once as there are threads. Every one goes to the journal as soon as those before it have, and those that are
    /// there are not run again. A cancelled run returns what is done; null where nothing is, with the reason unless it was cancelled.
    /// </summary>
    /// <param name="design">The protocol; for identical arms, <see cref="TrialDesign.Null"/> of it.</param>
    /// <param name="tests">How each replicate is judged.</param>
    /// <param name="population">The patients.</param>
    /// <param name="parameters">Constants.</param>
    /// <param name="receptors">The receptors.</param>
    /// <param name="options">Seed and threads; its replicate is the first.</param>
    /// <param name="count">How many replicates.</param>
    /// <param name="identicalArms">Whether the design's arms are identical.</param>
    /// <param name="journal">Where finished replicates are kept.</param>
    /// <param name="progress">Told of receptors and replicates.</param>
    /// <param name="cancellation">Stops within a patient.</param>
    public static (ReplicatedTrial? Run, string? Failure) Run(
        TrialDesign design, ImmutableArray<PlannedTest> tests, PopulationDefinition population, ParameterTable parameters, ReceptorModel receptors,
        VirtualTrialOptions options, int count, bool identicalArms, ReplicateJournal journal, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        uint end = checked(options.Replicate + (uint)count);
        var outcomes = new SortedDictionary<uint, ReplicateOutcome>();
        foreach (ReplicateOutcome done in journal.Outcomes.Where(o => o.Replicate >= options.Replicate && o.Replicate < end)) outcomes[done.Replicate] = done;
        if (outcomes.Count < count)
        {
            (PreparedTrial? trial, string? failure) = PreparedTrial.Prepare(design, population, parameters, receptors, options, progress, cancellation);
            if (trial is null && (failure is not null || outcomes.Count == 0)) return (null, failure);
            if (trial is not null)
            {
                uint[] missing = [.. Enumerable.Range(0, count).Select(k => options.Replicate + (uint)k).Where(r => !outcomes.ContainsKey(r))];
                progress?.Report(new RunProgress("replicates", outcomes.Count, count));
                Fill(trial, missing, options.Threads, r => ReplicateOutcome.Of(r, tests), outcome =>
                {
                    outcomes[outcome.Replicate] = outcome;
                    journal.Append(outcome);
                    progress?.Report(new RunProgress("replicates", outcomes.Count, count));
                }, cancellation);
            }
        }

        return outcomes.Count == 0 ? (null, null) : (new ReplicatedTrial(design, tests, [.. outcomes.Values], count, identicalArms), null);
    }

    // As many replicates at once as there are threads, fewer of large trials; each is kept when those before it are, one at a time.
    private static void Fill(
        PreparedTrial trial, uint[] missing, int threads, Func<TrialResult, ReplicateOutcome> judge, Action<ReplicateOutcome> keep, CancellationToken cancellation)
    {
        int atOnce = Math.Clamp(PatientsAtOnce / trial.Simulator.Patients, 1, Math.Max(1, Math.Min(threads, missing.Length))), next = 0;
        TrialSimulator simulator = trial.Simulator.On(threads / atOnce);
        var done = new ReplicateOutcome?[missing.Length];
        try
        {
            Parallel.ForEach(
                Partitioner.Create(Enumerable.Range(0, missing.Length), EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = atOnce },
                (k, loop) =>
                {
                    TrialResult result = simulator.Run(missing[k], null, cancellation);
                    if (result.IsPartial || cancellation.IsCancellationRequested)
                    {
                        loop.Stop();
                        return;
                    }

                    ReplicateOutcome outcome = judge(result);
                    lock (done)
                    {
                        done[k] = outcome;
                        for (; next < done.Length && done[next] is ReplicateOutcome first; next++) keep(first);
                    }
                });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);   // the first trouble, not the bundle
        }
    }
}

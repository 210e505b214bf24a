using System.Collections.Immutable;
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
    /// <summary>Whether replicates are missing.</summary>
    public bool IsPartial => Outcomes.Length < Wanted;

    /// <summary>What they say, test by test and arm by arm.</summary>
    public ImmutableArray<TestCharacteristics> Characteristics { get; } =
        OperatingCharacteristics.Of(Tests, [.. Design.Arms.Select(a => a.Name)], Outcomes, IdenticalArms);

    /// <summary>
    /// Runs replicates one after the other, the patients of each at once. Every one goes to the journal before the next begins, and those that are
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
            for (uint r = options.Replicate; trial is not null && r < end && !cancellation.IsCancellationRequested; r++)
            {
                if (outcomes.ContainsKey(r)) continue;
                progress?.Report(new RunProgress("replicates", outcomes.Count, count));
                TrialResult result = trial.Simulator.Run(r, null, cancellation);
                if (result.IsPartial) break;
                outcomes[r] = ReplicateOutcome.Of(result, tests);
                journal.Append(outcomes[r]);
                progress?.Report(new RunProgress("replicates", outcomes.Count, count));
            }
        }

        return outcomes.Count == 0 ? (null, null) : (new ReplicatedTrial(design, tests, [.. outcomes.Values], count, identicalArms), null);
    }
}

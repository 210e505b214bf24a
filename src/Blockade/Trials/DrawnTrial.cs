using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Tumours;

namespace Blockade.Trials;

/// <summary>Replicates of one virtual trial, each under every one of some draws of the tumour's constants: what patients and what constants do to a design.</summary>
/// <param name="Design">The protocol.</param>
/// <param name="Tests">The tests by which each is judged.</param>
/// <param name="Outcomes">For each replicate that is done, what came of it under each draw.</param>
/// <param name="Wanted">How many replicates were asked for.</param>
public sealed record DrawnTrial(
    TrialDesign Design, ImmutableArray<PlannedTest> Tests, ImmutableArray<ImmutableArray<ReplicateOutcome>> Outcomes, int Wanted)
{
    /// <summary>Whether replicates are missing.</summary>
    public bool IsPartial => Outcomes.Length < Wanted;

    /// <summary>For each draw whether each replicate ended with success.</summary>
    /// <param name="test">The test, counted from 0.</param>
    /// <param name="comparison">The arm, counted from 0 without the control.</param>
    public ImmutableArray<ImmutableArray<bool>> Succeeded(int test, int comparison) =>
        [.. Enumerable.Range(0, Outcomes[0].Length).Select(d => Outcomes.Select(o => Tests[test].Succeeds(o[d].Tests[test], comparison)).ToImmutableArray())];

    /// <summary>
    /// Runs replicates one after the other; the patients of each are the same under every draw, so that their drugs are followed once. A trial under a draw goes to the
    /// journal before the next begins, by the number replicate times draws plus draw, and one that is there is not run again. A cancelled run returns the replicates that are
    /// whole; null where none is, with the reason unless it was cancelled.
    /// </summary>
    /// <param name="design">The protocol.</param>
    /// <param name="tests">How each is judged.</param>
    /// <param name="population">The patients.</param>
    /// <param name="parameters">Constants.</param>
    /// <param name="receptors">The receptors.</param>
    /// <param name="tumours">The draws: at least one, all with the elimination of docetaxel's effect that is in <paramref name="parameters"/>.</param>
    /// <param name="options">Seed and threads; its replicate is the first.</param>
    /// <param name="count">How many replicates.</param>
    /// <param name="journal">Where finished trials are kept.</param>
    /// <param name="progress">Told of receptors and trials.</param>
    /// <param name="cancellation">Stops within a patient.</param>
    public static (DrawnTrial? Run, string? Failure) Run(
        TrialDesign design, ImmutableArray<PlannedTest> tests, PopulationDefinition population, ParameterTable parameters, ReceptorModel receptors,
        ImmutableArray<TumourParameters> tumours, VirtualTrialOptions options, int count, ReplicateJournal journal, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(tumours.Length, 1);
        uint draws = (uint)tumours.Length;
        Dictionary<uint, ReplicateOutcome> outcomes = journal.Outcomes.ToDictionary(o => o.Replicate);
        uint[] numbers = [.. Enumerable.Range(0, count).Select(r => options.Replicate + (uint)r)];
        bool Done(uint r) => Enumerable.Range(0, (int)draws).All(d => outcomes.ContainsKey(checked(r * draws) + (uint)d));
        if (!numbers.All(Done))
        {
            (PreparedTrial? trial, string? failure) = PreparedTrial.Prepare(design, population, parameters, receptors, options, progress, cancellation);
            if (trial is null && failure is not null) return (null, failure);
            int all = count * (int)draws;
            try
            {
                foreach (uint r in numbers.Where(r => trial is not null && !Done(r)))
                {
                    int[] missing = [.. Enumerable.Range(0, (int)draws).Where(d => !outcomes.ContainsKey((r * draws) + (uint)d))];
                    int next = 0;
                    progress?.Report(new RunProgress("trials", Math.Min(all, outcomes.Count), all));
                    foreach (TrialResult result in trial!.Simulator.RunEach(r, [.. missing.Select(d => tumours[d])], cancellation))
                    {
                        uint number = (r * draws) + (uint)missing[next++];
                        outcomes[number] = ReplicateOutcome.Of(result, tests) with { Replicate = number };
                        journal.Append(outcomes[number]);
                        progress?.Report(new RunProgress("trials", Math.Min(all, outcomes.Count), all));
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // what is whole is kept
            }
        }

        ImmutableArray<ImmutableArray<ReplicateOutcome>> whole =
            [.. numbers.Where(Done).Select(r => Enumerable.Range(0, (int)draws).Select(d => outcomes[(r * draws) + (uint)d]).ToImmutableArray())];
        return whole.IsEmpty ? (null, null) : (new DrawnTrial(design, tests, whole, count), null);
    }
}

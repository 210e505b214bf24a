using System.Collections.Immutable;

namespace Blockade.Trials;

/// <summary>What one replicate of a trial found at every look of every test.</summary>
/// <param name="Replicate">Its number.</param>
/// <param name="Failed">Patients whose simulation failed and who are left out.</param>
/// <param name="Tests">The looks of each test.</param>
public sealed record ReplicateOutcome(uint Replicate, int Failed, ImmutableArray<ImmutableArray<LookOutcome>> Tests)
{
    /// <summary>Cuts and tests a trial at every look.</summary>
    public static ReplicateOutcome Of(TrialResult trial, ImmutableArray<PlannedTest> tests)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return new ReplicateOutcome(trial.Replicate, trial.Subjects.Count(r => r.Status is not null),
        [
            .. tests.Select(test => test.Cutoffs.Select(cutoff =>
                LookOutcome.Of(AnalysisData.Cut(trial, new Analysis(test.Name, test.Endpoint, cutoff)), trial.Design.Arms.Length)).ToImmutableArray()),
        ]);
    }
}

using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Tumours;

namespace Blockade.Trials;

/// <summary>The whole chain of one trial: receptors tabulated or followed, patients treated, data cut and tested, the run checked.</summary>
/// <param name="Trial">The patients.</param>
/// <param name="Analyses">The planned looks.</param>
/// <param name="Predictions">What was published, beside it.</param>
/// <param name="Checks">What the run verified about itself; empty for a partial run.</param>
/// <param name="Courses">The antibodies arm by arm; empty for a partial run.</param>
/// <param name="ReceptorStates">Steady states behind the receptors' table; 0 where every patient's whole network was followed.</param>
public sealed record VirtualTrial(
    TrialResult Trial, ImmutableArray<AnalysisResult> Analyses, ImmutableArray<Prediction> Predictions, ImmutableArray<RunCheck> Checks,
    ImmutableArray<CourseBands> Courses, int ReceptorStates)
{
    /// <summary>Whether the run was interrupted: patients are missing, or every patient is there and nothing was checked.</summary>
    public bool IsPartial => Trial.IsPartial || Checks.IsEmpty;

    /// <summary>What the independent reader found by the last cut, arm by arm.</summary>
    public ImmutableArray<ResponseSummary> Responses { get; } = ResponseSummary.Of(Trial, Analyses.Max(a => a.Data.At));

    /// <summary>What the investigator called beside the independent reader by the last cut, arm by arm.</summary>
    public ImmutableArray<ReaderComparison> Readers { get; } = ReaderComparison.Of(Trial, Analyses.Max(a => a.Data.At));

    /// <summary>Arms against the control in subgroups, for each planned look.</summary>
    public ImmutableArray<ImmutableArray<SubgroupResult>> Subgroups { get; } = [.. Analyses.Select(a => SubgroupResult.Of(Trial, a))];

    /// <summary>
    /// Runs it. A cancelled run returns the patients that were done, marked partial; one cancelled before the first patient, or whose
    /// receptors have no steady state, returns null and why.
    /// </summary>
    public static (VirtualTrial? Run, string? Failure) Run(
        TrialDesign design, PopulationDefinition population, ParameterTable parameters, PublishedResults published, ReceptorModel receptors,
        VirtualTrialOptions options, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(options);
        (PreparedTrial? prepared, string? failure) = PreparedTrial.Prepare(design, population, parameters, receptors, options, progress, cancellation);
        if (prepared is null) return (null, failure);
        (int states, TumourParameters tumour, RandomSource random, SubjectSimulator subjects, TrialSimulator simulator) = prepared;
        TrialResult trial = simulator.Run(options.Replicate, progress, cancellation);
        if (trial.Subjects.IsEmpty) return (null, null);

        ImmutableArray<AnalysisResult> analyses = [.. design.Analyses.Select(a => AnalysisResult.Of(trial, a))];
        ImmutableArray<RunCheck> checks = [];
        ImmutableArray<CourseBands> courses = [];
        if (!trial.IsPartial)
        {
            try
            {
                progress?.Report(new RunProgress("checks", 0, 1));
                Parallel.Invoke(
                    new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation },
                    () => courses = CourseBands.Of(trial, subjects, tumour, cancellation),
                    () => checks = RunChecks.Measure(trial, receptors, subjects, subjects.At(options.RelativeTolerance / 10), tumour, random, options.Threads, cancellation));
                progress?.Report(new RunProgress("checks", 1, 1));
            }
            catch (OperationCanceledException)
            {
                (checks, courses) = ([], []);   // the patients are worth keeping; what was checked by halves is not
            }
        }

        return (new VirtualTrial(trial, analyses, Prediction.Of(trial, analyses, published), checks, courses, states), null);
    }
}

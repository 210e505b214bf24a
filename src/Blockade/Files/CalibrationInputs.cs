using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Trials;

namespace Blockade.Files;

/// <summary>What a fit is made from. Of what was published it holds the targets only.</summary>
/// <param name="Targets">The results to fit to.</param>
/// <param name="Trials">The trials they come from.</param>
/// <param name="Population">The patients.</param>
/// <param name="Parameters">Constants that are not fitted.</param>
/// <param name="Priors">What is fitted, and how far it may go.</param>
/// <param name="Receptors">The receptor model.</param>
public sealed record CalibrationInputs(
    CalibrationTargets Targets, ImmutableArray<TrialDesign> Trials, PopulationDefinition Population, ParameterTable Parameters, ParameterTable Priors,
    ReceptorModel Receptors)
{
    /// <summary>Reads the flagship's files.</summary>
    public static Checked<CalibrationInputs> Read(IEnumerable<string> trials, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trials);
        Checked<StudyInputs>[] studies = [.. trials.Select(t => StudyInputs.Read(Her2Files.Read($"trials/{t}.toml"), cancellation: cancellation))];
        Checked<ParameterTable> priors = EvidenceReader.ReadParameters(Her2Files.Read("priors.csv"));
        ImmutableArray<Diagnostic> diagnostics = [.. studies.SelectMany(s => s.Diagnostics).Distinct(), .. priors.Diagnostics];
        if (studies.Any(s => s.Value is null) || priors.Value is null) return new(null, diagnostics);
        StudyInputs last = studies[^1].Value!;
        return new(
            new CalibrationInputs(
                last.Published.Targets, [.. studies.Select(s => s.Value!.Design)], last.Population, last.Parameters, priors.Value, last.Receptors),
            diagnostics);
    }
}

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
    /// <summary>Reads the flagship's files: every trial that a target names.</summary>
    public static Checked<CalibrationInputs> Read(CancellationToken cancellation = default)
    {
        Checked<StudyInputs>[] studies =
        [
            .. Her2Files.Names.Where(n => n.StartsWith("trials/", StringComparison.Ordinal)).Select(n => StudyInputs.Read(Her2Files.Read(n), cancellation: cancellation)),
        ];
        Checked<ParameterTable> priors = EvidenceReader.ReadParameters(Her2Files.Read("priors.csv"));
        ImmutableArray<Diagnostic> diagnostics = [.. studies.SelectMany(s => s.Diagnostics).Distinct(), .. priors.Diagnostics];
        if (studies.Any(s => s.Value is null) || priors.Value is null) return new(null, diagnostics);
        StudyInputs last = studies[^1].Value!;
        HashSet<string> named = [.. last.Published.Targets.Rows.Select(t => t.Trial)];
        return new(
            new CalibrationInputs(
                last.Published.Targets, [.. studies.Select(s => s.Value!.Design).Where(d => named.Contains(d.Name))], last.Population, last.Parameters, priors.Value, last.Receptors),
            diagnostics);
    }
}

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
        // one study brings the model, the constants and the results; of the other trials only the protocol is wanted
        Checked<StudyInputs> study = StudyInputs.Read(Her2Files.Read("trials/cleopatra.toml"), cancellation: cancellation);
        Checked<TrialFile>[] trials =
        [
            .. Her2Files.Names.Where(n => n.StartsWith("trials/", StringComparison.Ordinal)).Select(n => TrialReader.Read(Her2Files.Read(n))),
        ];
        Checked<ParameterTable> priors = EvidenceReader.ReadParameters(Her2Files.Read("priors.csv"));
        ImmutableArray<Diagnostic> diagnostics = [.. study.Diagnostics.Concat(trials.SelectMany(t => t.Diagnostics)).Distinct(), .. priors.Diagnostics];
        if (study.Value is not StudyInputs inputs || trials.Any(t => t.Value is null) || priors.Value is null) return new(null, diagnostics);
        HashSet<string> named = [.. inputs.Published.Targets.Rows.Select(t => t.Trial)];
        return new(
            new CalibrationInputs(
                inputs.Published.Targets, [.. trials.Select(t => t.Value!.Design).Where(d => named.Contains(d.Name))], inputs.Population, inputs.Parameters,
                priors.Value, inputs.Receptors),
            diagnostics);
    }
}

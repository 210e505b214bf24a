using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;
using Blockade.Simulation;

namespace Blockade.Files;

/// <summary>What a scorecard is made from.</summary>
/// <param name="Trials">Every trial that ships.</param>
/// <param name="Parameters">Constants, the fitted ones at their mode.</param>
/// <param name="Posterior">Draws of the fitted ones.</param>
/// <param name="Published">What predictions are compared with.</param>
/// <param name="Receptors">The receptor model.</param>
/// <param name="Sources">The files that were read, for the manifest.</param>
public sealed record PredictionInputs(
    ImmutableArray<TrialFile> Trials, ParameterTable Parameters, PosteriorDraws Posterior, PublishedResults Published, ReceptorModel Receptors,
    ImmutableArray<SourceText> Sources)
{
    /// <summary>Names of the trials that have a blind result, in the order of the published results.</summary>
    public IEnumerable<string> WithBlindResults =>
        Published.Rows.Where(r => r.Role == ResultRole.Blind).Select(r => r.Trial).Distinct().Where(t => Trials.Any(f => f.Design.Name == t));

    /// <summary>Reads the flagship's files.</summary>
    /// <param name="posterior">Draws that replace the frozen ones, or null.</param>
    /// <param name="cancellation">Stops the expansion of the network.</param>
    public static Checked<PredictionInputs> Read(SourceText? posterior = null, CancellationToken cancellation = default)
    {
        Checked<StudyInputs> study = StudyInputs.Read(Her2Files.Read("trials/cleopatra.toml"), cancellation: cancellation);
        SourceText[] files = [.. Her2Files.Names.Where(n => n.StartsWith("trials/", StringComparison.Ordinal)).Select(Her2Files.Read)];
        Checked<TrialFile>[] trials = [.. files.Select(f => TrialReader.Read(f))];
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        diagnostics.AddRange(study.Diagnostics.Concat(trials.SelectMany(t => t.Diagnostics)).Distinct());
        if (study.Value is not StudyInputs inputs || trials.Any(t => t.Value is null)) return new(null, diagnostics.ToImmutable());
        SourceText source = posterior ?? Her2Files.Read("posterior.csv");
        Checked<PosteriorDraws> draws = PosteriorFile.Read(source, inputs.Parameters);
        diagnostics.AddRange(draws.Diagnostics);
        return new(
            draws.Value is null
                ? null
                : new PredictionInputs([.. trials.Select(t => t.Value!)], inputs.Parameters, draws.Value, inputs.Published, inputs.Receptors, [.. inputs.Sources.Skip(1), .. files, source]),
            diagnostics.ToImmutable());
    }
}

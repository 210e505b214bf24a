using System.Collections.Immutable;
using Blockade.Calibration;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;
using Blockade.Simulation;
using Blockade.Trials;

namespace Blockade.Files;

/// <summary>What a scorecard is made from.</summary>
/// <param name="Trials">Trials of one's own, then every trial that ships.</param>
/// <param name="Parameters">Constants, the fitted ones at their mode.</param>
/// <param name="Posterior">Draws of the fitted ones.</param>
/// <param name="Published">What predictions are compared with.</param>
/// <param name="Receptors">The receptor model.</param>
/// <param name="Sources">The files that were read, for the manifest.</param>
public sealed record PredictionInputs(
    ImmutableArray<TrialFile> Trials, ParameterTable Parameters, PosteriorDraws Posterior, PublishedResults Published, ReceptorModel Receptors,
    ImmutableArray<SourceText> Sources)
{
    /// <summary>Names of the trials that have a blind result and that the model can run, in the order of the published results.</summary>
    public IEnumerable<string> WithBlindResults =>
        Published.Rows.Where(r => r.Role == ResultRole.Blind).Select(r => r.Trial).Distinct().Where(t => Trials.Any(f => f.Design.Name == t && !Strangers(f.Design).Any()));

    /// <summary>Antibodies of a trial in whose place this model has others.</summary>
    public IEnumerable<string> Strangers(TrialDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        return TrialShelf.Strangers(design, Receptors);
    }

    /// <summary>Reads them.</summary>
    /// <param name="studies">Trial files of one's own; may be empty.</param>
    /// <param name="published">Results instead of those that ship, or null.</param>
    /// <param name="posterior">Draws that replace the frozen ones, or null.</param>
    /// <param name="model">A receptor model that replaces the flagship, or null.</param>
    /// <param name="cancellation">Stops the expansion of the network.</param>
    public static Checked<PredictionInputs> Read(
        ImmutableArray<SourceText> studies, SourceText? published = null, SourceText? posterior = null, SourceText? model = null, CancellationToken cancellation = default)
    {
        Checked<TrialShelf> shelf = TrialShelf.Read(studies, model, cancellation);
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        diagnostics.AddRange(shelf.Diagnostics);
        PublishedResults? results = shelf.Value?.Study.Published;
        if (published is not null)
        {
            Checked<PublishedResults> own = EvidenceReader.ReadPublished(published);
            diagnostics.AddRange(own.Diagnostics);
            results = own.Value;
        }

        if (shelf.Value is not TrialShelf on || results is null) return new(null, diagnostics.ToImmutable());
        SourceText source = posterior ?? Her2Files.Read("posterior.csv");
        Checked<PosteriorDraws> draws = PosteriorFile.Read(source, on.Study.Parameters);
        diagnostics.AddRange(draws.Diagnostics);
        CheckSeen(results, source, published, diagnostics);
        string[] trials = [.. on.Trials.Select(t => t.Design.Name)];
        foreach (PublishedResult row in results.Rows.Where(r => published is not null && !trials.Contains(r.Trial)))
            diagnostics.Add(new Diagnostic("STD1021", Severity.Warning, published!, row.Span, $"'{row.Id}' is of the trial '{row.Trial}', which neither was given nor ships: it is not predicted", NearestName.Hint(row.Trial, trials) ?? $"there are: {string.Join(", ", trials)}"));
        ImmutableArray<SourceText> sources = [.. on.Sources.Where(s => published is null || s.Name != "models/her2/published.csv"), .. published is null ? [] : new[] { published }, source];
        return new(draws.Value is null ? null : new PredictionInputs(on.Trials, on.Study.Parameters, draws.Value, results, on.Study.Receptors, sources), diagnostics.ToImmutable());
    }

    // rows called blind are blind only to a fit that read this very file: its hash says so
    private static void CheckSeen(PublishedResults results, SourceText posterior, SourceText? published, ImmutableArray<Diagnostic>.Builder diagnostics)
    {
        if (published is null || TumourFit.FrozenHash(posterior.Text) == results.Targets.Sha256) return;
        diagnostics.Add(new Diagnostic(
            "STD1024", Severity.Warning, published, new SourceSpan(0, 1), $"the draws of '{posterior.Name}' were not fitted to the calibrate rows of this file: whether its blind rows are blind to them is for you to know",
            "'blockade calibrate --published FILE --posterior FILE' makes draws that say what they have seen"));
    }
}

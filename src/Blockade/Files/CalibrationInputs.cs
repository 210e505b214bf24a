using System.Collections.Immutable;
using Blockade.Calibration;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Trials;

namespace Blockade.Files;

/// <summary>What a fit is made from. Of what was published it holds the targets only.</summary>
/// <param name="Targets">The results to fit to.</param>
/// <param name="Trials">The trials they come from.</param>
/// <param name="Populations">The patients of each.</param>
/// <param name="Parameters">Constants that are not fitted.</param>
/// <param name="Priors">What is fitted, and how far it may go.</param>
/// <param name="Receptors">The receptor model.</param>
/// <param name="Sources">The files that decide the fit, but for the results, of which the targets' hash speaks.</param>
public sealed record CalibrationInputs(
    CalibrationTargets Targets, ImmutableArray<TrialDesign> Trials, ImmutableArray<PopulationDefinition> Populations, ParameterTable Parameters, ParameterTable Priors,
    ReceptorModel Receptors, ImmutableArray<SourceText> Sources)
{
    /// <summary>Reads every trial that a target names, and all that a fit to them needs.</summary>
    /// <param name="studies">Trial files of one's own; may be empty.</param>
    /// <param name="published">Results instead of those that ship, or null.</param>
    /// <param name="priors">Priors instead of those that ship, or null.</param>
    /// <param name="model">A receptor model that replaces the flagship, or null.</param>
    /// <param name="cancellation">Stops the expansion of the network.</param>
    public static Checked<CalibrationInputs> Read(
        ImmutableArray<SourceText> studies, SourceText? published = null, SourceText? priors = null, SourceText? model = null, CancellationToken cancellation = default)
    {
        Checked<TrialShelf> shelf = TrialShelf.Read(studies, model, cancellation);
        SourceText results = published ?? Her2Files.Read("published.csv"), prior = priors ?? Her2Files.Read("priors.csv");
        CalibrationTargets? targets = null;
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        diagnostics.AddRange(shelf.Diagnostics);
        if (published is null)
        {
            targets = shelf.Value?.Study.Published.Targets;
        }
        else
        {
            Checked<PublishedResults> own = EvidenceReader.ReadPublished(published);
            diagnostics.AddRange(own.Diagnostics);
            targets = own.Value?.Targets;
        }

        Checked<ParameterTable> free = EvidenceReader.ReadParameters(prior);
        diagnostics.AddRange(free.Diagnostics);
        if (shelf.Value is not TrialShelf on || targets is null || free.Value is null) return new(null, diagnostics.ToImmutable());
        TrialFile[] named = [.. on.Trials.Where(t => targets.Rows.Any(r => r.Trial == t.Design.Name))];
        CheckTargets(targets, on, results, diagnostics);
        CheckPriors(free.Value, on.Study.Parameters, prior, diagnostics);
        return new(
            diagnostics.Any(d => d.Severity == Severity.Error)
                ? null
                : new CalibrationInputs(
                    targets, [.. named.Select(t => t.Design)], [.. named.Select(t => t.Population)], on.Study.Parameters, free.Value, on.Study.Receptors, [.. on.Sources.Where(s => s.Name != "models/her2/published.csv"), prior]),
            diagnostics.ToImmutable());
    }

    private static void CheckTargets(CalibrationTargets targets, TrialShelf shelf, SourceText source, ImmutableArray<Diagnostic>.Builder diagnostics)
    {
        void Wrong(string code, SourceSpan span, string message, string hint, Severity severity = Severity.Error) => diagnostics.Add(new Diagnostic(code, severity, source, span, message, hint));
        if (targets.Rows.IsEmpty) Wrong("STD1020", new SourceSpan(0, 1), "no result here is to be fitted to", "the column 'role' says calibrate of those that a fit may see, blind of the others");
        bool ships = source.Name.StartsWith("models/her2/", StringComparison.Ordinal);
        foreach (PublishedResult row in targets.Rows)
        {
            string[] trials = [.. shelf.Trials.Select(t => t.Design.Name)];
            TrialDesign? trial = shelf.Trials.FirstOrDefault(t => t.Design.Name == row.Trial)?.Design;
            if (trial is null)
            {
                Wrong("STD1021", row.Span, $"'{row.Id}' is of the trial '{row.Trial}', which neither was given nor ships", NearestName.Hint(row.Trial, trials) ?? $"there are: {string.Join(", ", trials)}");
                continue;
            }

            if (TrialShelf.Strangers(trial, shelf.Study.Receptors).FirstOrDefault() is string stranger)
            {
                Wrong("STD1021", row.Span, $"'{row.Id}' is of a trial that gives {stranger}, in whose place this fit's model has another antibody", "fit the two with one model each");
                continue;
            }

            if (row.Quantity == "median-os")
            {
                // what comes after progression decides it, and a curve's points say it better
                if (!ships) Wrong("STD1022", row.Span, $"'{row.Id}' is shown and not fitted", "give points of the curve instead: survival-os@24", Severity.Warning);
                continue;
            }

            if (CalibrationQuantity.Problem(row) is string problem)
            {
                Wrong("STD1022", row.Span, $"'{row.Id}': {problem}", "one of: orr, total-pcr, median-pfs, survival-pfs@12, survival-os@24, hazard-ratio-pfs, hazard-ratio-pfs-final, hazard-ratio-os, of which the last three may have a window: @6-12");
                continue;
            }

            string[] arms = [.. trial.Arms.Select(a => a.Name)];
            if (row.Quantity == "total-pcr" && trial.SurgeryDay is null) Wrong("STD1022", row.Span, $"'{row.Id}': '{trial.Name}' has no surgery", "surgery_after in the trial's file");
            foreach (string arm in CalibrationQuantity.Arms(row).Where(a => !arms.Contains(a)))
                Wrong("STD1021", row.Span, $"'{row.Id}' is of the arm '{arm}', which '{trial.Name}' lacks", NearestName.Hint(arm, arms) ?? $"there are: {string.Join(", ", arms)}; of a ratio write 'treated vs control'");
        }
    }

    // drugs' courses are computed once, so that a fit moves only what acts on tumours alone
    private static void CheckPriors(ParameterTable priors, ParameterTable known, SourceText source, ImmutableArray<Diagnostic>.Builder diagnostics)
    {
        if (!priors.Any(r => r.Spread > 0)) diagnostics.Add(new Diagnostic("STD1023", Severity.Error, source, new SourceSpan(0, 1), "no constant here is free", "a prior has a spread: lognormal(cv=66%) or normal(sd=3)"));
        foreach (SourcedParameter row in priors)
        {
            if (!known.Contains(row.Id))
                diagnostics.Add(new Diagnostic("STD1023", Severity.Error, source, row.Span, $"there is no constant '{row.Id}'", NearestName.Hint(row.Id, known.Select(r => r.Id)) ?? "'blockade show parameters' lists them"));
            else if (!PosteriorFile.IsOfTumoursAlone(known, row.Id))
                diagnostics.Add(new Diagnostic("STD1023", Severity.Error, source, row.Span, $"'{row.Id}' cannot be fitted here: receptors and drugs are followed once for all points, and it acts there or nowhere", "'blockade fit' fits the constants of a cell; here such as tumour.growth"));
        }
    }
}

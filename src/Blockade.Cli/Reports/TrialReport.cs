using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Reporting;
using Blockade.Simulation;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>A trial's page: what was found, how, what is blind, what was checked, and where every number comes from.</summary>
internal static class TrialReport
{
    public static Report Of(VirtualTrial run, StudyInputs inputs, VirtualTrialOptions options, ImmutableArray<RenderedFigure> figures)
    {
        TrialDesign design = run.Trial.Design;
        ImmutableArray<ReportBlock> Drawn(Func<RenderedFigure, bool> which) => [.. figures.Where(which).Select(f => new ReportBlock.Drawing(f))];
        return new Report(
            $"{design.Name}, a virtual trial{(run.IsPartial ? ", partial" : "")}",
            Summary(run),
            [
                new ReportSection("Result", [.. Warnings(run, inputs.Indications), new ReportBlock.Tabulated(TrialTables.Analyses(run)), new ReportBlock.Tabulated(TrialTables.Comparisons(run)), .. ClaimTables.Of(run).Select(t => new ReportBlock.Tabulated(t)), .. Drawn(f => f.Name.Contains("figure-survival-", StringComparison.Ordinal) || f.Name.EndsWith("figure-subgroups", StringComparison.Ordinal)), new ReportBlock.Tabulated(TrialTables.Risk(run), 3, 400)]),
                new ReportSection("Against what was published",
                [
                    new ReportBlock.Paragraph("Rows marked 'calibrate' were used to fit the tumour's constants; rows marked 'blind' were not, and the fitting code cannot read them. Rows graded 'recall' are from memory: they are shown and judge nothing."),
                    .. Drawn(f => f.Name.EndsWith("figure-published", StringComparison.Ordinal)),
                    new ReportBlock.Tabulated(TrialTables.Predictions(run)),
                ]),
                new ReportSection("Response, dosing and safety", [.. TrialTables.Screened(run).Select(t => new ReportBlock.Tabulated(t)), new ReportBlock.Tabulated(TrialTables.Responses(run)), new ReportBlock.Tabulated(TrialTables.Readers(run)), new ReportBlock.Tabulated(TrialTables.Arms(run)), .. Drawn(f => f.Name.EndsWith("figure-waterfall", StringComparison.Ordinal) || f.Name.EndsWith("figure-spider", StringComparison.Ordinal) || f.Name.EndsWith("figure-swimmer", StringComparison.Ordinal)), new ReportBlock.Paragraph(NotSimulated)]),
                new ReportSection("From plasma to the tumour cell", [.. Drawn(f => f.Name.EndsWith("figure-antibodies", StringComparison.Ordinal)), new ReportBlock.Paragraph(Method(run, inputs, options))]),
                new ReportSection("What this run checked", [new ReportBlock.Tabulated(TrialTables.Checks(run), 3)]),
                new ReportSection("What a design like this can show", [new ReportBlock.Paragraph(Claim(design)), new ReportBlock.Tabulated(TrialTables.Labels(run, inputs.Indications))]),
                new ReportSection("Every constant and its source", [new ReportBlock.Tabulated(TrialTables.Constants(inputs.Parameters), 4, 400)]),
            ]);
    }

    private const string NotSimulated =
        "The heart is not simulated: how often the left ventricle weakens was published by arm, but nothing sourced ties it to exposure, so a rule that holds doses for it would be made up. Of other harms there is neutropenia with its fever, and nothing else.";

    /// <summary>One paragraph with the main numbers.</summary>
    public static string Summary(VirtualTrial run)
    {
        var parts = new List<string>();
        foreach (AnalysisResult a in run.Analyses)
        {
            string medians = string.Join(", ", a.Arms.Select(s => $"{s.Arm} {Numbers.Estimate(s.Median, "0.0")} months"));
            string ratios = string.Concat(a.Comparisons.Select(c => $"; hazard ratio {Numbers.Estimate(c.HazardRatio, "0.00")}"));
            parts.Add($"{a.Data.Analysis.Name}: median {medians}{ratios}.");
        }

        string partial = run.IsPartial ? "Partial: the run was interrupted. " : "";
        return $"{partial}{run.Trial.Subjects.Length} virtual patients. {string.Join(" ", parts)}";
    }

    /// <summary>What is computed, in a few sentences.</summary>
    public static string Method(VirtualTrial run, StudyInputs inputs, VirtualTrialOptions options) => FormattableString.Invariant(
        $"The receptor network has {inputs.Receptors.Compiled.SpeciesNames.Length} species and {inputs.Receptors.Compiled.Network.Reactions.Length} reactions; {(options.IsCoupled ? "it was followed in every patient, with plasma and interstitium as one system," : FormattableString.Invariant($"{run.ReceptorStates} of its steady states were tabulated over both antibodies, HER2, HER3 and heregulin. Plasma and interstitium were integrated"))} at a relative tolerance of {options.RelativeTolerance:0.#e-0}, {SubjectSimulator.ComputedDays} days a patient at most: cycles that follow from those before are not integrated. Seed {options.Seed}, replicate {options.Replicate}. {(options.IsCoupled ? "" : FormattableString.Invariant($"{run.Trial.ClampedPatients} patients lay outside the table and were moved to its edge; "))}{run.Trial.Subjects.Count(r => r.Status is not null)} failed.{(inputs.Off.IsEmpty ? "" : $" Switched off: {string.Join("; ", inputs.Off.Select(m => m.Name))}.")}{(inputs.Receptors.Replacement is { Length: > 0 } replaced ? $" {replaced}" : "")}");

    /// <summary>How far an interrupted run got, a sentence.</summary>
    public static string Interrupted(VirtualTrial run) => run.Trial.IsPartial
        ? $"This run was interrupted after {run.Trial.Subjects.Length} of {run.Trial.Design.Patients} patients."
        : "This run was interrupted after the last patient, before it was checked.";

    /// <summary>Which claim a design supports.</summary>
    public static string Claim(TrialDesign design)
    {
        bool Has(Arm arm, string place) => arm.Regimen.Of(place) is not null;
        string Name(string place) => design.Arms.Select(a => a.Regimen.Of(place)?.Name).OfType<string>().FirstOrDefault() ?? place;
        (string first, string second) = ("trastuzumab", "pertuzumab");
        bool without = design.Arms.Any(a => !Has(a, first) && Has(a, second)), pair = design.Arms.Any(a => Has(a, first) && Has(a, second));
        if (without && !design.Arms.Any(a => Has(a, first) && !Has(a, second))) (first, second, without) = (second, first, false);
        if (!pair) return "No arm gets both antibodies, so this design says nothing about the pair.";
        return without
            ? "The design has the pair and each antibody's own arm, so it can be asked whether the pair does more than the two alone, against a stated null."
            : $"Every arm gets {Name(first)}, so this design shows what adding {Name(second)} brings. It cannot show synergy, which needs an arm with {Name(second)} and without {Name(first)}.";
    }

    /// <summary>Which arms no label allows where they are given, a sentence; null where all are labelled.</summary>
    public static string? OutsideLabels(TrialDesign design, ImmutableArray<Indication> labels)
    {
        string[] outside = [.. design.Arms.Where(a => Indication.Of(labels, a, design.Setting) is null).Select(a => a.Name)];
        return outside.Length == 0 ? null
            : $"Outside the labelled indication ({IndicationReader.Words(design.Setting)}): {string.Join(", ", outside)}. The table of labels says what is allowed; this is a simulation and no advice.";
    }

    private static IEnumerable<ReportBlock> Warnings(VirtualTrial run, ImmutableArray<Indication> labels)
    {
        if (OutsideLabels(run.Trial.Design, labels) is string outside) yield return new ReportBlock.Warning(outside);
        if (run.IsPartial) yield return new ReportBlock.Warning($"{Interrupted(run)} Its numbers are partial.");
        foreach (RunCheck check in run.Checks.Where(c => !c.Holds)) yield return new ReportBlock.Warning(FormattableString.Invariant($"The check of {check.Name} failed: {check.Value:g3} against at most {check.Bound:g3}."));
        int failed = run.Trial.Subjects.Count(r => r.Status is not null);
        if (failed > 0) yield return new ReportBlock.Warning($"{failed} patients could not be simulated and are left out of every analysis.");
    }
}

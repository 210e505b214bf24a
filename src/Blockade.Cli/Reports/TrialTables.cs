using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Reporting;
using Blockade.Survival;
using Blockade.Trials;
using Blockade.Tumours;

namespace Blockade.Cli.Reports;

/// <summary>A trial's results as tables with units: what goes to CSV and Parquet, and into the report.</summary>
internal static class TrialTables
{
    /// <summary>Width of the intervals of tables of those at risk.</summary>
    public const double RiskStepMonths = 6;

    /// <summary>The tables, each made when it is asked for: of a large trial those with a row a patient or scan are large.</summary>
    public static ImmutableArray<Func<Table>> Of(VirtualTrial run, StudyInputs inputs) =>
    [
        () => Arms(run), () => Responses(run), () => Readers(run), .. Screened(run).Select(t => (Func<Table>)(() => t)), () => Analyses(run), () => Comparisons(run),
        .. ClaimTables.Of(run).Select(t => (Func<Table>)(() => t)), () => Subgroups(run), () => Predictions(run), () => Checks(run), () => Labels(run, inputs.Indications),
        () => Curves(run), () => Risk(run), () => Patients(run), () => Scans(run), () => Constants(inputs.Parameters),
    ];

    /// <summary>Response, dosing and safety by arm.</summary>
    public static Table Arms(VirtualTrial run)
    {
        TrialResult trial = run.Trial;
        string[] names = [.. trial.Design.Arms.Select(a => a.Name)];
        SubjectRow[][] rows = [.. names.Select((_, a) => trial.Subjects.Where(r => r.Arm == a).ToArray())];
        Estimate[] orr = [.. names.Select(n => Prediction.Share(trial, n, r => r.Disease?.Responds) ?? Missing)];
        Estimate[] pcr = [.. names.Select(n => Prediction.Share(trial, n, r => r.PathologicallyComplete) ?? Missing)];
        var columns = new List<Column>
        {
            new Column.Text("arm", "treatment arm", [.. names]),
            Count("patients", "patients randomised", rows.Select(r => r.Length)),
            Count("failed", "patients whose simulation failed", rows.Select(r => r.Count(x => x.Status is not null))),
            new Column.Number("objective_response", "1", "share with confirmed complete or partial response, independent reader", [.. orr.Select(e => e.Value)]),
            new Column.Number("objective_response_lower", "1", "lower 95 % limit, Wilson", [.. orr.Select(e => e.Lower)]),
            new Column.Number("objective_response_upper", "1", "upper 95 % limit, Wilson", [.. orr.Select(e => e.Upper)]),
            new Column.Number("docetaxel_cycles", "1", "median number of docetaxel cycles", [.. rows.Select(r => Median(r.Select(x => (double)x.Docetaxel.Doses.Length)))]),
            new Column.Number("docetaxel_reduced", "1", "share with a reduced docetaxel dose", [.. rows.Select(r => Share(r, x => x.Docetaxel.Reductions > 0))]),
            new Column.Number("grade_4_neutropenia", "1", "share with neutrophils below 0.5e9/L", [.. rows.Select(r => Share(r, x => x.Docetaxel.SevereNeutropenia))]),
            new Column.Number("febrile_neutropenia", "1", "share with fever and grade 4 neutropenia", [.. rows.Select(r => Share(r, x => x.Docetaxel.FebrileNeutropenia))]),
            new Column.Number("trastuzumab_trough", "mg/L", "median plasma concentration at the end of cycle 1", [.. rows.Select(r => Median(r.Select(x => x.TrastuzumabTrough)))]),
            new Column.Number("pertuzumab_trough", "mg/L", "median plasma concentration at the end of cycle 1", [.. rows.Select(r => Median(r.Select(x => x.PertuzumabTrough)))]),
            new Column.Number("signal", "1", "median growth signal at steady state relative to untreated", [.. rows.Select(r => Median(r.Select(x => x.SignalOnTreatment)))]),
        };
        if (trial.Design.SurgeryDay is not null)
        {
            columns.Add(new Column.Number("pathological_response", "1", "share with nothing left at surgery", [.. pcr.Select(e => e.Value)]));
            columns.Add(new Column.Number("pathological_response_lower", "1", "lower 95 % limit, Wilson", [.. pcr.Select(e => e.Lower)]));
            columns.Add(new Column.Number("pathological_response_upper", "1", "upper 95 % limit, Wilson", [.. pcr.Select(e => e.Upper)]));
        }

        return new Table("arms", "Response, dosing and safety by arm", [.. columns]);
    }

    /// <summary>Who was looked at, and why some could not enter; no table where everyone may.</summary>
    public static ImmutableArray<Table> Screened(VirtualTrial run)
    {
        TrialDesign design = run.Trial.Design;
        if (run.Trial.Screening is not Screening screening || (design.Eligibility.IsEmpty && design.PriorRegimen is null)) return [];
        var rows = new List<(string What, int Patients)> { ("screened", screening.Screened) };
        if (design.PriorRegimen is not null) rows.Add(("excluded: did not progress on the treatment before", screening.NeverProgressed));
        rows.AddRange(design.Eligibility.Select((r, i) => ($"excluded: not {r.Words}", screening.Failed[i])));
        rows.Add(("entered", screening.Patients.Length));
        return
        [
            new Table("screening", "Candidates who were looked at until enough had entered; who fails several rules is counted under each",
            [
                new Column.Text("step", "what became of them", [.. rows.Select(r => r.What)]),
                Count("patients", "how many", rows.Select(r => r.Patients)),
                new Column.Number("share", "1", "of those who were looked at", [.. rows.Select(r => r.Patients / (double)screening.Screened)]),
            ]),
        ];
    }

    /// <summary>Each arm beside the labels.</summary>
    public static Table Labels(VirtualTrial run, ImmutableArray<Indication> labels)
    {
        TrialDesign design = run.Trial.Design;
        (Arm Arm, Indication? Label)[] rows = [.. design.Arms.Select(a => (a, Indication.Of(labels, a, design.Setting)))];
        return new Table("labels", $"Arms beside what is labelled for HER2-positive breast cancer, {IndicationReader.Words(design.Setting)}",
        [
            new Column.Text("arm", "treatment arm", [.. rows.Select(r => r.Arm.Name)]),
            new Column.Text("drugs", "what it gets", [.. rows.Select(r => string.Join(" + ", r.Arm.Regimen.Schedules.Select(s => s.Name)))]),
            new Column.Boolean("labelled", "whether a label allows it there", [.. rows.Select(r => r.Label is not null)]),
            new Column.Text("label", "which", [.. rows.Select(r => r.Label?.Source ?? "none: the arm lies outside the labelled indication")]),
        ]);
    }

    /// <summary>What the independent reader found by the last cut, arm by arm.</summary>
    public static Table Responses(VirtualTrial run)
    {
        ImmutableArray<ResponseSummary> rows = run.Responses;
        bool others = HasNonTarget(run);
        Column Of(Response response, string words) => Count(words.Replace(' ', '_'), $"best confirmed response: {words}", rows.Select(r => r.Best[response]));
        return new Table("responses", "Best confirmed responses by the last cut, independent reader: how soon they came and how long they lasted",
        [
            new Column.Text("arm", "treatment arm", [.. rows.Select(r => r.Arm)]),
            Count("patients", "patients who had entered", rows.Select(r => r.Patients)),
            .. others ? (Column[])[Count("measurable_disease", "patients with target lesions at baseline", rows.Select(r => r.Measurable))] : [],
            Of(Response.Complete, "complete response"),
            Of(Response.Partial, "partial response"),
            Of(Response.Stable, "stable disease"),
            .. others ? (Column[])[Count("non_cr_non_pd", "best confirmed response: neither complete nor progressive, of patients without target lesions", rows.Select(r => r.Best[Response.Persisting]))] : [],
            Of(Response.Progression, "progressive disease"),
            Of(Response.NotEvaluable, "not evaluable"),
            .. Estimated("objective_response", "1", others ? $"share with a complete or partial response, of {(run.Trial.Design.Scans.Criteria.AmongMeasurable ? "patients with measurable disease" : "all patients")}, Wilson's limits" : "share with a complete or partial response, Wilson's limits", rows.Select(r => r.Objective)),
            .. Estimated("clinical_benefit", "1", FormattableString.Invariant($"share with a response, or stable disease {run.Trial.Design.Scans.Criteria.BenefitDays:g6} days after randomisation or later, Wilson's limits"), rows.Select(r => r.Benefit)),
            new Column.Number("time_to_response", "months", "median time to the first scan of a response, of those who have one", [.. rows.Select(r => r.MedianToResponse)]),
            .. Estimated("duration_of_response", "months", "median time from that scan to progression or death (Kaplan-Meier, log-log limits)", rows.Select(r => r.Duration?.Median ?? Missing)),
        ]);
    }

    /// <summary>The investigator's progressions beside the independent reader's.</summary>
    public static Table Readers(VirtualTrial run)
    {
        ImmutableArray<ReaderComparison> rows = run.Readers;
        return new Table("readers", "Progression as the investigator and as the independent reader called it, by the last cut",
        [
            new Column.Text("arm", "treatment arm", [.. rows.Select(r => r.Arm)]),
            Count("patients", "patients who had entered", rows.Select(r => r.Patients)),
            Count("same_scan", "both called progression at the same scan", rows.Select(r => r.SameDay)),
            Count("investigator_later", "both did, the investigator at a later scan", rows.Select(r => r.InvestigatorLater)),
            Count("investigator_earlier", "both did, the investigator at an earlier scan", rows.Select(r => r.InvestigatorEarlier)),
            Count("investigator_only", "the investigator alone did", rows.Select(r => r.InvestigatorOnly)),
            Count("independent_only", "the independent reader alone did", rows.Select(r => r.IndependentOnly)),
            Count("neither", "neither did", rows.Select(r => r.Neither)),
            new Column.Number("early_discrepancy", "1", "of the investigator's progressions, the share that the independent reader called later or not", [.. rows.Select(r => r.EarlyDiscrepancy)]),
            new Column.Number("late_discrepancy", "1", "of the differences, the share in which the investigator called later or not", [.. rows.Select(r => r.LateDiscrepancy)]),
        ]);
    }

    // a population of target lesions only has nothing to say about others
    private static bool HasNonTarget(VirtualTrial run) => run.Trial.Subjects.Any(r => r.Disease?.NonTarget is not null);

    private static Column[] Estimated(string name, string unit, string description, IEnumerable<Estimate> values) =>
    [
        new Column.Number(name, unit, description, [.. values.Select(v => v.Value)]),
        new Column.Number($"{name}_lower", unit, "lower 95 % limit", [.. values.Select(v => v.Lower)]),
        new Column.Number($"{name}_upper", unit, "upper 95 % limit", [.. values.Select(v => v.Upper)]),
    ];

    /// <summary>One row an analysis and arm.</summary>
    public static Table Analyses(VirtualTrial run)
    {
        (AnalysisResult Analysis, ArmSummary Arm)[] rows = [.. run.Analyses.SelectMany(a => a.Arms.Select(s => (a, s)))];
        return new Table("analyses", "Events and medians by analysis and arm (Kaplan-Meier, log-log 95 % limits)",
        [
            new Column.Text("analysis", "planned look", [.. rows.Select(r => r.Analysis.Data.Analysis.Name)]),
            new Column.Text("endpoint", "what is compared", [.. rows.Select(r => Words(r.Analysis.Data.Analysis.Endpoint))]),
            new Column.Number("cut", "months", "data cut, since the first patient", [.. rows.Select(r => r.Analysis.Data.At.Months)]),
            new Column.Text("arm", "treatment arm", [.. rows.Select(r => r.Arm.Arm)]),
            Count("patients", "patients who had entered", rows.Select(r => r.Arm.Patients)),
            Count("events", "events among them", rows.Select(r => r.Arm.Events)),
            new Column.Number("median", "months", "median time to the event", [.. rows.Select(r => r.Arm.Median.Value)]),
            new Column.Number("median_lower", "months", "lower 95 % limit", [.. rows.Select(r => r.Arm.Median.Lower)]),
            new Column.Number("median_upper", "months", "upper 95 % limit", [.. rows.Select(r => r.Arm.Median.Upper)]),
        ]);
    }

    /// <summary>One row an analysis and arm against the control.</summary>
    public static Table Comparisons(VirtualTrial run)
    {
        (AnalysisResult Analysis, Comparison Comparison)[] rows = [.. run.Analyses.SelectMany(a => a.Comparisons.Select(c => (a, c)))];
        return new Table("comparisons", "Arms against the control (stratified Cox model, Efron ties, Wald 95 % limits; stratified log-rank test)",
        [
            new Column.Text("analysis", "planned look", [.. rows.Select(r => r.Analysis.Data.Analysis.Name)]),
            new Column.Text("arm", "treatment arm", [.. rows.Select(r => r.Comparison.Arm)]),
            new Column.Text("control", "what it is compared with", [.. rows.Select(r => r.Comparison.Control)]),
            new Column.Number("hazard_ratio", "1", "hazard of the arm relative to the control", [.. rows.Select(r => r.Comparison.HazardRatio.Value)]),
            new Column.Number("hazard_ratio_lower", "1", "lower 95 % limit", [.. rows.Select(r => r.Comparison.HazardRatio.Lower)]),
            new Column.Number("hazard_ratio_upper", "1", "upper 95 % limit", [.. rows.Select(r => r.Comparison.HazardRatio.Upper)]),
            new Column.Number("log_rank_chi_squared", "1", "stratified log-rank statistic, one degree of freedom", [.. rows.Select(r => r.Comparison.LogRank?.ChiSquared ?? double.NaN)]),
            new Column.Number("log_rank_p", "1", "its two-sided p value", [.. rows.Select(r => r.Comparison.LogRank?.PValue ?? double.NaN)]),
            new Column.Text("status", "how the Cox fit ended", [.. rows.Select(r => r.Comparison.Status.ToString())]),
        ]);
    }

    /// <summary>Arms against the control in subgroups, one row each.</summary>
    public static Table Subgroups(VirtualTrial run)
    {
        (string Analysis, SubgroupResult Result)[] rows = [.. run.Analyses.Zip(run.Subgroups).SelectMany(a => a.Second.Select(r => (a.First.Data.Analysis.Name, r)))];
        return new Table("subgroups", "Arms against the control in subgroups (Cox model, not stratified, Efron ties, Wald 95 % limits), and whether ratios differ between those of a factor",
        [
            new Column.Text("analysis", "planned look", [.. rows.Select(r => r.Analysis)]),
            new Column.Text("arm", "treatment arm", [.. rows.Select(r => r.Result.Arm)]),
            new Column.Text("factor", "what patients are told apart by", [.. rows.Select(r => r.Result.Subgroup.Factor)]),
            new Column.Text("subgroup", "who", [.. rows.Select(r => r.Result.Subgroup.Name)]),
            Count("patients", "in both arms", rows.Select(r => r.Result.Patients)),
            Count("events", "events among them", rows.Select(r => r.Result.Events)),
            .. Estimated("hazard_ratio", "1", "hazard of the arm relative to the control", rows.Select(r => r.Result.HazardRatio)),
            new Column.Number("interaction_p", "1", "likelihood-ratio test of arm times subgroup, of the factor", [.. rows.Select(r => r.Result.InteractionP)]),
        ]);
    }

    /// <summary>What was published beside what this run says.</summary>
    public static Table Predictions(VirtualTrial run)
    {
        ImmutableArray<Prediction> rows = run.Predictions;
        return new Table("predictions", "Published results beside this run; 'blind' rows were never seen by the fit",
        [
            new Column.Text("id", "row of published.csv", [.. rows.Select(r => r.Published.Id)]),
            new Column.Text("arm", "treatment arm or comparison", [.. rows.Select(r => r.Published.Arm)]),
            new Column.Text("quantity", "what was measured", [.. rows.Select(r => r.Published.Quantity)]),
            new Column.Text("unit", "unit of the values", [.. rows.Select(r => r.Published.Unit)]),
            new Column.Number("predicted", "see unit", "this run", [.. rows.Select(r => r.Predicted.Value)]),
            new Column.Number("predicted_lower", "see unit", "lower 95 % limit of one trial of this size", [.. rows.Select(r => r.Predicted.Lower)]),
            new Column.Number("predicted_upper", "see unit", "upper 95 % limit of one trial of this size", [.. rows.Select(r => r.Predicted.Upper)]),
            new Column.Number("published", "see unit", "as published", [.. rows.Select(r => r.Published.Value)]),
            new Column.Number("published_lower", "see unit", "lower 95 % limit as published", [.. rows.Select(r => r.Published.Lower)]),
            new Column.Number("published_upper", "see unit", "upper 95 % limit as published", [.. rows.Select(r => r.Published.Upper)]),
            new Column.Text("role", "calibrate: the fit saw it; blind: it did not", [.. rows.Select(r => r.Published.Role.ToString().ToLowerInvariant())]),
            new Column.Text("grade", "how well it is known", [.. rows.Select(r => r.Published.Grade.ToString().ToLowerInvariant())]),
            new Column.Text("source", "who says so", [.. rows.Select(r => r.Published.Source)]),
            new Column.Text("doi", "the source's DOI", [.. rows.Select(r => r.Published.Doi)]),
        ]);
    }

    /// <summary>What the run verified about itself.</summary>
    public static Table Checks(VirtualTrial run) => new("checks", "What this run verified about itself",
    [
        new Column.Text("check", "what was checked", [.. run.Checks.Select(c => c.Name)]),
        new Column.Number("value", "1", "what was found", [.. run.Checks.Select(c => c.Value)]),
        new Column.Number("bound", "1", "what it may be at most", [.. run.Checks.Select(c => c.Bound)]),
        new Column.Boolean("holds", "whether it holds", [.. run.Checks.Select(c => c.Holds)]),
        new Column.Text("detail", "how it was measured", [.. run.Checks.Select(c => c.Detail)]),
    ]);

    private static Table Curves(VirtualTrial run)
    {
        var rows = new List<(string Analysis, string Arm, SurvivalCurve Curve, int I)>();
        foreach (AnalysisResult analysis in run.Analyses)
        {
            foreach (ArmSummary arm in analysis.Arms)
            {
                for (int i = 0; i < arm.Curve.Times.Length; i++) rows.Add((analysis.Data.Analysis.Name, arm.Arm, arm.Curve, i));
            }
        }

        return new Table("curves", "Kaplan-Meier curves, log-log 95 % limits",
        [
            new Column.Text("analysis", "planned look", [.. rows.Select(r => r.Analysis)]),
            new Column.Text("arm", "treatment arm", [.. rows.Select(r => r.Arm)]),
            new Column.Number("time", "months", "time since randomisation", [.. rows.Select(r => r.Curve.Times[r.I])]),
            Count("at_risk", "patients at risk just before", rows.Select(r => r.Curve.AtRisk[r.I])),
            Count("events", "events at this time", rows.Select(r => r.Curve.Events[r.I])),
            Count("censored", "patients censored at this time", rows.Select(r => r.Curve.Censored[r.I])),
            new Column.Number("survival", "1", "share without the event", [.. rows.Select(r => r.Curve.Survival[r.I])]),
            new Column.Number("lower", "1", "lower 95 % limit", [.. rows.Select(r => r.Curve.Lower[r.I])]),
            new Column.Number("upper", "1", "upper 95 % limit", [.. rows.Select(r => r.Curve.Upper[r.I])]),
        ]);
    }

    /// <summary>Those at risk, events and censorings, interval by interval.</summary>
    public static Table Risk(VirtualTrial run)
    {
        var rows = new List<(string Analysis, string Arm, RiskInterval Row)>();
        foreach (AnalysisResult analysis in run.Analyses)
        {
            double last = analysis.Arms.SelectMany(a => a.Curve.Times).Append(0).Max();
            double[] starts = [.. Enumerable.Range(0, (int)(last / RiskStepMonths) + 1).Select(i => i * RiskStepMonths)];
            foreach (ArmSummary arm in analysis.Arms) rows.AddRange(arm.Curve.RiskTable(starts).Select(r => (analysis.Data.Analysis.Name, arm.Arm, r)));
        }

        return new Table("risk", FormattableString.Invariant($"At risk, with event and censored, by intervals of {RiskStepMonths} months that begin with their first day"),
        [
            new Column.Text("analysis", "planned look", [.. rows.Select(r => r.Analysis)]),
            new Column.Text("arm", "treatment arm", [.. rows.Select(r => r.Arm)]),
            new Column.Number("from", "months", "start of the interval, since randomisation", [.. rows.Select(r => r.Row.From)]),
            new Column.Number("to", "months", "its end, which is not in it; empty for the last", [.. rows.Select(r => double.IsFinite(r.Row.To) ? r.Row.To : double.NaN)]),
            Count("at_risk", "patients at risk just before the interval", rows.Select(r => r.Row.AtRisk)),
            Count("events", "events in the interval", rows.Select(r => r.Row.Events)),
            Count("censored", "patients censored in the interval", rows.Select(r => r.Row.Censored)),
            Count("events_before", "events before the interval", rows.Select(r => r.Row.EventsBefore)),
            Count("censored_before", "patients censored before the interval", rows.Select(r => r.Row.CensoredBefore)),
        ]);
    }

    private static Table Patients(VirtualTrial run)
    {
        SubjectRow[] rows = [.. run.Trial.Subjects];
        string[] arms = [.. run.Trial.Design.Arms.Select(a => a.Name)];
        return new Table("patients", "The virtual patients and what happened to them, before any cut-off",
        [
            Count("replicate", "replicate of the trial", rows.Select(r => (int)r.Patient.Address.Replicate)),
            Count("patient", "number within the replicate", rows.Select(r => (int)r.Patient.Address.Subject)),
            new Column.Text("arm", "treatment arm", [.. rows.Select(r => arms[r.Arm])]),
            Count("stratum", "stratum of randomisation", rows.Select(r => r.Stratum)),
            new Column.Number("entry", "days", "entry, since the first patient", [.. rows.Select(r => r.EntryDays)]),
            new Column.Number("age", "years", "age", [.. rows.Select(r => r.Patient.AgeYears)]),
            new Column.Text("region", "region of the world", [.. rows.Select(r => r.Patient.Region.ToString())]),
            new Column.Number("weight", "kg", "body weight", [.. rows.Select(r => r.Patient.WeightKilograms)]),
            new Column.Number("body_surface", "m2", "body surface, Du Bois", [.. rows.Select(r => r.Patient.BodySurfaceSquareMetres)]),
            new Column.Number("albumin", "g/L", "serum albumin", [.. rows.Select(r => r.Patient.AlbuminGramsPerLitre)]),
            Count("ecog", "performance status", rows.Select(r => r.Patient.Ecog)),
            new Column.Boolean("prior_chemotherapy", "chemotherapy before or after surgery", [.. rows.Select(r => r.Patient.PriorChemotherapy)]),
            new Column.Boolean("hormone_receptor", "oestrogen or progesterone receptors", [.. rows.Select(r => r.Patient.HormoneReceptorPositive)]),
            new Column.Boolean("liver_metastases", "liver metastases", [.. rows.Select(r => r.Patient.LiverMetastases)]),
            new Column.Boolean("pik3ca_mutated", "PIK3CA mutated", [.. rows.Select(r => r.Patient.Pik3caMutated)]),
            new Column.Number("her2", "molecules", "HER2 of a tumour cell", [.. rows.Select(r => r.Patient.Her2PerCell)]),
            new Column.Number("her3", "molecules", "HER3 of a tumour cell", [.. rows.Select(r => r.Patient.Her3PerCell)]),
            new Column.Number("heregulin", "nM", "free heregulin in the tumour", [.. rows.Select(r => r.Patient.HeregulinNanomolar)]),
            new Column.Number("baseline", "mm", "sum of target lesions' diameters", [.. rows.Select(r => r.Patient.BaselineMillimetres)]),
            Count("lesions", "target lesions", rows.Select(r => r.Patient.TargetLesions)),
            .. HasNonTarget(run) ? (Column[])
            [
                new Column.Number("targets", "1", "target lesions that the criteria chose", [.. rows.Select(r => (double?)r.Disease?.NonTarget?.Targets ?? double.NaN)]),
                new Column.Number("non_target_lesions", "1", "all other lesions", [.. rows.Select(r => (double?)r.Disease?.NonTarget?.Lesions ?? double.NaN)]),
            ] : [],
            new Column.Number("signal", "1", "growth signal at steady state relative to untreated", [.. rows.Select(r => r.SignalOnTreatment)]),
            new Column.Number("trastuzumab_trough", "mg/L", "plasma at the end of cycle 1", [.. rows.Select(r => r.TrastuzumabTrough)]),
            new Column.Number("pertuzumab_trough", "mg/L", "plasma at the end of cycle 1", [.. rows.Select(r => r.PertuzumabTrough)]),
            Count("docetaxel_cycles", "docetaxel cycles given", rows.Select(r => r.Docetaxel.Doses.Length)),
            Count("docetaxel_reductions", "docetaxel dose reductions", rows.Select(r => r.Docetaxel.Reductions)),
            new Column.Boolean("grade_4_neutropenia", "neutrophils below 0.5e9/L", [.. rows.Select(r => r.Docetaxel.SevereNeutropenia)]),
            new Column.Boolean("febrile_neutropenia", "with fever", [.. rows.Select(r => r.Docetaxel.FebrileNeutropenia)]),
            new Column.Number("progression", "days", "progression by the independent reader, since randomisation; empty if none", [.. rows.Select(r => Day(r.Disease?.IndependentProgressionDay))]),
            new Column.Number("investigator_progression", "days", "progression by the investigator; empty if none", [.. rows.Select(r => Day(r.Disease?.InvestigatorProgressionDay))]),
            new Column.Boolean("new_lesion", "progression came with a new lesion", [.. rows.Select(r => r.Disease?.ByNewLesion ?? false)]),
            new Column.Number("next_line", "days", "another line of therapy began, since randomisation; empty if none", [.. rows.Select(r => Day(r.Disease?.NextLineDay))]),
            new Column.Number("crossover", "days", "crossed over to what the trial offers, since randomisation; empty if not", [.. rows.Select(r => Day(r.Disease?.CrossoverDay))]),
            new Column.Number("second_progression", "days", "progression on that line by the investigator; empty if none", [.. rows.Select(r => Day(r.Disease?.SecondProgressionDay))]),
            new Column.Number("death", "days", "death, since randomisation; empty if later than the simulated time", [.. rows.Select(r => Day(r.Disease?.DeathDay))]),
            new Column.Number("lost", "days", "lost to follow-up, since randomisation", [.. rows.Select(r => double.IsInfinity(r.DropoutDays) ? double.NaN : r.DropoutDays)]),
            new Column.Text("best_response", "best confirmed response, independent reader", [.. rows.Select(r => r.Disease?.Best.ToString() ?? "")]),
            new Column.Number("best_change", "1", "smallest measured sum relative to baseline, minus one", [.. rows.Select(r => r.Disease?.BestChange ?? double.NaN)]),
            new Column.Text("status", "empty, or why the simulation failed", [.. rows.Select(r => r.Status ?? "")]),
        ]);
    }

    private static Table Scans(VirtualTrial run)
    {
        SubjectRow[] rows = [.. run.Trial.Subjects.Where(r => r.Disease is not null)];
        int scans = rows.Sum(r => r.Disease!.ScanDays.Length);
        var (patients, days, sums) = (new long[scans], new long[scans], new double[scans]);   // filled in place: of a large trial these are millions
        int next = 0;
        foreach (SubjectRow row in rows)
        {
            for (int i = 0; i < row.Disease!.ScanDays.Length; i++, next++) (patients[next], days[next], sums[next]) = (row.Patient.Address.Subject, row.Disease.ScanDays[i], row.Disease.SumMillimetres[i]);
        }

        return new Table("scans", "What the independent reader measured until progression",
        [
            new Column.Integer("patient", "1", "number within the replicate", ImmutableCollectionsMarshal.AsImmutableArray(patients)),
            new Column.Integer("day", "days", "days since randomisation", ImmutableCollectionsMarshal.AsImmutableArray(days)),
            new Column.Number("sum", "mm", "sum of target lesions' diameters", ImmutableCollectionsMarshal.AsImmutableArray(sums)),
        ]);
    }

    /// <summary>Every constant of the run with its source.</summary>
    public static Table Constants(ParameterTable parameters) => new("parameters", "Every constant of this run with its source and grade",
    [
        new Column.Text("id", "name", [.. parameters.Select(p => p.Id)]),
        new Column.Number("value", "see unit", "value", [.. parameters.Select(p => p.Value)]),
        new Column.Text("unit", "unit of the value", [.. parameters.Select(p => p.Unit)]),
        new Column.Text("distribution", "how it varies between patients", [.. parameters.Select(p => p.Distribution)]),
        new Column.Text("grade", "how well it is known", [.. parameters.Select(p => p.Grade.ToString().ToLowerInvariant())]),
        new Column.Text("source", "who says so", [.. parameters.Select(p => p.Source)]),
        new Column.Text("doi", "the source's DOI", [.. parameters.Select(p => p.Doi)]),
        new Column.Text("note", "what to mind", [.. parameters.Select(p => p.Note)]),
    ]);

    /// <summary>An endpoint in words.</summary>
    public static string Words(Endpoint endpoint) => endpoint switch
    {
        Endpoint.ProgressionFreeSurvival => "PFS, independent reader",
        Endpoint.InvestigatorProgressionFreeSurvival => "PFS, investigator",
        Endpoint.OverallSurvival => "overall survival",
        Endpoint.TimeToProgression => "time to progression, independent reader",
        Endpoint.SecondProgression => "PFS2, investigator",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static readonly Estimate Missing = new(double.NaN, double.NaN, double.NaN);

    private static Column.Integer Count(string name, string description, IEnumerable<int> values, string unit = "1") =>
        new(name, unit, description, [.. values.Select(v => (long)v)]);

    private static double Day(int? day) => day ?? double.NaN;

    private static double Share(SubjectRow[] rows, Func<SubjectRow, bool> holds) => rows.Length == 0 ? double.NaN : rows.Count(holds) / (double)rows.Length;

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0) return double.NaN;
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

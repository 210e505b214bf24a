using System.Collections.Immutable;
using System.Globalization;
using Blockade.Evidence;
using Blockade.Reporting;
using Blockade.Survival;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>A trial's figures. Each says in one generated sentence what a reader would see.</summary>
internal static class TrialFigures
{
    private const double RiskStep = TrialTables.RiskStepMonths;

    /// <summary>Figures by file name, in the order of the report.</summary>
    public static IEnumerable<(string Name, Figure Figure)> Of(VirtualTrial run, PublishedResults published) =>
        All(run, published).Select(f => run.IsPartial ? (f.Name, f.Figure with { Title = "Partial run: " + f.Figure.Title }) : f);

    private static IEnumerable<(string Name, Figure Figure)> All(VirtualTrial run, PublishedResults published)
    {
        foreach (AnalysisResult analysis in run.Analyses)
        {
            yield return ($"survival-{Slug(analysis.Data.Analysis.Name)}", Survival(run, analysis, published));
        }

        if (Forest(run) is Figure forest) yield return ("published", forest);
        if (PatientFigures.Subgroups(run, run.Analyses[0], run.Subgroups[0]) is Figure subgroups) yield return ("subgroups", subgroups);
        if (Waterfall(run) is Figure waterfall) yield return ("waterfall", waterfall);
        if (PatientFigures.Spider(run) is Figure spider) yield return ("spider", spider);
        if (PatientFigures.Swimmer(run) is Figure swimmer) yield return ("swimmer", swimmer);
        if (Courses(run) is Figure courses) yield return ("antibodies", courses);
    }

    private static SurvivalFigure Survival(VirtualTrial run, AnalysisResult analysis, PublishedResults published)
    {
        ImmutableArray<PublishedSurvival> literature = [.. analysis.Arms.SelectMany(a => Literature(run.Trial.Design, analysis.Data.Analysis.Endpoint, a.Arm, published))];
        double last = analysis.Arms.SelectMany(a => a.Curve.Times).Concat(literature.SelectMany(p => p.Points).Select(p => p.Time)).Append(RiskStep).Max();
        double step = RiskStep * Math.Ceiling(last / (10 * RiskStep));
        ImmutableArray<double> riskTimes = [.. Enumerable.Range(0, (int)Math.Ceiling(last / step) + 1).Select(i => i * step)];
        string endpoint = TrialTables.Words(analysis.Data.Analysis.Endpoint);
        return new SurvivalFigure
        {
            Title = $"{run.Trial.Design.Name}, {analysis.Data.Analysis.Name}: {endpoint}",
            Description = Describe(run, analysis, endpoint),
            Endpoint = analysis.Data.Analysis.Endpoint switch
            {
                Endpoint.OverallSurvival => "Overall survival",
                Endpoint.TimeToProgression => "Without progression",
                Endpoint.SecondProgression => "Without second progression",
                _ => "Progression-free survival",
            },
            Time = new FigureAxis("Time since randomisation", "months"),
            RiskTimes = riskTimes,
            Arms = [.. analysis.Arms.Select(a => Arm(a, riskTimes))],
            Published = literature,
            Note = string.Join("; ", analysis.Comparisons.Where(c => double.IsFinite(c.HazardRatio.Value)).Select(c =>
                $"{c.Arm} against {c.Control}: hazard ratio {Numbers.Estimate(c.HazardRatio, "0.00")}{(c.LogRank is null ? "" : $", log-rank p {Numbers.P(c.LogRank.PValue)}")}"))
                + (analysis.Comparisons.IsEmpty ? "" : $" ({(run.Trial.Design.Stratification.IsEmpty ? "" : "stratified ")}Cox model, Efron ties)"),
        };
    }

    // medians are points at one half; digitised curves of PFS are the investigators'
    private static IEnumerable<PublishedSurvival> Literature(TrialDesign design, Endpoint endpoint, string arm, PublishedResults published)
    {
        (string median, string curve) = endpoint switch
        {
            Endpoint.OverallSurvival => ("median-os", "survival-os@"),
            Endpoint.TimeToProgression => ("median-ttp", "none"),
            Endpoint.SecondProgression => ("median-pfs2", "none"),
            Endpoint.InvestigatorProgressionFreeSurvival => ("median-pfs-final", "survival-pfs@"),
            _ => ("median-pfs", "none"),
        };
        return published.Rows
            .Where(p => p.Trial == design.Name && p.Arm == arm && (p.Quantity == median || p.Quantity.StartsWith(curve, StringComparison.Ordinal)))
            .Select(p => (p.Role, Point: p.Quantity == median
                ? new SurvivalPoint(p.Value, 0.5)
                : new SurvivalPoint(double.Parse(p.Quantity[curve.Length..], CultureInfo.InvariantCulture), p.Value)))
            .GroupBy(p => p.Role)
            .Select(g => new PublishedSurvival(
                $"published, {arm} ({(g.Key == ResultRole.Blind ? "blind" : "calibrated")})", arm, PublishedShape.Points, [.. g.Select(p => p.Point).OrderBy(p => p.Time)]));
    }

    private static SurvivalArm Arm(ArmSummary summary, ImmutableArray<double> riskTimes)
    {
        SurvivalCurve c = summary.Curve;
        var steps = new List<SurvivalStep> { new(0, 1, 1, 1) };
        var censored = new List<double>();
        for (int i = 0; i < c.Times.Length; i++)
        {
            if (c.Events[i] > 0) steps.Add(new SurvivalStep(c.Times[i], c.Survival[i], c.Lower[i], c.Upper[i]));
            if (c.Censored[i] > 0) censored.Add(c.Times[i]);
        }

        if (c.Times.Length > 0 && c.Times[^1] > steps[^1].Time) steps.Add(steps[^1] with { Time = c.Times[^1] });
        ImmutableArray<RiskCount> risk = [.. c.RiskTable(riskTimes.AsSpan()).Select(r => new RiskCount(r.AtRisk, r.CensoredBefore, r.EventsBefore))];
        return new SurvivalArm(summary.Arm, [.. steps], [.. censored], risk) { Median = summary.Median.Value };
    }

    private static string Describe(VirtualTrial run, AnalysisResult analysis, string endpoint)
    {
        string medians = string.Join(" and ", analysis.Arms.Select(a => FormattableString.Invariant($"{Months(a.Median.Value)} on {a.Arm}")));
        string ratio = string.Concat(analysis.Comparisons.Select(c => FormattableString.Invariant(
            $"; hazard ratio of {c.Arm} against {c.Control} {c.HazardRatio.Value:0.00} ({c.HazardRatio.Lower:0.00} to {c.HazardRatio.Upper:0.00})")));
        string partial = run.IsPartial ? "Partial run: " : "";
        return FormattableString.Invariant(
            $"{partial}Kaplan-Meier curves of {endpoint} in {run.Trial.Subjects.Length} virtual patients cut at {analysis.Data.At.Months:0.0} months: median {medians}{ratio}.");
    }

    private static string Months(double median) => double.IsNaN(median) ? "not reached" : FormattableString.Invariant($"{median:0.0} months");

    private static ForestFigure? Forest(VirtualTrial run)
    {
        // a small trial may have no hazard ratio, or one whose limits are zero and infinite: such a row shows the publication alone
        Prediction[] ratios = [.. run.Predictions.Where(p => p.Published.Quantity.StartsWith("hazard-ratio", StringComparison.Ordinal) && !p.Published.Quantity.Contains('[', StringComparison.Ordinal))];
        Prediction[] shares = [.. run.Predictions.Where(p => p.Published.Quantity is "orr" or "total-pcr")];
        Prediction[] rows = ratios.Length > 0 ? ratios : shares;
        if (rows.Length == 0) return null;
        bool ratio = ratios.Length > 0;
        return new ForestFigure
        {
            Title = ratio ? $"{run.Trial.Design.Name}: hazard ratios, predicted and published" : $"{run.Trial.Design.Name}: response, predicted and published",
            Description = "Predicted estimates with 95 % intervals beside published ones: " + string.Join("; ", rows.Select(r => FormattableString.Invariant(
                $"{Label(r)} {r.Predicted.Value:0.00} against {r.Published.Value:0.00}"))) + ".",
            Value = ratio ? new FigureAxis("Hazard ratio", "1") { Logarithmic = true } : new FigureAxis("Share of patients", "1"),
            Reference = ratio ? 1 : null,
            BelowReference = ratio ? "favours pertuzumab" : "",
            AboveReference = ratio ? "favours control" : "",
            Rows =
            [
                .. rows.Select(r => new ForestRow(
                    Label(r),
                    IsDrawable(r.Predicted, ratio) ? new ForestEstimate(r.Predicted.Value, r.Predicted.Lower, r.Predicted.Upper) : null,
                    new ForestEstimate(r.Published.Value, r.Published.Lower, r.Published.Upper),
                    r.Published.Role == ResultRole.Blind ? ForestRole.Blind : ForestRole.Calibrate)),
            ],
        };
    }

    /// <summary>Whether an estimate and both its limits have a place on an axis.</summary>
    public static bool IsDrawable(Estimate e, bool logarithmic) =>
        double.IsFinite(e.Value) && double.IsFinite(e.Lower) && double.IsFinite(e.Upper) && !(logarithmic && e.Lower <= 0);

    private static string Label(Prediction row) => row.Published.Quantity switch
    {
        "hazard-ratio-pfs" => "PFS, primary",
        "hazard-ratio-pfs-final" => "PFS, final",
        "hazard-ratio-os" => "Overall survival",
        string window when window.StartsWith("hazard-ratio-pfs-final@", StringComparison.Ordinal) => window[23..].TrimEnd('-') is string months && months.Contains('-', StringComparison.Ordinal)
            ? $"PFS, final, months {months.Replace("-", " to ", StringComparison.Ordinal)}" : $"PFS, final, from month {window[23..^1]}",
        "orr" => $"Response, {row.Published.Arm}",
        _ => row.Published.Arm,
    };

    private static WaterfallFigure? Waterfall(VirtualTrial run)
    {
        if (run.Trial.Design.Arms.Length > 4) return null;
        ImmutableArray<WaterfallArm> arms =
        [
            .. run.Trial.Design.Arms.Select((arm, a) => (arm, Bars: run.Trial.Subjects
                    .Where(r => r.Arm == a && r.Disease is not null && !double.IsNaN(r.Disease.BestChange))
                    .Select(r => new WaterfallBar(r.Patient.Address.Subject.ToString(CultureInfo.InvariantCulture), 100 * r.Disease!.BestChange)).ToImmutableArray()))
                .Where(x => !x.Bars.IsEmpty)
                .Select(x => new WaterfallArm(x.arm.Name, x.Bars)),
        ];
        if (arms.IsEmpty) return null;
        return new WaterfallFigure
        {
            Title = $"{run.Trial.Design.Name}: best change of target lesions",
            Description = "Best change in the sum of target lesions, one bar a virtual patient: " + string.Join("; ", arms.Select(a => FormattableString.Invariant(
                $"{100.0 * a.Sorted.Count(b => b.BestChangePercent <= -30) / a.Sorted.Length:0} % of {a.Sorted.Length} shrink by 30 % or more on {a.Label}"))) + ".",
            Arms = arms,
        };
    }

    private static TrajectoryFigure? Courses(VirtualTrial run)
    {
        if (run.Courses.IsEmpty || run.Courses.Length > 4) return null;
        ImmutableArray<TrajectorySeries> Series(Func<CourseBands, ImmutableArray<Band>> of) =>
            [.. run.Courses.Where(c => of(c).Any(b => b.Median > 0)).Select(c => new TrajectorySeries(c.Arm, [.. of(c).Select(b => new TrajectoryPoint(b.Day, b.Median, b.Lower, b.Upper))]))];

        var panels = new List<TrajectoryPanel>();
        void Add(string title, FigureAxis axis, Func<CourseBands, ImmutableArray<Band>> of)
        {
            ImmutableArray<TrajectorySeries> series = Series(of);
            if (!series.IsEmpty) panels.Add(new TrajectoryPanel(title, axis, series));
        }

        Add("Trastuzumab, plasma", new FigureAxis("Concentration", "mg/L"), c => c.TrastuzumabMilligramsPerLitre);
        Add("Pertuzumab, plasma", new FigureAxis("Concentration", "mg/L"), c => c.PertuzumabMilligramsPerLitre);
        Add("Trastuzumab, tumour", new FigureAxis("Free concentration", "nM"), c => c.TrastuzumabNanomolar);
        Add("Pertuzumab, tumour", new FigureAxis("Free concentration", "nM"), c => c.PertuzumabNanomolar);
        Add("Growth signal left", new FigureAxis("Relative to untreated", "1"), c => c.Signal);
        if (panels.Count == 0) return null;
        CourseBands last = run.Courses[^1];
        return new TrajectoryFigure
        {
            Title = $"{run.Trial.Design.Name}: antibodies from plasma to growth signal",
            Description = FormattableString.Invariant(
                $"Medians and 5th to 95th percentiles over the first {last.Patients} patients, each given every arm's treatment; after {last.Signal[^1].Day} days the median growth signal is {string.Join(" and ", run.Courses.Select(c => FormattableString.Invariant($"{c.Signal[^1].Median:0.00} on {c.Arm}")))} of the untreated one."),
            Time = new FigureAxis("Time since first dose", "days"),
            TimeTicks = [.. Enumerable.Range(0, (last.Signal[^1].Day / 42) + 1).Select(i => 42.0 * i)],   // every second cycle of three weeks
            Panels = [.. panels],
        };
    }

    private static string Slug(string name) => string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
}

using System.Collections.Immutable;
using System.Globalization;
using Blockade.Evidence;
using Blockade.Reporting;
using Blockade.Survival;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>Figures of a trial's patients one by one, and of groups of them.</summary>
internal static class PatientFigures
{
    private const int MostSpiderLines = 60;

    /// <summary>Sums of diameters scan by scan until progression; null where nobody was scanned, or for more arms than panels.</summary>
    public static SpiderFigure? Spider(VirtualTrial run)
    {
        if (run.Trial.Design.Arms.Length > 4) return null;
        ImmutableArray<SpiderArm> arms =
        [
            .. run.Trial.Design.Arms.Select((arm, a) =>
            {
                (SubjectRow Row, TumourRecord Record)[] all = [.. Seen(run, a).Where(s => s.Record is { BaselineMillimetres: > 0, Scans.IsEmpty: false }).Select(s => (s.Row, s.Record))];
                return new SpiderArm(arm.Name, [.. all.Take(MostSpiderLines).Select(s => Line(s.Row, s.Record))], all.Length);
            }),
        ];
        if (arms.All(a => a.Lines.IsEmpty)) return null;
        string ends = string.Join("; ", arms.Select(a => FormattableString.Invariant($"{a.Lines.Count(l => l.Progressed)} of {a.Lines.Length} lines end with progression on {a.Label}")));
        return new SpiderFigure
        {
            Title = $"{run.Trial.Design.Name}: target lesions from scan to scan",
            Description = $"Change of the sum of target lesions since baseline, a line a virtual patient, as the independent reader measured it: {ends}.",
            Arms = arms,
        };
    }

    /// <summary>Treatment, response, progression and death of some patients of each arm up to the last cut; null where nobody entered, or for more arms than panels.</summary>
    public static SwimmerFigure? Swimmer(VirtualTrial run)
    {
        if (run.Trial.Design.Arms.Length > 4) return null;
        ImmutableArray<SwimmerArm> arms =
        [
            .. run.Trial.Design.Arms.Select((arm, a) =>
            {
                (SubjectRow Row, double Available, TumourRecord Record)[] all = [.. Seen(run, a)];
                return new SwimmerArm(arm.Name, [.. all.Take(SwimmerArm.MostLanes).Select(s => Lane(run.Trial.Design, s.Row, s.Available, s.Record))], all.Length);
            }),
        ];
        if (arms.All(a => a.Lanes.IsEmpty)) return null;
        string words = string.Join("; ", arms.Select(a => FormattableString.Invariant(
            $"of {a.Lanes.Length} on {a.Label} {a.Lanes.Count(l => l.Response is not null)} responded, {a.Lanes.Count(l => l.Progression is not null)} progressed and {a.Lanes.Count(l => l.Died)} died")));
        return new SwimmerFigure
        {
            Title = $"{run.Trial.Design.Name}: virtual patients one by one, up to the last cut",
            Description = $"Time on treatment and under observation, a lane a virtual patient: {words}.",
            Arms = arms,
        };
    }

    /// <summary>The first comparison in subgroups, with what was published of them; null where there is nothing to compare.</summary>
    public static ForestFigure? Subgroups(VirtualTrial run, AnalysisResult analysis, ImmutableArray<SubgroupResult> results)
    {
        if (analysis.Comparisons.IsEmpty) return null;
        Comparison whole = analysis.Comparisons[0];
        SubgroupResult[] own = [.. results.Where(r => r.Arm == whole.Arm && r.Patients > 0)];
        if (!IsDrawable(whole.HazardRatio) || own.Length == 0) return null;
        PublishedResult? Published(SubgroupResult r) => analysis.Data.Analysis.Endpoint != Endpoint.ProgressionFreeSurvival ? null
            : run.Predictions.Select(p => p.Published).FirstOrDefault(p => p.Quantity == $"hazard-ratio-pfs[{r.Subgroup.Name}]");
        ForestRow Row(SubgroupResult r)
        {
            string name = r.Subgroup.Name.StartsWith($"{r.Subgroup.Factor} ", StringComparison.Ordinal) ? r.Subgroup.Name[(r.Subgroup.Factor.Length + 1)..] : r.Subgroup.Name;
            string label = FormattableString.Invariant($"{name}, n {r.Patients}");
            return Published(r) is PublishedResult p
                ? new ForestRow(label, Drawn(r.HazardRatio), new ForestEstimate(p.Value, p.Lower, p.Upper), p.Role == ResultRole.Blind ? ForestRole.Blind : ForestRole.Calibrate)
                : new ForestRow(label, Drawn(r.HazardRatio));
        }

        return new ForestFigure
        {
            Title = $"{run.Trial.Design.Name}, {analysis.Data.Analysis.Name}: hazard ratio by subgroup, {whole.Arm} against {whole.Control}, with p for interaction",
            Description = "Hazard ratios with 95 % intervals in subgroups of virtual patients: " + string.Join("; ", own.Where(r => IsDrawable(r.HazardRatio)).Select(r => FormattableString.Invariant(
                $"{r.Subgroup.Name} {r.HazardRatio.Value:0.00}"))) + FormattableString.Invariant($"; all {whole.HazardRatio.Value:0.00}."),
            Value = new FigureAxis("Hazard ratio", "1") { Logarithmic = true },
            Reference = 1,
            BelowReference = $"favours {whole.Arm}",
            AboveReference = $"favours {whole.Control}",
            Rows =
            [
                new ForestRow(FormattableString.Invariant($"all, n {analysis.Data.Arms.Count(a => a is 0 or 1)}"), Drawn(whole.HazardRatio)),
                .. own.GroupBy(r => r.Subgroup.Factor).SelectMany(factor => new[] { Heading(factor.Key, factor.First().InteractionP) }.Concat(factor.Select(Row))),
            ],
        };
    }

    private static ForestRow Heading(string factor, double interactionP) =>
        new($"{factor}{(double.IsNaN(interactionP) ? "" : $" (p {Numbers.P(interactionP)})")}", null);

    private static ForestEstimate? Drawn(Estimate e) => IsDrawable(e) ? new ForestEstimate(e.Value, e.Lower, e.Upper) : null;

    private static bool IsDrawable(Estimate ratio) => TrialFigures.IsDrawable(ratio, logarithmic: true);

    // who had entered by the last cut, with what is known by then
    private static IEnumerable<(SubjectRow Row, double Available, TumourRecord Record)> Seen(VirtualTrial run, int arm)
    {
        StudyTime at = run.Analyses.Max(a => a.Data.At);
        foreach (SubjectRow row in run.Trial.Subjects)
        {
            double available = at.Days - row.EntryDays;
            if (row.Arm == arm && row.Disease is not null && available > 0) yield return (row, available, TumourRecord.Of(run.Trial.Design, row, available));
        }
    }

    private static SpiderLine Line(SubjectRow row, TumourRecord record)
    {
        ScanReading[] read = [.. record.Scans.Where(s => s.Response is not null)];
        return new SpiderLine(
            Number(row),
            [new SpiderPoint(0, 0), .. read.Select(s => new SpiderPoint(s.Day / StudyTime.DaysPerMonth, 100 * ((s.SumMillimetres / record.BaselineMillimetres) - 1)))],
            read is [.., { Response: Tumours.Response.Progression }]);
    }

    private static SwimmerLane Lane(TrialDesign design, SubjectRow row, double available, TumourRecord record)
    {
        double seen = StudyTime.DaysOf(Observation.Of(design, row, Endpoint.OverallSurvival, available).FollowUp);
        double? Within(int? day) => day <= seen ? day.Value / StudyTime.DaysPerMonth : null;
        return new SwimmerLane(
            Number(row), seen / StudyTime.DaysPerMonth, Math.Min(row.Disease!.NextLineDay ?? seen, seen) / StudyTime.DaysPerMonth, Within(record.ResponseDay),
            Within(row.Disease.IndependentProgressionDay), row.Disease.DeathDay <= seen);
    }

    private static string Number(SubjectRow row) => row.Patient.Address.Subject.ToString(CultureInfo.InvariantCulture);
}

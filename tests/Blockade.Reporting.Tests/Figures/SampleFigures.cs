using System.Collections.Immutable;

namespace Blockade.Reporting.Tests.Figures;

/// <summary>Figures with invented numbers of realistic size, one of each kind.</summary>
internal static class SampleFigures
{
    public static SurvivalFigure Survival(int subjects = 400) => new()
    {
        Title = "Progression-free survival, predicted and published",
        Description = "Progression-free survival of two arms over 40 months: "
            + "the predicted curve with pertuzumab stays above the one without, and both lie near the published ones.",
        Endpoint = "Progression-free survival",
        Time = new FigureAxis("Time since randomisation", "months"),
        RiskTimes = [0, 5, 10, 15, 20, 25, 30, 35, 40],
        Arms =
        [
            Arm("Pertuzumab + trastuzumab + docetaxel", median: 18.5, subjects, shift: 0.1),
            Arm("Placebo + trastuzumab + docetaxel", median: 12.4, subjects, shift: 0.6),
        ],
        Published =
        [
            Curve("Published, pertuzumab arm", "Pertuzumab + trastuzumab + docetaxel", 19.2),
            Curve("Published, placebo arm", "Placebo + trastuzumab + docetaxel", 11.6),
        ],
    };

    public static SurvivalFigure SixArms() => Survival(80) with
    {
        Title = "Overall survival in six arms whose names are long enough to need a second line, with a heading that is long enough for one as well",
        Arms = [.. Enumerable.Range(0, 6).Select(i => Arm($"Arm {i + 1}: {new string((char)('a' + i), 9)} and a partner drug", 8 + 0.6 * i, 80, 0.13 * i))],
        Published =
        [
            new PublishedSurvival("Landmarks", "Arm 2: bbbbbbbbb and a partner drug", PublishedShape.Points, [new(6, 0.7), new(12, 0.41), new(24, 0.2)]),
        ],
    };

    public static WaterfallFigure Waterfall(int subjects = 120) => new()
    {
        Title = "Best change of target lesions by arm",
        Description = "Best change of target lesions of each patient, sorted, in two arms: 72 % with pertuzumab and 60 % without shrink by 30 % or more.",
        Arms = [WaterfallArm("Pertuzumab + trastuzumab + docetaxel", subjects, -62), WaterfallArm("Placebo + trastuzumab + docetaxel", subjects, -44)],
    };

    public static TrajectoryFigure Trajectory(int panels = 4) => new()
    {
        Title = "From dose to tumour: serum, receptors, signal and tumour size",
        Description = "Serum trastuzumab, free HER2, growth signal and tumour size over 24 weeks, medians and 5th to 95th percentiles, "
            + "under one antibody and under two.",
        Time = new FigureAxis("Time since first dose", "weeks"),
        Panels =
        [
            .. new[]
            {
                Panel(
                    "Serum trastuzumab", new FigureAxis("Concentration", "mg/L") { Logarithmic = true },
                    (t, arm) => 20 + 120 * Math.Exp(-0.35 * (t % 3)) * (1 + 0.05 * arm)),
                Panel("Free HER2", new FigureAxis("Receptors per cell", "1"), (t, arm) => 800000 * (0.1 + 0.9 * Math.Exp(-t / (2.0 + arm)))),
                Panel("Growth signal", new FigureAxis("Signal relative to untreated", "%"), (t, arm) => 100 * (0.25 + 0.15 * arm + 0.5 * Math.Exp(-t))),
                Panel("Tumour size", new FigureAxis("Sum of diameters", "mm"), (t, arm) => 80 * Math.Exp(-0.06 * t * (1 - 0.4 * arm)) + 0.6 * t),
                Panel("A fifth", new FigureAxis("Concentration", "nmol/L"), (t, arm) => 1 + t + arm),
                Panel("A sixth", new FigureAxis("Ratio", "1"), (t, arm) => 0.001 * (1 + t) + 0.002 * arm),
            }.Take(panels),
        ],
    };

    private static ForestFigure AtTheLine() => Forest(2) with
    {
        Value = new FigureAxis("Excess", "months"), Reference = 0, Rows = [new ForestRow("nothing", new ForestEstimate(0, 0, 0)), new ForestRow("nothing either", new ForestEstimate(0))],
    };

    public static ForestFigure Forest(int rows = 9) => new()
    {
        Title = "Hazard ratio for progression or death, predicted and published",
        Description = "Hazard ratios of pertuzumab against placebo by subgroup: predictions lie within the published intervals in all rows.",
        Value = new FigureAxis("Hazard ratio", "1") { Logarithmic = true },
        Reference = 1,
        BelowReference = "favours pertuzumab",
        AboveReference = "favours placebo",
        Rows =
        [
            .. Enumerable.Range(0, rows).Select(i => new ForestRow(
                i switch
                {
                    0 => "All patients",
                    1 => "Age below 65 years",
                    2 => "Prior adjuvant or neoadjuvant trastuzumab in either arm",
                    _ => $"Subgroup number {i}",
                },
                new ForestEstimate(0.66 + 0.02 * i, 0.55 + 0.01 * i, 0.79 + 0.05 * i),
                i == 5 ? null : new ForestEstimate(0.62 + 0.03 * i, i == 6 ? double.NaN : 0.51 + 0.01 * i, i == 6 ? double.NaN : 0.75 + 0.06 * i),
                i == 0 ? ForestRole.Calibrate : i == 5 ? ForestRole.None : ForestRole.Blind)),
        ],
    };

    /// <summary>Every kind once.</summary>
    public static ImmutableArray<(string Name, Figure Figure)> All =>
        [("survival", Survival()), ("waterfall", Waterfall()), ("trajectory", Trajectory()), ("heat-map", HeatMap(4, 6)), ("forest", Forest()), ("replicates", Replicates()), ("power", Power())];

    public static ReplicatesFigure Replicates(int looks = 3, bool givenUp = true) => new()
    {
        Title = "Overall survival with its interim looks, 200 replicates",
        Description = "Hazard ratios of 200 replicates lie between 0.5 and 0.9; nine in ten trials have succeeded by the last look.",
        Value = new FigureAxis("Hazard ratio", "1") { Logarithmic = true },
        Values = [.. Enumerable.Range(0, 200).Select(i => 0.68 * Math.Exp(0.12 * Math.Sin(2.3 * i) + 0.1 * Math.Cos(0.7 * i)))],
        Reference = 1,
        Looks =
        [
            .. Enumerable.Range(1, looks).Select(i => (
                i.ToString(System.Globalization.CultureInfo.InvariantCulture), new ForestEstimate(0.9 * i / looks, (0.9 * i / looks) - 0.04, (0.9 * i / looks) + 0.04),
                givenUp ? new ForestEstimate(0.02 * i / looks, 0.01 * i / looks, 0.05 * i / looks) : new ForestEstimate(double.NaN))),
        ],
    };

    public static PowerFigure Power(int points = 12, int planned = 2) => new()
    {
        Title = "CLEOPATRA, assurance by number of events",
        Description = "Assurance rises from 20 % with 30 events to 85 % with 360; 90 % is not reached.",
        Chance = "Assurance",
        Curve =
        [
            .. Enumerable.Range(1, points).Select(i => 0.85 * Math.Sqrt((double)i / points)).Select((p, i) => (30.0 * (i + 1), new ForestEstimate(p, p - 0.08, Math.Min(1, p + 0.08)))),
        ],
        Planned = [.. Enumerable.Range(1, planned).Select(i => ($"as planned: test {i} of a protocol", 40.0 * i, new ForestEstimate(0.15 * i, (0.15 * i) - 0.05, (0.15 * i) + 0.05)))],
        Goal = 0.9,
    };

    public static WaterfallFigure FourArms() => Waterfall(402) with
    {
        Arms = [.. Enumerable.Range(0, 4).Select(i => WaterfallArm($"Arm {i + 1} with pertuzumab", 402, -70 + 15 * i))],
    };

    public static HeatMapFigure HeatMap(int panels, int doses) => new()
    {
        Title = "Excess of trastuzumab and pertuzumab over four nulls, of a plate with a name that takes more than one line to write down in full",
        Description = "Matrices of excess over a null by the dose of either antibody.",
        X = new FigureAxis("Pertuzumab", "nM"), Y = new FigureAxis("Trastuzumab", "nM"), Value = new FigureAxis("Excess", "points"),
        Columns = [.. Enumerable.Range(0, doses).Select(i => i == 0 ? 0 : 0.0128 * Math.Pow(2.5, i))],
        Rows = [.. Enumerable.Range(0, doses).Select(i => i == 0 ? 0 : 0.0128 * Math.Pow(2.5, i))],
        Panels =
        [
            .. Enumerable.Range(0, panels).Select(p => new HeatMapPanel(
                $"Zero interaction potency {p + 1}",
                [.. Enumerable.Range(0, doses * doses).Select(c => c == 5 ? double.NaN : c < doses || c % doses == 0 ? 0 : 38 * Math.Sin((c * 0.7) + p))])),
        ],
    };

    /// <summary>As many arms, panels, rows and patients as are allowed, and as few.</summary>
    public static ImmutableArray<(string Name, Figure Figure)> Extremes =>
    [
        ("six-arms", SixArms()), ("one-patient", Waterfall(1)), ("many-patients", Waterfall(1000)), ("four-arms", FourArms()),
        ("one-panel", Trajectory(1)), ("six-panels", Trajectory(6)),
        ("one-matrix", HeatMap(1, 4)), ("two-matrices", HeatMap(2, 8)), ("many-doses", HeatMap(3, 24)),
        ("one-look", Replicates(1, givenUp: false)), ("twelve-looks", Replicates(12)), ("one-replicate", Replicates() with { Values = [0.7] }),
        ("one-size", Power(1, 0)), ("five-plans", Power(24, 5)),
        ("one-row", Forest(1)), ("forty-rows", Forest(40)), ("all-at-the-line", AtTheLine()),
        ("contacts", Contacts()), ("flow", Flow(12)), ("wide-flow", Flow(40)), ("no-boxes", Contacts() with { Boxes = [], Links = [] }),
    ];

    /// <summary>Frames with cells and marks, labelled links, a loop on one cell and one between two cells of a frame.</summary>
    public static GraphFigure Contacts() => new()
    {
        Title = "What can touch what",
        Description = "Three molecules, of which the receptor binds itself and the ligand.",
        Boxes =
        [
            new GraphBox("R", "Receptor", GraphLook.Framed, [new GraphCell("R.l", "l", []), new GraphCell("R.d", "d", []), new GraphCell("R.e", "end", []), new GraphCell("R.y", "y", ["0", "p", "pp"])]),
            new GraphBox("L", "Ligand", GraphLook.Framed, [new GraphCell("L.r", "r (x2)", [])]),
            new GraphBox("X", "Alone", GraphLook.Framed, []),
        ],
        Links =
        [
            new GraphLink("L.r", "R.l", GraphLinkLook.Plain, "+ bind, bindAgain, bindInTheEnd, bindWithoutEnd\n\u2212 fall"), new GraphLink("R.d", "R.d", GraphLinkLook.Plain, "+ pair"),
            new GraphLink("R.e", "R.y", GraphLinkLook.Plain, "within one"), new GraphLink("R.d", "L.r", GraphLinkLook.Plain, "+ by mistake"),
        ],
        Legend = [(GraphLinkLook.Plain, "a bond")],
    };

    /// <summary>A directed graph with cycles, all looks of links, and links over several layers.</summary>
    public static GraphFigure Flow(int boxes) => new()
    {
        Title = "What leads to what",
        Description = "Boxes and arrows.",
        Boxes = [.. Enumerable.Range(0, boxes).Select(i => new GraphBox($"b{i}", $"box number {i}", i % 2 == 0 ? GraphLook.Square : GraphLook.Round, []))],
        Links = [.. Enumerable.Range(0, boxes).SelectMany(i => new[] { (i * 7 % boxes, (i * 5 + 3) % boxes), (i, (i + 1) % boxes) }).Where(l => l.Item1 != l.Item2)
            .Select((l, i) => new GraphLink($"b{l.Item1}", $"b{l.Item2}", (GraphLinkLook)(1 + (i % 4)), i % 5 == 0 ? "2" : ""))],
        Legend = [(GraphLinkLook.Arrow, "makes"), (GraphLinkLook.Positive, "helps"), (GraphLinkLook.Negative, "hinders"), (GraphLinkLook.Faint, "is there")],
    };

    private static SurvivalArm Arm(string label, double median, int subjects, double shift)
    {
        // Exponential event times at scattered quantiles, follow-up between 12 and 42 months: a Kaplan-Meier curve with Greenwood bands.
        var follow = Enumerable.Range(0, subjects).Select(i =>
        {
            double quantile = (0.618033988749895 * i + shift) % 1, end = 12 + 30 * ((0.754877666246693 * i + shift) % 1);
            double eventTime = -Math.Log(1 - quantile) * median / Math.Log(2);
            return (Time: Math.Min(eventTime, end), Event: eventTime <= end);
        }).OrderBy(f => f.Time).ToArray();

        var steps = ImmutableArray.CreateBuilder<SurvivalStep>();
        (double survival, double greenwood) = (1, 0);
        for (int i = 0; i < follow.Length; i++)
        {
            if (!follow[i].Event) continue;
            double n = follow.Length - i;
            survival *= 1 - 1 / n;
            greenwood += n > 1 ? 1 / (n * (n - 1)) : double.NaN;
            double half = 1.96 * survival * Math.Sqrt(greenwood);
            steps.Add(new SurvivalStep(follow[i].Time, survival, Math.Max(0, survival - half), Math.Min(1, survival + half)));
        }

        return new SurvivalArm(
            label, steps.ToImmutable(), [.. follow.Where(f => !f.Event).Select(f => f.Time)],
            [.. new double[] { 0, 5, 10, 15, 20, 25, 30, 35, 40 }.Select(t => new RiskCount(follow.Count(f => f.Time >= t), follow.Count(f => f.Time < t && !f.Event), follow.Count(f => f.Time < t && f.Event)))])
        {
            Median = steps.FirstOrDefault(s => s.Survival <= 0.5, new SurvivalStep(double.NaN, 0)).Time,
        };
    }

    private static PublishedSurvival Curve(string label, string arm, double median) => new(
        label, arm, PublishedShape.Steps, [.. Enumerable.Range(1, 36).Select(t => new SurvivalPoint(t, Math.Pow(0.5, t / median)))]);

    private static WaterfallArm WaterfallArm(string label, int subjects, double centre) => new(label,
    [
        .. Enumerable.Range(0, subjects).Select(i =>
        {
            double u = (i + 0.5) / subjects, change = centre + 34 * Math.Log(u / (1 - u));
            return new WaterfallBar($"p{i:D4}", Math.Max(-100, change));
        }),
    ]);

    private static TrajectoryPanel Panel(string title, FigureAxis value, Func<double, int, double> median) => new(title, value,
    [
        .. new[] { "Trastuzumab + pertuzumab", "Trastuzumab alone" }.Select((label, arm) => new TrajectorySeries(label,
        [
            .. Enumerable.Range(0, 24 * 7 + 1).Select(day => day / 7.0)
                .Select(t => new TrajectoryPoint(t, median(t, arm), median(t, arm) * 0.7, median(t, arm) * 1.35)),
        ])),
    ]);
}

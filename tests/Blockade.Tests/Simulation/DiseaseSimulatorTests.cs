using Blockade.Dosing;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Testing;
using Blockade.Tests.Tumours;
using Blockade.Tumours;

namespace Blockade.Tests.Simulation;

/// <summary>One patient's disease from randomisation on, the same in every arm until a drug makes the difference.</summary>
public class DiseaseSimulatorTests
{
    private const int Days = 2556;
    private const int Count = 30;

    private static readonly ScanSchedule Scans = new(63, 4, 0.06, 3, 5, SampleTumour.Recist("1.0"));
    private static readonly Lazy<(VirtualPatient Patient, DiseaseCourse[] ByArm)[]> Cases = new(() =>
    {
        var cases = new (VirtualPatient, DiseaseCourse[])[Count];
        Parallel.For(0, Count, k =>
        {
            VirtualPatient patient = OneCellStudy.Patient((uint)k);
            cases[k] = (patient, [.. Regimens().Select(r => Run(patient, r, SampleTumour.Parameters, Scans))]);
        });
        return cases;
    });

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "counterfactuals: baseline, due dates of scans and thresholds belong to the patient and not to the arm")]
    public void Arms_differ_only_in_what_they_do()
    {
        foreach ((_, DiseaseCourse[] arms) in Cases.Value)
        {
            foreach (DiseaseCourse other in arms.Skip(1))
            {
                int both = Math.Min(arms[0].ScanDays.Length, other.ScanDays.Length);
                Assert.Equal(arms[0].ScanDays.Take(both), other.ScanDays.Take(both));
                if (both > 0 && arms[0].BestChange > -1 && other.BestChange > -1) Assert.Equal(1, Baseline(arms[0]) / Baseline(other), 1e-12);
            }
        }

        // the drugs' absence is an arm too, and a patient who gets it twice is the same patient
        VirtualPatient patient = OneCellStudy.Patient(7);
        string[] twice = [.. Enumerable.Range(0, 2).Select(_ => Serialized.Text(Run(patient, Regimens()[0], SampleTumour.Parameters, Scans)))];
        Assert.Equal(twice[0], twice[1]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a scan is made by the living; progression is called at a scan; death comes last")]
    public void Progression_comes_at_a_scan_and_never_after_death()
    {
        int progressed = 0, died = 0;
        foreach (DiseaseCourse d in Cases.Value.SelectMany(c => c.ByArm))
        {
            Assert.Equal(d.ScanDays.Order().Distinct(), d.ScanDays);
            Assert.Equal(d.ScanDays.Length, d.SumMillimetres.Length);
            if (d.IndependentProgressionDay is int i) Assert.Contains(i, d.ScanDays);
            if (d.InvestigatorProgressionDay is int v) Assert.Contains(v, d.ScanDays);
            if (d.DeathDay is int death)
            {
                Assert.True(d.ScanDays.IsEmpty || d.ScanDays[^1] < death);
                Assert.True((d.IndependentProgressionDay ?? 0) < death && (d.InvestigatorProgressionDay ?? 0) < death);
                died++;
            }

            if (d.IndependentProgressionDay is not null) progressed++;
        }

        Assert.True(progressed > Count && died > Count, $"{progressed} progressed and {died} died: the cases are too mild to show anything");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "scans go on until both readers have called progression")]
    public void Scans_go_on_until_both_readers_have_called_progression()
    {
        int later = 0;
        foreach (DiseaseCourse d in Cases.Value.SelectMany(c => c.ByArm))
        {
            int? last = d.IndependentProgressionDay is int i && d.InvestigatorProgressionDay is int v ? Math.Max(i, v) : null;
            if (last is int end) Assert.Equal(end, d.ScanDays[^1]);
            if (d.InvestigatorProgressionDay > d.IndependentProgressionDay) later++;
        }

        Assert.True(later > 0);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a course that ends at progression is the whole one but for what comes later")]
    public void A_course_that_ends_at_progression_is_the_beginning_of_the_whole()
    {
        int cut = 0;
        foreach ((VirtualPatient patient, DiseaseCourse[] arms) in Cases.Value)
        {
            DiseaseCourse whole = arms[2], brief = Run(patient, Regimens()[2], SampleTumour.Parameters, Scans, CourseEnd.Progression);
            bool progressed = whole.IndependentProgressionDay is not null && whole.InvestigatorProgressionDay is not null;
            if (progressed && whole.DeathDay is not null) cut++;

            Assert.Equal(Serialized.Text(progressed ? whole with { DeathDay = null, SecondProgressionDay = null } : whole), Serialized.Text(brief with { SecondProgressionDay = null }));
        }

        Assert.True(cut > 5, $"{cut} died after progression");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "no measurement error, one clone, no new lesions: growing from the start, progression is the first scan with 20 % more")]
    public void An_untreated_tumour_progresses_at_the_first_scan_with_a_fifth_more()
    {
        TumourParameters certain = SampleTumour.Parameters with
        {
            GrowthPerDay = 0.004, GrowthSpread = 0, DeathPerYear = 0, NewLesionsPerYear = 0,
        };
        ScanSchedule exact = Scans with { JitterDays = 0, ErrorCv = 0, SmallestVisibleMillimetres = 0, SmallestMeasuredMillimetres = 0 };
        DiseaseCourse course = Run(OneCellStudy.Patient(0), Regimens()[0], certain, exact);

        // exp(0.004 t / 3) >= 1.2 from day 136.7 on
        Assert.Equal(189, course.IndependentProgressionDay);
        Assert.Equal(189, course.InvestigatorProgressionDay);
        Assert.Null(course.DeathDay);
        Assert.Equal(Response.Stable, course.Best);
        Assert.Equal(Math.Exp(0.004 * 63 / 3) - 1, course.BestChange, 1e-7);   // the course keeps log-odds as float
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "no error, one clone, no new lesions: from the scan of progression on it grows by a share of its rate, and again a fifth more is the second progression")]
    public void After_progression_the_next_line_has_a_progression_of_its_own()
    {
        TumourParameters certain = SampleTumour.Parameters with
        {
            GrowthPerDay = 0.004, GrowthSpread = 0, DeathPerYear = 0, NewLesionsPerYear = 0, NextLineGrowthShare = 0.5,
        };
        ScanSchedule exact = Scans with { JitterDays = 0, ErrorCv = 0, SmallestVisibleMillimetres = 0, SmallestMeasuredMillimetres = 0 };
        DiseaseCourse course = Run(OneCellStudy.Patient(0), Regimens()[0], certain, exact);

        // exp(0.002 t / 3) >= 1.2 from 273.5 days after day 189 on: day 462.5, and the next scan is of day 504
        Assert.Equal((189, 504), (course.NextLineDay, course.SecondProgressionDay));
        Assert.Null(course.CrossoverDay);
        Assert.Equal([63, 126, 189], course.ScanDays);   // those of the next line belong to nobody's first progression
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "what is offered after progression changes nothing before it; who progresses before it is offered gets none; with one clone it cannot hasten the second progression beyond untreated growth")]
    public void Crossing_over_changes_only_what_comes_after_progression()
    {
        TumourParameters oneClone = SampleTumour.Parameters with { ResistantLogOdds = -800, DeathPerYear = 0, NewLesionsPerYear = 0, NextLineGrowthShare = 1 };
        ScanSchedule exact = Scans with { ErrorCv = 0, SmallestVisibleMillimetres = 0, SmallestMeasuredMillimetres = 0 };
        int later = 0;
        for (uint k = 0; k < 8; k++)
        {
            VirtualPatient patient = OneCellStudy.Patient(k);
            AntibodyCourse none = OneCellStudy.Antibodies(patient, Regimens()[0]), both = OneCellStudy.Antibodies(patient, new("TP", [.. Regimens()[3].Schedules.Where(s => s.Drug != "docetaxel")]));
            DiseaseCourse Of(LaterTreatment? offered) => DiseaseSimulator.Run(patient, oneClone, none, DocetaxelCourse.None, exact, OneCellStudy.Random, Days, offered);
            DiseaseCourse alone = Of(null), early = Of(new LaterTreatment(both, 0, true)), tooLate = Of(new LaterTreatment(both, Days, true));
            Assert.Equal((alone.NextLineDay, alone.IndependentProgressionDay), (early.NextLineDay, early.IndependentProgressionDay));
            Assert.Equal(Serialized.Text(alone), Serialized.Text(tooLate));
            Assert.Equal(early.NextLineDay, early.CrossoverDay);
            DiseaseCourse never = Of(new LaterTreatment(both, Days, false)), atOnce = Of(new LaterTreatment(both, -5, false));
            Assert.Equal(Serialized.Text(alone), Serialized.Text(never));
            Assert.Equal(Serialized.Text(DiseaseSimulator.Run(patient, oneClone, both, DocetaxelCourse.None, exact, OneCellStudy.Random, Days)), Serialized.Text(atOnce with { CrossoverDay = null }));
            Assert.True((alone.SecondProgressionDay ?? int.MaxValue) <= (early.SecondProgressionDay ?? int.MaxValue));
            if (alone.SecondProgressionDay < (early.SecondProgressionDay ?? int.MaxValue)) later++;
        }

        Assert.True(later > 3);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "where the investigator decides, treatment ends with her progression and not with the other reader's")]
    public void Treatment_ends_with_the_deciding_readers_progression()
    {
        foreach (uint k in Enumerable.Range(0, 12).Select(i => (uint)i))
        {
            DiseaseCourse independent = Run(OneCellStudy.Patient(k), Regimens()[1], SampleTumour.Parameters, Scans);
            DiseaseCourse investigator = Run(OneCellStudy.Patient(k), Regimens()[1], SampleTumour.Parameters, Scans with { InvestigatorDecides = true });
            Assert.Equal(independent.IndependentProgressionDay, independent.NextLineDay);
            Assert.Equal(investigator.InvestigatorProgressionDay, investigator.NextLineDay);
        }
    }

    // More drug can bring progression forward where resistant cells have begun to grow, since the smallest sum falls: see TumourStateTests.
    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "one clone, no noise, everything seen: more drug divides every later size by more than every earlier one, so that no rise over the smallest comes sooner")]
    public void More_drugs_never_hasten_the_progression_of_a_single_clone()
    {
        TumourParameters oneClone = SampleTumour.Parameters with { ResistantLogOdds = -800, DeathPerYear = 0 };
        ScanSchedule exact = Scans with { ErrorCv = 0, SmallestVisibleMillimetres = 0, SmallestMeasuredMillimetres = 0 };
        Regimen[] nested = [.. Regimens()];
        int apart = 0;
        for (uint k = 0; k < 12; k++)
        {
            int[] days = [.. nested.Select(r => Run(OneCellStudy.Patient(k), r, oneClone, exact).IndependentProgressionDay ?? int.MaxValue)];
            for (int a = 1; a < days.Length; a++) Assert.True(days[a - 1] <= days[a], $"patient {k}: {string.Join(", ", days)}");
            if (days[^1] > days[0]) apart++;
        }

        Assert.True(apart > 3);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a hazard of death without limit kills on the first day, before any scan; none never does")]
    public void Death_ends_everything()
    {
        DiseaseCourse dead = Run(OneCellStudy.Patient(0), Regimens()[0], SampleTumour.Parameters with { DeathPerYear = 1e12 }, Scans);

        Assert.Equal(1, dead.DeathDay);
        Assert.Empty(dead.ScanDays);
        Assert.Equal(Response.NotEvaluable, dead.Best);
        Assert.Equal(double.NaN, dead.BestChange);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a lesion of 2.9 mm is nought to a scan that shows 3 mm; it grows, and no change is relative to nought")]
    public void A_change_is_none_where_nothing_was_measured_at_baseline()
    {
        DiseaseCourse course = Run(OneCellStudy.Patient(3) with { BaselineMillimetres = 2.9, TargetLesions = 1 }, Regimens()[0], SampleTumour.Parameters, Scans);

        Assert.NotEmpty(course.ScanDays);
        Assert.Equal(double.NaN, course.BestChange);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "log10 of the cells left at surgery against the threshold: an untreated tumour only grows, and is below a threshold far above it")]
    public void A_tumour_is_gone_once_its_cells_are_below_the_threshold()
    {
        TumourParameters parameters = SampleTumour.Parameters with { PathologicalResponseLog10 = -1e-9 };
        VirtualPatient patient = OneCellStudy.Patient(3);
        AntibodyCourse none = OneCellStudy.Antibodies(patient, Regimens()[0]);

        Assert.False(DiseaseSimulator.IsPathologicallyComplete(patient, parameters, none, DocetaxelCourse.None, OneCellStudy.Random, 84));
        Assert.True(DiseaseSimulator.IsPathologicallyComplete(
            patient, parameters with { PathologicalResponseLog10 = 100 }, none, DocetaxelCourse.None, OneCellStudy.Random, 84));
    }

    // nothing, trastuzumab, trastuzumab and docetaxel, all three
    private static Regimen[] Regimens()
    {
        Regimen all = OneCellStudy.Design.Arms[1].Regimen;
        return
        [
            new("nothing", []), new("T", [all.Of("trastuzumab")!]), new("TD", [all.Of("trastuzumab")!, all.Of("docetaxel")!]), all,
        ];
    }

    private static DiseaseCourse Run(VirtualPatient patient, Regimen regimen, TumourParameters parameters, ScanSchedule scans, CourseEnd end = CourseEnd.Death)
    {
        AntibodyCourse antibodies = OneCellStudy.Antibodies(patient, regimen);
        DocetaxelCourse docetaxel = OneCellStudy.Docetaxel(
            patient, regimen, OneCellStudy.Design.DocetaxelRules, OneCellStudy.Design.DocetaxelPractice, parameters.DocetaxelEliminationPerDay);
        return DiseaseSimulator.Run(patient, parameters, antibodies, docetaxel, scans, OneCellStudy.Random, Days, end: end);
    }

    private static double Baseline(DiseaseCourse d)
    {
        // scans after the independent reader's progression do not count for the best change
        double smallest = d.SumMillimetres.Where((_, i) => d.IndependentProgressionDay is null || d.ScanDays[i] <= d.IndependentProgressionDay).Min();
        return smallest / (1 + d.BestChange);
    }
}

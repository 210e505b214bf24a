using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Testing;

namespace Blockade.Tests.Simulation;

/// <summary>Docetaxel in single patients: the rules that follow the neutrophils, and the marrow behind them.</summary>
public class DocetaxelCourseTests
{
    private static readonly Regimen Docetaxel = OneCellStudy.Design.Arms[0].Regimen;
    private static readonly DocetaxelRules Rules = new();
    private static readonly DocetaxelPractice SixCycles = new(6, 0, 0, 0);

    // neither kinetics nor marrow vary: the published medians
    private static readonly VirtualPatient Typical = OneCellStudy.Patient(0) with
    {
        Region = Region.Europe, Docetaxel = new DocetaxelKinetics(35.7, 6.94, 5.58, 7.39, 12.5, 225), Neutrophils = Marrow(slope: 19.27),
    };

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a marrow that the drug does not reach stays at its baseline, and no rule bites: planned dose, planned days")]
    public void Without_an_effect_on_the_marrow_the_plan_is_kept()
    {
        VirtualPatient patient = Typical with { Neutrophils = Marrow(slope: 0) };
        DocetaxelCourse course = Run(patient, SixCycles);

        Assert.Equal([0, 21, 42, 63, 84, 105], course.Doses.Select(d => d.StartDays));
        Assert.All(course.Doses, d => Assert.Equal(75 * patient.BodySurfaceSquareMetres, d.Milligrams, 1e-10));
        Assert.All(course.NeutrophilsGigaPerLitre, n => Assert.Equal(5.22f, n, 1e-5));   // kept as float
        Assert.Equal((0, false, false, false), (course.Reductions, course.Escalated, course.SevereNeutropenia, course.FebrileNeutropenia));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "without drug the chain rests where every pool holds the baseline, from wherever blood comes back to it")]
    public void The_marrow_rests_at_its_baseline()
    {
        DocetaxelMarrow system = InLane(out double[] y);
        double[] derivative = Derivative(system, y);
        for (int i = 0; i < derivative.Length; i++) Assert.Equal(0, derivative[i], 1e-15);

        // blood below its baseline calls for more: the proliferating pool grows
        y[DocetaxelMarrow.Blood] /= 2;
        Assert.True(Derivative(system, y)[3] > 0);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Jacobian against central differences of the derivative")]
    public void The_marrows_jacobian_is_the_derivatives()
    {
        DocetaxelMarrow system = InLane(out double[] start);
        system.Change(0, start);   // the first infusion runs
        const int N = DocetaxelMarrow.StateCount;
        double[] y = [5, 3, 60, 4.1, 3.7, 3.2, 2.9, 2.2, 1.4];
        double[] values = new double[system.JacobianPattern.EntryCount * LaneSystem.Lanes], jacobian = new double[N * N];
        system.Jacobian(new double[LaneSystem.Lanes], Spread(y), values);
        for (int j = 0; j < N; j++)
        {
            for (int e = system.JacobianPattern.ColumnStarts[j]; e < system.JacobianPattern.ColumnStarts[j + 1]; e++)
            {
                jacobian[(j * N) + system.JacobianPattern.Rows[e]] = values[e * LaneSystem.Lanes];
            }
        }

        for (int j = 0; j < N; j++)
        {
            double h = 1e-5 * y[j];
            double[] moved = [.. y];
            moved[j] += h;
            double[] up = Derivative(system, moved);
            moved[j] -= 2 * h;
            double[] down = Derivative(system, moved);

            // rounding 1e-16 of some 1e2 over a step of 1e-5, and a third derivative of order one times its square
            for (int i = 0; i < N; i++) Assert.Equal((up[i] - down[i]) / (2 * h), jacobian[(j * N) + i], 1e-8);
        }
    }

    [Theory, InlineData(75, 1), InlineData(100, 2), InlineData(60, 1)]
    [Evidence(EvidenceKind.Published, "CLEOPATRA's protocol (P4-12-10): two reductions of 25 % allowed, to 75 and 55 mg/m2; the label: stop if it recurs then")]
    public void Every_cause_for_a_reduction_takes_a_quarter_until_the_least_dose_and_the_next_ends_treatment(double start, int reductions)
    {
        var started = new Regimen("started", [Docetaxel.Of("docetaxel")! with { Maintenance = new DoseAmount.PerSquareMetre(start) }]);

        // any day below 0.5 is a cause, and this marrow has one in every cycle
        DocetaxelCourse course = OneCellStudy.Docetaxel(
            Typical with { Neutrophils = Marrow(slope: 60) }, started, Rules with { SevereDays = 0 }, SixCycles, 0.0143);

        double full = start * Typical.BodySurfaceSquareMetres;
        Assert.Equal(Enumerable.Range(0, reductions + 1).Select(k => Math.Pow(0.75, k)), course.Doses.Select(d => Math.Round(d.Milligrams / full, 12)));
        Assert.Equal((reductions, SolveStatus.Completed), (course.Reductions, course.Status));
        Assert.True(course.SevereNeutropenia);
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Docetaxel label: reduce after febrile neutropenia, or below 500/mm3 for more than one week")]
    public void Fever_or_more_than_a_week_of_severe_neutropenia_reduces_the_next_dose()
    {
        NeutrophilKinetics fever = Marrow(slope: 30) with { FeverPerSevereDay = 1e9 };
        DocetaxelCourse febrile = Run(Typical with { Neutrophils = fever }, SixCycles, Rules with { SevereDays = 1000 });
        int severeDays = LongestSevereRun(febrile, cycle: 0);

        Assert.True(febrile.FebrileNeutropenia);
        Assert.Equal(0.75, febrile.Doses[1].Milligrams / febrile.Doses[0].Milligrams, 1e-12);
        Assert.Equal(1, febrile.Reductions);   // one fever a patient

        Assert.True(severeDays > 1);
        VirtualPatient afebrile = Typical with { Neutrophils = fever with { FeverPerSevereDay = 0 } };
        Assert.Equal(1, Run(afebrile, SixCycles, Rules with { SevereDays = severeDays - 1 }).Doses[1].Milligrams / (0.75 * febrile.Doses[0].Milligrams), 1e-12);
        Assert.Equal(1, Run(afebrile, SixCycles, Rules with { SevereDays = severeDays }).Doses[1].Milligrams / febrile.Doses[0].Milligrams, 1e-12);
        Assert.False(Run(afebrile, SixCycles).FebrileNeutropenia);
    }

    [Theory, InlineData(19.27), InlineData(35), InlineData(60)]
    [Evidence(EvidenceKind.Published, "Docetaxel label: start a cycle only at 1,500 neutrophils/mm3 or more")]
    public void A_cycle_waits_for_the_neutrophils(double slope)
    {
        DocetaxelCourse course = Run(Typical with { Neutrophils = Marrow(slope) }, SixCycles);
        Assert.NotEmpty(course.Doses);
        for (int cycle = 1; cycle < course.Doses.Length; cycle++)
        {
            int due = (int)course.Doses[cycle - 1].StartDays + 21;
            int given = (int)course.Doses[cycle].StartDays;

            // neutrophils at the end of a day are those of the next morning
            Assert.True(course.NeutrophilsGigaPerLitre[given - 1] >= 1.5);
            for (int day = due; day < given; day++) Assert.True(course.NeutrophilsGigaPerLitre[day - 1] < 1.5);
            Assert.InRange(given - due, 0, 21);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a marrow whose baseline is below the start rule never starts, and waits no longer than the rule says")]
    public void A_patient_below_the_start_rule_gets_no_docetaxel()
    {
        DocetaxelCourse course = Run(Typical with { Neutrophils = Marrow(slope: 0) with { BaselineGigaPerLitre = 1.4 } }, SixCycles);

        Assert.Empty(course.Doses);
        Assert.Equal(21, course.NeutrophilsGigaPerLitre.Length);
        Assert.Equal(0, course.MassBalanceError);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a cycle that is late by more than the longest delay ends docetaxel")]
    public void Too_long_a_delay_ends_treatment()
    {
        VirtualPatient slow = Typical with { Neutrophils = Marrow(slope: 60) with { TransitHours = 200 } };
        DocetaxelCourse patient = Run(slow, SixCycles, Rules with { SevereDays = 1000 });
        int delay = (int)(patient.Doses[1].StartDays - patient.Doses[0].StartDays) - 21;

        Assert.InRange(delay, 1, 21);
        Assert.Single(Run(slow, SixCycles, Rules with { SevereDays = 1000, LongestDelayDays = delay - 1 }).Doses);
        Assert.True(Run(slow, SixCycles, Rules with { SevereDays = 1000, LongestDelayDays = delay }).Doses.Length > 1);
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "CLEOPATRA's protocol: 75 mg/m2, escalation to 100 if tolerated, then reductions by 25 %")]
    public void An_escalated_patient_gets_100_from_the_second_cycle_on()
    {
        var everyoneElsewhere = new DocetaxelPractice(6, 0, EscalatedShareAsia: 0, EscalatedShareOther: 1);
        double surface = Typical.BodySurfaceSquareMetres;

        DocetaxelCourse tolerated = Run(Typical with { Neutrophils = Marrow(slope: 0) }, everyoneElsewhere);
        DocetaxelCourse notTolerated = Run(Typical with { Neutrophils = Marrow(slope: 60) }, everyoneElsewhere, Rules with { SevereDays = 0 });
        DocetaxelCourse asian = Run(Typical with { Region = Region.Asia, Neutrophils = Marrow(slope: 0) }, everyoneElsewhere);

        Assert.Equal([75, 100, 100, 100, 100, 100], tolerated.Doses.Select(d => Math.Round(d.Milligrams / surface, 10)));
        Assert.True(tolerated.Escalated);
        Assert.False(notTolerated.Escalated);
        Assert.All(asian.Doses, d => Assert.Equal(75, d.Milligrams / surface, 1e-10));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "what was given is in the body or cleared: linear, so that the solver keeps it to rounding whatever its tolerance")]
    public void Mass_is_kept()
    {
        for (uint k = 0; k < 20; k++) Assert.InRange(Run(OneCellStudy.Patient(k), new DocetaxelPractice(6, 2.5, 0.02, 0.19)).MassBalanceError, 0, 1e-6);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a slower marrow has a later nadir; a more sensitive one a deeper; neither before the drug")]
    public void Nadirs_are_ordered_by_transit_and_slope()
    {
        var one = new DocetaxelPractice(1, 0, 0, 0);
        (int Day, double Depth)[] byTransit = [.. new[] { 60.0, 84.18, 110 }.Select(h => Nadir(Marrow(19.27) with { TransitHours = h }))];
        (int Day, double Depth)[] bySlope = [.. new[] { 7.4, 19.27, 40 }.Select(s => Nadir(Marrow(s)))];

        Assert.True(byTransit[0].Day < byTransit[1].Day && byTransit[1].Day < byTransit[2].Day);
        Assert.True(bySlope[0].Depth > bySlope[1].Depth && bySlope[1].Depth > bySlope[2].Depth);
        Assert.All(byTransit, n => Assert.True(n.Day > 3));   // no sooner than the cells in transit are used up

        (int, double) Nadir(NeutrophilKinetics marrow)
        {
            float[] blood = Run(Typical with { Neutrophils = marrow }, one).NeutrophilsGigaPerLitre;
            int day = Array.IndexOf(blood, blood.Min());
            return (day, blood[day]);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "dA/dt of the effect compartment: each day decays by exp(-k) and adds the day's exposure; its area is exposure/(1 - exp(-k))")]
    public void The_effect_keeps_the_exposure_and_then_fades()
    {
        const double PerDay = 0.0143;
        DocetaxelCourse course = OneCellStudy.Docetaxel(Typical, Docetaxel, Rules, SixCycles, PerDay);
        double exposure = course.Doses.Sum(d => d.Milligrams) / 35.7;   // dose over clearance

        // what is left below 1e-3 at the end is dropped, and three weeks after the last dose a ten-thousandth of it is still in the deep compartment
        double area = course.EffectMilligramHoursPerLitre.Sum(e => (double)e);
        Assert.Equal(exposure / (1 - Math.Exp(-PerDay)), area, (1e-3 / (1 - Math.Exp(-PerDay))) + (2e-3 * area));
        Assert.True(course.EffectMilligramHoursPerLitre[^1] <= 1e-3);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "twenty patients side by side, some without docetaxel, one whose marrow has nothing left, against each by itself: every bit")]
    public void Patients_side_by_side_do_not_change_each_other()
    {
        Regimen none = new("none", [.. Docetaxel.Schedules.Where(s => s.Drug != "docetaxel")]);
        (VirtualPatient Patient, Regimen Regimen, RandomSequence Draws)[] treatments =
        [
            .. Enumerable.Range(0, 20).Select(k => (
                k == 7 ? Typical with { Neutrophils = Marrow(slope: 1e4) } : OneCellStudy.Patient((uint)k), k % 5 == 4 ? none : Docetaxel, new RandomSource(3).Sequence(1, (uint)k))),
        ];
        DocetaxelPractice practice = OneCellStudy.Design.DocetaxelPractice;
        DocetaxelCourse[] together = OneCellStudy.Subjects.Docetaxel(treatments, Rules, practice, 0.0143, TestContext.Current.CancellationToken);
        for (int k = 0; k < together.Length; k++)
        {
            DocetaxelCourse alone = OneCellStudy.Subjects.Docetaxel(treatments[k].Patient, treatments[k].Regimen, Rules, practice, 0.0143, treatments[k].Draws, TestContext.Current.CancellationToken);
            Assert.Equal(alone.Doses, together[k].Doses);
            Assert.Equal(alone.EffectMilligramHoursPerLitre, together[k].EffectMilligramHoursPerLitre);
            Assert.Equal(alone.NeutrophilsGigaPerLitre, together[k].NeutrophilsGigaPerLitre);
            Assert.Equal((alone.MassBalanceError, alone.Status), (together[k].MassBalanceError, together[k].Status));
        }
    }

    private static DocetaxelCourse Run(VirtualPatient patient, DocetaxelPractice practice, DocetaxelRules? rules = null) =>
        OneCellStudy.Docetaxel(patient, Docetaxel, rules ?? Rules, practice, 0.0143);

    // the typical patient alone, in the first lane
    private static DocetaxelMarrow InLane(out double[] start)
    {
        var system = new DocetaxelMarrow([new DocetaxelCycles(Typical, Docetaxel.Of("docetaxel")!, Rules, SixCycles, 0.0143, new RandomSource(1).Sequence(1, 0))]);
        start = new double[DocetaxelMarrow.StateCount];
        system.Load(0, 0, start);
        return system;
    }

    private static double[] Spread(double[] y) => [.. y.SelectMany(v => Enumerable.Repeat(v, LaneSystem.Lanes))];

    private static double[] Derivative(DocetaxelMarrow system, double[] y)
    {
        var derivative = new double[y.Length * LaneSystem.Lanes];
        system.Derivative(new double[LaneSystem.Lanes], Spread(y), derivative);
        return [.. Enumerable.Range(0, y.Length).Select(i => derivative[i * LaneSystem.Lanes])];
    }

    private static int LongestSevereRun(DocetaxelCourse course, int cycle)
    {
        int longest = 0, run = 0;
        for (int day = (int)course.Doses[cycle].StartDays; day < course.Doses[cycle + 1].StartDays; day++)
        {
            run = course.NeutrophilsGigaPerLitre[day] < 0.5 ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    private static NeutrophilKinetics Marrow(double slope) => new(5.22, 84.1791, slope, 0.144543, 0.004);
}

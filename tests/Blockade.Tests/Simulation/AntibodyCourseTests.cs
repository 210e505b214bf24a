using Blockade.Dosing;
using Blockade.Numerics.Ode;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Testing;
using Blockade.Tumours;

namespace Blockade.Tests.Simulation;

/// <summary>Both antibodies from the vein to the receptors, day by day.</summary>
public class AntibodyCourseTests
{
    private static readonly Regimen Both = OneCellStudy.Design.Arms[1].Regimen;
    private static readonly VirtualPatient Someone = OneCellStudy.Patient(0);

    [Fact]
    [Evidence(EvidenceKind.Analytic, "days beyond the computed ones repeat the last three weeks")]
    public void Days_beyond_the_computed_ones_repeat_the_last_cycle()
    {
        AntibodyCourse course = OneCellStudy.Antibodies(Someone, Both, 63);

        Assert.Equal(21, course.RepeatDays);
        Assert.Equal(62, course.IndexOf(62));
        Assert.Equal(42, course.IndexOf(63));
        Assert.Equal(62, course.IndexOf(83));
        Assert.Equal(42, course.IndexOf(84));
        for (int day = 63; day < 1000; day++) Assert.Equal(course.IndexOf(day), course.IndexOf(day + 21));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "computed a hundred times as exactly, which stops later: days that were repeated come out the same")]
    public void The_repeated_cycle_is_what_further_days_would_be()
    {
        AntibodyCourse kept = OneCellStudy.Antibodies(Someone, Both);
        AntibodyCourse further = OneCellStudy.Simulator(1e-7).Antibodies(Someone, Both, SubjectSimulator.ComputedDays + 42, TestContext.Current.CancellationToken);

        Assert.InRange(kept.AktLogOdds.Length, 4 * 21, SubjectSimulator.ComputedDays);
        Assert.Equal(0, kept.AktLogOdds.Length % 21);
        Assert.True(further.AktLogOdds.Length > kept.AktLogOdds.Length);
        for (int day = kept.AktLogOdds.Length; day < SubjectSimulator.ComputedDays + 42; day++)
        {
            // it stops within ten tolerances of 1e-5, and the integration's is another 1e-5 over some dozen steps that still count; what is bound follows in proportion
            Assert.Equal(1, kept.TrastuzumabMilligramsPerLitre[kept.IndexOf(day)] / further.TrastuzumabMilligramsPerLitre[further.IndexOf(day)], 3e-4);
            Assert.Equal(1, kept.PertuzumabMilligramsPerLitre[kept.IndexOf(day)] / further.PertuzumabMilligramsPerLitre[further.IndexOf(day)], 3e-4);
            Assert.Equal(kept.AktLogOdds[kept.IndexOf(day)], further.AktLogOdds[further.IndexOf(day)], 1e-3);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "x(day, cycle) = a(day) + b(day) q(day)^cycle, its last three cycles computed: the others follow to single precision; what stays or swings stays")]
    public void Cycles_that_are_not_computed_follow_the_series_of_those_that_are()
    {
        const int period = 3, computed = 4 * period, days = 30 * period;
        using var record = new AntibodyRecord(2, computed);
        double[] share = [0.5, 0.9, 0], end = [100, 1, -2], start = [40, -0.5, 3];
        double Series(int day) => end[day % period] + (start[day % period] * Math.Pow(share[day % period], day / period));
        for (int day = 0; day < computed; day++)
        {
            record.TrastuzumabNanomolar(1)[day] = (float)Series(day);
            record.PertuzumabNanomolar(1)[day] = 7;
            record.AktLogOdds(1)[day] = (day / period) % 2 == 0 ? 1 : 2;
        }

        AntibodyCourse course = AntibodyCourse.Of(record, 1, computed, days, 0.5, 0.25, period, SolveStatus.Completed);
        for (int day = 0; day < days; day++)
        {
            // the ratio of two changes of 0.4 or more, each read to 6e-8 of 100, multiplied up to the sum of what is to come
            Assert.Equal(Series(day), course.TrastuzumabNanomolar[day], 1e-3);
            Assert.Equal(7, course.PertuzumabNanomolar[day]);
            Assert.Equal(day < computed ? (day / period) % 2 == 0 ? 1 : 2 : 2, course.AktLogOdds[day]);
        }

        Assert.Equal(days, course.BoundAntibodies.Length);
        Assert.Equal((0.5, 0.25, period), (course.UntreatedAktLogOdds, course.UntreatedErkLogOdds, course.RepeatDays));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a schedule that ends is followed to its last day: nothing repeats before")]
    public void Cycles_that_are_counted_are_not_cut_short()
    {
        var counted = new Regimen("counted", [.. Both.Schedules.Select(s => s.Drug == "docetaxel" ? s : s with { Cycles = 20 })]);
        AntibodyCourse course = OneCellStudy.Antibodies(Someone, counted);

        Assert.Equal(SubjectSimulator.ComputedDays, course.AktLogOdds.Length);
        Assert.True(course.TrastuzumabMilligramsPerLitre[^1] < 0.1 * course.TrastuzumabMilligramsPerLitre[(20 * 21) - 1]);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "eleven patients of both arms and of none side by side, against each by itself: every bit")]
    public void Patients_side_by_side_do_not_change_each_other()
    {
        Regimen docetaxel = new("docetaxel", [Both.Of("docetaxel")!]);
        Regimen[] regimens = [Both, OneCellStudy.Design.Arms[0].Regimen, docetaxel];
        (VirtualPatient Patient, Regimen Regimen)[] treatments = [.. Enumerable.Range(0, 11).Select(k => (OneCellStudy.Patient((uint)k), regimens[k % 3]))];
        AntibodyCourse[] together = OneCellStudy.Subjects.Antibodies(treatments, 100, TestContext.Current.CancellationToken);
        for (int k = 0; k < treatments.Length; k++)
        {
            AntibodyCourse alone = OneCellStudy.Antibodies(treatments[k].Patient, treatments[k].Regimen, 100);

            Assert.Equal(SolveStatus.Completed, together[k].Status);
            Assert.Equal(alone.TrastuzumabMilligramsPerLitre, together[k].TrastuzumabMilligramsPerLitre);
            Assert.Equal(alone.PertuzumabNanomolar, together[k].PertuzumabNanomolar);
            Assert.Equal(alone.AktLogOdds, together[k].AktLogOdds);
            Assert.Equal(alone.BoundAntibodies, together[k].BoundAntibodies);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "plasma and interstitium on every day at the trial's tolerance and at a hundredth of it")]
    public void A_tolerance_is_kept_on_every_day_of_every_cycle()
    {
        SubjectSimulator tight = OneCellStudy.Simulator(1e-7);
        for (uint k = 0; k < 4; k++)
        {
            AntibodyCourse course = OneCellStudy.Antibodies(OneCellStudy.Patient(k), Both), exact = tight.Antibodies(OneCellStudy.Patient(k), Both, cancellation: TestContext.Current.CancellationToken);
            for (int day = 0; day < SubjectSimulator.ComputedDays; day++)
            {
                // 1e-5 a step in the root mean square of six states, so sqrt(6) of that in one; some 30 steps a cycle, and as much again from earlier cycles,
                // of whose drug about half is left after each
                (int i, int e) = (course.IndexOf(day), exact.IndexOf(day));
                Assert.Equal(1, course.TrastuzumabMilligramsPerLitre[i] / exact.TrastuzumabMilligramsPerLitre[e], 1.5e-3);
                Assert.Equal(1, course.PertuzumabMilligramsPerLitre[i] / exact.PertuzumabMilligramsPerLitre[e], 1.5e-3);
                Assert.Equal(1, (1e-2 + course.TrastuzumabNanomolar[i]) / (1e-2 + exact.TrastuzumabNanomolar[e]), 1.5e-3);
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "without an antibody in the regimen the cell is the untreated one, for ever")]
    public void Without_antibodies_the_cell_stays_untreated()
    {
        Regimen docetaxel = new("docetaxel", [Both.Of("docetaxel")!]);
        AntibodyCourse course = OneCellStudy.Antibodies(Someone, docetaxel);

        Assert.Equal(0, course.IndexOf(500));
        Assert.Equal((float)course.UntreatedAktLogOdds, course.AktLogOdds[0]);
        Assert.Equal((float)course.UntreatedErkLogOdds, course.ErkLogOdds[0]);
        Assert.Equal(0, course.BoundAntibodies[0]);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the sink only takes away: free antibody in the tumour is never above what plasma would bring it to")]
    public void The_tumour_never_holds_more_than_plasma()
    {
        AntibodyCourse course = OneCellStudy.Antibodies(Someone, Both, 126);
        double peak = 0;
        for (int day = 0; day < 126; day++)
        {
            // within a day plasma falls, and the interstitium follows: its end of day is below the highest plasma so far
            peak = Math.Max(peak, 1.5 * course.TrastuzumabMilligramsPerLitre[day] * 1000 / OneCellStudy.Inputs.Parameters.Value("pk.antibody.molarMass"));
            Assert.InRange(course.TrastuzumabNanomolar[day], 0, peak);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the table at quasi-steady state against the whole network coupled in: the limit of a run's own check, 0.05 of the growth signal")]
    public void The_table_follows_the_coupled_network()
    {
        const int Days = 21;
        AntibodyCourse table = OneCellStudy.Antibodies(Someone, Both, Days), whole = Coupled(1e-5).Antibodies(Someone, Both, Days, TestContext.Current.CancellationToken);
        var signal = new GrowthSignal(OneCellStudy.Tumour);

        Assert.Equal(SolveStatus.Completed, whole.Status);
        for (int day = 0; day < Days; day++)
        {
            Assert.Equal(
                signal.Relative(whole.AktLogOdds[day], whole.ErkLogOdds[day], table.UntreatedAktLogOdds, table.UntreatedErkLogOdds),
                signal.Relative(table.AktLogOdds[day], table.ErkLogOdds[day], table.UntreatedAktLogOdds, table.UntreatedErkLogOdds), 0.05);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the network, the interstitium and plasma written out as one scalar system, Jacobian by differences, integrated from dose to dose by the multistep formulas at 1e-8")]
    public void The_coupled_network_is_what_a_scalar_system_of_the_same_equations_gives()
    {
        const int Days = 30;
        AntibodyCourse course = Coupled(1e-6).Antibodies(Someone, Both, Days, TestContext.Current.CancellationToken);
        (double Akt, double Erk, double Bound, double Trastuzumab)[] reference = new WrittenOut(Someone, Both).Run(Days);
        Assert.Equal(SolveStatus.Completed, course.Status);
        for (int day = 0; day < Days; day++)
        {
            // some hundred steps of 1e-6 in the root mean square of 180 states: of one state 1e-6 sqrt(180) a step; a log-odds moves with its share's own relative error over the other share
            Assert.Equal(reference[day].Akt, course.AktLogOdds[day], 2e-3);
            Assert.Equal(reference[day].Erk, course.ErkLogOdds[day], 2e-3);
            Assert.Equal(1, course.BoundAntibodies[day] / reference[day].Bound, 1.4e-3);
            Assert.Equal(1, (1e-2 + course.TrastuzumabNanomolar[day]) / (1e-2 + reference[day].Trastuzumab), 1.4e-3);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a patient's network does not know who is computed beside her")]
    public void Coupled_patients_side_by_side_are_each_as_alone()
    {
        Regimen docetaxel = new("docetaxel", [Both.Of("docetaxel")!]);
        Regimen[] regimens = [Both, OneCellStudy.Design.Arms[0].Regimen, docetaxel];
        PopulationModel people = new(OneCellStudy.Inputs.Population, OneCellStudy.Inputs.Parameters);   // cells differ
        (VirtualPatient Patient, Regimen Regimen)[] treatments = [.. Enumerable.Range(0, 10).Select(k => (people.Draw(OneCellStudy.Random, new SubjectAddress(0, (uint)k)), regimens[k % 3]))];
        SubjectSimulator coupled = Coupled(1e-4);
        AntibodyCourse[] together = coupled.Antibodies(treatments, 30, TestContext.Current.CancellationToken);
        foreach (int k in new[] { 0, 4, 8, 9 })
        {
            AntibodyCourse alone = coupled.Antibodies(treatments[k].Patient, treatments[k].Regimen, 30, TestContext.Current.CancellationToken);

            Assert.Equal(SolveStatus.Completed, together[k].Status);
            Assert.Equal(alone.UntreatedAktLogOdds, together[k].UntreatedAktLogOdds);
            Assert.Equal(alone.TrastuzumabMilligramsPerLitre, together[k].TrastuzumabMilligramsPerLitre);
            Assert.Equal(alone.PertuzumabNanomolar, together[k].PertuzumabNanomolar);
            Assert.Equal(alone.AktLogOdds, together[k].AktLogOdds);
            Assert.Equal(alone.BoundAntibodies, together[k].BoundAntibodies);
        }
    }

    private static SubjectSimulator Coupled(double tolerance) => OneCellStudy.Subjects.Coupled(OneCellStudy.Inputs.Receptors).At(tolerance);
}

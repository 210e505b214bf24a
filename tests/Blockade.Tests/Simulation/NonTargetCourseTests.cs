using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Survival;
using Blockade.Testing;
using Blockade.Tests.Tumours;
using Blockade.Trials;
using Blockade.Tumours;

namespace Blockade.Tests.Simulation;

/// <summary>Patients with lesions that are no targets: how they are sorted, grow and are read.</summary>
public class NonTargetCourseTests
{
    private const int Days = 2556;
    private const int Count = 40;

    private static readonly Regimen Nothing = new("nothing", []);
    private static readonly ScanSchedule Exact = new(63, 0, 0, 0, 0, SampleTumour.Recist("1.1"));
    private static readonly OtherLesionsDefinition Others = new(0.6, 0.16, 5, 40, 0.75, 3);

    // one clone, no chance, nobody dies: diameters grow by exp(0.004 t / 3)
    private static readonly TumourParameters Certain = SampleTumour.Parameters with { GrowthPerDay = 0.004, GrowthSpread = 0, DeathPerYear = 0, NewLesionsPerYear = 0 };

    [Fact]
    [Evidence(EvidenceKind.Analytic, "RECIST 1.1, section 4.3.4: without targets 20 % in diameter is progression, exp(0.004 t / 3) >= 1.2 from day 136.7 on; until then it is neither complete nor progressive")]
    public void Without_measurable_disease_non_target_lesions_decide()
    {
        VirtualPatient patient = OneCellStudy.Patient(0) with { BaselineMillimetres = 0, TargetLesions = 0, Others = new OtherLesions(3, 60, 3) };

        DiseaseCourse course = Run(patient, Nothing, Certain, Exact);

        Assert.Equal((189, 189), (course.IndependentProgressionDay, course.InvestigatorProgressionDay));
        Assert.Equal(Response.Persisting, course.Best);
        Assert.False(course.HasMeasurableDisease);
        Assert.Null(course.Responds);
        Assert.Equal((0, 3), (course.NonTarget!.Targets, course.NonTarget.Lesions));
        Assert.Equal(60, course.NonTarget.BaselineMillimetres, 1e-9);
        for (int i = 0; i < course.ScanDays.Length; i++) Assert.Equal(60 * Math.Exp(0.004 * course.ScanDays[i] / 3), course.NonTarget.SumMillimetres[i], 60 * 2e-6);   // the course keeps log-odds as float
        Assert.True(double.IsNaN(course.BaselineMillimetres) && double.IsNaN(course.BestChange));

        // 1.0 calls the same stable disease, and a protocol may count everyone
        ScanSchedule old = Exact with { Criteria = SampleTumour.Recist("1.0") with { AmongMeasurable = false } };
        DiseaseCourse asIn2000 = Run(patient, Nothing, Certain, old);
        Assert.Equal((Response.Stable, (bool?)false), (asIn2000.Best, asIn2000.Responds));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "with rules under which every lesion is a target and nobody has others, the course is that of a population without any; sums add up in another order, some 5 roundings of 1e-16")]
    public void Where_every_lesion_is_a_target_nothing_changes()
    {
        ScanSchedule all = Exact with { Criteria = Exact.Criteria with { MeasurableMillimetres = 1e-9, MostTargets = 100, MostTargetsPerOrgan = 100 } };
        Regimen treated = OneCellStudy.Design.Arms[1].Regimen;
        for (uint k = 0; k < 8; k++)
        {
            VirtualPatient patient = OneCellStudy.Patient(k);
            DiseaseCourse without = Run(patient, treated, SampleTumour.Parameters, all);
            DiseaseCourse with = Run(patient with { Others = new OtherLesions(0, 0, 3) }, treated, SampleTumour.Parameters, all);

            Assert.Equal((patient.TargetLesions, 0), (with.NonTarget!.Targets, with.NonTarget.Lesions));
            Assert.Equal((without.IndependentProgressionDay, without.DeathDay, without.Best, without.SecondProgressionDay), (with.IndependentProgressionDay, with.DeathDay, with.Best, with.SecondProgressionDay));
            Assert.Equal(without.ScanDays, with.ScanDays);
            for (int i = 0; i < without.ScanDays.Length; i++) Assert.Equal(without.SumMillimetres[i], with.SumMillimetres[i], 1e-12 * without.BaselineMillimetres);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "RECIST 1.1: lesions below 10 mm, beyond five, and beyond two of an organ are non-target lesions; none is lost")]
    public void Every_lesion_is_followed_as_one_or_the_other()
    {
        int small = 0;
        for (uint k = 0; k < Count; k++)
        {
            VirtualPatient patient = Patient(k);
            DiseaseCourse course = Run(patient, Nothing, Certain, Exact);

            Assert.Equal(patient.TargetLesions + patient.Others!.Count, course.NonTarget!.Targets + course.NonTarget.Lesions);
            Assert.InRange(course.NonTarget.Targets, 0, Math.Min(5, patient.TargetLesions));
            Assert.True(course.NonTarget.Targets <= 6);
            Assert.Equal(course.NonTarget.Targets > 0, course.HasMeasurableDisease);
            double all = (course.HasMeasurableDisease ? course.BaselineMillimetres : 0) + course.NonTarget.BaselineMillimetres;
            Assert.Equal(patient.BaselineMillimetres + patient.Others.Millimetres, all, 1e-9);
            if (course.NonTarget.Targets < patient.TargetLesions) small++;
        }

        Assert.True(small > 5, $"only {small} patients have lesions that the criteria leave out: these show nothing");
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "an analysis reads the same scans as the simulation did and calls them the same")]
    public void An_analysis_reads_the_scans_as_they_were_read()
    {
        var scans = new ScanSchedule(63, 4, 0.06, 3, 5, SampleTumour.Recist("1.1"));
        TrialDesign design = OneCellStudy.Design with { Scans = scans, FollowUpDays = Days };
        int unequivocal = 0;
        for (uint k = 0; k < Count; k++)
        {
            VirtualPatient patient = Patient(k);
            DiseaseCourse course = Run(patient, design.Arms[1].Regimen, SampleTumour.Parameters, scans);
            var row = new SubjectRow(patient, 1, 0, 0, double.PositiveInfinity, course, GivenDocetaxel.None, 0, 0, 1, null, null);

            TumourRecord record = TumourRecord.Of(design, row, Days);

            Assert.Equal(course.Best, record.Best);
            Assert.Equal(course.IndependentProgressionDay, record.Scans.Where(s => s.Response == Response.Progression).Select(s => (int?)s.Day).FirstOrDefault());
            Assert.All(record.Scans, s => Assert.True(s.Called is null || (s.Called.Value.Target is null) != course.HasMeasurableDisease));
            unequivocal += record.Scans.Count(s => s.Called is { NonTarget: Response.Progression, NewLesion: false } called && called.Target != Response.Progression);
        }

        Assert.True(unequivocal > 0, "nobody progressed by non-target lesions alone: these show nothing");
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "draws of the new lesions have sequences of their own: all else about a patient is as without them")]
    public void Other_lesions_change_nothing_else_about_a_patient()
    {
        ImmutableArray<VirtualPatient> with = [.. Enumerable.Range(0, 2000).Select(k => Patient((uint)k))];
        for (uint k = 0; k < 2000; k++)
        {
            VirtualPatient without = OneCellStudy.Population.Draw(OneCellStudy.Random, new SubjectAddress(0, k));
            Assert.Equal(without, with[(int)k] with { Others = null, BaselineMillimetres = without.BaselineMillimetres, TargetLesions = without.TargetLesions });
        }

        // binomial: five SDs, beyond which one run in two million comes
        Share(0.16, with.Count(p => p.TargetLesions == 0), 2000);
        Share(0.6, with.Count(p => p.TargetLesions > 0 && p.Others!.Count > 0), with.Count(p => p.TargetLesions > 0));
        Share(0.2, with.Count(p => p.Others!.Count == 5), with.Count(p => p.Others!.Count > 0));
        Assert.All(with, p => Assert.True(p.TargetLesions + p.Others!.Count > 0 && p.Others.Count is >= 0 and <= 5));
    }

    private static void Share(double expected, int count, int of) =>
        Assert.Equal(expected, (double)count / of, 5 * Math.Sqrt(expected * (1 - expected) / of));

    private static VirtualPatient Patient(uint k) => new PopulationModel(
        OneCellStudy.OneCell(OneCellStudy.Inputs.Population) with { OtherLesions = Others }, OneCellStudy.Inputs.Parameters).Draw(OneCellStudy.Random, new SubjectAddress(0, k));

    private static DiseaseCourse Run(VirtualPatient patient, Regimen regimen, TumourParameters parameters, ScanSchedule scans)
    {
        AntibodyCourse antibodies = OneCellStudy.Antibodies(patient, regimen);
        DocetaxelCourse docetaxel = OneCellStudy.Docetaxel(
            patient, regimen, OneCellStudy.Design.DocetaxelRules, OneCellStudy.Design.DocetaxelPractice, parameters.DocetaxelEliminationPerDay);
        return DiseaseSimulator.Run(patient, parameters, antibodies, docetaxel, scans, OneCellStudy.Random, Days);
    }
}

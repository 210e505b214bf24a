using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Diagnostics;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Testing;
using Blockade.Tests.Simulation;
using Blockade.Trials;
using Blockade.Tumours;

namespace Blockade.Tests.Trials;

/// <summary>Who may enter a trial, and what treatment before it leaves behind.</summary>
public class ScreeningTests
{
    private static readonly TrialFile Cleopatra = HandTrial.Cleopatra;
    private static readonly PopulationModel Population = new(Cleopatra.Population, Her2Evidence.Parameters().Value!);
    private static readonly RandomSource Random = new(20261126);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "rules take patients away and change none: those who enter are the ones of a trial without rules who meet them, in the same order")]
    public void Rules_take_patients_away_and_change_none()
    {
        EligibilityRule young = Rule("age", 0, 60), wild = Rule("PIK3CA mutated", 0, 0);
        TrialDesign open = Cleopatra.Design with { Eligibility = [] }, strict = open with { Eligibility = [young, wild] };
        Screening all = Enrol(open, 900), some = Enrol(strict, 200);

        VirtualPatient[] expected = [.. all.Patients.Where(p => p.AgeYears <= 60 && !p.Pik3caMutated).Take(200)];
        Assert.Equal(expected, some.Patients);
        Assert.Equal(some.Patients[^1].Address.Subject + 1, (uint)some.Screened);
        VirtualPatient[] looked = [.. all.Patients.Take(some.Screened)];
        Assert.Equal([looked.Count(p => p.AgeYears > 60), looked.Count(p => p.Pik3caMutated)], some.Failed);
        Assert.Equal((900, 0), (all.Screened, all.NeverProgressed));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "limits are included; a property is asked for by its name")]
    public void A_rule_includes_its_limits()
    {
        VirtualPatient patient = Population.Draw(Random, default) with { Ecog = 1, BaselineMillimetres = 10, LiverMetastases = true };

        Assert.True(Rule("ECOG", 0, 1).Admits(patient) && Rule("ECOG", 1, 5).Admits(patient));
        Assert.False(Rule("ECOG", 0, 0).Admits(patient));
        Assert.True(Rule("sum of diameters", 10, double.PositiveInfinity).Admits(patient));
        Assert.False(Rule("liver metastases", 0, 0).Admits(patient));
        Assert.Equal("sum of diameters at least 10 mm", Rule("sum of diameters", 10, double.PositiveInfinity).Words);
        Assert.Equal("ECOG at most 1", Rule("ECOG", double.NegativeInfinity, 1).Words);
        Assert.Equal("no liver metastases", Rule("liver metastases", 0, 0).Words);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "nobody is 200 years old: a search for such a patient ends with an error and not with the sun")]
    public void A_rule_that_nobody_meets_ends_the_search() =>
        Assert.Throws<InvalidOperationException>(() => Enrol(Cleopatra.Design with { Eligibility = [Rule("age", 200, 300)] }, 3));

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "progression is a fifth over the smallest sum: at it resistant cells have gained on the others; the tumour goes on as it was left, so that its size is that of the baseline")]
    public void Treatment_before_leaves_the_cells_that_withstood_it()
    {
        TrialDesign design = OneCellStudy.Design with { PriorRegimen = OneCellStudy.Design.Arms[0].Regimen };
        Screening pretreated = Screening.Enrol(design, OneCellStudy.Population, OneCellStudy.Random, 0, 12, OneCellStudy.Subjects, OneCellStudy.Tumour, TestContext.Current.CancellationToken);
        Screening untreated = Screening.Enrol(OneCellStudy.Design, OneCellStudy.Population, OneCellStudy.Random, 0, pretreated.Screened, null, null, TestContext.Current.CancellationToken);

        Assert.Equal(pretreated.Screened, pretreated.Patients.Length + pretreated.NeverProgressed);
        foreach (VirtualPatient patient in pretreated.Patients)
        {
            VirtualPatient before = untreated.Patients[(int)patient.Address.Subject];
            PriorDisease prior = patient.Prior!;
            Assert.Equal(before.BaselineMillimetres, prior.FirstMillimetres);
            Assert.Equal(before with { BaselineMillimetres = patient.BaselineMillimetres, Prior = prior }, patient);
            Assert.True(prior.LogResistant > prior.LogSensitive, $"patient {patient.Address.Subject}");
            Assert.True(prior.DocetaxelDays > 0 && prior.DocetaxelDays % design.Scans.IntervalDays == 0);

            // untreated from here on, the sum at day zero is the one at progression
            ScanSchedule exact = design.Scans with { ErrorCv = 0, SmallestVisibleMillimetres = 0, SmallestMeasuredMillimetres = 0 };
            DiseaseCourse course = DiseaseSimulator.Run(
                patient, OneCellStudy.Tumour, OneCellStudy.Antibodies(patient, new("nothing", [])), DocetaxelCourse.None, exact, OneCellStudy.Random, 1);
            Assert.Equal(patient.BaselineMillimetres, course.BaselineMillimetres, 1e-9 * patient.BaselineMillimetres);
        }
    }

    [Theory]
    [InlineData("[[eligibility]]\nproperty = \"age\"\n", "STD1031")]
    [InlineData("[[eligibility]]\nproperty = \"age\"\nat_least = \"60 years\"\nat_most = \"50 years\"\n", "STD1031")]
    [InlineData("[[eligibility]]\nproperty = \"height\"\nat_least = \"1 m\"\n", "TML1010")]
    [InlineData("[[eligibility]]\nproperty = \"age\"\nat_least = 60\n", "TML1007")]
    [InlineData("[[eligibility]]\nproperty = \"age\"\nat_least = \"88 years\"\n", "STD1032")]
    [InlineData("[prior_treatment]\nregimen = \"trastuzumab-docetaxol\"\n", "STD1007")]
    [Evidence(EvidenceKind.Analytic, "a rule that asks for nothing, one that nobody can meet, and names that are not there, each said with its code")]
    public void Rules_that_make_no_sense_are_refused(string table, string code)
    {
        string text = Her2Files.Read("trials/cleopatra.toml").Text.Replace("[accrual]", table + "\n[accrual]", StringComparison.Ordinal);

        Checked<StudyInputs> read = StudyInputs.Read(new SourceText("trial.toml", text), cancellation: TestContext.Current.CancellationToken);

        Assert.Null(read.Value);
        Assert.Contains(code, read.Diagnostics.Select(d => d.Code));
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "US label of Perjeta (October 2020), section 1: with trastuzumab and docetaxel, no treatment for metastatic disease before, and before surgery")]
    public void Labels_allow_the_pair_with_docetaxel_without_treatment_before()
    {
        ImmutableArray<Indication> labels = [.. IndicationReader.Read(Her2Files.Read("indications.toml")).Value!];
        Arm both = Cleopatra.Design.Arms[1];

        Assert.NotNull(Indication.Of(labels, both, Setting.Untreated));
        Assert.NotNull(Indication.Of(labels, both, Setting.BeforeSurgery));
        Assert.Null(Indication.Of(labels, both, Setting.Pretreated));
        Assert.Null(Indication.Of(labels, both with { Regimen = new("pair", [.. both.Regimen.Schedules.Where(s => s.Drug != "docetaxel")]) }, Setting.Untreated));
        Assert.Equal(Setting.Pretreated, TrialReader.Read(Her2Files.Read("trials/bo17929.toml")).Value!.Design.Setting);
        Assert.Equal(Setting.BeforeSurgery, TrialReader.Read(Her2Files.Read("trials/neosphere.toml")).Value!.Design.Setting);
    }

    private static EligibilityRule Rule(string property, double least, double most) => new(PatientProperty.All.Single(p => p.Name == property), least, most);

    private static Screening Enrol(TrialDesign design, int count) => Screening.Enrol(design, Population, Random, 0, count, null, null, TestContext.Current.CancellationToken);
}

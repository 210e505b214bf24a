using System.Collections.Immutable;
using Blockade.Antibodies;
using Blockade.Dosing;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Diagnostics;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Testing;
using Blockade.Tests.Simulation;

namespace Blockade.Tests.Antibodies;

/// <summary>An antibody of one's own in the place of one of the two that a patient is followed for.</summary>
public class AntibodyInPatientsTests
{
    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "pertuzumab by another name: the same patient, the same courses")]
    public void Pertuzumab_under_another_name_treats_as_pertuzumab()
    {
        StudyInputs own = Study("zumab", "pertuzumab", ("HER2.II", 0.3));   // kPoff/kPon
        VirtualPatient patient = OneCellStudy.Patient(2);
        AntibodyCourse one = Subjects(own).Antibodies(patient, own.Design.Arms[1].Regimen, 126, TestContext.Current.CancellationToken), other = OneCellStudy.Antibodies(patient, OneCellStudy.Design.Arms[1].Regimen, 126);

        Assert.Equal(["trastuzumab", "zumab"], own.Receptors.Pair);
        for (int d = 0; d < 126; d++)
        {
            // both are solved at 1e-5 a step, and single precision keeps seven digits
            Assert.Equal(1, one.PertuzumabMilligramsPerLitre[d] / other.PertuzumabMilligramsPerLitre[d], 1e-3);
            Assert.Equal(1, one.PertuzumabNanomolar[d] / other.PertuzumabNanomolar[d], 1e-2);
            Assert.Equal(other.AktLogOdds[d], one.AktLogOdds[d], 1e-2);
            Assert.Equal(1, one.BoundAntibodies[d] / other.BoundAntibodies[d], 1e-3);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "sites are taken by one antibody at a time, and both do the same there: cells under a and b are cells under a + b of one, whatever reaches them")]
    public void Two_antibodies_on_one_epitope_are_in_tumours_what_more_of_one_is()
    {
        StudyInputs study = Study("zumab", "trastuzumab", ("HER2.II", 0.3));
        ReceptorSurface surface = Surface(study);
        AntibodyCourse course = Subjects(study).Antibodies(OneCellStudy.Patient(4), study.Design.Arms[1].Regimen, 126, TestContext.Current.CancellationToken);
        CellSurface same = surface.ForCell(OneCellStudy.Her2, OneCellStudy.Her3, OneCellStudy.Heregulin);
        CellSurface apart = OneCellStudy.Surface.ForCell(OneCellStudy.Her2, OneCellStudy.Her3, OneCellStudy.Heregulin);
        static double LogOdds(double share) => Math.Log(share / (1 - share));

        Assert.Equal(["zumab", "pertuzumab"], study.Receptors.Pair);
        for (int d = 0; d < 126; d += 7)
        {
            (double a, double b) = (course.TrastuzumabNanomolar[d], course.PertuzumabNanomolar[d]);
            ReceptorResponse both = same.At(a, b), one = same.At(0, a + b), other = same.At(a + b, 0);

            // what the table of ten nodes an axis costs: a run allows 0.05 of the signal
            Assert.Equal(LogOdds(one.Akt), LogOdds(both.Akt), 0.05);
            Assert.Equal(LogOdds(other.Akt), LogOdds(both.Akt), 0.05);
            Assert.Equal(1, both.BoundAntibodies / one.BoundAntibodies, 0.05);
            Assert.True(LogOdds(apart.At(a, b).Akt) < LogOdds(both.Akt) - 0.5, "trastuzumab with pertuzumab is more than more of one");
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a regimen says whose place an antibody takes; what is asked for by the place is answered by it")]
    public void A_regimen_knows_the_place_of_an_antibody()
    {
        AntibodyModule module = ModuleCell.Module("zumab", "pertuzumab", Her2Files.Read("her2.bngl"), ("HER2.II", 0.4));
        Regimen regimen = RegimenReader.Read(module.Regimen).Value!, like = RegimenReader.Read(Her2Files.Read("regimens/pertuzumab-trastuzumab-docetaxel.toml")).Value!;

        Assert.Equal(["zumab", "trastuzumab", "docetaxel"], regimen.Schedules.Select(s => s.Name));
        Assert.Equal(like.Schedules, regimen.Schedules.Select(s => s with { Name = s.Drug }));
        Assert.Equal<Dose>(like.Doses("pertuzumab", 70, 1.8, 126), regimen.Doses("pertuzumab", 70, 1.8, 126));
    }

    private static StudyInputs Study(string name, string like, params ImmutableArray<(string, double)> arms)
    {
        AntibodyModule module = ModuleCell.Module(name, like, Her2Files.Read("her2.bngl"), arms);
        Checked<StudyInputs> read = StudyInputs.Read(module.Trial, module.Model, module.Parameters, cancellation: TestContext.Current.CancellationToken);
        Assert.True(read.Value is not null, string.Join('\n', read.Diagnostics.Select(d => d.Render())));
        return read.Value;
    }

    private static SubjectSimulator Subjects(StudyInputs study) => new(Surface(study), InterstitiumParameters.From(study.Parameters), 1e-5);

    private static ReceptorSurface Surface(StudyInputs study)
    {
        (ReceptorSurface? surface, string? failure) = ReceptorSurface.Tabulate(study.Receptors, ReceptorSurfaceAxes.ForCell(OneCellStudy.Her2, OneCellStudy.Her3, OneCellStudy.Heregulin), 2);
        Assert.True(surface is not null, failure);
        return surface;
    }
}

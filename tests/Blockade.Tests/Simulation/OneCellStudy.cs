using Blockade.Dosing;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Trials;
using Blockade.Tumours;

namespace Blockade.Tests.Simulation;

/// <summary>
/// CLEOPATRA with the flagship's network in patients who share one tumour cell, so that the receptors' table has 100 states instead of
/// 12,000 and is made in a moment. Everything else about the patients varies as shipped.
/// </summary>
internal static class OneCellStudy
{
    public const double Her2 = 1e6;
    public const double Her3 = 2e4;
    public const double Heregulin = 0.1;

    private static readonly Lazy<StudyInputs> LazyInputs = new(() =>
    {
        var read = StudyInputs.Read(Her2Files.Read("trials/cleopatra.toml"));
        Assert.True(read.Value is not null, string.Join('\n', read.Diagnostics.Select(d => d.Render())));
        return read.Value;
    });

    private static readonly Lazy<ReceptorSurface> LazySurface = new(() => Tabulate(ReceptorSurfaceAxes.ForCell(Her2, Her3, Heregulin)));

    private static readonly Lazy<SubjectSimulator> LazySubjects = new(() => Simulator(1e-5));

    public static RandomSource Random { get; } = new(20260727);

    public static StudyInputs Inputs => LazyInputs.Value;

    public static ReceptorSurface Surface => LazySurface.Value;

    public static SubjectSimulator Subjects => LazySubjects.Value;

    public static TrialDesign Design => Inputs.Design;

    public static TumourParameters Tumour { get; } = Blockade.Tests.Tumours.SampleTumour.Parameters;

    public static PopulationModel Population => new(OneCell(Inputs.Population), Inputs.Parameters);

    public static PopulationDefinition OneCell(PopulationDefinition people) => people with
    {
        Her2PerCell = Her2, Her2Cv = 0, Her3PerCell = Her3, Her3Cv = 0, HeregulinNanomolar = Heregulin, HeregulinCv = 0, NoHeregulinShare = 0,
    };

    public static ReceptorSurface Tabulate(ReceptorSurfaceAxes axes)
    {
        (ReceptorSurface? surface, string? failure) = ReceptorSurface.Tabulate(Inputs.Receptors, axes, Environment.ProcessorCount);
        Assert.True(surface is not null, failure);
        return surface;
    }

    public static AntibodyCourse Antibodies(VirtualPatient patient, Regimen regimen, int days = SubjectSimulator.ComputedDays) =>
        Subjects.Antibodies(patient, regimen, days);

    public static DocetaxelCourse Docetaxel(VirtualPatient patient, Regimen regimen, DocetaxelRules rules, DocetaxelPractice practice, double effectPerDay) =>
        Subjects.Docetaxel(
            patient, regimen, rules, practice, effectPerDay,
            Random.Sequence((ushort)DrawPurpose.Docetaxel, patient.Address.Replicate, patient.Address.Subject));

    public static VirtualPatient Patient(uint k) => Population.Draw(Random, new SubjectAddress(0, k));

    public static SubjectSimulator Simulator(double tolerance) => new(Surface, InterstitiumParameters.From(Inputs.Parameters), tolerance);
}

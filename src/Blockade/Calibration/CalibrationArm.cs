using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Trials;
using Blockade.Tumours;

namespace Blockade.Calibration;

/// <summary>
/// One arm of one trial with the drugs' courses of its patients computed once: they do not depend on the tumour's constants, so that
/// a fit only runs tumours. Patients are the same under every parameter set.
/// </summary>
internal sealed class CalibrationArm
{
    private readonly TrialDesign _design;
    private readonly RandomSource _random;
    private readonly ImmutableArray<(VirtualPatient Patient, AntibodyCourse Antibodies, DocetaxelCourse Docetaxel)> _courses;

    public CalibrationArm(
        TrialDesign design, int arm, PopulationModel population, SubjectSimulator subjects, double effectPerDay, RandomSource random, uint replicate,
        int patients, int threads, CancellationToken cancellation)
    {
        _design = design;
        _random = random;
        var courses = new (VirtualPatient, AntibodyCourse, DocetaxelCourse)[patients];
        Regimen regimen = design.Arms[arm].Regimen;
        ImmutableArray<VirtualPatient> enrolled = Screening.Enrol(design, population, random, replicate, patients, null, null, cancellation).Patients;
        int[][] parts = [.. Enumerable.Range(0, patients).Chunk(SubjectSimulator.SideBySide)];
        Parallel.ForEach(parts, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, numbers =>
        {
            VirtualPatient[] drawn = Array.ConvertAll(numbers, k => enrolled[k]);
            AntibodyCourse[] antibodies = subjects.Antibodies(Array.ConvertAll(drawn, p => (p, regimen)), cancellation: cancellation);
            DocetaxelCourse[] docetaxel = subjects.Docetaxel(
                Array.ConvertAll(drawn, p => (p, regimen, random.Sequence((ushort)DrawPurpose.Docetaxel, replicate, p.Address.Subject))),
                design.DocetaxelRules, design.DocetaxelPractice, effectPerDay, cancellation);
            for (int i = 0; i < numbers.Length; i++) courses[numbers[i]] = (drawn[i], antibodies[i], docetaxel[i]);
        });
        _courses = [.. courses];
    }

    /// <summary>Patients.</summary>
    public int Count => _courses.Length;

    /// <summary>Days between scans.</summary>
    public int ScanDays => _design.Scans.IntervalDays;

    /// <summary>The last day on which the trial follows anyone.</summary>
    public int LastDay => _design.FollowUpDays;

    /// <summary>Every patient's disease up to a day, or to what ends it sooner.</summary>
    public DiseaseCourse[] Diseases(TumourParameters parameters, int lastDay, CourseEnd end) =>
        [.. _courses.Select(c => DiseaseSimulator.Run(c.Patient, parameters, c.Antibodies, c.Docetaxel, _design.Scans, _random, lastDay, end: end))];

    /// <summary>Share of primary tumours that are gone at surgery.</summary>
    /// <exception cref="InvalidOperationException">The trial has no surgery.</exception>
    public double PathologicalResponse(TumourParameters parameters)
    {
        int surgeryDay = _design.SurgeryDay ?? throw new InvalidOperationException($"'{_design.Name}' has no surgery.");
        return _courses.Count(c => DiseaseSimulator.IsPathologicallyComplete(c.Patient, parameters, c.Antibodies, c.Docetaxel, _random, surgeryDay))
            / (double)_courses.Length;
    }
}

using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Tumours;

namespace Blockade.Trials;

/// <summary>
/// The same virtual patients under neither antibody, each, and both; without docetaxel and with it. Drugs are followed once, as they do not depend on the tumour's constants;
/// tumours are run as often as one likes, always with the same draws.
/// </summary>
public sealed class FactorialCohort
{
    private readonly TrialDesign _design;
    private readonly RandomSource _random;
    private readonly int _threads;
    private readonly ImmutableArray<VirtualPatient> _patients;
    private readonly AntibodyCourse[][] _antibodies;
    private readonly DocetaxelCourse[] _docetaxel;

    private FactorialCohort(TrialDesign design, RandomSource random, int threads, ImmutableArray<VirtualPatient> patients, AntibodyCourse[][] antibodies, DocetaxelCourse[] docetaxel) =>
        (_design, _random, _threads, _patients, _antibodies, _docetaxel) = (design, random, threads, patients, antibodies, docetaxel);

    /// <summary>Patients.</summary>
    public int Count => _patients.Length;

    /// <summary>The trial whose schedules and rules are used.</summary>
    public TrialDesign Design => _design;

    /// <summary>Drugs that a study of both antibodies with and without docetaxel needs and no arm of a trial has.</summary>
    public static ImmutableArray<string> Missing(TrialDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        return [.. SubjectSimulator.Drugs.Where(d => design.Arms.All(a => a.Regimen.Of(d) is null))];
    }

    /// <summary>What an arm of a trial gives, as this cohort knows it: its antibodies, and whether it has docetaxel.</summary>
    public static (AntibodyPair Pair, bool Docetaxel) Of(Arm arm)
    {
        ArgumentNullException.ThrowIfNull(arm);
        bool Has(string drug) => arm.Regimen.Of(drug) is not null;
        return ((Has("trastuzumab") ? AntibodyPair.Trastuzumab : 0) | (Has("pertuzumab") ? AntibodyPair.Pertuzumab : 0), Has("docetaxel"));
    }

    /// <summary>
    /// Follows the drugs in every patient. Each drug's schedule is that of the first arm that has it; one that no arm has is not given. Cost: a course a patient and pair, and one of docetaxel, some ten
    /// milliseconds each.
    /// </summary>
    /// <param name="design">The trial whose schedules and rules are used.</param>
    /// <param name="pairs">Antibodies that are asked for later.</param>
    /// <param name="patients">The patients, one an address.</param>
    /// <param name="subjects">The drugs in a patient.</param>
    /// <param name="tumour">Constants, of which the elimination of docetaxel's effect is used.</param>
    /// <param name="random">Random numbers.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    /// <param name="progress">Patients done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static FactorialCohort Treat(
        TrialDesign design, ImmutableArray<AntibodyPair> pairs, ImmutableArray<VirtualPatient> patients, SubjectSimulator subjects, TumourParameters tumour, RandomSource random, int threads,
        IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(subjects);
        ArgumentNullException.ThrowIfNull(tumour);
        DrugSchedule[] schedules = [.. SubjectSimulator.Drugs.Select(d => design.Arms.Select(a => a.Regimen.Of(d)).FirstOrDefault(s => s is not null)).OfType<DrugSchedule>()];
        Regimen Only(params IEnumerable<string> drugs) => new("factorial", [.. schedules.Where(s => drugs.Contains(s.Drug))]);
        Regimen[] given = [Only(), Only("trastuzumab"), Only("pertuzumab"), Only("trastuzumab", "pertuzumab")];
        Regimen backbone = Only("docetaxel");
        var antibodies = given.Select(_ => new AntibodyCourse[patients.Length]).ToArray();
        var docetaxel = new DocetaxelCourse[patients.Length];
        int done = 0;
        int[][] parts = [.. Enumerable.Range(0, patients.Length).Chunk(SubjectSimulator.SideBySide)];
        Parallel.ForEach(parts, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, numbers =>
        {
            foreach (AntibodyPair pair in pairs)
            {
                subjects.Antibodies(Array.ConvertAll(numbers, k => (patients[k], given[(int)pair])), cancellation: cancellation).CopyTo(antibodies[(int)pair], numbers[0]);
            }

            subjects.Docetaxel(
                Array.ConvertAll(numbers, k => (patients[k], backbone, random.Sequence((ushort)DrawPurpose.Docetaxel, patients[k].Address.Replicate, patients[k].Address.Subject))),
                design.DocetaxelRules, design.DocetaxelPractice, tumour.DocetaxelEliminationPerDay, cancellation).CopyTo(docetaxel, numbers[0]);
            progress?.Report(new RunProgress("patients", Interlocked.Add(ref done, numbers.Length), patients.Length));
        });
        return new FactorialCohort(design, random, threads, patients, antibodies, docetaxel);
    }

    /// <summary>Every patient's target lesions under a treatment, on given days, while treatment goes on whatever they do.</summary>
    /// <param name="tumour">The tumour's constants.</param>
    /// <param name="pair">The antibodies.</param>
    /// <param name="docetaxel">Whether docetaxel is given.</param>
    /// <param name="days">Days, ascending.</param>
    /// <returns>For each patient and day the sizes.</returns>
    public TumourSize[][] Sizes(TumourParameters tumour, AntibodyPair pair, bool docetaxel, ImmutableArray<int> days) => Each(k =>
        DiseaseSimulator.OnTreatment(_patients[k], tumour, _antibodies[(int)pair][k], docetaxel ? _docetaxel[k] : DocetaxelCourse.None, _random, days));

    /// <summary>Every patient's disease under a treatment, with scans, readers, progression, later lines and death as in the trial.</summary>
    /// <param name="tumour">The tumour's constants.</param>
    /// <param name="pair">The antibodies.</param>
    /// <param name="docetaxel">Whether docetaxel is given.</param>
    public DiseaseCourse[] Diseases(TumourParameters tumour, AntibodyPair pair, bool docetaxel) => Each(k =>
        DiseaseSimulator.Run(_patients[k], tumour, _antibodies[(int)pair][k], docetaxel ? _docetaxel[k] : DocetaxelCourse.None, _design.Scans, _random, _design.FollowUpDays));

    private T[] Each<T>(Func<int, T> of)
    {
        var all = new T[Count];
        Parallel.For(0, all.Length, new ParallelOptions { MaxDegreeOfParallelism = _threads }, k => all[k] = of(k));
        return all;
    }
}

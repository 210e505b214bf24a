using System.Collections.Concurrent;
using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Tumours;

namespace Blockade.Trials;

/// <summary>Runs a trial patient by patient. Same seed, same rows, whatever the number of threads.</summary>
public sealed class TrialSimulator
{
    private readonly TrialDesign _design;
    private readonly PopulationModel _population;
    private readonly SubjectSimulator _subjects;
    private readonly TumourParameters _tumour;
    private readonly GrowthSignal _signal;
    private readonly RandomSource _random;
    private readonly int _threads;

    /// <summary>Patients of a replicate.</summary>
    public int Patients => _design.Patients;

    private int PartSize => _threads == 1 ? 4 * SubjectSimulator.SideBySide : SubjectSimulator.SideBySide;

    /// <summary>Joins protocol, patients, pharmacology and tumour.</summary>
    public TrialSimulator(
        TrialDesign design, PopulationModel population, SubjectSimulator subjects, TumourParameters tumour, RandomSource random, int threads)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(population);
        ArgumentNullException.ThrowIfNull(subjects);
        ArgumentNullException.ThrowIfNull(tumour);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _design = design;
        _population = population;
        _subjects = subjects;
        _tumour = tumour;
        _signal = new GrowthSignal(tumour);
        _random = random;
        _threads = threads;
    }

    /// <summary>The same on another number of threads.</summary>
    public TrialSimulator On(int threads) => new(_design, _population, _subjects, _tumour, _random, threads);

    /// <summary>
    /// Runs a replicate. A cancelled run returns the patients that were done without a gap, marked partial. Cost: half a
    /// millisecond a patient, some ten where networks are followed.
    /// </summary>
    public TrialResult Run(uint replicate, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        Screening? screening = null;
        var rows = new SubjectRow?[_design.Patients];
        int done = 0;
        try
        {
            Enrolment enrolment = Enrolment.Draw(_design, _population, _random, replicate, _subjects, _tumour, cancellation);
            screening = enrolment.Screening;
            var options = new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellation };
            Parallel.ForEach(Parts(rows.Length), options, first =>
            {
                Courses[] courses = Treat(enrolment, first, Math.Min(first + PartSize, rows.Length), cancellation);
                for (int k = 0; k < courses.Length; k++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    rows[first + k] = Row(enrolment, first + k, courses[k], _tumour, _signal);
                    progress?.Report(new RunProgress("patients", Interlocked.Increment(ref done), rows.Length));
                }
            });
        }
        catch (OperationCanceledException)
        {
            // what is done is kept: the patients up to the first that is missing
        }

        return Result(replicate, screening, [.. rows.TakeWhile(r => r is not null).Select(r => r!)]);
    }

    /// <summary>
    /// Runs a replicate once for each of several sets of tumour constants: the same patients, whose drugs are followed once. Lazily: a result
    /// is computed when it is asked for. Cost: that of <see cref="Run"/>, and some tenth of a millisecond a patient and set.
    /// </summary>
    /// <exception cref="ArgumentException">A set has another elimination of docetaxel's effect than this simulator's, which the drugs' courses hold.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IEnumerable<TrialResult> RunEach(uint replicate, ImmutableArray<TumourParameters> tumours, CancellationToken cancellation = default)
    {
        if (tumours.Any(t => t.DocetaxelEliminationPerDay != _tumour.DocetaxelEliminationPerDay))
            throw new ArgumentException("All sets share the elimination of docetaxel's effect.", nameof(tumours));
        return Each();

        IEnumerable<TrialResult> Each()
        {
            if (_design.PriorRegimen is not null)
            {
                // what earlier treatment leaves goes with the tumour's constants: these are other patients
                foreach (TumourParameters tumour in tumours)
                {
                    var alone = new TrialSimulator(_design, _population, _subjects, tumour, _random, _threads);
                    TrialResult result = alone.Run(replicate, null, cancellation);
                    cancellation.ThrowIfCancellationRequested();
                    yield return result;
                }

                yield break;
            }

            Enrolment enrolment = Enrolment.Draw(_design, _population, _random, replicate);
            var options = new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellation };
            var courses = new Courses[_design.Patients];
            Parallel.ForEach(Parts(courses.Length), options, first =>
            {
                Treat(enrolment, first, Math.Min(first + PartSize, courses.Length), cancellation).CopyTo(courses, first);
            });
            foreach (TumourParameters tumour in tumours)
            {
                var signal = new GrowthSignal(tumour);
                var rows = new SubjectRow[courses.Length];
                Parallel.For(0, rows.Length, options, k => rows[k] = Row(enrolment, k, courses[k], tumour, signal));
                yield return Result(replicate, enrolment.Screening, [.. rows]);
            }
        }
    }

    private TrialResult Result(uint replicate, Screening? screening, ImmutableArray<SubjectRow> rows)
    {
        int clamped = rows.Count(r => _subjects.IsClamped(r.Patient));
        return new TrialResult(_design, replicate, rows, rows.Length < _design.Patients, clamped) { Screening = screening };
    }

    // The first patients of parts. They are taken one at a time: a thread that took several at once would be left with them at the end. One thread alone takes larger parts,
    // in which fewer lanes stand empty at the end.
    private OrderablePartitioner<int> Parts(int patients) => Partitioner.Create(
        Enumerable.Range(0, (patients + PartSize - 1) / PartSize).Select(k => k * PartSize), EnumerablePartitionerOptions.NoBuffering);

    // The drugs' courses of the patients first .. end - 1.
    private Courses[] Treat(Enrolment enrolment, int first, int end, CancellationToken cancellation)
    {
        var treatments = new (VirtualPatient Patient, Regimen Regimen)[end - first];
        for (int k = 0; k < treatments.Length; k++) treatments[k] = (enrolment.Patients[first + k], _design.Arms[enrolment.Arms[first + k]].Regimen);
        (int K, Crossover Offer)[] chosen = [.. Chosen(enrolment, first, end)];
        AntibodyCourse[] antibodies = _subjects.Antibodies([.. treatments, .. chosen.Select(c => (treatments[c.K].Patient, c.Offer.Regimen))], cancellation: cancellation);
        var later = new LaterTreatment?[treatments.Length];
        for (int i = 0; i < chosen.Length; i++)
        {
            (int k, Crossover offer) = chosen[i];
            later[k] = new LaterTreatment(antibodies[treatments.Length + i], (int)Math.Ceiling(offer.From.Days - enrolment.EntryDays[first + k]), offer.AtProgression);
        }

        DocetaxelCourse[] docetaxel = _subjects.Docetaxel(
            Array.ConvertAll(treatments, t => (t.Patient, t.Regimen, _random.Sequence((ushort)DrawPurpose.Docetaxel, t.Patient.Address.Replicate, t.Patient.Address.Subject))),
            _design.DocetaxelRules, _design.DocetaxelPractice, _tumour.DocetaxelEliminationPerDay, cancellation);
        return [.. Enumerable.Range(0, treatments.Length).Select(k => new Courses(antibodies[k], later[k], docetaxel[k]))];
    }

    // Those who would cross over, and to what: whether they would is theirs, and known before anyone is treated.
    private IEnumerable<(int K, Crossover Offer)> Chosen(Enrolment enrolment, int first, int end)
    {
        for (int k = first; k < end; k++)
        {
            SubjectAddress address = enrolment.Patients[k].Address;
            if (_design.Arms[enrolment.Arms[k]].Crossover is Crossover offer
                && _random.Sequence((ushort)DrawPurpose.Crossover, address.Replicate, address.Subject).NextUniform() < offer.Share) yield return (k - first, offer);
        }
    }

    private SubjectRow Row(Enrolment enrolment, int k, Courses courses, TumourParameters tumour, GrowthSignal signal)
    {
        VirtualPatient patient = enrolment.Patients[k];
        (AntibodyCourse antibodies, LaterTreatment? later, DocetaxelCourse docetaxel) = courses;
        SolveStatus status = new[] { antibodies.Status, later?.Antibodies.Status ?? SolveStatus.Completed, docetaxel.Status }.FirstOrDefault(s => s != SolveStatus.Completed, SolveStatus.Completed);
        DiseaseCourse? disease = status == SolveStatus.Completed
            ? DiseaseSimulator.Run(patient, tumour, antibodies, docetaxel, _design.Scans, _random, _design.FollowUpDays, later)
            : null;
        int trough = Math.Min(20, antibodies.TrastuzumabMilligramsPerLitre.Length - 1);
        int last = antibodies.AktLogOdds.Length - 1;
        return new SubjectRow(
            patient, enrolment.Arms[k], enrolment.Strata[k], enrolment.EntryDays[k], enrolment.DropoutDays[k], disease, docetaxel.Given,
            antibodies.TrastuzumabMilligramsPerLitre[trough], antibodies.PertuzumabMilligramsPerLitre[trough],
            signal.Relative(antibodies.AktLogOdds[last], antibodies.ErkLogOdds[last], antibodies.UntreatedAktLogOdds, antibodies.UntreatedErkLogOdds),
            _design.SurgeryDay is int surgery && disease is not null
                ? DiseaseSimulator.IsPathologicallyComplete(patient, tumour, antibodies, docetaxel, _random, surgery)
                : null,
            status == SolveStatus.Completed ? null : status.ToString());
    }

    // the drugs in one patient
    private readonly record struct Courses(AntibodyCourse Antibodies, LaterTreatment? Later, DocetaxelCourse Docetaxel);
}

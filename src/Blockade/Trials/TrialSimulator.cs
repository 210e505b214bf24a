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

    /// <summary>
    /// Runs a replicate. A cancelled run returns the patients that were done without a gap, marked partial. Cost: some ten
    /// milliseconds a patient.
    /// </summary>
    public TrialResult Run(uint replicate, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        Enrolment enrolment = Enrolment.Draw(_design, _population, _random, replicate);
        var rows = new SubjectRow?[_design.Patients];
        int done = 0;
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellation };
            Parallel.For(0, rows.Length, options, k =>
            {
                rows[k] = Subject(enrolment, k, cancellation);
                progress?.Report(new RunProgress("patients", Interlocked.Increment(ref done), rows.Length));
            });
        }
        catch (OperationCanceledException)
        {
            // what is done is kept: the patients up to the first that is missing
        }

        ImmutableArray<SubjectRow> kept = [.. rows.TakeWhile(r => r is not null).Select(r => r!)];
        int clamped = kept.Count(r => !_subjects.Receptors.Axes.Contains(r.Patient.Her2PerCell, r.Patient.Her3PerCell, r.Patient.HeregulinNanomolar));
        return new TrialResult(_design, replicate, kept, kept.Length < rows.Length, clamped);
    }

    private SubjectRow Subject(Enrolment enrolment, int k, CancellationToken cancellation)
    {
        VirtualPatient patient = enrolment.Patients[k];
        Regimen regimen = _design.Arms[enrolment.Arms[k]].Regimen;
        AntibodyCourse antibodies = _subjects.Antibodies(patient, regimen, cancellation: cancellation);
        DocetaxelCourse docetaxel = _subjects.Docetaxel(
            patient, regimen, _design.DocetaxelRules, _design.DocetaxelPractice, _tumour.DocetaxelEliminationPerDay,
            _random.Sequence((ushort)DrawPurpose.Docetaxel, patient.Address.Replicate, patient.Address.Subject), cancellation);
        SolveStatus status = antibodies.Status != SolveStatus.Completed ? antibodies.Status : docetaxel.Status;
        DiseaseCourse? disease = status == SolveStatus.Completed
            ? DiseaseSimulator.Run(patient, _tumour, antibodies, docetaxel, _design.Scans, _random, _design.FollowUpDays)
            : null;
        int trough = Math.Min(20, antibodies.TrastuzumabMilligramsPerLitre.Length - 1);
        int last = antibodies.AktLogOdds.Length - 1;
        return new SubjectRow(
            patient, enrolment.Arms[k], enrolment.Strata[k], enrolment.EntryDays[k], enrolment.DropoutDays[k], disease, docetaxel,
            antibodies.TrastuzumabMilligramsPerLitre[trough], antibodies.PertuzumabMilligramsPerLitre[trough],
            _signal.Relative(antibodies.AktLogOdds[last], antibodies.ErkLogOdds[last], antibodies.UntreatedAktLogOdds, antibodies.UntreatedErkLogOdds),
            _design.SurgeryDay is int surgery && disease is not null
                ? DiseaseSimulator.IsPathologicallyComplete(patient, _tumour, antibodies, docetaxel, _random, surgery)
                : null,
            status == SolveStatus.Completed ? null : status.ToString());
    }
}

using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Tumours;

namespace Blockade.Trials;

/// <summary>What every trial run verifies: mass is kept, the tolerance is tight enough, and the receptors' table says what the network says.</summary>
public static class RunChecks
{
    private const int ToleranceSubjects = 16;
    private const int CoupledSubjects = 3;
    private const int CoupledDays = 63;

    /// <summary>Measures the checks on the first patients of a run. Cost: a few seconds, nearly all of it the coupled network.</summary>
    public static ImmutableArray<RunCheck> Measure(
        TrialResult trial, ReceptorModel model, SubjectSimulator subjects, SubjectSimulator tighter, TumourParameters tumour, RandomSource random,
        int threads, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(subjects);
        ArgumentNullException.ThrowIfNull(tighter);
        return
        [
            Conservation(trial, model, cancellation),
            Tolerance(trial, subjects, tighter, tumour, random, threads, cancellation),
            Reduction(trial, model, subjects, tumour, threads, cancellation),
        ];
    }

    // What was given must be what is in the body plus what was cleared; and what no reaction of the network changes must not change.
    private static RunCheck Conservation(TrialResult trial, ReceptorModel model, CancellationToken cancellation)
    {
        double worst = trial.Subjects.IsEmpty ? 0 : trial.Subjects.Max(r => r.Docetaxel.MassBalanceError);
        (int laws, double drift) = model.ConservationDrift(cancellation);
        return new RunCheck(
            "conservation", Math.Max(worst, drift), 1e-6,
            FormattableString.Invariant($"docetaxel given against in the body and cleared, worst of {trial.Subjects.Length} patients, {worst:0.0e+00}; the network's {laws} linear laws over a day of the model's own cell, {drift:0.0e+00}; both relative"));
    }

    private static RunCheck Tolerance(
        TrialResult trial, SubjectSimulator subjects, SubjectSimulator tighter, TumourParameters tumour, RandomSource random, int threads,
        CancellationToken cancellation)
    {
        SubjectRow[] rows = [.. trial.Subjects.Take(ToleranceSubjects)];
        (VirtualPatient Patient, Regimen Regimen)[] treatments = Array.ConvertAll(rows, r => (r.Patient, trial.Design.Arms[r.Arm].Regimen));
        AntibodyCourse[] looser = subjects.Antibodies(treatments, cancellation: cancellation), tight = tighter.Antibodies(treatments, cancellation: cancellation);
        var differences = new double[rows.Length];
        Parallel.For(0, rows.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, k =>
        {
            Regimen regimen = treatments[k].Regimen;
            DocetaxelCourse docetaxel = tighter.Docetaxel(
                rows[k].Patient, regimen, trial.Design.DocetaxelRules, trial.Design.DocetaxelPractice, tumour.DocetaxelEliminationPerDay,
                random.Sequence((ushort)DrawPurpose.Docetaxel, rows[k].Patient.Address.Replicate, rows[k].Patient.Address.Subject), cancellation);
            differences[k] = Difference(tumour, looser[k], Array.ConvertAll(tight[k].AktLogOdds, v => (double)v), Array.ConvertAll(tight[k].ErkLogOdds, v => (double)v));
            for (int d = 0; d < Math.Min(docetaxel.EffectMilligramHoursPerLitre.Length, rows[k].Docetaxel.EffectMilligramHoursPerLitre.Length); d++)
            {
                double a = rows[k].Docetaxel.EffectMilligramHoursPerLitre[d];
                double b = docetaxel.EffectMilligramHoursPerLitre[d];
                differences[k] = Math.Max(differences[k], Math.Abs(a - b) / Math.Max(1, b));
            }
        });
        return new RunCheck(
            "tolerance", differences.DefaultIfEmpty(0).Max(), 0.01,
            $"largest change of the growth signal or of docetaxel's effect on any day when the tolerance is ten times tighter, {rows.Length} patients");
    }

    private static RunCheck Reduction(
        TrialResult trial, ReceptorModel model, SubjectSimulator subjects, TumourParameters tumour, int threads, CancellationToken cancellation)
    {
        // the arm with the most antibodies has the most to lose
        int arm = Enumerable.Range(0, trial.Design.Arms.Length).MaxBy(a => trial.Design.Arms[a].Regimen.Schedules.Count(s => s.Drug != "docetaxel"));
        Regimen regimen = trial.Design.Arms[arm].Regimen;
        SubjectRow[] rows = [.. trial.Subjects.Take(CoupledSubjects)];
        var differences = new double[rows.Length];
        Parallel.For(0, rows.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, k =>
        {
            AntibodyCourse course = subjects.Antibodies(rows[k].Patient, regimen, CoupledDays, cancellation);
            (double[] akt, double[] erk, SolveStatus status) = subjects.Coupled(model, rows[k].Patient, regimen, CoupledDays, cancellation);
            differences[k] = status == SolveStatus.Completed ? Difference(tumour, course, akt, erk) : double.NaN;
        });
        return new RunCheck(
            "reduction", differences.DefaultIfEmpty(0).Max(), 0.05,
            $"largest difference of the growth signal on any of the first {CoupledDays} days between the table and the whole network coupled in, {rows.Length} patients on {trial.Design.Arms[arm].Name}");
    }

    private static double Difference(TumourParameters tumour, AntibodyCourse course, double[] akt, double[] erk)
    {
        var signal = new GrowthSignal(tumour);
        double worst = 0;
        for (int d = 0; d < Math.Min(course.AktLogOdds.Length, akt.Length); d++)
        {
            double table = signal.Relative(course.AktLogOdds[d], course.ErkLogOdds[d], course.UntreatedAktLogOdds, course.UntreatedErkLogOdds);
            double other = signal.Relative(akt[d], erk[d], course.UntreatedAktLogOdds, course.UntreatedErkLogOdds);
            double difference = Math.Abs(table - other);
            if (!(difference <= worst)) worst = difference;
        }

        return worst;
    }
}

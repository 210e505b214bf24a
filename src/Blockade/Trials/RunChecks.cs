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
    private const int CoupledSubjects = 8;   // as many as are followed side by side
    private const int CoupledDays = 63;

    /// <summary>
    /// Measures the checks on the first patients of a run: that of the table is left out where the run has none. Cost: some tenths of a second, and more without the table.
    /// </summary>
    public static ImmutableArray<RunCheck> Measure(
        TrialResult trial, ReceptorModel model, SubjectSimulator subjects, SubjectSimulator tighter, TumourParameters tumour, RandomSource random,
        int threads, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(subjects);
        ArgumentNullException.ThrowIfNull(tighter);
        RunCheck? conservation = null, tolerance = null, reduction = null;
        Parallel.Invoke(
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
            () => tolerance = Tolerance(trial, subjects, tighter, tumour, random, cancellation),
            () => reduction = subjects.IsCoupled ? null : Reduction(trial, model, subjects, tumour, cancellation),
            () => conservation = Conservation(trial, model, cancellation));
        return reduction is null ? [conservation!, tolerance!] : [conservation!, tolerance!, reduction];
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
        TrialResult trial, SubjectSimulator subjects, SubjectSimulator tighter, TumourParameters tumour, RandomSource random, CancellationToken cancellation)
    {
        SubjectRow[] rows = [.. trial.Subjects.Take(ToleranceSubjects)];
        (VirtualPatient Patient, Regimen Regimen)[] treatments = Array.ConvertAll(rows, r => (r.Patient, trial.Design.Arms[r.Arm].Regimen));
        AntibodyCourse[] looser = subjects.Antibodies(treatments, cancellation: cancellation), tight = tighter.Antibodies(treatments, cancellation: cancellation);
        DocetaxelCourse[] Docetaxel(SubjectSimulator simulator) => simulator.Docetaxel(
            Array.ConvertAll(treatments, t => (t.Patient, t.Regimen, random.Sequence((ushort)DrawPurpose.Docetaxel, t.Patient.Address.Replicate, t.Patient.Address.Subject))),
            trial.Design.DocetaxelRules, trial.Design.DocetaxelPractice, tumour.DocetaxelEliminationPerDay, cancellation);
        DocetaxelCourse[] given = Docetaxel(subjects), again = Docetaxel(tighter);   // of a run's courses days are not kept; these are the same to the bit
        var differences = new double[rows.Length];
        for (int k = 0; k < rows.Length; k++)
        {
            differences[k] = Difference(tumour, looser[k], SubjectSimulator.ComputedDays, d => (tight[k].AktLogOdds[tight[k].IndexOf(d)], tight[k].ErkLogOdds[tight[k].IndexOf(d)]));
            (float[] of, float[] to) = (given[k].EffectMilligramHoursPerLitre, again[k].EffectMilligramHoursPerLitre);
            for (int d = 0; d < Math.Min(of.Length, to.Length); d++) differences[k] = Math.Max(differences[k], Math.Abs((double)of[d] - to[d]) / Math.Max(1.0, to[d]));
        }

        return new RunCheck(
            "tolerance", differences.DefaultIfEmpty(0).Max(), 0.01,
            $"largest change of the growth signal or of docetaxel's effect on any day when the tolerance is ten times tighter, {rows.Length} patients");
    }

    private static RunCheck Reduction(TrialResult trial, ReceptorModel model, SubjectSimulator subjects, TumourParameters tumour, CancellationToken cancellation)
    {
        // the arm with the most antibodies has the most to lose
        int arm = Enumerable.Range(0, trial.Design.Arms.Length).MaxBy(a => trial.Design.Arms[a].Regimen.Schedules.Count(s => s.Drug != "docetaxel"));
        (VirtualPatient, Regimen)[] treatments = [.. trial.Subjects.Take(CoupledSubjects).Select(r => (r.Patient, trial.Design.Arms[arm].Regimen))];
        AntibodyCourse[] table = subjects.Antibodies(treatments, CoupledDays, cancellation), coupled = subjects.Coupled(model).Antibodies(treatments, CoupledDays, cancellation);
        double worst = 0;
        for (int k = 0; k < treatments.Length; k++)
        {
            AntibodyCourse whole = coupled[k];
            double difference = whole.Status == SolveStatus.Completed ? Difference(tumour, table[k], CoupledDays, d => (whole.AktLogOdds[whole.IndexOf(d)], whole.ErkLogOdds[whole.IndexOf(d)])) : double.NaN;
            if (!(difference <= worst)) worst = difference;   // what is no number stays
        }

        return new RunCheck(
            "reduction", worst, 0.05,
            $"largest difference of the growth signal on any of the first {CoupledDays} days between the table and the whole network coupled in, {treatments.Length} patients on {trial.Design.Arms[arm].Name}");
    }

    private static double Difference(TumourParameters tumour, AntibodyCourse course, int days, Func<int, (double Akt, double Erk)> of)
    {
        var signal = new GrowthSignal(tumour);
        double worst = 0;
        for (int d = 0; d < days; d++)
        {
            int i = course.IndexOf(d);
            (double akt, double erk) = of(d);
            double table = signal.Relative(course.AktLogOdds[i], course.ErkLogOdds[i], course.UntreatedAktLogOdds, course.UntreatedErkLogOdds);
            double other = signal.Relative(akt, erk, course.UntreatedAktLogOdds, course.UntreatedErkLogOdds);
            double difference = Math.Abs(table - other);
            if (!(difference <= worst)) worst = difference;
        }

        return worst;
    }
}

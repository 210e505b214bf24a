using System.Collections.Immutable;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Tumours;

namespace Blockade.Simulation;

/// <summary>Runs one patient's tumour through treatment, scans, progression, later lines and death: one process, from which PFS and OS both come.</summary>
public static class DiseaseSimulator
{
    private const int LongestPriorLineDays = 3652;

    /// <summary>The course of one patient. Cost: O(days), two readers a scan.</summary>
    /// <param name="patient">The patient.</param>
    /// <param name="parameters">The tumour's constants.</param>
    /// <param name="antibodies">The antibodies day by day.</param>
    /// <param name="docetaxel">Docetaxel as given.</param>
    /// <param name="scans">Scans and readers.</param>
    /// <param name="random">Random numbers.</param>
    /// <param name="lastDay">Where the simulated time ends.</param>
    /// <param name="later">What the patient crosses over to; null for nothing.</param>
    /// <param name="end">What ends it sooner.</param>
    public static DiseaseCourse Run(
        VirtualPatient patient,
        TumourParameters parameters,
        AntibodyCourse antibodies,
        DocetaxelCourse docetaxel,
        ScanSchedule scans,
        RandomSource random,
        int lastDay,
        LaterTreatment? later = null,
        CourseEnd end = CourseEnd.Death)
    {
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(antibodies);
        ArgumentNullException.ThrowIfNull(docetaxel);
        ArgumentNullException.ThrowIfNull(scans);
        (uint replicate, uint subject) = patient.Address;
        TumourTraits traits = Followed(patient, parameters, scans.Criteria, random);
        var tumour = new TumourState(parameters, traits, Untreated(antibodies));
        RandomSequence independentError = random.Sequence((ushort)DrawPurpose.IndependentReader, replicate, subject);
        RandomSequence investigatorError = random.Sequence((ushort)DrawPurpose.Investigator, replicate, subject);
        RandomSequence independentOther = random.Sequence((ushort)DrawPurpose.IndependentNonTarget, replicate, subject);
        RandomSequence investigatorOther = random.Sequence((ushort)DrawPurpose.InvestigatorNonTarget, replicate, subject);
        double nextNewLesion = random.Sequence((ushort)DrawPurpose.NextLine, replicate, subject).NextExponential();
        Span<double> lesions = stackalloc double[traits.Lesions.Length];
        tumour.Diameters(lesions);
        Span<double> targets = lesions[..traits.Targets], others = lesions[traits.Targets..];
        double? baseline = Sum(scans, targets, ref independentError);
        double? otherBaseline = Sum(scans, others, ref independentOther);
        var independent = new RecistReader(scans.Criteria, baseline, Seen(otherBaseline));
        var investigator = new RecistReader(scans.Criteria, Sum(scans, targets, ref investigatorError), Seen(Sum(scans, others, ref investigatorOther)));
        RecistReader? again = null;
        ImmutableArray<int> due = scans.Days(
            random.Sequence((ushort)DrawPurpose.Scans, replicate, subject), random.Sequence((ushort)DrawPurpose.MissedScans, replicate, subject), lastDay);

        var made = ImmutableArray.CreateBuilder<int>();
        var sums = ImmutableArray.CreateBuilder<double>();
        var otherSums = ImmutableArray.CreateBuilder<double>();
        int? progression = null, investigated = null, death = null, nextLine = null, crossover = null, secondProgression = null;
        bool newLesion = false;
        double smallest = double.PositiveInfinity;
        int nextScan = 0;
        bool goesOn = true;
        while (tumour.Day < lastDay && death is null && goesOn)
        {
            if (later is { AtProgression: false } && nextLine is null && tumour.Day >= Math.Max(later.FromDay, 0)) crossover ??= tumour.Day;
            // up to the next day on which something may be decided
            int until = Math.Min(lastDay, nextScan < due.Length ? due[nextScan] : lastDay);
            if (later is { AtProgression: false } && nextLine is null && later.FromDay > tumour.Day) until = Math.Min(until, later.FromDay);
            bool treated = nextLine is null || (crossover == nextLine && secondProgression is null);
            if (!treated) tumour.AdvanceOnNextLine(Math.Min(until - tumour.Day, TumourState.MostDays));
            else if (crossover is int since) Treat(tumour, later!.Antibodies, since, docetaxel, until);
            else Treat(tumour, antibodies, 0, docetaxel, until);
            if (tumour.HasDied)
            {
                death = tumour.Day;
            }
            else if (nextScan < due.Length && tumour.Day == due[nextScan])
            {
                nextScan++;
                tumour.Diameters(lesions);
                double? investigatorSum = null, investigatorOthers = null;
                if (progression is null || investigated is null)
                {
                    double? sum = Sum(scans, targets, ref independentError), otherSum = Sum(scans, others, ref independentOther);
                    (investigatorSum, investigatorOthers) = (Sum(scans, targets, ref investigatorError), Sum(scans, others, ref investigatorOther));
                    made.Add(tumour.Day);
                    sums.Add(sum ?? double.NaN);
                    otherSums.Add(otherSum ?? 0);
                    if (progression is null)
                    {
                        smallest = Math.Min(smallest, sum ?? double.NaN);
                        if (independent.Read(tumour.Day, sum, tumour.HasNewLesion, otherSum).Overall == Response.Progression)
                        {
                            progression = tumour.Day;
                            newLesion = tumour.HasNewLesion;
                        }
                    }

                    if (investigated is null && investigator.Read(tumour.Day, investigatorSum, tumour.HasNewLesion, investigatorOthers).Overall == Response.Progression)
                    {
                        investigated = tumour.Day;
                    }
                }
                else if (secondProgression is null)
                {
                    (investigatorSum, investigatorOthers) = (Sum(scans, targets, ref investigatorError), Sum(scans, others, ref investigatorOther));
                }

                if (again is not null && secondProgression is null
                    && again.Read(tumour.Day, investigatorSum, tumour.HasAnotherNewLesion(nextNewLesion), investigatorOthers).Overall == Response.Progression)
                {
                    secondProgression = tumour.Day;
                }
                else if (nextLine is null && (scans.InvestigatorDecides ? investigated : progression) is not null)
                {
                    nextLine = tumour.Day;
                    if (later is { AtProgression: true } && tumour.Day >= later.FromDay) crossover = tumour.Day;
                    tumour.BeginNextLine();
                    again = new RecistReader(scans.Criteria, investigatorSum, Seen(investigatorOthers));
                }

                goesOn = end == CourseEnd.Death || progression is null || investigated is null;
            }
        }

        double change = sums.Count > 0 && baseline > 0 ? (smallest / baseline.Value) - 1 : double.NaN;   // a reading of a small lesion may be nought
        return new DiseaseCourse(
            baseline ?? double.NaN, made.ToImmutable(), sums.ToImmutable(), progression, investigated, newLesion, death, nextLine, crossover, secondProgression, independent.Best, change)
        {
            NonTarget = patient.Others is null ? null : new NonTargetCourse(targets.Length, others.Length, otherBaseline ?? 0, otherSums.ToImmutable()),
            CountsForResponse = baseline is not null || !scans.Criteria.AmongMeasurable,
        };
    }

    /// <summary>
    /// Whether a primary tumour of a patient has gone by a day: its cells have fallen below what a pathologist finds. No death, no new lesions.
    /// </summary>
    public static bool IsPathologicallyComplete(
        VirtualPatient patient, TumourParameters parameters, AntibodyCourse antibodies, DocetaxelCourse docetaxel, RandomSource random, int surgeryDay)
    {
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(antibodies);
        ArgumentNullException.ThrowIfNull(docetaxel);
        TumourTraits traits = Traits(patient with { Others = null }, parameters, 1, random);   // surgery is of the breast
        var tumour = new TumourState(parameters, traits, Untreated(antibodies));
        while (tumour.Day < surgeryDay) Treat(tumour, antibodies, 0, docetaxel, surgeryDay);
        return Math.Log10(tumour.CellsLeft) <= parameters.PathologicalResponseLog10;
    }

    /// <summary>
    /// The true size of a patient's lesions, targets or not, on given days, ascending, under treatment that goes on whatever they do: no scan, no progression, no death.
    /// </summary>
    public static TumourSize[] OnTreatment(
        VirtualPatient patient, TumourParameters parameters, AntibodyCourse antibodies, DocetaxelCourse docetaxel, RandomSource random, ImmutableArray<int> days)
    {
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(antibodies);
        ArgumentNullException.ThrowIfNull(docetaxel);
        TumourTraits traits = Traits(patient, parameters, patient.TargetLesions, random);
        var tumour = new TumourState(parameters, traits, Untreated(antibodies));
        Span<double> lesions = stackalloc double[traits.Lesions.Length];
        var sizes = new TumourSize[days.Length];
        (double sumAtStart, double volumeAtStart) = Measure(tumour, lesions);
        for (int i = 0; i < sizes.Length; i++)
        {
            while (tumour.Day < days[i]) Treat(tumour, antibodies, 0, docetaxel, days[i]);
            (double sum, double volume) = Measure(tumour, lesions);
            sizes[i] = new TumourSize((sum / sumAtStart) - 1, Math.Log10(volume / volumeAtStart));
        }

        return sizes;
    }

    /// <summary>
    /// A patient as an earlier line of treatment leaves her at progression on it; null where she does not progress in ten years. Nobody dies of it: who enters a
    /// trial has lived. Scans are those of the trial, on their days.
    /// </summary>
    public static VirtualPatient? Pretreated(
        VirtualPatient patient, TumourParameters parameters, AntibodyCourse antibodies, DocetaxelCourse docetaxel, ScanSchedule scans, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(antibodies);
        ArgumentNullException.ThrowIfNull(docetaxel);
        ArgumentNullException.ThrowIfNull(scans);
        TumourTraits traits = Followed(patient, parameters, scans.Criteria, random);
        var tumour = new TumourState(parameters, traits, Untreated(antibodies));
        RandomSequence draws = random.Sequence((ushort)DrawPurpose.PriorLine, patient.Address.Replicate, patient.Address.Subject);
        double newLesion = draws.NextExponential();
        Span<double> lesions = stackalloc double[traits.Lesions.Length];
        tumour.Diameters(lesions);
        Span<double> targets = lesions[..traits.Targets], others = lesions[traits.Targets..];
        double? baseline = Sum(scans, targets, ref draws);
        var reader = new RecistReader(scans.Criteria, baseline, Seen(Sum(scans, others, ref draws)));
        while (tumour.Day < LongestPriorLineDays)
        {
            Treat(tumour, antibodies, 0, docetaxel, Math.Min(LongestPriorLineDays, tumour.Day - (tumour.Day % scans.IntervalDays) + scans.IntervalDays));
            if (tumour.Day % scans.IntervalDays != 0) continue;
            tumour.Diameters(lesions);
            double? measured = Sum(scans, targets, ref draws);
            if (reader.Read(tumour.Day, measured, tumour.HasAnotherNewLesion(newLesion), Sum(scans, others, ref draws)).Overall != Response.Progression) continue;
            double sum = 0;
            foreach (double d in targets) sum += d;
            int docetaxelDays = docetaxel.Doses.IsEmpty ? 0 : tumour.Day;
            return patient with { BaselineMillimetres = sum, Prior = new PriorDisease(patient.BaselineMillimetres, tumour.LogSensitive, tumour.LogResistant, docetaxelDays) };
        }

        return null;
    }

    // with the targets as the criteria choose them, where a population has lesions that are none
    private static TumourTraits Followed(VirtualPatient patient, TumourParameters parameters, ResponseCriteria criteria, RandomSource random)
    {
        TumourTraits traits = Traits(patient, parameters, patient.TargetLesions, random);
        return patient.Others is null ? traits : traits.Followed(criteria);
    }

    private static double? Sum(ScanSchedule scans, ReadOnlySpan<double> lesions, ref RandomSequence error) => lesions.IsEmpty ? null : scans.Measure(lesions, ref error);

    // lesions of which a reader saw nothing at baseline are none to him
    private static double? Seen(double? millimetres) => millimetres > 0 ? millimetres : null;

    // what the patient was born with, as far as treatment before the trial has left it
    private static TumourTraits Traits(VirtualPatient patient, TumourParameters parameters, int lesions, RandomSource random)
    {
        RandomSequence draws = random.Sequence((ushort)DrawPurpose.Tumour, patient.Address.Replicate, patient.Address.Subject);
        OtherLesionDraws? others = patient.Others is OtherLesions o
            ? new OtherLesionDraws(o.Count, o.Millimetres, o.Organs, random.Sequence((ushort)DrawPurpose.OtherLesionTraits, patient.Address.Replicate, patient.Address.Subject))
            : null;
        return patient.Prior is PriorDisease prior
            ? TumourTraits.Draw(parameters, prior.FirstMillimetres, lesions, patient.Pik3caMutated, draws, others)
                .After(prior.LogSensitive, prior.LogResistant, Math.Exp(-parameters.DocetaxelFadePerDay * prior.DocetaxelDays))
            : TumourTraits.Draw(parameters, patient.BaselineMillimetres, lesions, patient.Pik3caMutated, draws, others);
    }

    private static (double Sum, double Volume) Measure(TumourState tumour, Span<double> lesions)
    {
        tumour.Diameters(lesions);
        (double sum, double volume) = (0, 0);
        foreach (double d in lesions) (sum, volume) = (sum + d, volume + (d * d * d));
        return (sum, volume);
    }

    private static TreatmentDrive Untreated(AntibodyCourse antibodies) =>
        new(antibodies.UntreatedAktLogOdds, antibodies.UntreatedErkLogOdds, 0, 0);

    // Some days up to one; each drug on its own day: antibodies may have begun later.
    private static void Treat(TumourState tumour, AntibodyCourse antibodies, int antibodiesSince, DocetaxelCourse docetaxel, int until)
    {
        Span<TreatmentDrive> drives = stackalloc TreatmentDrive[Math.Min(until - tumour.Day, TumourState.MostDays)];
        float[] effect = docetaxel.EffectMilligramHoursPerLitre;
        for (int k = 0; k < drives.Length; k++)
        {
            int day = tumour.Day + k, i = antibodies.IndexOf(day - antibodiesSince);
            drives[k] = new TreatmentDrive(antibodies.AktLogOdds[i], antibodies.ErkLogOdds[i], antibodies.BoundAntibodies[i], day < effect.Length ? effect[day] : 0);
        }

        tumour.Advance(drives);
    }
}

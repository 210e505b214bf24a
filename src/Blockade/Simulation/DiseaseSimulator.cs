using System.Collections.Immutable;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Tumours;

namespace Blockade.Simulation;

/// <summary>Runs one patient's tumour through treatment, scans, progression, later lines and death: one process, from which PFS and OS both come.</summary>
public static class DiseaseSimulator
{
    /// <summary>The course of one patient. Cost: O(days), two readers a scan.</summary>
    public static DiseaseCourse Run(
        VirtualPatient patient,
        TumourParameters parameters,
        AntibodyCourse antibodies,
        DocetaxelCourse docetaxel,
        ScanSchedule scans,
        RandomSource random,
        int lastDay)
    {
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(antibodies);
        ArgumentNullException.ThrowIfNull(docetaxel);
        ArgumentNullException.ThrowIfNull(scans);
        (uint replicate, uint subject) = patient.Address;
        TumourTraits traits = TumourTraits.Draw(
            parameters, patient.BaselineMillimetres, patient.TargetLesions, patient.Pik3caMutated,
            random.Sequence((ushort)DrawPurpose.Tumour, replicate, subject));
        var tumour = new TumourState(parameters, traits, Untreated(antibodies));
        RandomSequence independentError = random.Sequence((ushort)DrawPurpose.IndependentReader, replicate, subject);
        RandomSequence investigatorError = random.Sequence((ushort)DrawPurpose.Investigator, replicate, subject);
        Span<double> lesions = stackalloc double[traits.Lesions.Length];
        tumour.Diameters(lesions);
        double baseline = scans.Measure(lesions, ref independentError);
        var independent = new RecistReader(scans.Criteria, baseline);
        var investigator = new RecistReader(scans.Criteria, scans.Measure(lesions, ref investigatorError));
        ImmutableArray<int> due = scans.Days(random.Sequence((ushort)DrawPurpose.Scans, replicate, subject), lastDay);

        var made = ImmutableArray.CreateBuilder<int>();
        var sums = ImmutableArray.CreateBuilder<double>();
        int? progression = null, investigated = null, death = null;
        bool newLesion = false;
        double smallest = double.PositiveInfinity;
        int nextScan = 0;
        while (tumour.Day < lastDay && death is null)
        {
            if (progression is null) tumour.Advance(Drive(antibodies, docetaxel, tumour.Day));
            else tumour.AdvanceOnNextLine();
            if (tumour.HasDied)
            {
                death = tumour.Day;
            }
            else if (nextScan < due.Length && tumour.Day == due[nextScan] && (progression is null || investigated is null))
            {
                nextScan++;
                tumour.Diameters(lesions);
                double sum = scans.Measure(lesions, ref independentError);
                double investigatorSum = scans.Measure(lesions, ref investigatorError);
                made.Add(tumour.Day);
                sums.Add(sum);
                if (progression is null)
                {
                    smallest = Math.Min(smallest, sum);
                    if (independent.Read(tumour.Day, sum, tumour.HasNewLesion) == Response.Progression)
                    {
                        progression = tumour.Day;
                        newLesion = tumour.HasNewLesion;
                    }
                }

                if (investigated is null && investigator.Read(tumour.Day, investigatorSum, tumour.HasNewLesion) == Response.Progression)
                {
                    investigated = tumour.Day;
                }
            }
        }

        double change = sums.Count == 0 ? double.NaN : (smallest / baseline) - 1;
        return new DiseaseCourse(
            baseline, made.ToImmutable(), sums.ToImmutable(), progression, investigated, newLesion, death, independent.Best, change);
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
        (uint replicate, uint subject) = patient.Address;
        TumourTraits traits = TumourTraits.Draw(
            parameters, patient.BaselineMillimetres, 1, patient.Pik3caMutated, random.Sequence((ushort)DrawPurpose.Tumour, replicate, subject));
        var tumour = new TumourState(parameters, traits, Untreated(antibodies));
        while (tumour.Day < surgeryDay) tumour.Advance(Drive(antibodies, docetaxel, tumour.Day));
        return Math.Log10(tumour.CellsLeft) <= parameters.PathologicalResponseLog10;
    }

    /// <summary>
    /// The true size of a patient's target lesions on given days, ascending, under treatment that goes on whatever they do: no scan, no progression, no death.
    /// </summary>
    public static TumourSize[] OnTreatment(
        VirtualPatient patient, TumourParameters parameters, AntibodyCourse antibodies, DocetaxelCourse docetaxel, RandomSource random, ImmutableArray<int> days)
    {
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(antibodies);
        ArgumentNullException.ThrowIfNull(docetaxel);
        (uint replicate, uint subject) = patient.Address;
        TumourTraits traits = TumourTraits.Draw(
            parameters, patient.BaselineMillimetres, patient.TargetLesions, patient.Pik3caMutated, random.Sequence((ushort)DrawPurpose.Tumour, replicate, subject));
        var tumour = new TumourState(parameters, traits, Untreated(antibodies));
        Span<double> lesions = stackalloc double[traits.Lesions.Length];
        var sizes = new TumourSize[days.Length];
        (double sumAtStart, double volumeAtStart) = Measure(tumour, lesions);
        for (int i = 0; i < sizes.Length; i++)
        {
            while (tumour.Day < days[i]) tumour.Advance(Drive(antibodies, docetaxel, tumour.Day));
            (double sum, double volume) = Measure(tumour, lesions);
            sizes[i] = new TumourSize((sum / sumAtStart) - 1, Math.Log10(volume / volumeAtStart));
        }

        return sizes;
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

    private static TreatmentDrive Drive(AntibodyCourse antibodies, DocetaxelCourse docetaxel, int day)
    {
        int i = antibodies.IndexOf(day);
        float[] effect = docetaxel.EffectMilligramHoursPerLitre;
        return new TreatmentDrive(
            antibodies.AktLogOdds[i], antibodies.ErkLogOdds[i], antibodies.BoundAntibodies[i], day < effect.Length ? effect[day] : 0);
    }
}

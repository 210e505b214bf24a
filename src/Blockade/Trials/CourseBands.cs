using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Tumours;

namespace Blockade.Trials;

/// <summary>What the antibodies do in one arm, day by day: median and 5th to 95th percentile over some of the trial's patients.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Patients">How many patients stand behind each band; the same in every arm, given every arm's treatment.</param>
/// <param name="TrastuzumabMilligramsPerLitre">Plasma, mg/L.</param>
/// <param name="PertuzumabMilligramsPerLitre">Plasma, mg/L.</param>
/// <param name="TrastuzumabNanomolar">Free in the tumour's interstitium, nM.</param>
/// <param name="PertuzumabNanomolar">Free in the tumour's interstitium, nM.</param>
/// <param name="Signal">Growth signal relative to untreated, before any bypass.</param>
public sealed record CourseBands(
    string Arm,
    int Patients,
    ImmutableArray<Band> TrastuzumabMilligramsPerLitre,
    ImmutableArray<Band> PertuzumabMilligramsPerLitre,
    ImmutableArray<Band> TrastuzumabNanomolar,
    ImmutableArray<Band> PertuzumabNanomolar,
    ImmutableArray<Band> Signal)
{
    private const int Days = 126;
    private const int MostPatients = 60;

    /// <summary>The bands of every arm over the first patients of a trial: true counterfactuals, since each gets every arm's treatment.</summary>
    public static ImmutableArray<CourseBands> Of(
        TrialResult trial, SubjectSimulator subjects, TumourParameters tumour, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(subjects);
        VirtualPatient[] patients = [.. trial.Subjects.Take(MostPatients).Select(r => r.Patient)];
        var signal = new GrowthSignal(tumour);
        return [.. trial.Design.Arms.Select(arm =>
        {
            AntibodyCourse[] courses = subjects.Antibodies([.. patients.Select(p => (p, arm.Regimen))], Days, cancellation);
            return new CourseBands(
                arm.Name, patients.Length,
                Bands(courses, (c, d) => c.TrastuzumabMilligramsPerLitre[d]),
                Bands(courses, (c, d) => c.PertuzumabMilligramsPerLitre[d]),
                Bands(courses, (c, d) => c.TrastuzumabNanomolar[d]),
                Bands(courses, (c, d) => c.PertuzumabNanomolar[d]),
                Bands(courses, (c, d) => signal.Relative(c.AktLogOdds[d], c.ErkLogOdds[d], c.UntreatedAktLogOdds, c.UntreatedErkLogOdds)));
        })];
    }

    private static ImmutableArray<Band> Bands(AntibodyCourse[] courses, Func<AntibodyCourse, int, double> value)
    {
        var bands = ImmutableArray.CreateBuilder<Band>(Days);
        for (int day = 0; day < Days; day++)
        {
            double[] sorted = [.. courses.Select(c => value(c, c.IndexOf(day))).Order()];
            bands.Add(new Band(day + 1, Quantile(sorted, 0.5), Quantile(sorted, 0.05), Quantile(sorted, 0.95)));
        }

        return bands.MoveToImmutable();
    }

    // linear between order statistics, R's type 7
    private static double Quantile(double[] sorted, double p)
    {
        double at = p * (sorted.Length - 1);
        int low = (int)Math.Floor(at);
        return low + 1 < sorted.Length ? sorted[low] + ((at - low) * (sorted[low + 1] - sorted[low])) : sorted[low];
    }
}

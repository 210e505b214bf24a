using Blockade.Numerics.Random;
using Blockade.Testing;
using Blockade.Tumours;
using static Blockade.Tests.Tumours.SampleTumour;

namespace Blockade.Tests.Tumours;

public class TumourTraitsTests
{
    private const int Count = 20_000;

    // of four standard errors: one draw in 16,000 lies outside, and the seed is fixed
    private const double Errors = 4;

    private static readonly TumourTraits[] Drawn = [.. Enumerable.Range(0, Count).Select(k => Draw(Parameters, k))];

    [Fact]
    [Evidence(EvidenceKind.Analytic, "log-normal rates: mean of the logarithm the log median, SD the spread")]
    public void Rates_are_log_normal_about_their_medians()
    {
        LogNormal(0.01, 0.5, t => t.GrowthPerDay);
        LogNormal(0.02, 0.7, t => t.LossPerDay);
        LogNormal(0.004, 0.8, t => t.DocetaxelKill);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "log-odds of resistance: patient and lesion effects add up in variance, and lesions of a patient share the former")]
    public void Lesions_of_a_patient_resemble_each_other_in_resistance()
    {
        double[] first = [.. Drawn.Select(t => LogOdds(t.Lesions[0].ResistantShare))];
        double[] second = [.. Drawn.Select(t => LogOdds(t.Lesions[1].ResistantShare))];
        double variance = (2 * 2) + (0.7 * 0.7);

        Assert.Equal(-3, first.Average(), Errors * Math.Sqrt(variance / Count));
        Assert.Equal(variance, Covariance(first, first), Errors * variance * Math.Sqrt(2.0 / Count));
        Assert.Equal(4, Covariance(first, second), Errors * Math.Sqrt(((variance * variance) + 16) / Count));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "thresholds are unit exponentials and independent: P(X > x) = exp(-x)")]
    public void Thresholds_of_the_hazards_are_unit_exponentials()
    {
        double[] death = [.. Drawn.Select(t => t.DeathThreshold)];
        double[] lesion = [.. Drawn.Select(t => t.NewLesionThreshold)];

        // Kolmogorov's statistic exceeds 2.23/sqrt(n) once in 10,000 times
        Assert.True(Ecdf.Distance(death, x => 1 - Math.Exp(-x)) < 2.23 / Math.Sqrt(Count));
        Assert.True(Ecdf.Distance(lesion, x => 1 - Math.Exp(-x)) < 2.23 / Math.Sqrt(Count));
        Assert.Equal(0, Covariance(death, lesion), Errors / Math.Sqrt(Count));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a unit exponential used up at rate h a day lasts 1/(1 - exp(-h)) days on average")]
    public void A_resting_tumour_kills_after_its_expected_time()
    {
        const int Patients = 2000;
        TumourParameters deadly = Parameters with { DeathPerYear = 10 };
        double hazard = 10 / 365.25;
        double days = Enumerable.Range(0, Patients).Average(k =>
        {
            var tumour = new TumourState(deadly, Resting with { DeathThreshold = Drawn[k].DeathThreshold }, Untreated);
            while (!tumour.HasDied) tumour.Advance(Untreated);
            return tumour.Day;
        });

        Assert.Equal(1 / (1 - Math.Exp(-hazard)), days, Errors / hazard / Math.Sqrt(Patients));   // SD and mean are nearly the same
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "sizes are shares of the patient's sum: 0.3 and an exponential each, none negligible")]
    public void Lesions_add_up_to_the_baseline() => Assert.All(Drawn.Take(1000), t =>
    {
        Assert.Equal(3, t.Lesions.Length);
        Assert.Equal(90, t.BaselineMillimetres, 1e-10);
        Assert.All(t.Lesions, l => Assert.InRange(l.ResistantShare, 0, 1));
        Assert.All(t.Lesions, l => Assert.True(l.DiameterMillimetres > 0));
    });

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "common random numbers: parameters scale the draws and do not change their order")]
    public void Two_parameter_sets_see_the_same_patients()
    {
        TumourParameters other = Parameters with { GrowthPerDay = 0.02, LossPerDay = 0.01, ResistantLogOdds = -1, DocetaxelKill = 0.008 };
        for (int k = 0; k < 100; k++)
        {
            TumourTraits a = Drawn[k];
            TumourTraits b = Draw(other, k);

            Assert.Equal(2, b.GrowthPerDay / a.GrowthPerDay, 1e-12);
            Assert.Equal(0.5, b.LossPerDay / a.LossPerDay, 1e-12);
            Assert.Equal(2, b.DocetaxelKill / a.DocetaxelKill, 1e-12);
            Assert.Equal((a.DeathThreshold, a.NewLesionThreshold), (b.DeathThreshold, b.NewLesionThreshold));
            Assert.Equal(a.Lesions.Select(l => l.DiameterMillimetres), b.Lesions.Select(l => l.DiameterMillimetres));
            for (int i = 0; i < 3; i++) Assert.Equal(2, LogOdds(b.Lesions[i].ResistantShare) - LogOdds(a.Lesions[i].ResistantShare), 1e-6);   // 1 - share loses digits
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a mutation replaces the bypass share, its absence none")]
    public void Only_a_mutated_tumour_has_a_bypass()
    {
        RandomSequence random = new RandomSource(1).Sequence(4, 0, 0);

        Assert.Equal(0.35, TumourTraits.Draw(Parameters, 90, 3, pik3caMutated: true, random).Bypass);
        Assert.Equal(0, TumourTraits.Draw(Parameters, 90, 3, pik3caMutated: false, random).Bypass);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a tumour that is left at some day and goes on as what it has become is the tumour that was never left")]
    public void A_tumour_goes_on_as_it_was_left()
    {
        TumourTraits traits = Traits with { Lesions = [.. Traits.Lesions.Select(l => l with { ScarShare = 0.01 })] };
        var drive = new TreatmentDrive(-1, -1, 1e5, 0);
        TumourState whole = new(Parameters, traits, Untreated), first = new(Parameters, traits, Untreated);
        for (int day = 0; day < 150; day++) whole.Advance(drive);
        for (int day = 0; day < 90; day++) first.Advance(drive);
        TumourTraits left = traits.After(first.LogSensitive, first.LogResistant, 1);
        var second = new TumourState(Parameters, left, Untreated);
        for (int day = 0; day < 60; day++) second.Advance(drive);

        double[] a = Diameters(whole, traits), b = Diameters(second, left);
        for (int i = 0; i < a.Length; i++) Assert.Equal(a[i], b[i], 1e-10 * a[i]);
    }

    private static TumourTraits Draw(TumourParameters parameters, int k) =>
        TumourTraits.Draw(parameters, 90, 3, pik3caMutated: false, new RandomSource(20260727).Sequence(4, 0, (uint)k));

    private static void LogNormal(double median, double spread, Func<TumourTraits, double> of)
    {
        double[] logs = [.. Drawn.Select(t => Math.Log(of(t)))];
        Assert.Equal(Math.Log(median), logs.Average(), Errors * spread / Math.Sqrt(Count));
        Assert.Equal(spread, Math.Sqrt(Covariance(logs, logs)), Errors * spread / Math.Sqrt(2 * Count));
    }

    private static double LogOdds(double share) => Math.Log(share / (1 - share));

    private static double Covariance(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average();
        return a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum() / (a.Length - 1);
    }
}

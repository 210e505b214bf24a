using Blockade.Numerics.Random;
using Blockade.Synergy;
using Blockade.Testing;
using MathNet.Numerics.Distributions;

namespace Blockade.Tests.Synergy;

/// <summary>Nulls of clinical combinations, over patients whose two times are drawn with a rank correlation.</summary>
public class ClinicalNullsTests
{
    private const int Patients = 200_000;

    // a share of so many patients is off by its binomial SD, 0.0011 at most; four of them
    private static readonly double Tolerance = 4 * Math.Sqrt(0.25 / Patients);

    [Theory, InlineData(1, 0.1, 0.2), InlineData(5, 0.1, 0.2), InlineData(12, 0.05, 0.3)]
    [Evidence(EvidenceKind.Analytic, "two independent exponentials: 1 - S = (1 - S1)(1 - S2)")]
    public void Independent_action_without_correlation_multiplies_the_shares_of_failures(double months, double rate1, double rate2)
    {
        double expected = 1 - ((1 - Math.Exp(-rate1 * months)) * (1 - Math.Exp(-rate2 * months)));

        Assert.Equal(expected, Share(0, (a, b) => ClinicalNulls.IndependentAction(Exponential(a, rate1), Exponential(b, rate2)) > months), Tolerance);
    }

    [Theory, InlineData(2), InlineData(7)]
    [Evidence(EvidenceKind.Analytic, "comonotone times: the better curve; countermonotone ones: the sum of both shares, up to one (Frechet's bounds)")]
    public void Independent_action_at_full_correlation_is_the_better_curve_and_at_its_opposite_the_sum(double months)
    {
        double s1 = Math.Exp(-0.1 * months), s2 = Math.Exp(-0.3 * months);
        bool Without(double a, double b) => ClinicalNulls.IndependentAction(Exponential(a, 0.1), Exponential(b, 0.3)) > months;

        Assert.Equal(Math.Max(s1, s2), Share(1, Without), Tolerance);
        Assert.Equal(Math.Min(1, s1 + s2), Share(-1, Without), Tolerance);
    }

    [Theory, InlineData(0.3), InlineData(0.6), InlineData(-0.4)]
    [Evidence(EvidenceKind.Analytic, "normal scores: both below their medians with chance 1/4 + arcsin(r)/(2 pi) (Sheppard 1899), and r = 2 sin(pi rho/6) (Pearson 1907)")]
    public void Half_times_of_both_follow_the_orthant_formula(double spearman)
    {
        double expected = 0.25 + (Math.Asin(2 * Math.Sin(Math.PI * spearman / 6)) / (2 * Math.PI));

        Assert.Equal(expected, Share(spearman, (a, b) => a < 0 && b < 0), Tolerance);
    }

    [Theory, InlineData(3), InlineData(10)]
    [Evidence(EvidenceKind.Analytic, "the sum of two independent exponentials: (k2 exp(-k1 t) - k1 exp(-k2 t))/(k2 - k1)")]
    public void Times_that_add_up_have_the_survival_of_a_sum(double months)
    {
        double expected = ((0.3 * Math.Exp(-0.1 * months)) - (0.1 * Math.Exp(-0.3 * months))) / 0.2;

        Assert.Equal(expected, Share(0, (a, b) => ClinicalNulls.Additivity(Exponential(a, 0.1), Exponential(b, 0.3), 0) > months), Tolerance);
    }

    // The authors' program, hsa_additivity_model.predict_both, was given log-normal curves of medians exp(2.447) and 3.8 months and spread 0.843, 100,000 patients, and a first
    // scan of 63 days taken from the second. Its shares are off by their own binomial SD, which adds to ours in squares.
    [Theory]
    [InlineData(0.0, 0.97868, 0.84568, 0.5271, 0.32244, 0.20452, 0.09228, 0.98102, 0.88924, 0.62578, 0.4102, 0.26729, 0.12077)]
    [InlineData(0.3, 0.96476, 0.8171, 0.5075, 0.31277, 0.20036, 0.09142, 0.96775, 0.85606, 0.59911, 0.40062, 0.27008, 0.12975)]
    [InlineData(0.6, 0.95175, 0.79295, 0.49014, 0.30389, 0.19538, 0.08987, 0.95435, 0.82634, 0.57342, 0.38925, 0.26815, 0.13626)]
    [Evidence(EvidenceKind.OtherProgram, "palmerlabunc/clinical-additivity at 733a88c, with numpy 1.24.2, scipy 1.10.1 and pandas 1.5.3")]
    public void Both_nulls_agree_with_the_program_of_Hwangbo_and_others(double spearman, params double[] shares)
    {
        double[] months = [3, 6, 12, 18, 24, 36];
        double tolerance = 4 * Math.Sqrt(0.25 * ((1.0 / Patients) + (1.0 / 100_000)));
        for (int i = 0; i < months.Length; i++)
        {
            double m = months[i];
            Assert.Equal(shares[i], Share(spearman, (a, b) => ClinicalNulls.IndependentAction(LogNormal(a, 2.447), LogNormal(b, Math.Log(3.8))) > m), tolerance);
            Assert.Equal(shares[i + 6], Share(spearman, (a, b) => ClinicalNulls.Additivity(LogNormal(a, 2.447), LogNormal(b, Math.Log(3.8)), 63 / 30.4375) > m), tolerance);
        }
    }

    [Theory, InlineData(10, 1), InlineData(1, 10), InlineData(5, 4), InlineData(1.5, 1.8)]
    [Evidence(EvidenceKind.OtherProgram, "palmerlabunc/clinical-additivity at 733a88c: maximum(a + max(b - scan, 0), b), and the same with the two exchanged")]
    public void It_does_not_matter_from_which_of_the_two_the_scan_is_taken(double a, double b)
    {
        const double scan = 2;

        Assert.Equal(Math.Max(a + Math.Max(b - scan, 0), b), ClinicalNulls.Additivity(a, b, scan), 1e-12);   // sums of three numbers of order ten
        Assert.Equal(Math.Max(b + Math.Max(a - scan, 0), a), ClinicalNulls.Additivity(a, b, scan), 1e-12);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "an exponential of rate k with its hazard halved is one of rate k/2")]
    public void A_constant_hazard_ratio_halves_the_rate()
    {
        double treated = Math.Exp(-0.1 / 2 * 7);   // the treated's share at 7 months

        Assert.Equal(Math.Exp(-0.1 * 7), ClinicalNulls.ConstantHazardRatio(treated, 0.5), 1e-15);
    }

    private static double Share(double spearman, Func<double, double, bool> holds)
    {
        var correlation = new ResponseCorrelation(spearman);
        RandomSequence random = new RandomSource(11).Sequence(1, 0);
        int count = 0;
        for (int i = 0; i < Patients; i++)
        {
            (double a, double b) = correlation.Draw(ref random);
            if (holds(a, b)) count++;
        }

        return (double)count / Patients;
    }

    private static double Exponential(double score, double rate) => -Math.Log(Normal.CDF(0, 1, -score)) / rate;

    private static double LogNormal(double score, double middle) => Math.Exp(middle + (0.843 * score));
}

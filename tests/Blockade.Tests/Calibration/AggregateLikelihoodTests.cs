using Blockade.Calibration;
using Blockade.Evidence;
using Blockade.Testing;

namespace Blockade.Tests.Calibration;

public class AggregateLikelihoodTests
{
    [Theory]
    [InlineData(40, 0.25)]
    [InlineData(7, 0)]
    [Evidence(EvidenceKind.Analytic, "one published patient who answers, m simulated of whom a share s did: the chance is (m s + 1/2) / (m + 1), here beside that of s = 1")]
    public void One_patient_has_the_chance_that_the_simulated_ones_give(int m, double s)
    {
        double expected = -2 * Math.Log(((m * s) + 0.5) / (m + 0.5));

        Assert.Equal(expected, AggregateLikelihood.Deviance(Row("orr") with { Value = 1, Patients = 1 }, new SimulatedResult(s), m), 1e-10);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "beta-binomial chances of all that ten patients may do sum to one: sum over k of C(10, k) B(k + a, 10 - k + b) / B(a, b), each beside the one at s = k / 10, which the recursion B(a + 1, b) = B(a, b) a / (a + b) gives")]
    public void Chances_of_all_that_patients_may_do_sum_to_one()
    {
        const int N = 10, M = 30;
        double Chance(int k, double s)
        {
            (double a, double b, double chance) = ((M * s) + 0.5, (M * (1 - s)) + 0.5, 1);
            for (int i = 0; i < N; i++) chance *= i < k ? (a + i) / (a + b + i) : (b + i - k) / (a + b + i);
            return chance;   // of one order of k answers and N - k others
        }

        double sum = 0, orders = 1;
        for (int k = 0; k <= N; k++)
        {
            double deviance = AggregateLikelihood.Deviance(Row("orr") with { Value = k / 10.0, Patients = N }, new SimulatedResult(0.4), M);
            sum += orders * Math.Exp(-0.5 * deviance) * Chance(k, k / 10.0);
            orders = orders * (N - k) / (k + 1);
        }

        Assert.Equal(1, sum, 1e-10);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "with simulated patients without end the binomial's deviance, 2 n (o ln(o/s) + (1 - o) ln((1 - o)/(1 - s))); the rest falls as 1/m")]
    public void With_many_simulated_patients_it_is_the_binomial()
    {
        double expected = 2 * 100 * ((0.4 * Math.Log(0.4 / 0.3)) + (0.6 * Math.Log(0.6 / 0.7)));

        Assert.Equal(expected, AggregateLikelihood.Deviance(Row("orr") with { Value = 0.4, Patients = 100 }, new SimulatedResult(0.3), 10_000_000), 1e-4);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "0.36 x 0.64 (1/100 + 1/400), whose root is 0.0537; a ratio's limits 0.56 to 0.84, standard error 0.1034, and a variance of 0.01: 0.1438")]
    public void The_error_counts_both_chances()
    {
        Assert.Equal(0.0537, AggregateLikelihood.StandardError(Row("orr") with { Patients = 100 }, new SimulatedResult(0.36), 400), 1e-4);   // (144 + 1/2) / 401 is 0.3604
        Assert.Equal(0.1438, AggregateLikelihood.StandardError(Ratio, new SimulatedResult(-0.2, 0.01), 400), 1e-4);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "two normal chances added: (ln 0.68 - l)^2 / (v + s^2) + ln((v + s^2) / s^2)")]
    public void A_ratio_is_normal_with_both_variances()
    {
        double known = Math.Pow(Math.Log(0.84 / 0.56) / (2 * 1.959964), 2), all = known + 0.02;

        Assert.Equal((Math.Pow(Math.Log(0.68) + 0.1, 2) / all) + Math.Log(all / known), AggregateLikelihood.Deviance(Ratio, new SimulatedResult(-0.1, 0.02), 400), 1e-10);
        Assert.Equal(0, AggregateLikelihood.Deviance(Ratio, new SimulatedResult(Math.Log(0.68), 0), 400), 1e-12);
    }

    private static PublishedResult Ratio => Row("hazard-ratio-os") with { Value = 0.68, Lower = 0.56, Upper = 0.84, Arm = "a vs b" };

    private static PublishedResult Row(string quantity) =>
        new("x", "T", "a", quantity, 0.7, double.NaN, double.NaN, "1", 100, "by hand", "", ResultRole.Calibrate, Grade.Assumption, "", default);
}

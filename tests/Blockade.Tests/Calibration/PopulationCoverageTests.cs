using Blockade.Calibration;
using Blockade.Numerics.Random;
using Blockade.Testing;
using MathNet.Numerics.Distributions;

namespace Blockade.Tests.Calibration;

/// <summary>
/// The population fit's search and sampler on a population that is known: one compartment, one dose, clearance log-normal between patients. What is seen is what trials publish: shares of patients, here those who are
/// still above a concentration.
/// </summary>
public class PopulationCoverageTests(ITestOutputHelper output)
{
    private const int Repeats = 100;
    private const int Published = 400;   // patients behind each share
    private const double Litres = 4, Milligrams = 400;

    private static readonly (double Day, double MilligramsPerLitre)[] Seen = [(7, 70), (14, 60), (14, 40), (21, 25)];

    // C = D/V exp(-CL t/V) is above c where CL is below V/t ln(D/(V c))
    private static readonly double[] Critical = [.. Seen.Select(s => Math.Log(Litres / s.Day * Math.Log(Milligrams / (Litres * s.MilligramsPerLitre))))];

    // An interval of 90 % counts the data's error. The simulated shares have one of their own, the larger by n/m: it covers as often as |z| < 1.645 / sqrt(1 + n/m).
    // 200 intervals: five standard errors of a share.
    [Theory]
    [InlineData(8000, false, 0.893)]
    [InlineData(1600, false, 0.859)]
    [InlineData(400, false, 0.755)]
    [InlineData(400, true, 0.9)]
    [Evidence(EvidenceKind.Analytic, "true values drawn from the prior, data from the true values: an interval of 90 % that counts the data's error alone holds them in 2 Phi(1.645 / sqrt(1 + n/m)) - 1 of repeats, and one that counts the simulation's too in 90 %")]
    public void Intervals_of_a_population_cover_the_truth_as_often_as_they_should(int simulated, bool countsSimulation, double expected)
    {
        int covered = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            RandomSequence random = new RandomSource(41).Sequence(903, (uint)repeat);
            double[] truth = [random.NextNormal(), random.NextNormal()], observed = new double[Seen.Length];
            for (int i = 0; i < observed.Length; i++)
            {
                double share = Normal.CDF(0, 1, Score(truth, i));
                for (int n = 0; n < Published; n++) observed[i] += random.NextUniform() < share ? 1.0 / Published : 0;
            }

            // the same patients at every point, others for every share, as arms of different trials have
            double[][] patients = [.. Seen.Select(_ => new double[simulated])];
            foreach (double[] arm in patients)
            {
                for (int k = 0; k < simulated; k++) arm[k] = random.NextNormal();
                Array.Sort(arm);
            }

            double[] Residuals(double[] point) => [.. observed.Select((o, i) =>
            {
                double bounded = Math.Clamp(o, 0.02, 0.98);
                return (Below(patients[i], Score(point, i)) - o) / Math.Sqrt(bounded * (1 - bounded) * ((1.0 / Published) + (countsSimulation ? 1.0 / simulated : 0)));
            }), .. point];

            double[] mode = GaussNewton.Minimise(Residuals, [0, 0], 0.4, 12).Point;
            (double[][] points, double[] weights) = ImportanceSampler.Sample(
                p => Residuals(p).Sum(r => r * r), mode, GaussNewton.Covariance(Residuals, mode, 0.2), 4, 250, new RandomSource((ulong)repeat), cancellation: TestContext.Current.CancellationToken);
            int[] draws = ImportanceSampler.Resample(weights, 1000, 0.5);
            for (int j = 0; j < 2; j++)
            {
                double[] sorted = [.. draws.Select(d => points[d][j]).Order()];
                if (truth[j] >= sorted[50] && truth[j] <= sorted[949]) covered++;
            }
        }

        double of = covered / (2.0 * Repeats);
        output.WriteLine($"{of}");
        Assert.Equal(expected, of, 5 * Math.Sqrt(expected * (1 - expected) / (2 * Repeats)));
    }

    // clearance: median 0.2 L/day, prior SD of its logarithm 0.5; SD between patients 0.4, prior SD of its logarithm 0.4
    private static double Score(double[] point, int i) => (Critical[i] - Math.Log(0.2) - (0.5 * point[0])) / (0.4 * Math.Exp(0.4 * point[1]));

    private static double Below(double[] sorted, double score)
    {
        int place = Array.BinarySearch(sorted, score);
        return (place < 0 ? ~place : place) / (double)sorted.Length;
    }
}

using Blockade.Calibration;
using Blockade.Evidence;
using Blockade.Numerics.Random;
using Blockade.Testing;
using MathNet.Numerics.Distributions;

namespace Blockade.Tests.Calibration;

/// <summary>
/// The population fit's likelihood and sampler on a population that is known: one compartment, one dose, clearance log-normal between patients. What is seen is what trials publish: shares of patients, here those who are
/// still above a concentration.
/// </summary>
public class PopulationCoverageTests(ITestOutputHelper output)
{
    private const int Repeats = 200;
    private const int Published = 400;   // patients behind each share
    private const double Litres = 4, Milligrams = 400;

    private static readonly (double Day, double MilligramsPerLitre)[] Seen = [(7, 70), (14, 60), (14, 40), (21, 25)];

    // C = D/V exp(-CL t/V) is above c where CL is below V/t ln(D/(V c))
    private static readonly double[] Critical = [.. Seen.Select(s => Math.Log(Litres / s.Day * Math.Log(Milligrams / (Litres * s.MilligramsPerLitre))))];

    // 400 intervals: five standard errors of a share.
    [Theory]
    [InlineData(8000)]
    [InlineData(1600)]
    [InlineData(400)]
    [InlineData(100)]
    [Evidence(EvidenceKind.Analytic, "true values drawn from the prior, data from the true values: an interval of 90 % holds them in 90 % of repeats, however few patients are simulated, since their chance is counted")]
    public void Intervals_of_a_population_cover_the_truth_as_often_as_they_say(int simulated)
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

            PublishedResult[] rows = [.. observed.Select(o => new PublishedResult(
                "x", "T", "a", "orr", o, double.NaN, double.NaN, "1", Published, "made", "", ResultRole.Calibrate, Grade.Assumption, "", default))];
            var sampler = new TemperedSampler(
                all => [.. all.Select(p => -0.5 * rows.Select((r, i) => AggregateLikelihood.Deviance(r, new SimulatedResult(Below(patients[i], Score(p, i))), simulated)).Sum())],
                2, new RandomSource((ulong)repeat));
            TemperedDraws draws = sampler.Run(10);
            for (int j = 0; j < 2; j++)
            {
                double[] sorted = [.. draws.Points.Select(p => p[j]).Order()];
                if (truth[j] >= sorted[(int)(0.05 * sorted.Length)] && truth[j] <= sorted[(int)(0.95 * sorted.Length) - 1]) covered++;
            }
        }

        double of = covered / (2.0 * Repeats);
        output.WriteLine($"{of}");
        Assert.Equal(0.9, of, 5 * Math.Sqrt(0.9 * 0.1 / (2 * Repeats)));
    }

    // clearance: median 0.2 L/day, prior SD of its logarithm 0.5; SD between patients 0.4, prior SD of its logarithm 0.4
    private static double Score(double[] point, int i) => (Critical[i] - Math.Log(0.2) - (0.5 * point[0])) / (0.4 * Math.Exp(0.4 * point[1]));

    private static double Below(double[] sorted, double score)
    {
        int place = Array.BinarySearch(sorted, score);
        return (place < 0 ? ~place : place) / (double)sorted.Length;
    }
}

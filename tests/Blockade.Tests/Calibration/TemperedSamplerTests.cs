using Blockade.Calibration;
using Blockade.Numerics.Random;
using Blockade.Simulation;
using Blockade.Testing;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace Blockade.Tests.Calibration;

/// <summary>The sampler on posteriors whose moments and whose evidence are known. What twenty runs with other seeds differ by says how well one knows them.</summary>
public class TemperedSamplerTests
{
    private const int Runs = 20;

    [Fact]
    [Evidence(EvidenceKind.Analytic, "prior N(0, I), likelihood exp(-(x-y)'P(x-y)/2): posterior N(C P y, C) with C = (I + P)^-1, evidence |C|^1/2 exp(-y'P C y/2)")]
    public void A_normal_posterior_gives_back_its_moments_and_its_evidence()
    {
        Matrix<double> precision = Matrix<double>.Build.DenseOfArray(new[,] { { 20.0, 8.0, 0.0 }, { 8.0, 6.0, -2.0 }, { 0.0, -2.0, 1.0 } });
        Vector<double> y = Vector<double>.Build.Dense([1.5, -2.0, 0.5]);
        Matrix<double> covariance = (Matrix<double>.Build.DenseIdentity(3) + precision).Inverse();
        Vector<double> mean = covariance * precision * y;
        double evidence = (0.5 * Math.Log(covariance.Determinant())) - (0.5 * (y * precision * covariance * y));

        TemperedDraws[] runs = Sample(3, 25, x =>
        {
            Vector<double> d = Vector<double>.Build.DenseOfArray(x) - y;
            return -0.5 * (d * precision * d);
        });

        for (int i = 0; i < 3; i++)
        {
            Agrees(mean[i], runs, r => r.Points.Average(p => p[i]));
            for (int j = 0; j <= i; j++) Agrees(covariance[i, j], runs, r => r.Points.Average(p => (p[i] - mean[i]) * (p[j] - mean[j])));
        }

        Agrees(Math.Exp(evidence), runs, r => Math.Exp(r.LogEvidence));   // of the evidence itself, and not of its logarithm, a sequential sampler is unbiased
        Assert.All(runs, r => Assert.Equal(1, r.Stages[^1].Power));
        Assert.All(runs, r => Assert.Equal(1500, r.Points.Length));
        Assert.All(runs, r => Assert.All(r.Stages[..^1], s => Assert.Equal(250, s.EffectiveSize, 0.01)));   // a half of 500
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a normal posterior in ten dimensions: the worth that chains tell of is that of the means' scatter between runs, to a factor of two; twenty runs know a variance to a third")]
    public void Draws_are_worth_what_they_say()
    {
        TemperedDraws[] runs = Sample(10, 25, x => -4.0 * x.Select((v, i) => (v - (0.1 * i)) * (v - (0.1 * i))).Sum());

        double scatter = Enumerable.Range(0, 10).Average(i => Variance([.. runs.Select(r => r.Points.Average(p => p[i]))]));
        double real = 1.0 / 9 / scatter, said = runs.Average(r => r.Worth().Average());
        Assert.InRange(said / real, 0.5, 2);
        Assert.True(real > 200, $"1,500 points are worth {real}");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "prior N(0, 1), likelihood 0.8 N(x; -2, s) + 0.2 N(x; 1.5, s), s = 0.1: each mode's share of the posterior goes with its weight times N(y; 0, 1 + s^2), whose sum is the evidence")]
    public void Both_modes_of_a_posterior_have_their_share()
    {
        const double S = 0.1;
        double Mode(double x, double at, double sd) => Normal.PDF(at, sd, x);
        double left = 0.8 * Mode(-2, 0, Math.Sqrt(1 + (S * S))), right = 0.2 * Mode(1.5, 0, Math.Sqrt(1 + (S * S)));

        TemperedDraws[] runs = Sample(1, 25, x => Math.Log((0.8 * Mode(x[0], -2, S)) + (0.2 * Mode(x[0], 1.5, S))));

        Agrees(right / (left + right), runs, r => r.Points.Average(p => p[0] > 0 ? 1.0 : 0));
        Agrees(left + right, runs, r => Math.Exp(r.LogEvidence));
        Agrees(1.5 / (1 + (S * S)), runs, r => r.Points.Where(p => p[0] > 0).Average(p => p[0]));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a likelihood in steps, as of counts of simulated patients: constant on cells of 0.2, so that evidence and mean are sums of normal integrals over cells")]
    public void A_posterior_in_steps_gives_back_its_mean_and_its_evidence()
    {
        const double Width = 0.2;
        double Log(int cell) => (-2.0 * Math.Pow((Width * (cell + 0.5)) - 1, 2)) + Math.Sin(12.9898 * cell);   // heights that jump by about one
        int[] cells = [.. Enumerable.Range(-50, 100)];
        double[] masses = [.. cells.Select(k => Math.Exp(Log(k)) * (Normal.CDF(0, 1, Width * (k + 1)) - Normal.CDF(0, 1, Width * k)))];
        double[] firsts = [.. cells.Select(k => Math.Exp(Log(k)) * (Normal.PDF(0, 1, Width * k) - Normal.PDF(0, 1, Width * (k + 1))))];

        TemperedDraws[] runs = Sample(3, 25, x => x.Sum(v => Log((int)Math.Floor(v / Width))));

        for (int i = 0; i < 3; i++) Agrees(firsts.Sum() / masses.Sum(), runs, r => r.Points.Average(p => p[i]));
        Agrees(Math.Pow(masses.Sum(), 3), runs, r => Math.Exp(r.LogEvidence));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a likelihood of one above nought and of none, given as no number, below: evidence 1/2, and the mean of half a normal, the root of 2/pi")]
    public void Where_the_likelihood_is_zero_there_is_no_point()
    {
        TemperedDraws[] runs = Sample(1, 10, x => x[0] < 0 ? double.NaN : 0);

        Assert.All(runs, r => Assert.All(r.Points, p => Assert.True(p[0] >= 0)));
        Agrees(0.5, runs, r => Math.Exp(r.LogEvidence));
        Agrees(Math.Sqrt(2 / Math.PI), runs, r => r.Points.Average(p => p[0]));
        Assert.Throws<InvalidOperationException>(() => Sample(1, 2, _ => double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sample(1, 1, _ => 0));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "equal weights are worth their number, one weight is worth one; systematic resampling takes each point n w times, rounded up or down")]
    public void Weights_are_worth_what_they_say()
    {
        double[] weights = [0.5, 0.05, 0.2, 0.25];
        int[] chosen = TemperedSampler.Resample(weights, 10, 0.37);

        Assert.Equal(4, TemperedSampler.EffectiveSize([0.25, 0.25, 0.25, 0.25]), 1e-12);
        Assert.Equal(1, TemperedSampler.EffectiveSize([0, 1, 0]), 1e-12);
        Assert.Equal(10, chosen.Length);
        for (int i = 0; i < weights.Length; i++) Assert.InRange(chosen.Count(c => c == i), Math.Floor(10 * weights[i]), Math.Ceiling(10 * weights[i]));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same seed, the same points; every step of every stage is told")]
    public void A_run_is_a_function_of_its_seed()
    {
        var told = new List<RunProgress>();
        var sampler = new TemperedSampler(all => [.. all.Select(x => -10 * x[0] * x[0])], 2, new RandomSource(3));

        TemperedDraws once = sampler.Run(4, new Told(told)), again = sampler.Run(4);

        Assert.Equal(once.Points.SelectMany(p => p), again.Points.SelectMany(p => p));
        Assert.Equal(20 + (19 * (once.Stages.Length - 1)) + 59, told.Count);
        Assert.Equal(7, once.Spread(7).Length);
        Assert.NotEqual(once.Points[0], new TemperedSampler(all => [.. all.Select(x => -10 * x[0] * x[0])], 2, new RandomSource(4)).Run(4).Points[0]);
    }

    private static TemperedDraws[] Sample(int coordinates, int chains, Func<double[], double> logLikelihood) =>
        [.. Enumerable.Range(1, Runs).Select(seed => new TemperedSampler(all => [.. all.Select(logLikelihood)], coordinates, new RandomSource((ulong)seed)).Run(chains))];

    // the mean over runs, within five of the standard errors that the runs themselves tell
    private static void Agrees(double expected, TemperedDraws[] runs, Func<TemperedDraws, double> of)
    {
        double[] found = [.. runs.Select(of)];
        double error = Math.Sqrt(Variance(found) / runs.Length);
        Assert.Equal(expected, found.Average(), 5 * error);
        Assert.True(error < 0.1 * Math.Max(Math.Abs(expected), 0.1), $"{found.Average()} is known to {error} only");
    }

    private static double Variance(double[] values) => values.Sum(v => (v - values.Average()) * (v - values.Average())) / (values.Length - 1);

    private sealed class Told(List<RunProgress> all) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => all.Add(value);
    }
}

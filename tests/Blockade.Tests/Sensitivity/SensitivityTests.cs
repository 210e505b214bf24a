using System.Collections.Immutable;
using Blockade.Numerics.Random;
using Blockade.Sensitivity;
using Blockade.Testing;

namespace Blockade.Tests.Sensitivity;

/// <summary>Shares of variance and elementary effects of functions whose own are known.</summary>
public class SensitivityTests
{
    private const int Rows = 20_000;

    private static readonly RandomSource Random = new(9);

    // Estimators over 20,000 rows: Saltelli's first order has an SD of some 1.5/sqrt(rows) at the worst of these functions, Jansen's less; four of them
    private static readonly double Tolerance = 4 * 1.5 / Math.Sqrt(Rows);

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Ishigami and Homma (1990): V1 = (1 + b pi^4/5)^2/2, V2 = a^2/8, V13 = b^2 pi^8 (1/18 - 1/50), with a = 7 and b = 0.1")]
    public void Shares_of_the_function_of_Ishigami()
    {
        const double a = 7, b = 0.1;
        double v1 = Math.Pow(1 + (b * Math.Pow(Math.PI, 4) / 5), 2) / 2, v2 = a * a / 8, v13 = b * b * Math.Pow(Math.PI, 8) * ((1.0 / 18) - (1.0 / 50));
        double all = v1 + v2 + v13;

        ImmutableArray<SobolIndex> indices = Shares(3, x =>
        {
            double[] z = [.. x.Select(u => Math.PI * ((2 * u) - 1))];
            return Math.Sin(z[0]) + (a * Math.Pow(Math.Sin(z[1]), 2)) + (b * Math.Pow(z[2], 4) * Math.Sin(z[0]));
        });

        double[] first = [v1 / all, v2 / all, 0], total = [(v1 + v13) / all, v2 / all, v13 / all];
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(first[i], indices[i].First, Tolerance);
            Assert.Equal(total[i], indices[i].Total, Tolerance);
            Assert.InRange(indices[i].First, indices[i].FirstLower, indices[i].FirstUpper);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Saltelli and Sobol (1995), g-function: Vi = 1/(3 (1 + ai)^2), V = prod(1 + Vi) - 1, total Vi prod(others' 1 + Vj)")]
    public void Shares_of_the_function_g_of_Sobol()
    {
        double[] a = [0, 1, 4.5, 9, 99];
        double[] v = [.. a.Select(x => 1 / (3 * (1 + x) * (1 + x)))];
        double all = v.Aggregate(1.0, (p, x) => p * (1 + x)) - 1;

        ImmutableArray<SobolIndex> indices = Shares(a.Length, x => x.Select((u, i) => (Math.Abs((4 * u) - 2) + a[i]) / (1 + a[i])).Aggregate(1.0, (p, g) => p * g));

        for (int i = 0; i < a.Length; i++)
        {
            Assert.Equal(v[i] / all, indices[i].First, Tolerance);
            Assert.Equal(v[i] * ((all + 1) / (1 + v[i])) / all, indices[i].Total, Tolerance);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "an interval of 95 % holds the truth nineteen times of twenty; of 100 repeats, 85 to 100 but once in ten thousand (binomial)")]
    public void Intervals_of_shares_hold_the_truth()
    {
        // x1 + 2 x2: shares 1/5 and 4/5, first and total alike
        int held = 0;
        for (uint repeat = 0; repeat < 100; repeat++)
        {
            var random = new RandomSource(100 + repeat);
            ImmutableArray<double[]> points = Sobol.Design(2, 400, random, 1);
            SobolIndex index = Sobol.Indices(["x1", "x2"], ["y"], [.. points.Select(x => new[] { x[0] + (2 * x[1]) })], random, 1)[0];
            if (index.FirstLower <= 0.2 && 0.2 <= index.FirstUpper) held++;
        }

        Assert.InRange(held, 85, 100);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a linear function: every elementary effect is its slope, without spread")]
    public void Elementary_effects_of_a_linear_function_are_its_slopes()
    {
        double[] slopes = [2, -3, 0, 0.5];
        ImmutableArray<double[]> points = Morris.Design(slopes.Length, 6, Random, 2);

        ImmutableArray<MorrisEffect> effects = Morris.Effects(["a", "b", "c", "d"], ["y"], points, [.. points.Select(x => new[] { 1 + x.Zip(slopes, (u, s) => u * s).Sum() })]);

        // differences of numbers of order one, divided by two thirds
        for (int i = 0; i < slopes.Length; i++)
        {
            Assert.Equal(slopes[i], effects[i].Mean, 1e-14);
            Assert.Equal(Math.Abs(slopes[i]), effects[i].MeanOfMagnitudes, 1e-14);
            Assert.Equal(0, effects[i].Spread, 1e-14);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "x1 x2: the effect of x1 is x2, on the grid 0, 1/3, 2/3, 1 alike, whose mean is 1/2 and variance 5/36")]
    public void A_product_has_effects_with_a_spread()
    {
        const int trajectories = 4000;
        ImmutableArray<double[]> points = Morris.Design(2, trajectories, Random, 2);

        MorrisEffect effect = Morris.Effects(["a", "b"], ["y"], points, [.. points.Select(x => new[] { x[0] * x[1] })])[0];

        Assert.Equal(0.5, effect.Mean, 4 * Math.Sqrt(5.0 / 36 / trajectories));
        Assert.Equal(Math.Sqrt(5.0 / 36), effect.Spread, 4 * Math.Sqrt(5.0 / 36) / Math.Sqrt(2 * trajectories));
        Assert.Equal(effect.Spread / Math.Sqrt(trajectories), effect.StandardError, 1e-12);   // no effect is negative here
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Morris 1991: a trajectory moves each input once, by two thirds, on a grid of four levels inside the cube")]
    public void A_trajectory_moves_every_input_once_and_stays_inside()
    {
        ImmutableArray<double[]> points = Morris.Design(5, 50, Random, 2);

        Assert.Equal(50 * 6, points.Length);
        Assert.All(points.SelectMany(p => p), u => Assert.Equal(Math.Round(3 * u) / 3, u, 1e-14));
        Assert.All(points.SelectMany(p => p), u => Assert.InRange(u, -1e-14, 1 + 1e-14));
        for (int t = 0; t < 50; t++)
        {
            int[] moved = [.. Enumerable.Range(1, 5).Select(s => Enumerable.Range(0, 5).Single(i => points[(6 * t) + s][i] != points[(6 * t) + s - 1][i]))];
            Assert.Equal(Enumerable.Range(0, 5), moved.Order());
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the ends and the geometric middle of a range")]
    public void A_range_is_uniform_or_its_logarithm_is()
    {
        var plain = new UncertainInput("x", 1, 100, false);
        var logarithmic = new UncertainInput("x", 1, 100, true);

        Assert.Equal([1, 50.5, 100], new[] { 0, 0.5, 1 }.Select(plain.At));
        Assert.Equal(10, logarithmic.At(0.5), 1e-12);
        Assert.Equal((1.0, 100.0), (logarithmic.At(0), logarithmic.At(1)));
        Assert.Throws<ArgumentException>(() => new UncertainInput("x", 0, 1, true));
        Assert.Throws<ArgumentException>(() => new UncertainInput("x", 2, 1, false));
    }

    private static ImmutableArray<SobolIndex> Shares(int inputs, Func<double[], double> of)
    {
        ImmutableArray<double[]> points = Sobol.Design(inputs, Rows, Random, 1);
        return Sobol.Indices([.. Enumerable.Range(0, inputs).Select(i => $"x{i + 1}")], ["y"], [.. points.Select(x => new[] { of(x) })], Random, 1);
    }
}

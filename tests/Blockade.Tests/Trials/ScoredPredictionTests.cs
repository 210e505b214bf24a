using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Testing;
using Blockade.Trials;
using MathNet.Numerics.Distributions;

namespace Blockade.Tests.Trials;

public class ScoredPredictionTests
{
    [Fact]
    [Evidence(EvidenceKind.Published, "R 4.2.2: quantile(c(7, 1, 10, 3, 5, 2, 8, 4, 9, 6), c(0.05, 0.5, 0.95)) is 1.45, 5.5, 9.55")]
    public void The_interval_is_of_R_quantiles()
    {
        ScoredPrediction row = Row(5, 1, 7, 1, 10, 3, 5, 2, 8, 4, 9, 6);

        Assert.Equal((1.45, 5.5, 9.55), (Math.Round(row.Lower, 12), row.Median, Math.Round(row.Upper, 12)));
        Assert.True(row.IsInside);
        Assert.False(Row(1.4, 1, [.. row.Values]).IsInside);
        Assert.False(Row(9.6, 1, [.. row.Values]).IsInside);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "of a prediction without spread the score is the absolute error; of a normal law it is Gneiting and Raftery's (2007) closed form")]
    public void The_score_is_that_of_the_law_behind_the_sample()
    {
        const int n = 4000;
        const double mean = 12, sd = 3, y = 14;
        double z = (y - mean) / sd;
        double exact = sd * ((z * ((2 * Normal.CDF(0, 1, z)) - 1)) + (2 * Normal.PDF(0, 1, z)) - (1 / Math.Sqrt(Math.PI)));
        ScoredPrediction row = Row(y, 1, [.. Enumerable.Range(0, n).Select(i => Normal.InvCDF(mean, sd, (i + 0.5) / n))]);

        // midpoints of n equal shares: the tails beyond the first and the last one are missing, less than sd / n each
        Assert.Equal(exact, row.Crps, 2 * sd / n);
        Assert.Equal(2, Row(14, 1, 12).Crps, 1e-12);
        Assert.Equal(2, Row(14, 1, 12, 12, 12).Crps, 1e-12);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a two-way table that is a sum of rows and columns: the SDs of rows and of columns, and nothing else")]
    public void The_spread_of_constants_and_of_patients_are_told_apart()
    {
        double[] draws = [0, 3, 6, -1], sets = [10, 11, 15];
        ScoredPrediction row = Row(10, 3, [.. draws.SelectMany(d => sets.Select(s => d + s))]);

        Assert.Equal(Sd(draws), row.Spread.Parameters, 1e-12);
        Assert.Equal(Sd(sets), row.Spread.Patients, 1e-12);
        Assert.Equal(0, Row(10, 3, [.. draws.SelectMany(_ => sets)]).Spread.Parameters);
        Assert.True(double.IsNaN(Row(10, 1, 1, 2, 3).Spread.Parameters), "one set of patients cannot tell them apart");

        static double Sd(double[] x) => Math.Sqrt(x.Sum(v => (v - x.Average()) * (v - x.Average())) / (x.Length - 1));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a median that is not reached lies above every one that is")]
    public void What_is_not_reached_counts_as_infinite()
    {
        ScoredPrediction row = Row(60, 1, 50, double.NaN, 55, 52, 58, 54, 53, 57, 51, 56);

        Assert.Equal(54.5, row.Median);
        Assert.True(double.IsNaN(row.Upper));
        Assert.True(row.IsInside);
        Assert.True(double.IsNaN(row.Crps));
    }

    private static ScoredPrediction Row(double published, int replicates, params double[] values) => new(
        new PublishedResult("a", "T", "arm", "median-pfs", published, double.NaN, double.NaN, "months", 100, "by hand", "", ResultRole.Blind, Grade.Read, "", default),
        [.. values], replicates);
}

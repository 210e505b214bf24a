using Blockade.Numerics.Jump;

namespace Blockade.Numerics.Tests.Jump;

/// <summary>
/// The tests of the Discrete Stochastic Model Test Suite: of n runs with mean M and deviation S, expected mu and sigma,
/// Z = sqrt(n) (M - mu) / sigma lies within 3 and Y = sqrt(n / 2) (S^2 / sigma^2 - 1) within 5.
/// </summary>
/// <remarks>
/// For a right program Z is standard normal: one point leaves 3 with probability 0.0027. Points of one run are strongly correlated, so the suite
/// allows 2 or 3 of its 50 points outside and calls more a failure; Y is standard normal for normal populations, and 5 is left with probability
/// 6e-7. Where populations are far from normal the variance of S^2 is sigma^4 (2 + excess kurtosis) / n, and Y is divided by the root of
/// what that adds. With the seeds fixed a test that passes passes for ever; the chance that a right program is refused when a seed is first chosen
/// is below 1 percent for each case.
/// </remarks>
internal static class MomentCheck
{
    /// <summary>Where expected deviations are zero the runs agree exactly; elsewhere at most three points lie outside.</summary>
    public static void Passes(EnsembleResult result, int output, IReadOnlyList<(double Mean, double Deviation)> expected, Func<int, double>? excessKurtosis = null)
    {
        Assert.Empty(result.Failures);
        int n = result.CompletedRuns;
        var outside = new List<string>();
        for (int k = 0; k < expected.Count; k++)
        {
            (double mean, double deviation) = expected[k];
            double m = result.Mean(k, output);
            double s = result.StandardDeviation(k, output);
            if (deviation == 0)
            {
                Assert.Equal((mean, 0), (m, s));
                continue;
            }

            double z = Math.Sqrt(n) * (m - mean) / deviation;
            double y = Math.Sqrt(n / (2 + (excessKurtosis?.Invoke(k) ?? 0))) * ((s * s / (deviation * deviation)) - 1);
            if (Math.Abs(z) > 3 || Math.Abs(y) > 5) outside.Add($"t = {result.Times[k]}: mean {m} for {mean} (Z {z:F1}), deviation {s} for {deviation} (Y {y:F1})");
        }

        Assert.True(outside.Count <= 3, $"{outside.Count} points lie outside:\n{string.Join('\n', outside)}");
    }
}

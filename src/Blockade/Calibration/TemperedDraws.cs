using System.Collections.Immutable;

namespace Blockade.Calibration;

/// <summary>What a sampler that comes down from the prior has found.</summary>
/// <param name="Points">Equally weighted points of the posterior, chain by chain; a point that was not left is there again.</param>
/// <param name="LogLikelihoods">The logarithm of the likelihood at each.</param>
/// <param name="Chain">How many points a chain has.</param>
/// <param name="Stages">The stages, the prior's left out.</param>
/// <param name="LogEvidence">Logarithm of the likelihood's mean over the prior.</param>
internal sealed record TemperedDraws(
    ImmutableArray<double[]> Points, ImmutableArray<double> LogLikelihoods, int Chain, ImmutableArray<SamplerStage> Stages, double LogEvidence)
{
    /// <summary>
    /// How many independent draws the points are worth for the mean of each coordinate: from how much the means of the chains differ (Dau and Chopin 2022). At most the points.
    /// </summary>
    public ImmutableArray<double> Worth()
    {
        int chains = Points.Length / Chain;
        return
        [
            .. Enumerable.Range(0, Points[0].Length).Select(j =>
            {
                double mean = Points.Average(p => p[j]);
                double variance = Points.Average(p => (p[j] - mean) * (p[j] - mean));
                double between = Enumerable.Range(0, chains)
                    .Average(c => Math.Pow(Points.AsSpan().Slice(c * Chain, Chain).ToArray().Average(p => p[j]) - mean, 2)) * chains / (chains - 1);
                return between > 0 ? Math.Min(Points.Length, variance * chains / between) : variance > 0 ? Points.Length : 1;
            }),
        ];
    }

    /// <summary>Some of the points, spread evenly over all chains; where more are asked for than there are, some again.</summary>
    public ImmutableArray<ImmutableArray<double>> Spread(int draws) =>
        [.. Enumerable.Range(0, draws).Select(d => Points[(int)((d + 0.5) / draws * Points.Length)].ToImmutableArray())];
}

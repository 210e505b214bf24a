using System.Collections.Immutable;
using Blockade.Survival;
using MathNet.Numerics.Distributions;

namespace Blockade.Trials;

/// <summary>How a protocol tests several claims at one error of the first kind.</summary>
/// <param name="Alpha">The error, one-sided: the chance to find any arm better in any look where none is.</param>
/// <param name="Hypotheses">The claims.</param>
/// <param name="Graph">How they share the error.</param>
public sealed record MultiplicityPlan(double Alpha, ImmutableArray<Hypothesis> Hypotheses, GraphicalTest Graph)
{
    /// <summary>One-sided p values of the stratified log-rank tests of a run: small where the arm does better; NaN without a test.</summary>
    public ImmutableArray<double> PValues(ImmutableArray<AnalysisResult> analyses) =>
        [.. Hypotheses.Select(h => Below(analyses[h.Analysis].Comparisons[h.Arm - 1].LogRank?.Z ?? double.NaN))];

    /// <summary>The same of a replicate, whose first tests are the protocol's analyses.</summary>
    public ImmutableArray<double> PValues(ReplicateOutcome replicate)
    {
        ArgumentNullException.ThrowIfNull(replicate);
        return [.. Hypotheses.Select(h => Below(replicate.Tests[h.Analysis][0].Comparisons[h.Arm - 1].LogRankZ))];
    }

    /// <summary>How often each claim is made over replicates, and then how often any and all of them are, with Wilson's limits.</summary>
    public ImmutableArray<Estimate> Power(ImmutableArray<ReplicateOutcome> replicates)
    {
        bool[][] made = [.. replicates.Select(r => Graph.Adjust(PValues(r).AsSpan()).Select(p => p <= Alpha).ToArray())];
        Estimate Share(Func<bool[], bool> holds) => Proportion.Wilson(made.Count(holds), made.Length);
        return [.. Hypotheses.Select((_, i) => Share(m => m[i])), Share(m => m.Any(x => x)), Share(m => m.All(x => x))];
    }

    private static double Below(double z) => Normal.CDF(0, 1, z);
}

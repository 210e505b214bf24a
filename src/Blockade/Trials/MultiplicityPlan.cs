using System.Collections.Immutable;
using Blockade.Survival;

namespace Blockade.Trials;

/// <summary>How a protocol tests several claims at one error of the first kind.</summary>
/// <param name="Alpha">The error, one-sided: the chance to find any arm better in any test where none is.</param>
/// <param name="Hypotheses">The claims.</param>
/// <param name="Graph">How they share the error.</param>
/// <remarks>
/// A claim of a group-sequential test has the test's looks and its way to share out an error, and spends by it what error the graph gives to the claim: Maurer and Bretz (2013), Stat.
/// Biopharm. Res. 5:311-320; in a sequence, Glimm, Maurer and Bretz (2010), Stat. Med. 29:219-228. When a claim is made and passes its error on, the looks that others have had
/// count at their new limits too: every intersection is a weighted Bonferroni test of group-sequential tests, which crosses or not whenever it is asked.
/// </remarks>
public sealed record MultiplicityPlan(double Alpha, ImmutableArray<Hypothesis> Hypotheses, GraphicalTest Graph)
{
    /// <summary>One-sided p values of a replicate: of the stratified log-rank test at a look that stands alone, the sequential one of a group-sequential test.</summary>
    /// <param name="replicate">What its tests found.</param>
    /// <param name="tests">The tests of the protocol.</param>
    public ImmutableArray<double> PValues(ReplicateOutcome replicate, ImmutableArray<PlannedTest> tests)
    {
        ArgumentNullException.ThrowIfNull(replicate);
        return [.. Hypotheses.Select(h => tests[h.Test].Plan.SequentialP(Statistics(replicate, tests, h)))];
    }

    /// <summary>For each claim whether it is made, one row a replicate. Limits are found once for every part of the error that comes up.</summary>
    /// <param name="replicates">What their tests found.</param>
    /// <param name="tests">The tests of the protocol.</param>
    public ImmutableArray<ImmutableArray<bool>> Made(ImmutableArray<ReplicateOutcome> replicates, ImmutableArray<PlannedTest> tests)
    {
        var limits = new Dictionary<(int Test, double Error), ImmutableArray<double>>();
        return [.. replicates.Select(r => Graph.Reject(Alpha, (i, error) =>
        {
            Hypothesis h = Hypotheses[i];
            if (!limits.TryGetValue((h.Test, error), out ImmutableArray<double> critical)) limits[(h.Test, error)] = critical = tests[h.Test].Plan.WithError(error).Critical;
            return Statistics(r, tests, h).Zip(critical).Any(x => x.First >= x.Second);
        }))];
    }

    /// <summary>How often each claim is made over replicates, and then how often any and all of them are, with Wilson's limits.</summary>
    /// <param name="replicates">What their tests found.</param>
    /// <param name="tests">The tests of the protocol.</param>
    public ImmutableArray<Estimate> Power(ImmutableArray<ReplicateOutcome> replicates, ImmutableArray<PlannedTest> tests)
    {
        ImmutableArray<ImmutableArray<bool>> made = Made(replicates, tests);
        Estimate Share(Func<ImmutableArray<bool>, bool> holds) => Proportion.Wilson(made.Count(holds), made.Length);
        return [.. Hypotheses.Select((_, i) => Share(m => m[i])), Share(m => m.Any(x => x)), Share(m => m.All(x => x))];
    }

    // positive where the arm does better; a test that gave up for futility has no further looks
    private static double[] Statistics(ReplicateOutcome replicate, ImmutableArray<PlannedTest> tests, Hypothesis claim)
    {
        var z = new List<double>();
        foreach (LookOutcome look in replicate.Tests[claim.Test])
        {
            LookComparison comparison = look.Comparisons[claim.Arm - 1];
            z.Add(-comparison.LogRankZ);
            if (tests[claim.Test].Decide(z.Count - 1, comparison) == LookDecision.Futility) break;
        }

        return [.. z];
    }
}

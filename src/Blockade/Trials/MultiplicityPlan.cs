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

    /// <summary>For each claim when it is made, if it is, one row a replicate. Limits are found once for every part of the error that comes up.</summary>
    /// <param name="replicates">What their tests found.</param>
    /// <param name="tests">The tests of the protocol.</param>
    /// <remarks>Looks are taken in the order of their dates, and after each the graph is asked with what has been seen. What is made then stays made.</remarks>
    public ImmutableArray<ImmutableArray<ClaimOutcome>> Outcomes(ImmutableArray<ReplicateOutcome> replicates, ImmutableArray<PlannedTest> tests)
    {
        var limits = new Dictionary<(int Test, double Error), ImmutableArray<double>>();
        ImmutableArray<double> Limits(int test, double error)
        {
            if (!limits.TryGetValue((test, error), out ImmutableArray<double> critical)) limits[(test, error)] = critical = tests[test].Plan.WithError(error).Critical;
            return critical;
        }

        return [.. replicates.Select(r => Outcomes(r, tests, Limits))];
    }

    private ImmutableArray<ClaimOutcome> Outcomes(ReplicateOutcome replicate, ImmutableArray<PlannedTest> tests, Func<int, double, ImmutableArray<double>> limits)
    {
        double[][] statistics = [.. Hypotheses.Select(h => Statistics(replicate, tests, h))];
        var outcomes = statistics.Select(z => new ClaimOutcome(z.Length, null, null, null, double.NaN)).ToArray();
        var looks = Hypotheses.Select(h => h.Test).Distinct().SelectMany(t => replicate.Tests[t].Select((look, k) => (Test: t, Look: k + 1, look.Months)));
        var seen = new Dictionary<int, int>();
        foreach ((int test, int look, double months) in looks.OrderBy(l => l.Months).ThenBy(l => l.Test).ThenBy(l => l.Look))
        {
            seen[test] = look;
            var crossed = new int[outcomes.Length];
            ImmutableArray<bool> made = Graph.Reject(Alpha, (i, error) =>
            {
                ImmutableArray<double> critical = limits(Hypotheses[i].Test, error);
                int had = Math.Min(statistics[i].Length, seen.GetValueOrDefault(Hypotheses[i].Test));
                crossed[i] = Enumerable.Range(1, had).FirstOrDefault(k => statistics[i][k - 1] >= critical[k - 1]);
                return crossed[i] > 0;
            });
            for (int i = 0; i < outcomes.Length; i++)
            {
                if (made[i] && !outcomes[i].Made) outcomes[i] = outcomes[i] with { Look = crossed[i], Test = test, TestLook = look, Months = months };
            }
        }

        return [.. outcomes];
    }

    /// <summary>How often each claim is made over replicates, and then how often any and all of them are, with Wilson's limits.</summary>
    /// <param name="replicates">What their tests found.</param>
    /// <param name="tests">The tests of the protocol.</param>
    public ImmutableArray<Estimate> Power(ImmutableArray<ReplicateOutcome> replicates, ImmutableArray<PlannedTest> tests)
    {
        ImmutableArray<ImmutableArray<ClaimOutcome>> made = Outcomes(replicates, tests);
        Estimate Share(Func<ImmutableArray<ClaimOutcome>, bool> holds) => Proportion.Wilson(made.Count(holds), made.Length);
        return [.. Hypotheses.Select((_, i) => Share(m => m[i].Made)), Share(m => m.Any(x => x.Made)), Share(m => m.All(x => x.Made))];
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

using System.Collections.Immutable;
using Blockade.Survival;

namespace Blockade.Trials;

/// <summary>What a design does in the long run, each number with its Monte Carlo error.</summary>
/// <remarks>
/// A test walks through its looks as a trial would: it stops at the first that decides. Several tests of one protocol, and several arms
/// against one control, are judged each by itself; <see cref="MultiplicityPlan"/> judges those that share an error.
/// </remarks>
public static class OperatingCharacteristics
{
    /// <summary>Every test of every arm but the first.</summary>
    /// <param name="tests">The tests of the protocol.</param>
    /// <param name="arms">The names of its arms, control first.</param>
    /// <param name="outcomes">The replicates; at least one.</param>
    /// <param name="identicalArms">Whether every arm got the control's treatment, so that the true hazard ratio is one.</param>
    public static ImmutableArray<TestCharacteristics> Of(
        ImmutableArray<PlannedTest> tests, ImmutableArray<string> arms, ImmutableArray<ReplicateOutcome> outcomes, bool identicalArms = false)
    {
        if (outcomes.IsDefaultOrEmpty) throw new ArgumentException("There is no replicate to look at.", nameof(outcomes));
        return
        [
            .. tests.SelectMany((test, t) => Enumerable.Range(1, arms.Length - 1).Select(arm =>
                Of(test, arms[arm], arm - 1, [.. outcomes.Select(o => o.Tests[t])], identicalArms))),
        ];
    }

    private static TestCharacteristics Of(PlannedTest test, string arm, int comparison, ImmutableArray<LookOutcome>[] replicates, bool identicalArms)
    {
        int n = replicates.Length, last = test.Cutoffs.Length - 1;
        int[] stop = new int[n];
        LookDecision[] decision = new LookDecision[n];
        double[][] logRatio = [.. replicates.Select(looks => looks.Select(l => Math.Log(l.Comparisons[comparison].HazardRatio.Value)).ToArray())];
        for (int r = 0; r < n; r++)
        {
            for (int k = 0; k <= last; k++)
            {
                (stop[r], decision[r]) = (k, test.Decide(k, replicates[r][k].Comparisons[comparison]));
                if (decision[r] != LookDecision.GoOn) break;
            }
        }

        Estimate Share(Func<int, bool> holds) => Proportion.Wilson(Enumerable.Range(0, n).Count(holds), n);
        MonteCarlo Mean(Func<int, double> value) => MonteCarlo.Mean(Enumerable.Range(0, n).Select(value).Where(double.IsFinite));
        int Both(LookOutcome look, Func<LookOutcome, ImmutableArray<int>> counts) => counts(look)[0] + counts(look)[comparison + 1];
        MonteCarlo final = Mean(r => logRatio[r][last]);
        double truth = identicalArms ? 1 : Math.Exp(final.Value);
        Estimate[] intervals = [.. replicates.Select(looks => looks[last].Comparisons[comparison].HazardRatio).Where(e => double.IsFinite(e.Value))];
        var looks = ImmutableArray.CreateBuilder<LookCharacteristics>(last + 1);
        for (int look = 0; look <= last; look++)
        {
            int k = look;
            bool[] here = [.. Enumerable.Range(0, n).Select(r => stop[r] == k && decision[r] == LookDecision.Success && double.IsFinite(logRatio[r][k]))];
            looks.Add(new LookCharacteristics(
                k + 1, test.Plan.Information[k], test.Plan.Critical[k],
                Share(r => stop[r] >= k), Share(r => stop[r] == k && decision[r] == LookDecision.Success),
                Share(r => stop[r] <= k && decision[r] == LookDecision.Success), Share(r => stop[r] == k && decision[r] == LookDecision.Harm),
                Share(r => stop[r] == k && decision[r] == LookDecision.Futility),
                Mean(r => replicates[r][k].Months), Mean(r => Both(replicates[r][k], l => l.Events)), Mean(r => logRatio[r][k]),
                MonteCarlo.Mean(Enumerable.Range(0, n).Where(r => here[r]).Select(r => logRatio[r][k])),
                Bias(here, [.. logRatio.Select(l => l[k])], [.. logRatio.Select(l => l[last])])));
        }

        double[] ratios = [.. logRatio.Select(l => Math.Exp(l[last])).Where(double.IsFinite).Order()];
        return new TestCharacteristics(
            test, arm, n, Share(r => decision[r] == LookDecision.Success), Share(r => decision[r] == LookDecision.Harm),
            Share(r => decision[r] == LookDecision.Futility), Mean(r => replicates[r][stop[r]].Months),
            Mean(r => Both(replicates[r][stop[r]], l => l.Events)), Mean(r => Both(replicates[r][stop[r]], l => l.Patients)), final,
            ratios.Length == 0 ? [] : [.. new[] { 0.025, 0.25, 0.5, 0.75, 0.975 }.Select(p => Quantile(ratios, p))],
            Proportion.Wilson(intervals.Count(e => e.Lower <= truth && truth <= e.Upper), intervals.Length),
            Mean(r => logRatio[r][stop[r]]), looks.MoveToImmutable());
    }

    // The mean of some replicates less the mean of all: the spread of each replicate's pull at the difference is the spread of the
    // difference, and it knows that the some are among the all.
    private static MonteCarlo Bias(bool[] here, double[] atLook, double[] atEnd)
    {
        int[] all = [.. Enumerable.Range(0, here.Length).Where(r => double.IsFinite(atEnd[r]))];
        int stopped = here.Count(h => h);
        if (stopped == 0 || all.Length == 0) return new(double.NaN, double.NaN, 0);
        double mean = Enumerable.Range(0, here.Length).Where(r => here[r]).Average(r => atLook[r]), reference = all.Average(r => atEnd[r]);
        double share = (double)stopped / here.Length, estimable = (double)all.Length / here.Length;
        double squares = Enumerable.Range(0, here.Length).Sum(r =>
        {
            double pull = (here[r] ? (atLook[r] - mean) / share : 0) - (double.IsFinite(atEnd[r]) ? (atEnd[r] - reference) / estimable : 0);
            return pull * pull;
        });
        return new(mean - reference, stopped < 2 ? double.NaN : Math.Sqrt(squares) / here.Length, stopped);
    }

    // linear between order statistics, R's type 7
    private static double Quantile(double[] sorted, double p)
    {
        double at = p * (sorted.Length - 1);
        int low = (int)Math.Floor(at);
        return low + 1 < sorted.Length ? sorted[low] + ((at - low) * (sorted[low + 1] - sorted[low])) : sorted[low];
    }
}

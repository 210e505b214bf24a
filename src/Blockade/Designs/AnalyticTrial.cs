using System.Collections.Immutable;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Survival;
using Blockade.Trials;

namespace Blockade.Designs;

/// <summary>
/// A trial whose patients are a law of the time to an event and nothing else: tens of microseconds a patient less than one with receptors, and the
/// same allocation, cut-offs, tests and stopping rules.
/// </summary>
public sealed record AnalyticTrial
{
    /// <summary>Patients randomised, all arms together.</summary>
    public required int Patients { get; init; }

    /// <summary>The arms, control first.</summary>
    public required ImmutableArray<AnalyticArm> Arms { get; init; }

    /// <summary>When patients enter.</summary>
    public required Accrual Accrual { get; init; }

    /// <summary>Share of patients a year who are lost to follow-up.</summary>
    public double DropoutPerYear { get; init; }

    /// <summary>By what each stratum multiplies the hazard of both arms; patients fall into strata equally often.</summary>
    public ImmutableArray<double> StratumHazardRatios { get; init; } = [1];

    /// <summary>The hazard of being lost, per month.</summary>
    internal double DropoutPerMonth => -Math.Log(1 - DropoutPerYear) / 12;

    /// <summary>Runs a replicate and judges it by tests. Months count from the opening of accrual.</summary>
    /// <param name="tests">The tests; their endpoint is the one event there is.</param>
    /// <param name="random">The random space: patient k of replicate r is a function of seed, r and k.</param>
    /// <param name="replicate">The replicate.</param>
    public ReplicateOutcome Run(ImmutableArray<PlannedTest> tests, RandomSource random, uint replicate)
    {
        Course course = Draw(random, replicate);
        return new ReplicateOutcome(replicate, 0,
            [.. tests.Select(test => test.Cutoffs.Select(cutoff => LookOutcome.Of(course.Cut(new Analysis(test.Name, test.Endpoint, cutoff)), Arms.Length)).ToImmutableArray())]);
    }

    /// <summary>Runs replicates at once; the result does not depend on the number of threads.</summary>
    public ImmutableArray<ReplicateOutcome> Run(
        ImmutableArray<PlannedTest> tests, RandomSource random, int replicates, int threads, CancellationToken cancellation = default)
    {
        var outcomes = new ReplicateOutcome[replicates];
        Parallel.For(
            0, replicates, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
            r => outcomes[r] = Run(tests, random, (uint)r));
        return [.. outcomes];
    }

    private Course Draw(RandomSource random, uint replicate)
    {
        int n = Patients;
        double[] entry = new double[n], events = new double[n], lost = new double[n];
        int[] strata = new int[n];
        RandomSequence accrual = random.Sequence((ushort)DrawPurpose.Accrual, replicate, 0);
        for (int k = 0; k < n; k++) entry[k] = Accrual.TimeOf(accrual.NextUniform());
        Array.Sort(entry);
        double dropout = DropoutPerMonth;
        for (int k = 0; k < n; k++)
        {
            RandomSequence own = random.Sequence((ushort)DrawPurpose.AnalyticEvent, replicate, (uint)k);
            events[k] = own.NextExponential();
            lost[k] = dropout > 0 ? own.NextExponential() / dropout : double.PositiveInfinity;
            strata[k] = StratumHazardRatios.Length == 1 ? 0 : own.NextInt32(StratumHazardRatios.Length);
        }

        int[] arms = PermutedBlocks.Allocate(strata, [.. Arms.Select(a => a.Ratio)], random, replicate);
        for (int k = 0; k < n; k++) events[k] = Arms[arms[k]].Law.TimeAt(events[k] / StratumHazardRatios[strata[k]]);
        return new Course(entry, events, lost, arms, strata);
    }

    // the patients of a replicate, uncut
    private sealed class Course(double[] entry, double[] events, double[] lost, int[] arms, int[] strata)
    {
        public AnalysisData Cut(Analysis analysis)
        {
            double at = analysis.Cutoff switch
            {
                Cutoff.ByDate date => date.At.Months,
                Cutoff.ByEvents by => DateOf(by.Events),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            int[] entered = [.. Enumerable.Range(0, entry.Length).Where(k => entry[k] < at)];
            return new AnalysisData(
                analysis, new StudyTime(at), [.. entered], [.. entered.Select(k => Seen(k, at))], [.. entered.Select(k => arms[k])], [.. entered.Select(k => strata[k])]);
        }

        // dates are compared, not times: the event that sets the cut is in it
        private FollowUp Seen(int k, double at) => events[k] <= lost[k] && entry[k] + events[k] <= at
            ? new FollowUp(events[k], true)
            : new FollowUp(Math.Max(0, Math.Min(Math.Min(at - entry[k], lost[k]), events[k])), false);

        // where there are never so many events, the last date on which anything happens
        private double DateOf(int wanted)
        {
            double[] dates = [.. Enumerable.Range(0, entry.Length).Where(k => events[k] <= lost[k] && double.IsFinite(events[k])).Select(k => entry[k] + events[k]).Order()];
            if (wanted <= dates.Length) return dates[wanted - 1];
            return Math.Max(dates.Length == 0 ? 0 : dates[^1], (entry.Length == 0 ? 0 : entry[^1]) + 1);
        }
    }
}

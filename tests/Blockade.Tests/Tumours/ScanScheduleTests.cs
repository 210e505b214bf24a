using System.Collections.Immutable;
using Blockade.Numerics.Random;
using Blockade.Testing;
using Blockade.Tumours;

namespace Blockade.Tests.Tumours;

/// <summary>When patients are scanned, and what a reader makes of what is there.</summary>
public class ScanScheduleTests
{
    private static readonly ScanSchedule NineWeekly = new(63, 4, 0.06, 3, 5, SampleTumour.Recist("1.0"));

    [Fact]
    [Evidence(EvidenceKind.Analytic, "without jitter: every multiple of the interval up to the last day, and no scan on day zero")]
    public void Without_jitter_scans_are_due_every_interval() =>
        Assert.Equal([63, 126, 189, 252], (NineWeekly with { JitterDays = 0 }).Days(Draws(0), default, 252));

    [Theory, InlineData(4), InlineData(1000)]
    [Evidence(EvidenceKind.Analytic, "a shift is cut one day short of half an interval: windows do not overlap and the order is kept")]
    public void A_scan_stays_in_its_own_window(double jitter)
    {
        for (uint k = 0; k < 200; k++)
        {
            ImmutableArray<int> days = (NineWeekly with { JitterDays = jitter }).Days(Draws(k), default, 2000);

            Assert.Equal(31, days.Length);
            for (int i = 0; i < days.Length; i++) Assert.InRange(days[i] - (63 * (i + 1)), -31, 31);   // 30.5 days, rounded
            Assert.Equal(days.Distinct().Order(), days);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a missed scan leaves the others where they were; the share that is missed is the one asked for, four standard errors; its number is that of its due date")]
    public void A_missed_scan_leaves_the_others_where_they_were()
    {
        int due = 0, made = 0;
        for (uint k = 0; k < 200; k++)
        {
            ImmutableArray<int> all = NineWeekly.Days(Draws(k), default, 2000), seen = (NineWeekly with { MissedShare = 0.2 }).Days(Draws(k), Missed(k), 2000);
            Assert.Subset(all.ToHashSet(), seen.ToHashSet());
            Assert.Equal(Enumerable.Range(1, all.Length), all.Select(NineWeekly.NumberOf));
            due += all.Length;
            made += seen.Length;
        }

        Assert.Equal(0.8, made / (double)due, 4 * Math.Sqrt(0.16 / due));
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "ASCO e11055: more than 78 % of CLEOPATRA's scans within 7 days of schedule")]
    public void Jitter_of_four_days_puts_the_published_share_into_the_window()
    {
        int[] shifts = [.. Enumerable.Range(0, 200).SelectMany(k => NineWeekly.Days(Draws((uint)k), default, 1260).Select((d, i) => d - (63 * (i + 1))))];

        // a whole number of days within 7 is a normal within 7.5/4 SDs: 93.9 %; four standard errors of 4,000
        double share = shifts.Count(s => Math.Abs(s) <= 7) / (double)shifts.Length;
        Assert.True(share > 0.78);
        Assert.Equal(0.9392, share, 4 * Math.Sqrt(0.9392 * 0.0608 / shifts.Length));
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "RECIST 1.1 (Eisenhauer 2009): what is there and too small to measure counts 5 mm")]
    public void Without_error_the_sum_is_that_of_the_visible_lesions_none_below_5_mm()
    {
        RandomSequence random = Draws(0);
        ScanSchedule exact = NineWeekly with { ErrorCv = 0 };

        Assert.Equal(45, exact.Measure([40, 3, 2.999, 0], ref random));
        Assert.Equal(10.5, exact.Measure([5.5, 4.999], ref random));
        Assert.Equal(0, exact.Measure([2.9, 2.9, 2.9], ref random));
        Assert.Equal(0, exact.Measure([], ref random));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "each lesion is measured with an independent log-normal error: mean of the log 0, SD the CV")]
    public void The_error_of_a_lesion_is_log_normal()
    {
        const int Count = 20_000;
        RandomSequence random = Draws(0);
        double[] logs = [.. Enumerable.Range(0, Count).Select(_ => Math.Log(NineWeekly.Measure([50], ref random) / 50))];
        double mean = logs.Average();
        double sd = Math.Sqrt(logs.Average(x => (x - mean) * (x - mean)));

        Assert.Equal(0, mean, 4 * 0.06 / Math.Sqrt(Count));
        Assert.Equal(0.06, sd, 4 * 0.06 / Math.Sqrt(2 * Count));

        // of a sum of two equal lesions the relative error is smaller by the root of two
        double[] pairs = [.. Enumerable.Range(0, Count).Select(_ => NineWeekly.Measure([50, 50], ref random) / 100)];
        double pairMean = pairs.Average();
        Assert.Equal(
            0.06 / Math.Sqrt(2), Math.Sqrt(pairs.Average(x => (x - pairMean) * (x - pairMean))), (4 * 0.06 / Math.Sqrt(4 * Count)) + 2e-4);   // exp is not quite linear
    }

    private static RandomSequence Missed(uint k) => new RandomSource(20260727).Sequence(21, 0, k);

    private static RandomSequence Draws(uint k) => new RandomSource(20260727).Sequence(6, 0, k);
}

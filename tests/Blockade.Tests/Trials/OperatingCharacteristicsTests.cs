using System.Collections.Immutable;
using Blockade.Survival;
using Blockade.Testing;
using Blockade.Trials;

namespace Blockade.Tests.Trials;

/// <summary>Replicates written down by hand, so that every share and mean can be counted on fingers.</summary>
public class OperatingCharacteristicsTests
{
    private static readonly PlannedTest TwoLooks = PlannedTest.Of(
        "two looks", Endpoint.OverallSurvival, [50, 100], BoundaryShape.OBrienFleming, 0.05, BoundarySides.Both, new FutilityRule.HazardRatio(1.1));

    [Fact]
    [Evidence(EvidenceKind.Analytic, "four replicates counted by hand: one stops at once, one gives up, one succeeds late, one never")]
    public void A_test_stops_at_the_first_look_that_decides()
    {
        ReplicateOutcome[] replicates =
        [
            Replicate(0, (20, 0.5, -3.5), (40, 0.8, 0)),
            Replicate(1, (22, 1.2, 0.6), (42, 0.7, -2.5)),
            Replicate(2, (24, 0.9, -0.4), (44, 0.7, -2.0)),
            Replicate(3, (26, 0.9, -0.4), (46, 0.9, -0.7)),
        ];

        TestCharacteristics found = OperatingCharacteristics.Of([TwoLooks], ["control", "new"], [.. replicates]).Single();

        Assert.Equal((0.5, 0.0, 0.25), (found.Success.Value, found.Harm.Value, found.Futility.Value));
        Assert.Equal([0.25, 0.25], found.Looks.Select(k => k.Success.Value));
        Assert.Equal([0.25, 0.5], found.Looks.Select(k => k.SuccessBy.Value));
        Assert.Equal([1, 0.5], found.Looks.Select(k => k.Reached.Value));
        Assert.Equal((20 + 22 + 44 + 46) / 4.0, found.Months.Value, 1e-12);
        Assert.Equal((50 + 50 + 100 + 100) / 4.0, found.Events.Value, 1e-12);
        Assert.Equal(Math.Sqrt(0.5 * 0.5 / 4), found.StandardError(found.Success), 1e-12);

        // estimates at the last look ignore that two trials had stopped; the bias at the first is against their mean
        double mean = Math.Log(0.8 * 0.7 * 0.7 * 0.9) / 4;
        Assert.Equal(mean, found.LogHazardRatio.Value, 1e-12);
        Assert.Equal(Math.Log(0.5) - mean, found.Looks[0].Bias.Value, 1e-12);
        Assert.Equal((Math.Log(0.5) + Math.Log(1.2) + Math.Log(0.7) + Math.Log(0.9)) / 4, found.LogHazardRatioAtStop.Value, 1e-12);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the mean of n numbers has the standard error sd/sqrt(n)")]
    public void A_mean_has_its_monte_carlo_error()
    {
        MonteCarlo mean = MonteCarlo.Mean([1, 2, 3, 6]);

        Assert.Equal((3.0, 4), (mean.Value, mean.Count));
        Assert.Equal(Math.Sqrt(14.0 / 3 / 4), mean.StandardError, 1e-12);
        Assert.True(double.IsNaN(MonteCarlo.Mean([]).Value) && double.IsNaN(MonteCarlo.Mean([1]).StandardError));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Lan and Wittes (1988): with z at information t and the trend going on, Phi((z/sqrt(t) - c)/sqrt(1 - t))")]
    public void Rules_of_futility_read_the_interim_data()
    {
        PlannedTest power = TwoLooks with { Futility = new FutilityRule.ConditionalPower(0.2) };
        double c = TwoLooks.Plan.Critical[^1];
        double edge = Math.Sqrt(0.5) * (c + (Math.Sqrt(0.5) * MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 0.2)));

        Assert.Equal(0.2, power.ConditionalPower(0, edge), 1e-12);
        Assert.Equal(LookDecision.Futility, power.Decide(0, Look(0.9, -(edge - 0.01))));
        Assert.Equal(LookDecision.GoOn, power.Decide(0, Look(0.9, -(edge + 0.01))));
        Assert.Equal(LookDecision.NoSuccess, power.Decide(1, Look(0.9, 0)));
        Assert.Equal(LookDecision.Harm, power.Decide(0, Look(2, 3.5)));
        Assert.Equal(LookDecision.GoOn, TwoLooks.Decide(0, Look(double.NaN, double.NaN)));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "what is written is what is read; a torn line is no line; another key is another run")]
    public void A_journal_is_taken_up_where_it_was_torn()
    {
        ReplicateOutcome first = Replicate(4, (20, 1.0 / 3, -3.5), (40, double.NaN, double.NaN)), second = Replicate(5, (1e-7, 0.1, 0.2), (1e7, double.PositiveInfinity, 3));
        using var file = new MemoryStream();
        ReplicateJournal journal = Open(file, "key")!;
        journal.Append(first);
        journal.Append(second);
        byte[] whole = file.ToArray();

        foreach (int lost in new[] { 0, 1, 7, 20 })
        {
            using var torn = new MemoryStream();
            torn.Write(whole, 0, whole.Length - lost);
            torn.Position = 0;
            ReplicateJournal again = Open(torn, "key")!;
            Assert.Equal(lost == 0 ? 2 : 1, again.Outcomes.Length);
            Assert.Equal(Text(first), Text(again.Outcomes[0]));
            if (lost > 0) again.Append(second);
            Assert.Equal(whole, torn.ToArray());
        }

        using var other = new MemoryStream(whole);
        Assert.Null(Open(other, "another key"));
        using var foreign = new MemoryStream("replicate,month\n"u8.ToArray());
        Assert.Null(Open(foreign, "key"));
    }

    private static string Text(ReplicateOutcome o) => string.Join(';', o.Tests.SelectMany(t => t).Select(l =>
        string.Join(',', [.. l.Patients.Select(n => (double)n), .. l.Events.Select(n => (double)n), l.Months, .. l.Comparisons.SelectMany(c => new[] { c.HazardRatio.Value, c.HazardRatio.Lower, c.HazardRatio.Upper, c.LogRankZ })])));

    private static ReplicateJournal? Open(Stream stream, string key) => ReplicateJournal.Open(stream, key, [TwoLooks], 2).Journal;

    private static ReplicateOutcome Replicate(uint number, (double Months, double Ratio, double Z) first, (double Months, double Ratio, double Z) second) => new(
        number, 0, [[Outcome(first, 25), Outcome(second, 50)]]);

    private static LookOutcome Outcome((double Months, double Ratio, double Z) look, int events) =>
        new(look.Months, [100, 100], [events, events], [Look(look.Ratio, look.Z)]);

    private static LookComparison Look(double ratio, double z) => new(new Estimate(ratio, ratio / 1.5, ratio * 1.5), z);
}

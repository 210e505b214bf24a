using System.Collections.Immutable;
using Blockade.Numerics.Random;
using Blockade.Survival;
using Blockade.Testing;
using Blockade.Trials;

namespace Blockade.Tests.Trials;

/// <summary>Two claims with group-sequential tests of their own: PFS looked at half-way and at the end, survival at each third.</summary>
public class MultiplicityPlanTests
{
    private const double Alpha = 0.025;

    private static readonly ImmutableArray<PlannedTest> Tests =
    [
        PlannedTest.Of("PFS", Endpoint.ProgressionFreeSurvival, [100, 200], new BoundaryShape.LanDeMetsOBrienFleming(), 0.05, BoundarySides.Both),
        PlannedTest.Of("OS", Endpoint.OverallSurvival, [100, 200, 300], new BoundaryShape.LanDeMetsPocock(), 0.05, BoundarySides.Both),
    ];

    private static readonly MultiplicityPlan Halves = Plan(new GraphicalTest([0.5, 0.5], [[0, 1], [1, 0]])), Sequence = Plan(GraphicalTest.FixedSequence(2));

    public static TheoryData<string, double[], double[], double> Sequential => new()
    {
        { "asOF", [0.5, 1], [1.2, 2.1], 0.0181424116428 },
        { "asOF", [0.5, 1], [2.8], 0.0329121105419 },
        { "asOF", [0.5, 1], [2.8, 1.5], 0.0329121105419 },
        { "asP", [1.0 / 3, 2.0 / 3, 1], [1.9, 2.3, 2.0], 0.0246906176451 },
        { "asHSD", [0.4, 0.75, 1], [0.5, 2.4, 2.2], 0.0159195628645 },
        { "asKD", [0.4, 0.75, 1], [0.5, 2.4, 2.6], 0.00683033432757 },
    };

    [Theory, MemberData(nameof(Sequential))]
    [Evidence(EvidenceKind.OtherProgram, "rpact 3.3.4 in R 4.2.2: the error at which the largest distance of a look to getDesignGroupSequential's limit is zero, by uniroot; rpact's limits are good to 1e-6")]
    public void The_smallest_error_that_a_look_crosses_is_that_of_rpact(string shape, double[] information, double[] z, double p)
    {
        BoundaryShape spending = shape switch
        {
            "asOF" => new BoundaryShape.LanDeMetsOBrienFleming(),
            "asP" => new BoundaryShape.LanDeMetsPocock(),
            "asHSD" => new BoundaryShape.HwangShihDeCani(-4),
            _ => new BoundaryShape.KimDeMets(2),
        };

        double found = GroupSequentialPlan.Of(spending, information, 0.05, BoundarySides.Both).SequentialP(z);

        Assert.Equal(p, found, 5e-6 * p);   // the density of z over the p value is some 4 of 1e-6 there
    }

    // rpact 3.3.4: limits of PFS at errors of 0.0125 and 0.025 are 3.3446, 2.2457 and 2.9626, 1.9686; of survival 2.5326, 2.5642, 2.5748 and 2.2794, 2.2949, 2.2959
    [Theory]
    [InlineData(new[] { 1.0, 2.30 }, new[] { 2.40, 1.9, 2.0 }, true, true)]      // PFS at its half; then survival at all of the error, by its first look
    [InlineData(new[] { 1.0, 2.00 }, new[] { 1.0, 2.57, 2.0 }, true, true)]      // the other way round
    [InlineData(new[] { 1.0, 2.20 }, new[] { 2.40, 2.0, 2.2 }, false, false)]    // either alone would be made at all of the error
    [InlineData(new[] { 3.4, 0.0 }, new[] { 2.2, 2.2, 2.2 }, true, false)]
    [InlineData(new[] { double.NaN, double.NaN }, new[] { 2.6, 2.0, 2.0 }, false, true)]
    [Evidence(EvidenceKind.OtherProgram, "limits of rpact 3.3.4 in R 4.2.2, followed by hand through the algorithm of Maurer and Bretz (2013)")]
    public void A_claim_spends_the_part_of_the_error_that_has_come_to_it(double[] pfs, double[] os, bool pfsMade, bool osMade)
    {
        Assert.Equal([pfsMade, osMade], Made(Halves, Outcome(pfs, os), Tests));
        ImmutableArray<double> adjusted = Halves.Graph.Adjust(Halves.PValues(Outcome(pfs, os), Tests).AsSpan());
        Assert.Equal([pfsMade, osMade], adjusted.Select(p => p <= Alpha));
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Glimm, Maurer and Bretz (2010): in a sequence the second claim has the whole error and limits of its own, whenever the first is made, and none before")]
    public void A_sequence_tests_the_second_claim_by_its_own_limits()
    {
        Assert.Equal([true, true], Made(Sequence, Outcome([1.0, 2.0], [2.29, 0, 0]), Tests));
        Assert.Equal([true, false], Made(Sequence, Outcome([3.0, 0], [2.27, 2.28, 2.28]), Tests));
        Assert.Equal([false, false], Made(Sequence, Outcome([2.9, 1.9], [5, 5, 5]), Tests));
    }

    // For each intersection its own weights, and a weighted Bonferroni test of group-sequential tests, each with all of its looks.
    [Fact]
    [Evidence(EvidenceKind.Published, "Maurer and Bretz 2013, section 3: the procedure is the closed test of weighted group-sequential Bonferroni tests")]
    public void The_procedure_is_the_closed_test()
    {
        var plan = Plan(new GraphicalTest([0.7, 0.3], [[0, 1], [0.6, 0]]));
        RandomSequence draw = new RandomSource(5).Sequence(1, 0);
        ReplicateOutcome[] outcomes = [.. Enumerable.Range(0, 400).Select(_ => Outcome(Walk([0.5, 1], 2, ref draw), Walk([1.0 / 3, 2.0 / 3, 1], 2, ref draw)))];
        var limits = new Dictionary<(int, double), ImmutableArray<double>>();
        bool Crosses(ReplicateOutcome o, int claim, double error)
        {
            if (!limits.TryGetValue((claim, error), out ImmutableArray<double> critical)) limits[(claim, error)] = critical = Tests[claim].Plan.WithError(error).Critical;
            return o.Tests[claim].Zip(critical).Any(x => -x.First.Comparisons[0].LogRankZ >= x.Second);
        }

        ImmutableArray<ImmutableArray<ClaimOutcome>> made = plan.Outcomes([.. outcomes], Tests);

        for (int r = 0; r < outcomes.Length; r++)
        {
            bool both = Crosses(outcomes[r], 0, 0.7 * Alpha) || Crosses(outcomes[r], 1, 0.3 * Alpha);
            Assert.Equal([both && Crosses(outcomes[r], 0, (0.7 + (0.3 * 0.6)) * Alpha), both && Crosses(outcomes[r], 1, Alpha)], made[r].Select(m => m.Made));
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "two independent claims without effect and half the error each: 1 - (1 - alpha/2)^2 for any of them; in a sequence the first errs with alpha, and the second with alpha where the first is sure; 4 standard errors")]
    public void The_error_over_all_claims_and_looks_is_kept()
    {
        const int Rounds = 20_000;
        RandomSequence draw = new RandomSource(6).Sequence(1, 0);
        ReplicateOutcome[] none = [.. Enumerable.Range(0, Rounds).Select(_ => Outcome(Walk([0.5, 1], 0, ref draw), Walk([1.0 / 3, 2.0 / 3, 1], 0, ref draw)))];
        ReplicateOutcome[] first = [.. none.Select(o => o with { Tests = [[Look(9), Look(9)], o.Tests[1]] })];

        double any = 1 - ((1 - (Alpha / 2)) * (1 - (Alpha / 2)));
        Near(any, Halves.Power([.. none], Tests)[2].Value);
        Near(Alpha, Sequence.Power([.. none], Tests)[2].Value);
        Estimate second = Sequence.Power([.. first], Tests)[1];
        Near(Alpha, second.Value);
        Assert.InRange(Alpha, second.Lower - 0.002, second.Upper + 0.002);

        void Near(double expected, double found) => Assert.Equal(expected, found, 4 * Math.Sqrt(expected * (1 - expected) / Rounds));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "contract: a test that gave up has no further looks; more looks than planned are refused; without looks there is no evidence")]
    public void A_test_that_gave_up_makes_no_claim_later()
    {
        ImmutableArray<PlannedTest> giving = [Tests[0] with { Futility = new FutilityRule.BelowLimits([0.5, double.NaN]) }, Tests[1]];
        ReplicateOutcome late = Outcome([0.1, 4], [0, 0, 0]);

        Assert.Equal([true, false], Made(Halves, late, Tests));
        Assert.Equal([false, false], Made(Halves, late, giving));
        Assert.Equal(1, Tests[0].Plan.SequentialP([]));
        Assert.Throws<ArgumentException>(() => Tests[0].Plan.SequentialP([1, 2, 3]));
    }

    // dates of PFS are months 10 and 20, of survival 15, 30 and 45; limits as above
    [Theory]
    [InlineData(new[] { 1.0, 2.30 }, new[] { 2.40, 1.9, 2.0 }, "2 PFS 2 20", "1 PFS 2 20")]    // survival had crossed the limit of all of the error at its first look, and has it once PFS is made
    [InlineData(new[] { 3.4, 0.0 }, new[] { 2.2, 2.2, 2.4 }, "1 PFS 1 10", "3 OS 3 45")]
    [InlineData(new[] { 1.0, 2.00 }, new[] { 1.0, 2.57, 2.0 }, "2 OS 2 30", "2 OS 2 30")]       // survival at half of the error, and PFS by what that passes on
    [InlineData(new[] { 1.0, 2.20 }, new[] { 2.40, 2.0, 2.2 }, "", "")]
    [Evidence(EvidenceKind.OtherProgram, "limits of rpact 3.3.4 in R 4.2.2 as above, followed by hand look after look in the order of their dates")]
    public void A_claim_is_made_at_the_first_date_at_which_the_graph_rejects_it(double[] pfs, double[] os, string pfsMade, string osMade)
    {
        ReplicateOutcome outcome = Outcome(pfs, os);
        outcome = outcome with { Tests = [.. outcome.Tests.Select((t, i) => t.Select((l, k) => l with { Months = i == 0 ? 10 * (k + 1) : 15 * (k + 1) }).ToImmutableArray())] };

        ImmutableArray<ClaimOutcome> found = Halves.Outcomes([outcome], Tests)[0];

        Assert.Equal([pfsMade, osMade], found.Select(c => c.Made ? FormattableString.Invariant($"{c.Look} {Tests[c.Test!.Value].Name} {c.TestLook} {c.Months}") : ""));
        Assert.Equal([2, 3], found.Select(c => c.Looks));
    }

    private static IEnumerable<bool> Made(MultiplicityPlan plan, ReplicateOutcome outcome, ImmutableArray<PlannedTest> tests) => plan.Outcomes([outcome], tests)[0].Select(c => c.Made);

    private static MultiplicityPlan Plan(GraphicalTest graph) => new(Alpha, [new("PFS", 0, 1), new("OS", 1, 1)], graph);

    private static readonly Dictionary<(int, double), ImmutableArray<double>> Found = [];

    private static LookOutcome Look(double z) => new(0, [0, 0], [0, 0], [new LookComparison(new Estimate(double.NaN, double.NaN, double.NaN), -z)]);

    private static ReplicateOutcome Outcome(double[] pfs, double[] os) => new(0, 0, [[.. pfs.Select(Look)], [.. os.Select(Look)]]);

    // the statistics of a Wiener process with a drift at some shares of the information
    private static double[] Walk(double[] information, double drift, ref RandomSequence draw)
    {
        double[] z = new double[information.Length];
        double value = 0, before = 0;
        for (int k = 0; k < z.Length; k++)
        {
            value += (drift * (information[k] - before)) + (Math.Sqrt(information[k] - before) * draw.NextNormal());
            before = information[k];
            z[k] = value / Math.Sqrt(before);
        }

        return z;
    }
}

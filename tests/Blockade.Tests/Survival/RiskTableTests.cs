using Blockade.Numerics.Random;
using Blockade.Survival;
using Blockade.Testing;

namespace Blockade.Tests.Survival;

public class RiskTableTests
{
    // acute myelogenous leukaemia, maintained (Miller 1981): the data set aml of R's survival
    private static readonly FollowUp[] Maintained =
    [
        new(9, true), new(13, true), new(13, false), new(18, true), new(23, true), new(28, false), new(31, true), new(34, true), new(45, false), new(48, true), new(161, false),
    ];

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "R 4.2.2 with survival 3.5-3, summary(survfit, times)$n.risk: 11, 10, 6, 3, 1, 1; events and censorings counted in the data, a time in the interval that begins with it")]
    public void The_table_has_the_numbers_at_risk_of_R()
    {
        SurvivalCurve curve = KaplanMeier.Estimate(Maintained);

        var rows = curve.RiskTable([0, 13, 26, 39, 52, 150]);

        Assert.Equal([11, 10, 6, 3, 1, 1], rows.Select(r => r.AtRisk));
        Assert.Equal([1, 3, 2, 1, 0, 0], rows.Select(r => r.Events));
        Assert.Equal([0, 1, 1, 1, 0, 1], rows.Select(r => r.Censored));
        Assert.Equal([0, 1, 4, 6, 7, 7], rows.Select(r => r.EventsBefore));
        Assert.Equal([0, 0, 1, 2, 3, 3], rows.Select(r => r.CensoredBefore));
        Assert.Equal((150, double.PositiveInfinity), (rows[^1].From, rows[^1].To));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "who is not at risk any more had the event or was censored; finer intervals add up to wider ones")]
    public void Nobody_is_lost_between_the_rows()
    {
        RandomSequence draw = new RandomSource(3).Sequence(1, 0);
        FollowUp[] all = [.. Enumerable.Range(0, 500).Select(_ => new FollowUp(Math.Ceiling(40 * draw.NextUniform()) / 2, draw.NextUniform() < 0.6))];
        SurvivalCurve curve = KaplanMeier.Estimate(all);

        var fine = curve.RiskTable([1, 2, 3.5, 6, 12, 24]);
        var wide = curve.RiskTable([1, 3.5, 12]);

        Assert.All(fine, r => Assert.Equal(500, r.AtRisk + r.EventsBefore + r.CensoredBefore));
        Assert.Equal(wide[0].Events, fine[0].Events + fine[1].Events);
        Assert.Equal(wide[1].Censored, fine[2].Censored + fine[3].Censored);
        Assert.Equal((0, all.Count(f => f.HadEvent)), (fine[^1].AtRisk, fine[^1].EventsBefore));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "contract: times ascend and are not negative; a curve of nobody has nobody at risk")]
    public void Times_that_do_not_ascend_are_refused()
    {
        SurvivalCurve curve = KaplanMeier.Estimate(Maintained);

        foreach (double[] wrong in (double[][])[[-1.0], [double.NaN], [0, 6, 6], [5, 1]]) Assert.Throws<ArgumentException>(() => curve.RiskTable(wrong));
        Assert.Empty(curve.RiskTable([]));
        Assert.Equal(0, Assert.Single(KaplanMeier.Estimate([]).RiskTable([0])).AtRisk);
    }
}

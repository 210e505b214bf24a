using Blockade.Numerics.Ode;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Ode;

public class LaneSteadyStateTests
{
    // y0' = a - b y0^2, y1' = c y0 - d y1
    private static readonly (int, double, int[])[] Terms = [(0, 1, []), (0, 1, [0, 0]), (1, 1, [0]), (1, 1, [1])];

    private static readonly (double[] Coefficients, double[] Start)[] Members =
    [
        .. Enumerable.Range(0, 8).Select(m => (new[] { Math.Pow(10, m - 3), -(1 + m), 0.5 * m, -0.1 }, new[] { m == 5 ? 1e-4 : 3.0, 1.0 })),
    ];

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a = b y0^2 and c y0 = d y1, over seven powers of ten and from far off; a Newton step below the tolerance leaves its square")]
    public void Every_lane_finds_its_own_steady_state()
    {
        double[] y = Start(Members);

        Assert.Equal(0xff, Solver(Members).Solve(y, 0xff, TestContext.Current.CancellationToken));

        for (int m = 0; m < 8; m++)
        {
            double first = Math.Sqrt(Members[m].Coefficients[0] / -Members[m].Coefficients[1]);
            Assert.Equal(1, y[m] / first, 1e-8);
            Assert.Equal(Members[m].Coefficients[2] * first / 0.1, y[LaneSystem.Lanes + m], 1e-7 * (1 + (first * m)));
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "beside lanes that have no steady state, no number, or are not asked for: every bit of the others")]
    public void Lanes_do_not_change_each_other()
    {
        double[] whole = Start(Members);
        Solver(Members).Solve(whole, 0xff, TestContext.Current.CancellationToken);
        (double[] Coefficients, double[] Start)[] others = [.. Members];
        others[1] = ([1, 1, 1, -1], [1, 1]);                       // grows without end
        others[2] = (Members[2].Coefficients, [double.NaN, 1]);
        double[] part = Start(others);

        int found = Solver(others).Solve(part, 0b1111_0111, TestContext.Current.CancellationToken);

        Assert.Equal(0b1111_0001, found);
        foreach (int m in new[] { 0, 4, 5, 6, 7 })
        {
            Assert.Equal(whole[m], part[m]);
            Assert.Equal(whole[LaneSystem.Lanes + m], part[LaneSystem.Lanes + m]);
        }

        Assert.Equal(Members[3].Start[0], part[3]);   // not asked for
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "SteadyStateSolver alone, from the same starts with the same options: within the tolerance")]
    public void Lanes_find_what_one_finds_alone()
    {
        double[] y = Start(Members);
        var options = new SteadyStateOptions { RelativeTolerance = 1e-7, AbsoluteTolerance = 1e-9 };
        var system = new LanePolynomials(2, Terms, Members);
        Load(system);
        Assert.Equal(0xff, new LaneSteadyStateSolver(system, options).Solve(y, 0xff, TestContext.Current.CancellationToken));
        for (int m = 0; m < 8; m++)
        {
            double[] alone = [.. Members[m].Start];
            Assert.Equal(SolveStatus.Completed, new SteadyStateSolver(system.Alone(m), options).Solve(alone, TestContext.Current.CancellationToken));
            for (int i = 0; i < 2; i++) Assert.Equal(alone[i], y[(i * LaneSystem.Lanes) + m], (2e-7 * Math.Abs(alone[i])) + 2e-9);
        }
    }

    private static LaneSteadyStateSolver Solver((double[] Coefficients, double[] Start)[] members)
    {
        var system = new LanePolynomials(2, Terms, members);
        Load(system);
        return new LaneSteadyStateSolver(system, new SteadyStateOptions());
    }

    private static void Load(LanePolynomials system)
    {
        var start = new double[2];
        for (int lane = 0; lane < LaneSystem.Lanes; lane++) system.Load(lane, lane, start);
    }

    private static double[] Start((double[] Coefficients, double[] Start)[] members)
    {
        var y = new double[2 * LaneSystem.Lanes];
        for (int m = 0; m < members.Length; m++) (y[m], y[LaneSystem.Lanes + m]) = (members[m].Start[0], members[m].Start[1]);
        return y;
    }
}

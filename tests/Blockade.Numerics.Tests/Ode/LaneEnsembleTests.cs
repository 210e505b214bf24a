using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Ode;

public class LaneEnsembleTests
{
    private const double Tolerance = 1e-7;

    private static readonly MemberPlan Plan = new()
    {
        Members = 1203, Times = [.. Enumerable.Range(0, 21).Select(k => (double)k)], Outputs = 2,
        Solver = new SolverOptions { RelativeTolerance = Tolerance, AbsoluteTolerance = Tolerance },
    };

    [Fact]
    [Evidence(EvidenceKind.Analytic, "first-order absorption and loss in closed form; each dose adds to it")]
    public void The_table_holds_every_member_at_every_time()
    {
        var population = new Absorption(Plan.Members);

        MemberTable table = LaneEnsemble.Run(() => new Absorption(Plan.Members), Plan, Both, TestContext.Current.CancellationToken);

        Assert.Equal((1203, 21, 2), (table.Members, table.Samples, table.Outputs));
        Assert.Equal(1203 * 21 * 2, table.Values.Length);
        Assert.All(table.Outcomes, o => Assert.Equal((SolveStatus.Completed, false), (o.Status, o.Alone)));
        for (int m = 0; m < table.Members; m++)
        {
            ReadOnlySpan<double> row = table.Of(m);
            for (int k = 0; k < table.Samples; k++)
            {
                double expected = population.Exact(m, k);
                Assert.Equal(expected, row[(2 * k) + 1], table.Outcomes[m].Steps * Tolerance * (expected + 1));   // a tolerance a step; nothing amplifies a deviation
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the table's bits on 1, 2 and 7 threads, and of the first members alone")]
    public void No_byte_depends_on_threads_or_on_how_many_there_are()
    {
        MemberTable one = LaneEnsemble.Run(() => new Absorption(Plan.Members), Plan, Both, TestContext.Current.CancellationToken);
        foreach ((int members, int threads) in new[] { (1203, 2), (1203, 7), (37, 3), (1, 1) })
        {
            MemberTable other = LaneEnsemble.Run(() => new Absorption(Plan.Members), Plan with { Members = members, Threads = threads }, Both, TestContext.Current.CancellationToken);
            Assert.True(one.Values[..other.Values.Length].SequenceEqual(other.Values));
            Assert.Equal(one.Outcomes[..members], other.Outcomes);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "y' = k y^2 from 1 has its pole at 1/k: what lies behind it is not a number, and a status says so")]
    public void What_a_member_did_not_reach_is_not_a_number()
    {
        double[] rates = [0.1, 3, -1, 0.5];
        LanePolynomials Poles() => new(1, [(0, 1, [0, 0])], [.. rates.Select(k => (new[] { k }, new[] { 1.0 }))]);
        var plan = new MemberPlan { Members = 4, Times = [0, 0.25, 1] };

        MemberTable table = LaneEnsemble.Run(Poles, plan, (_, y, kept) => kept[0] = y[0], TestContext.Current.CancellationToken);

        Assert.NotEqual(SolveStatus.Completed, table.Outcomes[1].Status);
        Assert.Equal([1, 4, double.NaN], table.Of(1).ToArray(), (a, b) => double.IsNaN(a) ? double.IsNaN(b) : Math.Abs(a - b) < 1e-3);   // 1 / (1 - 3/4)
        foreach (int m in new[] { 0, 2, 3 }) Assert.Equal(1 / (1 - rates[m]), table.Of(m)[2], 1e-4);
        MemberTable done = LaneEnsemble.Run(() => new Absorption(30, doneAfter: 3), Plan with { Members = 30 }, Both, TestContext.Current.CancellationToken);
        var population = new Absorption(30, doneAfter: 3);
        for (int m = 0; m < 30; m++) Assert.Equal(Plan.Times.Count(t => t <= population.LastTime(m)), Enumerable.Range(0, 21).Count(k => !double.IsNaN(done.Of(m)[2 * k])));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "no members, no times, descending times, negative numbers, a wish to stop, a table beyond one array: an answer each")]
    public void The_edges_are_answers()
    {
        MemberTable Run(MemberPlan plan) => LaneEnsemble.Run(() => new Absorption(16), plan, Both, TestContext.Current.CancellationToken);

        Assert.Equal(0, Run(Plan with { Members = 0 }).Values.Length);
        MemberTable untimed = Run(Plan with { Members = 9, Times = [] });
        Assert.Equal((0, 9), (untimed.Values.Length, untimed.Outcomes.Length));
        Assert.Throws<ArgumentException>(() => Run(Plan with { Times = [1, 0.5] }));
        Assert.Throws<ArgumentException>(() => Run(Plan with { Members = int.MaxValue }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Plan with { Members = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Plan with { Outputs = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Plan with { Threads = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => untimed.Of(9));
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => LaneEnsemble.Run(() => new Absorption(16), Plan with { Members = 16 }, Both, source.Token));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "an array in large pages is an array")]
    public void Arrays_in_large_pages_hold_what_is_written()
    {
        foreach (int length in new[] { 0, 1, 1000, (1 << 19) - 1, 1 << 19, (1 << 20) + 7 })
        {
            double[] values = LargePages.Allocate(length);
            Assert.Equal(length, values.Length);
            for (int i = 0; i < length; i++) values[i] = i;
            Assert.Equal(length * (length - 1.0) / 2, values.Sum());
        }
    }

    private static void Both(int member, ReadOnlySpan<double> state, Span<double> kept) => state.CopyTo(kept);
}

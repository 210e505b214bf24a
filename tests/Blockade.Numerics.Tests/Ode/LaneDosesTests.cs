using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Ode;

public class LaneDosesTests
{
    internal const double End = 20;
    private static readonly double[] Times = [.. Enumerable.Range(0, 41).Select(k => k / 2.0)];

    [Theory, InlineData(1e-5), InlineData(1e-8)]
    [Evidence(EvidenceKind.Analytic, "first-order absorption and loss: each dose adds ka / (ka - ke) (exp(-ke t) - exp(-ka t)) of itself; doses add up")]
    public void Members_take_their_own_doses_at_their_own_times(double tolerance)
    {
        foreach (Integrator method in new[] { Integrator.Multistep, Integrator.Explicit, Integrator.Rosenbrock })
        {
            var worst = 0.0;
            var population = new Absorption(23);
            MemberOutcome[] outcomes = Run(population, method, tolerance, 0, 23, (m, s, y) =>
            {
                double expected = population.Exact(m, Times[s]);
                worst = Math.Max(worst, Math.Abs(y[1] - expected) / (Math.Abs(expected) + 1));
            });

            Assert.All(outcomes, o => Assert.Equal((SolveStatus.Completed, false), (o.Status, o.Alone)));
            Assert.InRange(worst, 0, outcomes.Max(o => o.Steps) * tolerance);   // a tolerance a step; nothing amplifies a deviation
        }
    }

    [Theory, InlineData(Integrator.Multistep), InlineData(Integrator.Explicit), InlineData(Integrator.Rosenbrock)]
    [Evidence(EvidenceKind.Metamorphic, "a member's samples and steps, bit for bit, in any part of the ensemble and beside any others")]
    public void Neighbours_with_other_doses_do_not_change_a_bit(Integrator method)
    {
        (ulong[] whole, MemberOutcome[] outcomes) = Bits(method, 0, 30);
        foreach ((int from, int to) in new[] { (0, 1), (13, 30), (3, 12), (29, 30) })
        {
            (ulong[] part, MemberOutcome[] ended) = Bits(method, from, to);
            Assert.Equal(whole[from..to], part[from..to]);
            Assert.Equal(outcomes[from..to], ended);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "as above: a member with an absorption a million times faster than its loss is stiff, and handed to an implicit method by itself")]
    public void A_stiff_member_of_an_explicit_run_is_solved_by_itself()
    {
        var population = new Absorption(9, stiff: 4);
        var last = new double[9];

        MemberOutcome[] outcomes = Run(population, Integrator.Explicit, 1e-6, 0, 9, (m, _, y) => last[m] = y[1]);

        for (int m = 0; m < 9; m++)
        {
            Assert.Equal((SolveStatus.Completed, m == 4), (outcomes[m].Status, outcomes[m].Alone));
            double expected = population.Exact(m, End);
            Assert.Equal(expected, last[m], outcomes[m].Steps * 1e-6 * (expected + 1));
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "no members, no states, no samples, a step limit, NaN, a wish to stop: an answer each; steps allocate nothing")]
    public void The_edges_of_an_explicit_run_are_statuses()
    {
        var population = new Absorption(16);
        Assert.Empty(Run(population, Integrator.Explicit, 1e-6, 4, 4, (_, _, _) => { }));
        MemberOutcome[] outcomes = new ExplicitLaneSolver(population, new SolverOptions(), 0, []).Run(0, 9, (_, _, _) => { }, TestContext.Current.CancellationToken);
        Assert.All(outcomes, o => Assert.Equal(new MemberOutcome(SolveStatus.Completed, 0, false), o));
        outcomes = new ExplicitLaneSolver(population, new SolverOptions { MaxSteps = 3 }, 0, Times).Run(0, 9, (_, _, _) => { }, TestContext.Current.CancellationToken);
        Assert.All(outcomes, o => Assert.Equal((SolveStatus.StepLimitReached, true), (o.Status, o.Alone)));
        var nothing = new LanePolynomials(0, [], [([], []), ([], [])]);
        int seen = 0;
        outcomes = new ExplicitLaneSolver(nothing, new SolverOptions(), 0, [1, 2]).Run(0, 2, (_, _, _) => seen++, TestContext.Current.CancellationToken);
        Assert.Equal((2, 4), (outcomes.Count(o => o.Status == SolveStatus.Completed), seen));
        double[] rates = [0.1, 3, -1, double.NaN, 0.5, 0, 1e300, -100, 1e-300, 0.2, 4];
        var poles = new LanePolynomials(1, [(0, 1, [0, 0])], [.. rates.Select(k => (new[] { k }, new[] { 1.0 }))]);
        outcomes = new ExplicitLaneSolver(poles, new SolverOptions(), 0, [0.25, 1]).Run(0, rates.Length, (_, _, _) => { }, TestContext.Current.CancellationToken);
        for (int m = 0; m < rates.Length; m++) Assert.True(rates[m] < 1 == (outcomes[m].Status == SolveStatus.Completed), $"y' = {rates[m]} y^2: {outcomes[m]}");
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => new ExplicitLaneSolver(population, new SolverOptions(), 0, Times).Run(0, 9, (_, _, _) => { }, source.Token));
        Assert.Throws<ArgumentException>(() => new ExplicitLaneSolver(population, new SolverOptions(), 0, [1, 0.5]));

        var solver = new ExplicitLaneSolver(population, new SolverOptions(), 0, Times);
        MemberSample ignore = (_, _, _) => { };
        solver.Run(0, 16, ignore, TestContext.Current.CancellationToken);
        long allocated = Allocation.Least(() => outcomes = solver.Run(0, 16, ignore, TestContext.Current.CancellationToken));

        Assert.True(outcomes.Sum(o => o.Steps) > 500);
        Assert.InRange(allocated, 0, 24 + (16 * 12) + 8);   // the outcomes
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "as above, with an absorption a hundred thousand times faster than the loss in one member: the Rosenbrock method does not mind")]
    public void A_stiff_member_stays_in_its_lane_of_a_Rosenbrock_run()
    {
        var population = new Absorption(9, stiff: 4);
        var last = new double[9];

        MemberOutcome[] outcomes = Run(population, Integrator.Rosenbrock, 1e-6, 0, 9, (m, _, y) => last[m] = y[1]);

        for (int m = 0; m < 9; m++)
        {
            Assert.Equal((SolveStatus.Completed, false), (outcomes[m].Status, outcomes[m].Alone));
            double expected = population.Exact(m, End);
            Assert.Equal(expected, last[m], outcomes[m].Steps * 1e-6 * (expected + 1));
        }
    }

    [Theory, InlineData(Integrator.Multistep), InlineData(Integrator.Explicit), InlineData(Integrator.Rosenbrock)]
    [Evidence(EvidenceKind.Analytic, "a member that is done on its third dose has the samples up to there, and steps and samples no more; the others go on as they were")]
    public void A_member_may_be_done_before_the_last_sample(Integrator method)
    {
        (ulong[] whole, _) = Bits(method, 0, 30);
        var seen = new int[30];
        var population = new Absorption(30, doneAfter: 3);

        MemberOutcome[] outcomes = Run(population, method, 1e-6, 0, 30, (m, _, _) => seen[m]++);

        (ulong[] part, _) = Bits(method, 0, 30, population);
        for (int m = 0; m < 30; m++)
        {
            Assert.Equal(SolveStatus.Completed, outcomes[m].Status);
            Assert.Equal(Times.Count(t => t <= population.LastTime(m)), seen[m]);
            if (seen[m] == Times.Length) Assert.Equal(whole[m], part[m]);
        }

        Assert.Contains(seen, s => s < Times.Length);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "y' = -y^2 from 1: y = 1/(1 + t); a method of order 5 gains 4^5 in the error from steps four times as short, its interpolant of order 4 as much at least")]
    public void The_Rosenbrock_method_in_lanes_has_its_order()
    {
        var decay = new LanePolynomials(1, [(0, 1, [0, 0])], [.. Enumerable.Range(0, 8).Select(_ => (new[] { -1.0 }, new[] { 1.0 }))]);
        foreach ((int least, double[] times) in new (int, double[])[] { (5, [2]), (4, [.. Enumerable.Range(1, 97).Select(k => 2 * k / 97.0)]) })
        {
            double Worst(double step)
            {
                double worst = 0;
                var options = new SolverOptions { RelativeTolerance = 0.1, AbsoluteTolerance = 1e6, MaxStep = step };
                new RosenbrockLaneSolver(decay, options, 0, times).Run(0, 8, (_, k, y) => worst = Math.Max(worst, Math.Abs(y[0] - (1 / (1 + times[k])))), TestContext.Current.CancellationToken);
                return worst;
            }

            double order = Math.Log(Worst(0.1) / Worst(0.025)) / Math.Log(4);
            Assert.InRange(order, least - 0.5, 6.25);   // as MethodOrderTests has it of the method alone
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "poles, NaN, a step limit, no members: an answer each; steps allocate nothing")]
    public void The_edges_of_a_Rosenbrock_run_are_statuses()
    {
        var population = new Absorption(16);
        Assert.Empty(Run(population, Integrator.Rosenbrock, 1e-6, 4, 4, (_, _, _) => { }));
        MemberOutcome[] outcomes = new RosenbrockLaneSolver(population, new SolverOptions { MaxSteps = 3 }, 0, Times).Run(0, 9, (_, _, _) => { }, TestContext.Current.CancellationToken);
        Assert.All(outcomes, o => Assert.Equal((SolveStatus.StepLimitReached, true), (o.Status, o.Alone)));
        double[] rates = [0.1, 3, -1, double.NaN, 0.5, 0, 1e300, -100, 1e-300, 0.2, 4];
        var poles = new LanePolynomials(1, [(0, 1, [0, 0])], [.. rates.Select(k => (new[] { k }, new[] { 1.0 }))]);
        outcomes = new RosenbrockLaneSolver(poles, new SolverOptions(), 0, [0.25, 1]).Run(0, rates.Length, (_, _, _) => { }, TestContext.Current.CancellationToken);
        for (int m = 0; m < rates.Length; m++) Assert.True(rates[m] < 1 == (outcomes[m].Status == SolveStatus.Completed), $"y' = {rates[m]} y^2: {outcomes[m]}");

        var solver = new RosenbrockLaneSolver(population, new SolverOptions(), 0, Times);
        MemberSample ignore = (_, _, _) => { };
        solver.Run(0, 16, ignore, TestContext.Current.CancellationToken);
        long allocated = Allocation.Least(() => outcomes = solver.Run(0, 16, ignore, TestContext.Current.CancellationToken));

        Assert.True(outcomes.Sum(o => o.Steps) > 200);
        Assert.InRange(allocated, 0, 24 + (16 * 12) + 8);   // the outcomes
    }

    private static MemberOutcome[] Run(LaneSystem system, Integrator method, double tolerance, int from, int to, MemberSample sample)
    {
        var options = new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance };
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        return method switch
        {
            Integrator.Explicit => new ExplicitLaneSolver(system, options, 0, Times).Run(from, to, sample, cancellation),
            Integrator.Rosenbrock => new RosenbrockLaneSolver(system, options, 0, Times).Run(from, to, sample, cancellation),
            _ => new LaneSolver(system, options, 0, Times).Run(from, to, sample, cancellation),
        };
    }

    // Of every member one number made of all its bits (FNV-1a).
    private static (ulong[] Bits, MemberOutcome[] Outcomes) Bits(Integrator method, int from, int to, Absorption? population = null)
    {
        ulong[] bits = [.. Enumerable.Repeat(14695981039346656037UL, to)];
        MemberOutcome[] outcomes = Run(population ?? new Absorption(30), method, 1e-6, from, to, (m, _, y) =>
        {
            foreach (double v in y) bits[m] = (bits[m] ^ BitConverter.DoubleToUInt64Bits(v)) * 1099511628211;
        });
        return (bits, outcomes);
    }
}

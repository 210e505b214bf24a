using System.Diagnostics;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Numerics.Tests.Cvode;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Ode;

public class LaneSolverTests
{
    private static readonly (int, double, int[])[] Decay = [(0, -1, [0])];
    private static readonly (int, double, int[])[] Robertson =
    [
        (0, -0.04, [0]), (0, 1e4, [1, 2]), (1, 0.04, [0]), (1, -1e4, [1, 2]), (1, -3e7, [1, 1]), (2, 3e7, [1, 1]),
    ];

    [Theory, InlineData(1e-4), InlineData(1e-6), InlineData(1e-8)]
    [Evidence(EvidenceKind.Analytic, "y(t) = y(0) exp(-k t), rates over six decades side by side")]
    public void Every_member_is_as_exact_as_asked(double tolerance)
    {
        double[] times = [0, 0.1, 1, 1, 24];
        double[] rates = [.. Enumerable.Range(0, 37).Select(m => Math.Pow(10, (m / 6.0) - 4))];
        var system = new LanePolynomials(1, Decay, [.. rates.Select(k => (new[] { -k }, new[] { 100.0 }))]);
        var solver = new LaneSolver(system, new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance * 1e-6 }, 0, times);
        var samples = new double[37, 5];

        MemberOutcome[] outcomes = solver.Run(0, 37, (m, s, y) => samples[m, s] = y[0], TestContext.Current.CancellationToken);

        Assert.All(outcomes, o => Assert.Equal((SolveStatus.Completed, false), (o.Status, o.Alone)));
        for (int m = 0; m < 37; m++)
        {
            for (int s = 0; s < 5; s++)
            {
                double exact = 100 * Math.Exp(-rates[m] * times[s]);
                Assert.Equal(exact, samples[m, s], outcomes[m].Steps * ((tolerance * exact) + (tolerance * 1e-6)));   // one a step; decay amplifies none
            }
        }

        Assert.Equal(outcomes.Sum(o => o.Steps), solver.Statistics.AcceptedSteps);
    }

    [Theory, InlineData(1e-4), InlineData(1e-6), InlineData(1e-8)]
    [Evidence(EvidenceKind.Published, "Mazzia and Magherini (2008), Test Set for IVP Solvers 2.4, Bari: HIRES and Oregonator, in every lane, among faster and slower members")]
    public void Stiff_problems_end_at_their_published_states_in_every_lane(double tolerance)
    {
        foreach (string name in new[] { "HIRES", "Oregonator" })
        {
            StiffTestSet.Problem problem = StiffTestSet.Get(name);
            (int, double, int[])[] terms = [.. ((PolynomialSystem)problem.System).Terms];
            var system = new LanePolynomials(
                problem.Start.Length, terms,
                [.. Enumerable.Range(0, 24).Select(m => (terms.Select(t => t.Item2 * (m % 3 == 0 ? 1 : 1 + (0.02 * m))).ToArray(), problem.Start))]);
            double absolute = tolerance * problem.Scale * 1e-2;
            var solver = new LaneSolver(system, new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = absolute }, 0, [problem.End]);
            var ends = new double[24][];

            MemberOutcome[] outcomes = solver.Run(0, 24, (m, _, y) => ends[m] = y.ToArray(), TestContext.Current.CancellationToken);

            for (int m = 0; m < 24; m += 3)   // members 0, 3, ..., 21: every lane has had one when lanes free up
            {
                Assert.Equal(SolveStatus.Completed, outcomes[m].Status);
                for (int i = 0; i < problem.Start.Length; i++)
                {
                    Assert.Equal(problem.Published[i], ends[m][i], outcomes[m].Steps * ((tolerance * Math.Abs(problem.Published[i])) + absolute));   // a tolerance a step
                }
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "CVODE 6.4.1, BDF, KLU, tolerances a thousandth of ours: random mass action, nine parameter sets")]
    public void Members_of_a_random_network_go_where_CVODE_goes()
    {
        CvodeSolver.SkipUnlessInstalled();
        const double tolerance = 1e-5, absolute = 1e-8;
        LanePolynomials system = Network(9);
        double[] times = [1e-3, 0.1, 5, 100];
        var samples = new double[9, 4][];
        var solver = new LaneSolver(system, new SolverOptions { RelativeTolerance = tolerance, AbsoluteTolerance = absolute }, 0, times);

        MemberOutcome[] outcomes = solver.Run(0, 9, (m, s, y) => samples[m, s] = y.ToArray(), TestContext.Current.CancellationToken);

        for (int m = 0; m < 9; m++)
        {
            using var cvode = new CvodeSolver(system.Alone(m), 1e-3 * tolerance, 1e-3 * absolute, CvodeMethod.Sparse);
            double t = 0;
            var reference = new double[system.Dimension];
            system.Load(0, m, reference);
            for (int s = 0; s < 4; s++)
            {
                cvode.Advance(ref t, reference, times[s]);
                double steps = outcomes[m].Steps + (1e-3 * cvode.Steps);   // a tolerance a step: nothing amplifies a deviation
                for (int i = 0; i < reference.Length; i++) Assert.Equal(reference[i], samples[m, s][i], steps * ((tolerance * Math.Abs(reference[i])) + absolute));
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "LU in each lane and products in all lanes: both within a tolerance a step of the same course")]
    public void Both_linear_solvers_go_the_same_way_and_the_reason_is_told()
    {
        LanePolynomials network = Network(9);
        var ends = new double[2, 9][];
        var steps = new int[9];
        foreach (LinearSolver linear in new[] { LinearSolver.Direct, LinearSolver.Krylov })
        {
            var solver = new LaneSolver(network, new SolverOptions { LinearSolver = linear }, 0, [5]);
            MemberOutcome[] outcomes = solver.Run(0, 9, (m, _, y) => ends[linear == LinearSolver.Krylov ? 1 : 0, m] = y.ToArray(), TestContext.Current.CancellationToken);
            for (int m = 0; m < 9; m++) steps[m] += outcomes[m].Steps;
            Assert.All(outcomes, o => Assert.Equal((SolveStatus.Completed, false), (o.Status, o.Alone)));
            Assert.Equal(linear, solver.Statistics.LinearSolver);
        }

        for (int m = 0; m < 9; m++)
        {
            for (int i = 0; i < network.Dimension; i++) Assert.Equal(ends[0, m][i], ends[1, m][i], steps[m] * ((1e-6 * Math.Abs(ends[0, m][i])) + 1e-9));
        }

        LaneSolver chosen = Solver(network);
        chosen.Run(3, 4, (_, _, _) => { }, TestContext.Current.CancellationToken);
        Assert.NotEqual(LinearSolver.Automatic, chosen.Statistics.LinearSolver);
        Assert.Contains("products a solution in a trial", chosen.Statistics.Reason, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a member's samples and steps, bit for bit, alone in the lanes, in any part of the ensemble, and in any order of neighbours")]
    public void Neighbours_do_not_change_a_bit()
    {
        foreach (LinearSolver linear in new[] { LinearSolver.Direct, LinearSolver.Krylov })
        {
            (double[][] all, MemberOutcome[] outcomes) = Samples(Network(20), 0, 20, linear);
            foreach ((int from, int to) in new[] { (0, 1), (13, 20), (3, 12), (19, 20) })
            {
                (double[][] part, MemberOutcome[] partOutcomes) = Samples(Network(20), from, to, linear);
                Assert.Equal(outcomes[from..to], partOutcomes);
                for (int m = from; m < to; m++) AssertSameBits(all[m], part[m]);
            }
        }

        double[][] whole = Samples(Network(20), 0, 20).Samples;

        // one solver, used again, has no memory of what its lanes held
        LanePolynomials network = Network(20);
        LaneSolver solver = Solver(network);
        var again = new double[20][];
        MemberSample take = (m, s, y) => y.CopyTo((again[m] ??= new double[2 * network.Dimension]).AsSpan(s * network.Dimension));
        solver.Run(10, 20, take, TestContext.Current.CancellationToken);
        solver.Run(0, 10, take, TestContext.Current.CancellationToken);
        for (int m = 0; m < 20; m++) AssertSameBits(whole[m], again[m]);
    }

    [Theory, InlineData(2), InlineData(7)]
    [Evidence(EvidenceKind.Metamorphic, "parts of an ensemble on several threads, a solver each, against the whole on one: every bit")]
    public void Threads_do_not_change_a_bit(int threads)
    {
        (double[][] whole, MemberOutcome[] outcomes) = Samples(Network(20), 0, 20);
        var parts = new double[20][];
        var ended = new MemberOutcome[20];

        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = TestContext.Current.CancellationToken }, thread =>
        {
            (int from, int to) = (20 * thread / threads, 20 * (thread + 1) / threads);
            (double[][] samples, MemberOutcome[] part) = Samples(Network(20), from, to);
            part.CopyTo(ended, from);
            for (int m = from; m < to; m++) parts[m] = samples[m];
        });

        Assert.Equal(outcomes, ended);
        for (int m = 0; m < 20; m++) AssertSameBits(whole[m], parts[m]);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same sum of all bits with registers of 256 bits and of 128, in a process of their own")]
    public void The_width_of_the_registers_does_not_change_a_bit()
    {
        string here = Bits();
        if (Environment.GetEnvironmentVariable("BLOCKADE_LANE_BITS") is { } expected)
        {
            Assert.Equal(expected, here);
            return;
        }

        foreach (string off in new[] { "DOTNET_EnableAVX512", "DOTNET_EnableAVX2" })
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
            if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(LaneSolverTests).Assembly.Location);
            start.ArgumentList.Add("-method");
            start.ArgumentList.Add("*" + nameof(The_width_of_the_registers_does_not_change_a_bit));
            start.Environment[off] = "0";
            start.Environment["BLOCKADE_LANE_BITS"] = here;
            using Process child = Process.Start(start)!;
            string output = child.StandardOutput.ReadToEnd();
            child.WaitForExit();
            Assert.True(child.ExitCode == 0, $"{off}=0: {output}");
        }

        static string Bits()
        {
            ulong hash = 14695981039346656037;   // FNV-1a
            foreach (double[] samples in Samples(Network(9), 0, 9, LinearSolver.Direct).Samples.Concat(Samples(Network(9), 0, 9, LinearSolver.Krylov).Samples))
            {
                foreach (double v in samples) hash = (hash ^ BitConverter.DoubleToUInt64Bits(v)) * 1099511628211;
            }

            return hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "y' = k y^2 from 1 has a pole at 1/k: such members have a status, and those beside them their value 1/(1 - k t)")]
    public void A_member_that_fails_harms_no_other()
    {
        double[] rates = [0.1, 3, -1, double.NaN, 0.5, 0, 1e300, -100, 1e-300, 0.2, 4];
        var system = new LanePolynomials(1, [(0, 1, [0, 0])], [.. rates.Select(k => (new[] { k }, new[] { 1.0 }))]);
        var solver = new LaneSolver(system, new SolverOptions(), 0, [0.25, 1]);
        var last = new double[rates.Length];

        MemberOutcome[] outcomes = solver.Run(0, rates.Length, (m, _, y) => last[m] = y[0], TestContext.Current.CancellationToken);

        for (int m = 0; m < rates.Length; m++)
        {
            bool solvable = rates[m] < 1;   // NaN is not
            Assert.True(solvable == (outcomes[m].Status == SolveStatus.Completed), $"y' = {rates[m]} y^2: {outcomes[m]}");
            if (solvable) Assert.Equal(1 / (1 - rates[m]), last[m], 1e-6 * (outcomes[m].Steps + 10) * 4);   // 1/(1 - k t) lengthens a deviation by 4 at most here
            else Assert.True(outcomes[m].Alone);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "no members, no states, no samples, a step limit, a wish to stop: an answer each")]
    public void The_edges_are_statuses()
    {
        var none = new LanePolynomials(0, [], [([], []), ([], [])]);
        int seen = 0;
        MemberOutcome[] outcomes = new LaneSolver(none, new SolverOptions(), 0, [1, 2]).Run(0, 2, (_, _, _) => seen++, TestContext.Current.CancellationToken);
        Assert.Equal((2, 4), (outcomes.Count(o => o.Status == SolveStatus.Completed), seen));

        var robertson = new LanePolynomials(3, Robertson, [.. Enumerable.Repeat((Robertson.Select(t => t.Item2).ToArray(), new[] { 1.0, 0, 0 }), 9)]);
        Assert.Empty(new LaneSolver(robertson, new SolverOptions(), 0, [1]).Run(4, 4, (_, _, _) => { }, TestContext.Current.CancellationToken));
        outcomes = new LaneSolver(robertson, new SolverOptions(), 0, []).Run(0, 9, (_, _, _) => { }, TestContext.Current.CancellationToken);
        Assert.All(outcomes, o => Assert.Equal(new MemberOutcome(SolveStatus.Completed, 0, false), o));
        outcomes = new LaneSolver(robertson, new SolverOptions { MaxSteps = 5 }, 0, [4e4]).Run(0, 9, (_, _, _) => { }, TestContext.Current.CancellationToken);
        Assert.All(outcomes, o => Assert.Equal((SolveStatus.StepLimitReached, true), (o.Status, o.Alone)));
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => new LaneSolver(robertson, new SolverOptions(), 0, [1]).Run(0, 9, (_, _, _) => { }, source.Token));
        Assert.Throws<ArgumentException>(() => new LaneSolver(robertson, new SolverOptions(), 0, [1, 0.5]));
        Assert.Throws<ArgumentException>(() => new LaneSolver(robertson, new SolverOptions(), 0, [double.NaN]));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the step loop allocates nothing: a run of hundreds of steps allocates what a run of none does")]
    public void Steps_in_lanes_do_not_allocate()
    {
        var robertson = new LanePolynomials(3, Robertson, [.. Enumerable.Repeat((Robertson.Select(t => t.Item2).ToArray(), new[] { 1.0, 0, 0 }), 16)]);
        var solver = new LaneSolver(robertson, new SolverOptions(), 0, [4e4]);
        MemberSample ignore = (_, _, _) => { };
        solver.Run(0, 16, ignore, TestContext.Current.CancellationToken);
        MemberOutcome[] outcomes = [];

        long allocated = Allocation.Least(() => outcomes = solver.Run(0, 16, ignore, TestContext.Current.CancellationToken));

        Assert.True(outcomes.Sum(o => o.Steps) > 1000);
        Assert.InRange(allocated, 0, 24 + (16 * 12) + 8);   // the outcomes
    }

    private static void AssertSameBits(double[] expected, double[] actual) =>
        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), actual.Select(BitConverter.DoubleToInt64Bits));

    private static LaneSolver Solver(LanePolynomials network, LinearSolver linear = LinearSolver.Automatic) => new(network, new SolverOptions { LinearSolver = linear, RelativeTolerance = 1e-4, AbsoluteTolerance = 1e-6 }, 0, [0.1, 5]);

    private static (double[][] Samples, MemberOutcome[] Outcomes) Samples(LanePolynomials network, int from, int to, LinearSolver linear = LinearSolver.Automatic)
    {
        var samples = new double[to][];
        MemberOutcome[] outcomes = Solver(network, linear).Run(
            from, to, (m, s, y) => y.CopyTo((samples[m] ??= new double[2 * network.Dimension]).AsSpan(s * network.Dimension)), TestContext.Current.CancellationToken);
        return (samples, outcomes);
    }

    // A random network whose members differ by a factor of about two in every constant, and stiffness with it.
    private static LanePolynomials Network(int members)
    {
        (OdeSystem system, double[] start) = RandomNetworks.MassAction(7);
        (int Equation, double Coefficient, int[] Factors)[] terms = [.. ((PolynomialSystem)system).Terms];
        var random = new RandomSource(5);
        return new LanePolynomials(system.Dimension, terms, [.. Enumerable.Range(0, members).Select(m =>
        {
            RandomSequence sequence = random.Sequence(1, (uint)m);
            var seen = new Dictionary<string, double>();   // the terms of a reaction share their constant
            double[] coefficients = [.. terms.Select(t => t.Coefficient * Factor($"{Math.Abs(t.Coefficient):R}"))];
            return (coefficients, start);

            double Factor(string constant)
            {
                if (!seen.TryGetValue(constant, out double factor)) seen[constant] = factor = Math.Exp(0.7 * sequence.NextNormal());
                return factor;
            }
        })]);
    }
}

using Blockade.Numerics.Jump;
using Blockade.Numerics.Random;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Jump;

/// <summary>
/// The Discrete Stochastic Model Test Suite (Evans, Gillespie and Wilkinson 2008, Bioinformatics 24:285-286), its kinetics written here by hand. Cases
/// that differ only in how SBML says the same process are taken once.
/// </summary>
public class DsmtsTests
{
    private const string Suite = "SBML test suite 3.4.0, stochastic cases: mean and deviation at 51 times";

    private static double[] Times { get; } = [.. Enumerable.Range(0, 51).Select(i => (double)i)];

    [Theory]
    [InlineData("00001", 0.1, 0.11, 100)]
    [InlineData("00004", 0.1, 0.11, 10)]
    [InlineData("00011", 0.05, 0.055, 100)]   // a compartment of 2 halves the propensities
    [InlineData("00003", 1, 1.1, 100)]
    [Evidence(EvidenceKind.OtherProgram, Suite)]
    public void Birth_and_death(string id, double birth, double death, int start)
    {
        var system = new MassActionSystem(1, ([0], [(0, 1)], birth), ([0], [(0, -1)], death));

        MomentCheck.Passes(Run(system, [start]), 0, DsmtsTable.Read(id, "X"), k => BirthDeathExcess(birth, death, Times[k], start));
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, Suite)]
    public void The_dead_are_counted()
    {
        var system = new MassActionSystem(2, ([0], [(0, 1)], 0.1), ([0], [(0, -1), (1, 1)], 0.11));

        EnsembleResult result = Run(system, [100, 0]);

        MomentCheck.Passes(result, 0, DsmtsTable.Read("00007", "X"));
        MomentCheck.Passes(result, 1, DsmtsTable.Read("00007", "Sink"));
    }

    [Theory]
    [InlineData("00020", 1)]
    [InlineData("00022", 5)]
    [InlineData("00021", 10)]
    [Evidence(EvidenceKind.OtherProgram, Suite)]
    public void Immigration_and_death(string id, double immigration)
    {
        var system = new MassActionSystem(1, ([], [(0, 1)], immigration), ([0], [(0, -1)], 0.1));

        MomentCheck.Passes(Run(system, [0]), 0, DsmtsTable.Read(id, "X"));
    }

    [Theory]
    [InlineData("00028", 25, 50)]
    [InlineData("00029", 22.5, 20)]
    [Evidence(EvidenceKind.OtherProgram, Suite)]
    public void Immigration_and_death_with_a_reset(string id, double at, double to)
    {
        var system = new MassActionSystem(1, ([], [(0, 1)], 1), ([0], [(0, -1)], 0.1));

        RunMoments moments = RunWithReset(system, [0], at, solver => solver.Change(0, to));

        Passes(moments, 0, DsmtsTable.Read(id, "X"));
    }

    [Theory]
    [InlineData("00030", 0.001, 0.01, 100)]
    [InlineData("00031", 0.0002, 0.004, 1000)]
    [Evidence(EvidenceKind.OtherProgram, Suite)]
    public void Dimerisation(string id, double bind, double part, int start)
    {
        EnsembleResult result = Run(Dimers(bind, part), [start, 0]);

        MomentCheck.Passes(result, 0, DsmtsTable.Read(id, "P"));
        MomentCheck.Passes(result, 1, DsmtsTable.Read(id, "P2"));
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, Suite)]
    public void Dimerisation_with_a_reset_in_time()
    {
        RunMoments moments = RunWithReset(Dimers(0.001, 0.01), [100, 0], 25, solver =>
        {
            solver.Change(0, 100);
            solver.Change(1, 0);
        });

        Passes(moments, 0, DsmtsTable.Read("00032", "P"));
        Passes(moments, 1, DsmtsTable.Read("00032", "P2"));
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, Suite)]
    public void Dimerisation_that_starts_again_at_31_dimers()
    {
        // the reaction that would make the 31st dimer gives 100 monomers and none: with 30 dimers there are 40 monomers
        var network = new JumpNetwork(
            2,
            [
                new JumpReaction([0, 0], [(0, -2), (1, 1)], 0, 0.5), new JumpReaction([0, 0], [(0, 60), (1, -30)], 1, 0.5),
                new JumpReaction([1], [(0, 2), (1, -1)], 2, 1),
            ],
            [new JumpRate([1], false), new JumpRate([1], false), JumpRate.Constant]);
        var system = new DelegateSystem(network, (_, x) => [x[1] < 30 ? 0.001 : 0, x[1] < 30 ? 0 : 0.001, 0.01]);

        EnsembleResult result = Run(system, [100, 0]);

        MomentCheck.Passes(result, 0, DsmtsTable.Read("00033", "P"));
        MomentCheck.Passes(result, 1, DsmtsTable.Read("00033", "P2"));
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, Suite)]
    public void Dimers_alone_with_a_rate_computed_from_them()
    {
        var network = new JumpNetwork(
            1, [new JumpReaction([], [(0, 1)], 0, 1), new JumpReaction([0], [(0, -1)], 1, 1)], [new JumpRate([0], false), JumpRate.Constant]);
        var system = new DelegateSystem(network, (_, x) => [0.5 * 0.001 * (100 - (2 * x[0])) * (99 - (2 * x[0])), 0.01]);

        MomentCheck.Passes(Run(system, [0]), 0, DsmtsTable.Read("00034", "P2"));
    }

    [Theory]
    [InlineData("00037", 5, 0.2)]
    [InlineData("00038", 10, 0.4)]
    [InlineData("00039", 100, 4)]
    [Evidence(EvidenceKind.OtherProgram, Suite)]
    public void Batches_of_immigrants(string id, int batch, double death)
    {
        var system = new MassActionSystem(1, ([], [(0, batch)], 1), ([0], [(0, -1)], death));

        MomentCheck.Passes(Run(system, [0]), 0, DsmtsTable.Read(id, "X"));
    }

    [Theory]
    [InlineData("00005", 0.1, 10000, 0, 1e-3)]
    [InlineData("00023", 0, 0, 1000, 5e-4)]
    [Evidence(EvidenceKind.OtherProgram, Suite)]
    public void The_large_ones_in_leaps(string id, double birth, int start, double immigration, double tolerance)
    {
        // Leaps are Euler steps for the mean: one that relaxes at rate r is off by r^2 times half the integral of tau, of what has not yet relaxed.
        // With a tolerance of e, tau is e x over the drift. That gives at most 1325 e, or 0.7, for the immigrants near t = 10, a quarter of the
        // standard error of 1,000 runs, and far less for the births.
        var system = new MassActionSystem(1, ([0], [(0, 1)], birth), ([0], [(0, -1)], birth > 0 ? 0.11 : 0.1), ([], [(0, 1)], immigration));

        EnsembleResult result = Run(system, [start], runs: 1_000, new JumpOptions { Method = JumpMethod.TauLeaping, LeapTolerance = tolerance });

        Assert.True(result.Statistics.Leaps > 0);
        MomentCheck.Passes(result, 0, DsmtsTable.Read(id, "X"));
    }

    // Kendall (1948), doi:10.1214/aoms/1177730285: the descendants of one are none with probability a, else geometric with ratio b
    private static double BirthDeathExcess(double birth, double death, double t, int start)
    {
        if (t == 0) return 0;
        double growth = Math.Exp((birth - death) * t);
        double a = death * (growth - 1) / ((birth * growth) - death);
        double b = birth / death * a;
        double r = 1 / (1 - b);
        double f1 = (1 - a) * r, f2 = (1 - a) * 2 * b * r * r, f3 = (1 - a) * 6 * b * b * r * r * r, f4 = (1 - a) * 24 * b * b * b * r * r * r * r;
        double m2 = f2 + f1, m3 = f3 + (3 * f2) + f1, m4 = f4 + (6 * f3) + (7 * f2) + f1;
        double variance = m2 - (f1 * f1);
        double fourth = m4 - (4 * f1 * m3) + (6 * f1 * f1 * m2) - (3 * f1 * f1 * f1 * f1);
        return ((fourth / (variance * variance)) - 3) / start;
    }

    private static MassActionSystem Dimers(double bind, double part) =>
        new(2, ([0, 0], [(0, -2), (1, 1)], bind), ([1], [(0, 2), (1, -1)], part));

    private static EnsembleResult Run(JumpSystem system, double[] start, int runs = 10_000, JumpOptions? solver = null) => JumpEnsemble.Run(
        () => system, start, Times, new EnsembleOptions { Runs = runs, Random = new RandomSource(20260101), Solver = solver ?? new JumpOptions() },
        cancellation: TestContext.Current.CancellationToken);

    private static RunMoments RunWithReset(JumpSystem system, double[] start, double at, Action<JumpSolver> reset)
    {
        var moments = new RunMoments(Times.Length * system.OutputCount);
        var solver = new JumpSolver(system, new JumpOptions());
        var values = new double[Times.Length * system.OutputCount];
        for (uint run = 0; run < 10_000; run++)
        {
            solver.Start(0, start, new RandomSource(20260102).Sequence(0, run));
            for (int k = 0; k < Times.Length; k++)
            {
                if (solver.Time < at && Times[k] >= at)
                {
                    Assert.Equal(JumpStatus.Completed, solver.Advance(at, TestContext.Current.CancellationToken));
                    reset(solver);
                }

                Assert.Equal(JumpStatus.Completed, solver.Advance(Times[k], TestContext.Current.CancellationToken));
                system.Outputs(Times[k], solver.Populations, values.AsSpan(k * system.OutputCount));
            }

            moments.Add(values);
        }

        return moments;
    }

    private static void Passes(RunMoments moments, int output, List<(double Mean, double Deviation)> expected) => MomentCheck.Passes(
        new EnsembleResult([.. Times], moments.Mean.Length / Times.Length, moments.Count, moments, [], [], default), output, expected);
}

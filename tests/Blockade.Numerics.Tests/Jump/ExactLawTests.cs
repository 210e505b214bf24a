using Blockade.Numerics.Jump;
using Blockade.Numerics.Random;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Jump;

/// <summary>Simulated states against the exact law, state by state.</summary>
public class ExactLawTests
{
    public static TheoryData<string, JumpMethod> Cases { get; } = new(
        from name in new[] { "dimers", "enzyme", "third order", "ring with a hub" }
        from method in new[] { JumpMethod.Direct, JumpMethod.CompositionRejection }
        select new TheoryDataRow<string, JumpMethod>(name, method));

    [Theory]
    [MemberData(nameof(Cases))]
    [Evidence(EvidenceKind.Analytic, "the chemical master equation, solved by uniformisation")]
    public void States_have_the_probabilities_of_the_master_equation(string name, JumpMethod method)
    {
        ((int[], (int, int)[], double)[] reactions, long[] start, double t) = System(name);
        var law = new MasterEquation(reactions, start);
        double[] probabilities = law.At(t);
        var counts = new int[law.StateCount];
        var solver = new JumpSolver(new MassActionSystem(start.Length, reactions), new JumpOptions { Method = method });
        double[] populations = [.. start.Select(n => (double)n)];

        for (uint run = 0; run < 20_000; run++)
        {
            solver.Start(0, populations, new RandomSource(11).Sequence(0, run));
            Assert.Equal(JumpStatus.Completed, solver.Advance(t, TestContext.Current.CancellationToken));
            counts[law.NumberOf(solver.Populations.ToArray().Select(x => (long)x))]++;   // a state the law does not know has no place
        }

        ChiSquare.Passes(counts, probabilities);
    }

    [Theory]
    [InlineData(JumpMethod.Direct)]
    [InlineData(JumpMethod.CompositionRejection)]
    [Evidence(EvidenceKind.Analytic, "immigration and death at rest: Poisson with mean immigration / death")]
    public void One_long_run_visits_states_as_often_as_many_short_ones(JumpMethod method)
    {
        // samples ten lifetimes apart are independent to exp(-10); two million events pass some 500 rebuilt sums
        const double Mean = 50;
        var solver = new JumpSolver(new MassActionSystem(1, ([], [(0, 1)], Mean), ([0], [(0, -1)], 1)), new JumpOptions { Method = method });
        solver.Start(0, [Mean], new RandomSource(12).Sequence(0, 0));
        var counts = new int[200];
        for (int k = 1; k <= 2000; k++)
        {
            Assert.Equal(JumpStatus.Completed, solver.Advance(10.0 * k, TestContext.Current.CancellationToken));
            counts[(int)solver.Populations[0]]++;
        }

        double[] law = new double[counts.Length];
        law[0] = Math.Exp(-Mean);
        for (int k = 1; k < law.Length; k++) law[k] = law[k - 1] * Mean / k;
        ChiSquare.Passes(counts, law);
        Assert.True(solver.Statistics.Events > 1_900_000);
    }

    [Theory]
    [InlineData(JumpMethod.Direct)]
    [InlineData(JumpMethod.CompositionRejection)]
    [Evidence(EvidenceKind.Analytic, "of reactions that race, i wins with probability k_i / sum k: here over three orders of magnitude")]
    public void Rare_reactions_fire_as_rarely_as_they_should(JumpMethod method)
    {
        // A -> B_i with k_i = 10^-i, i = 0..3, and 200 equal ones: a group of many blocks. Each firing is one independent draw.
        double[] rates = [1, 0.1, 0.01, 0.001, .. Enumerable.Repeat(0.002, 200)];
        var system = new MassActionSystem(rates.Length + 1, [.. rates.Select((k, i) => ((int[])[0], ((int, int)[])[(0, -1), (i + 1, 1)], k))]);
        var solver = new JumpSolver(system, new JumpOptions { Method = method });
        var start = new double[rates.Length + 1];
        start[0] = 200_000;
        solver.Start(0, start, new RandomSource(13).Sequence(0, 0));

        Assert.Equal(JumpStatus.Completed, solver.Advance(1000, TestContext.Current.CancellationToken));

        ChiSquare.Passes([.. solver.Populations[1..].ToArray().Select(x => (int)x)], [.. rates.Select(k => k / rates.Sum())]);
    }

    private static ((int[], (int, int)[], double)[] Reactions, long[] Start, double Time) System(string name) => name switch
    {
        "dimers" => ([([0, 0], [(0, -2), (1, 1)], 0.05), ([1], [(0, 2), (1, -1)], 0.3)], [13, 0], 1),
        "enzyme" => ([([0, 1], [(0, -1), (1, -1), (2, 1)], 0.2), ([2], [(0, 1), (1, 1), (2, -1)], 0.4), ([2], [(0, 1), (3, 1), (2, -1)], 0.5)], [3, 9, 0, 0], 3),
        "third order" =>
            ([
                ([0, 0, 1], [(0, -2), (1, -1), (2, 1)], 0.02), ([2], [(0, 2), (1, 1), (2, -1)], 0.5), ([0, 0, 0], [(0, -3), (3, 1)], 0.01),
                ([0, 1, 2], [(3, 1), (0, -1)], 0.01), ([3], [(3, -1), (0, 1)], 0.2),
            ],
            [9, 4, 0, 0], 1.5),
        _ =>
            ([
                ([0, 1], [(1, -1), (2, 1)], 0.1), ([0, 2], [(2, -1), (3, 1)], 0.2), ([0, 3], [(3, -1), (1, 1)], 0.05),
                ([0], [(0, -1), (4, 1)], 0.4), ([4], [(4, -1), (0, 1)], 0.5), ([0, 0], [(0, -1), (4, 1)], 0.3),
            ],
            [4, 3, 1, 0, 1], 2),
    };
}

using System.Collections.Immutable;
using Blockade.Models.Compilation;
using Blockade.Numerics.Ode;
using Blockade.Testing;

namespace Blockade.Models.Tests.Compilation;

public class ExactLumpingTests
{
    private const string TwoSites = """
        begin parameters
          k 0.3
          d 0.05
        end parameters
        begin seed species
          A(x~0,y~0) 40
          $C() 5
        end seed species
        begin observables
          Molecules X A(x~P)
          Molecules Y A(y~P)
          Molecules Both A(x~P,y~P)
        end observables
        begin functions
          share() = X/40
          slowed() = k/(1+Y)
        end functions
        begin reaction rules
          A(x~0) <-> A(x~P) k, d
          A(y~0) + C() <-> A(y~P) + C() k, d
        end reaction rules
        """;

    private const string Uptake = "freeT,freeP,Tjm,Parm,ParmN,ParmNT,Tmono,T22,Tweak,Tlig,Pbound,Pshed,H2T,H2P";

    private static CompiledModel Flagship() => CompiledModelTests.Compile(File.ReadAllText(Path.Combine(Repository.Root, "models", "her2", "her2.bngl")));

    private static CompiledModel Lump(CompiledModel model, ImmutableArray<string> outputs) => model.Lump(outputs, TestContext.Current.CancellationToken);

    private static ImmutableArray<string> Split(string names) => [.. names.Split(',')];

    [Fact]
    [Evidence(EvidenceKind.Analytic, "two sites that know nothing of each other: one of them needs its own number and the whole, and both together one more")]
    public void Sites_that_know_nothing_of_each_other_need_no_combinations()
    {
        CompiledModel model = CompiledModelTests.Compile(TwoSites);
        Assert.Equal(5, model.SpeciesNames.Length);

        Assert.Equal(3, Lump(model, ["X"]).SpeciesNames.Length);        // with C, which is clamped
        Assert.Equal(3, Lump(model, ["share"]).SpeciesNames.Length);
        Assert.Equal(4, Lump(model, ["X", "Y"]).SpeciesNames.Length);
        Assert.Same(model, Lump(model, ["Both"]));                       // k and d are symbols: nothing is left out
        Assert.Null(model.Lumping);
    }

    [Theory]
    [InlineData("k/(1+Y)")]
    [InlineData("if(Y>5,k,2*k)")]
    [Evidence(EvidenceKind.Metamorphic, "a rate that reads Y needs Y, also where it has no slope by it, and what it makes of X as well")]
    public void What_rates_read_is_kept(string slowed)
    {
        CompiledModel model = CompiledModelTests.Compile(TwoSites.Replace("A(x~P) k, d", "A(x~P) slowed(), d", StringComparison.Ordinal).Replace("k/(1+Y)", slowed, StringComparison.Ordinal));

        CompiledModel lumped = Lump(model, ["X"]);

        Assert.Equal(4, lumped.SpeciesNames.Length);
        Agrees(model, lumped, ["X", "Y"], [], 20);
    }

    [Theory]
    [InlineData(Uptake, 49)]
    [InlineData(Uptake + ",s22,s23,sN", 114)]
    [Evidence(EvidenceKind.OtherProgram, "CLUE 1.7.3 (constrained lumping in rational arithmetic) on the flagship's reactions with a prime for each rate: 50 and 115 with the source of synthesis, which it counts")]
    public void The_flagship_needs_as_many_states_as_another_program_finds(string observables, int states) =>
        Assert.Equal(states, Lump(Flagship(), Split(observables)).SpeciesNames.Length);

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "CLUE 1.7.3 on the 3,749 reactions of Blinov et al. (2006), doi:10.1016/j.biosystems.2005.06.014, with all 15 observables: 35 states")]
    public void A_published_network_of_356_species_needs_35_states()
    {
        CompiledModel model = CompiledModelTests.Compile(File.ReadAllText(Repository.Shared("corpora/models/bionetgen/Models2/egfr_net.bngl")));

        CompiledModel lumped = Lump(model, model.ObservableNames);

        Assert.Equal((356, 35), (model.SpeciesNames.Length, lumped.SpeciesNames.Length));
        Agrees(model, lumped, model.ObservableNames, [], 40);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the network itself, with antibodies and heregulin, over an hour")]
    public void The_flagship_lumped_does_what_it_does()
    {
        CompiledModel model = Flagship();
        CompiledModel lumped = Lump(model, ["uptakeT", "uptakeP", "boundIgG", "pERK", "pAKT"]);
        Assert.Equal(114, lumped.SpeciesNames.Length);
        Agrees(model, lumped, ["H2T", "s22", "sN"], ["uptakeT", "uptakeP", "boundIgG", "pERK", "pAKT"], 3600, ("T_nM", 30), ("P_nM", 20), ("N_nM", 0.5));
        foreach (string clamped in new[] { "T(h)", "P(h)" }) Assert.True(lumped.Lumping!.IsClamped[lumped.SpeciesIndex(clamped)]);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "sums of the network's own derivative at states and constants drawn at random, negative ones among them")]
    public void Sums_change_as_the_sums_of_the_changes()
    {
        CompiledModel model = Flagship();
        CompiledModel lumped = Lump(model, ["uptakeT", "uptakeP", "boundIgG", "pERK", "pAKT"]);
        var random = new Random(5);
        var names = model.ParameterNames.Where(p => double.IsFinite(model.Parameters()[model.ParameterIndex(p)])).ToArray();
        for (int draw = 0; draw < 10; draw++)
        {
            double[] parameters = model.Parameters([.. names.Select(p => (p, Math.Exp(random.NextDouble() * 4) - 1))]);
            double[] y = [.. model.SpeciesNames.Select(_ => (random.NextDouble() * 3) - 1)], f = new double[y.Length];
            double[] z = Sums(lumped, y), g = new double[z.Length];
            model.Ode(parameters).Derivative(0, y, f);
            lumped.Ode(parameters).Derivative(0, z, g);
            double[] expected = Sums(lumped, f);
            double largest = expected.Max(Math.Abs);
            for (int k = 0; k < g.Length; k++) Assert.Equal(expected[k], g[k], 1e-12 * largest);   // some hundred terms of this size, to their rounding
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "sums of numbers that are not negative, and a total below one of its parts, a negative number and none")]
    public void States_that_no_molecules_have_are_told()
    {
        CompiledModel whole = Flagship(), model = Lump(whole, ["uptakeT", "uptakeP", "boundIgG", "pERK", "pAKT"]);
        Assert.All(model.Lumping!.IsAmount, Assert.True);
        double[] y = Sums(model, [.. whole.SpeciesNames.Select((_, i) => (double)((i * 7919) % 101))]);
        Assert.True(model.IsPossible(y, 1e-3));
        int[] alike = [whole.SpeciesIndex("H2(jm,arm,d,y~0,loc~s)"), whole.SpeciesIndex("H2(jm,arm,d,y~P,loc~s)")];   // all, and those of them with a phosphate
        int total = Array.FindIndex([.. model.Lumping.States], sum => sum.Select(term => term.Species).Order().SequenceEqual(alike.Order()));

        foreach (double wrong in new[] { -0.01, double.NaN, y[total] / 1000 })
        {
            double[] other = [.. y];
            other[total] = wrong;
            Assert.False(model.IsPossible(other, 1e-3));
        }

        Assert.True(whole.IsPossible([1, 0, -1e-4], 1e-3));
        Assert.False(whole.IsPossible([1, 0, -1e-2], 1e-3));
        Assert.False(whole.IsPossible([double.NaN], 1e-3));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "what comes first does not depend on what is added for a later output")]
    public void Equations_are_block_triangular_in_the_order_of_the_outputs()
    {
        CompiledModel model = Flagship();
        int first = Lump(model, ["uptakeT", "uptakeP"]).SpeciesNames.Length;
        NetworkOde ode = Lump(model, ["uptakeT", "uptakeP", "pAKT"]).Ode(model.Parameters());
        for (int column = first; column < ode.Dimension; column++)
        {
            for (int row = 0; row < first; row++) Assert.Equal(-1, ode.JacobianPattern.IndexOf(row, column));
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "lanes against one member at a time, the Jacobian against central differences of what is at most quadratic")]
    public void Lanes_of_a_lumped_model_are_its_members()
    {
        CompiledModel model = Lump(Flagship(), ["uptakeT", "pAKT"]);
        double[][] members = [.. Enumerable.Range(1, 8).Select(m => model.Parameters(("T_nM", 3.0 * m), ("N_nM", 0.2 * m), ("kdeg", 1e-4 * m)))];
        NetworkLanes lanes = model.Lanes(members);
        int n = lanes.Dimension;
        double[] t = new double[8], y = new double[8 * n], f = new double[8 * n], j = new double[8 * lanes.JacobianPattern.EntryCount], start = new double[n];
        for (int lane = 0; lane < 8; lane++)
        {
            lanes.Load(lane, lane, start);
            for (int i = 0; i < n; i++) y[(8 * i) + lane] = start[i] + i + lane;
        }

        lanes.Derivative(t, y, f);
        lanes.Jacobian(t, y, j);
        for (int lane = 0; lane < 8; lane++)
        {
            NetworkOde alone = model.Ode(members[lane]);
            double[] state = [.. Enumerable.Range(0, n).Select(i => y[(8 * i) + lane])], expected = new double[n], slopes = new double[alone.JacobianPattern.EntryCount];
            alone.Derivative(0, state, expected);
            alone.Jacobian(0, state, slopes);
            double largest = expected.Max(Math.Abs), steepest = slopes.Max(Math.Abs);
            for (int i = 0; i < n; i++) Assert.Equal(expected[i], f[(8 * i) + lane], 1e-13 * largest);
            for (int e = 0; e < slopes.Length; e++) Assert.Equal(slopes[e], j[(8 * e) + lane], 1e-13 * steepest);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "what was not asked for is not told; sums are no molecules")]
    public void What_is_not_there_says_so()
    {
        CompiledModel model = CompiledModelTests.Compile(TwoSites);
        CompiledModel lumped = Lump(model, ["X"]);
        double[] parameters = lumped.Parameters(), y = new double[3], observables = new double[3];
        lumped.InitialState(parameters, y);
        lumped.Ode(parameters).Observables(y, observables);

        Assert.Equal([0, double.NaN, double.NaN], observables);
        Assert.Equal(45, y.Sum());
        Assert.Contains("'Z' is neither", Assert.Throws<ArgumentException>(() => Lump(model, ["X", "Z"])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => lumped.Jumps(parameters));
        Assert.Throws<InvalidOperationException>(() => Lump(lumped, ["X"]));
    }

    [Theory, InlineData("A(x~P) Sat(k,K), d"), InlineData("A(x~P) k, d TotalRate")]
    [Evidence(EvidenceKind.Analytic, "a rate that is no product of its reactants cannot be told by sums of them")]
    public void Rates_that_are_no_products_leave_a_model_as_it_is(string rates)
    {
        CompiledModel model = CompiledModelTests.Compile(TwoSites
            .Replace("A(x~P) k, d", rates, StringComparison.Ordinal).Replace("  k 0.3", "  k 0.3\n  K 3", StringComparison.Ordinal));

        Assert.Same(model, Lump(model, ["X"]));
    }

    private static double[] Sums(CompiledModel lumped, double[] species) => [.. lumped.Lumping!.States.Select(sum => sum.Sum(term => term.Weight * species[term.Species]))];

    // Observables and functions of both models along a course that starts at the seeds, to a thousandfold of the solver's tolerance.
    private static void Agrees(CompiledModel whole, CompiledModel lumped, ImmutableArray<string> observables, ImmutableArray<string> functions, double end, params (string, double)[] replaced)
    {
        double[][] found = [.. new[] { whole, lumped }.Select(Course)];
        for (int i = 0; i < found[0].Length; i++)
        {
            Assert.True(Math.Abs(found[0][i]) > 0, "nothing to compare");
            Assert.Equal(1, found[1][i] / found[0][i], 1e-6);
        }

        double[] Course(CompiledModel model)
        {
            double[] parameters = model.Parameters(replaced), y = new double[model.SpeciesNames.Length];
            double[] o = new double[model.ObservableNames.Length], f = new double[model.FunctionNames.Length];
            model.InitialState(parameters, y);
            NetworkOde ode = model.Ode(parameters);
            double t = 0;
            var values = new List<double>();
            var solver = new OdeSolver(ode, new SolverOptions { RelativeTolerance = 1e-9, AbsoluteTolerance = 1e-9 });
            foreach (double at in new[] { end / 20, end / 4, end })
            {
                Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, at, TestContext.Current.CancellationToken));
                ode.Observables(y, o);
                ode.Functions(t, y, f);
                values.AddRange([.. observables.Select(n => o[model.ObservableNames.IndexOf(n)]), .. functions.Select(n => f[model.FunctionNames.IndexOf(n)])]);
            }

            return [.. values];
        }
    }
}

using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.NetworkFree;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Numerics.Jump;
using Blockade.Numerics.Random;

namespace Blockade.Models.Tests.NetworkFree;

/// <summary>A model run molecule by molecule and as its network: two ways that share nothing but the reader and the meaning of a rule.</summary>
internal static class BesideNetwork
{
    // Of a normal error 5.2 is passed on either side once in 5,000,000 points; a test has some forty.
    private const double Level = 5.2;

    /// <summary>Compares the means of all observables at each time, by the standard errors of both.</summary>
    public static void Check(string text, double[] times, int runs)
    {
        RuleModel rules = BnglReader.Read(new SourceText("model.bngl", text)).Value!;
        ReactionNetwork network = ReactionNetwork.Expand(rules, ExpansionLimits.Default).Value!;
        (double[] Mean, double[] Variance)[] free = [.. Free(rules, times, runs, [.. network.Species.Select(s => s.Name)]).Select(Moments)];
        (double[] Mean, double[] Variance)[] jumps = [.. Network(network, times, runs).Select(Moments)];
        for (int k = 0; k < times.Length; k++)
        {
            for (int o = 0; o < rules.Observables.Length; o++)
            {
                double error = Math.Sqrt((free[k].Variance[o] + jumps[k].Variance[o]) / runs);
                Assert.True(
                    Math.Abs(free[k].Mean[o] - jumps[k].Mean[o]) <= Level * error,
                    FormattableString.Invariant($"{rules.Observables[o].Name} at {times[k]}: {free[k].Mean[o]:g5}, in the network {jumps[k].Mean[o]:g5}, standard error {error:g3}"));
            }
        }
    }

    /// <summary>
    /// Compares whole distributions: for each observable and time Pearson's statistic of two samples over cells of at least twenty runs of both together. Any of m such
    /// statistics passes its bound by chance with at most <paramref name="falseAlarm"/>, because each does with an m-th of that (Bonferroni); they need not be independent.
    /// </summary>
    public static void CheckDistributions(string text, double[] times, int runs, double falseAlarm)
    {
        RuleModel rules = BnglReader.Read(new SourceText("model.bngl", text)).Value!;
        ReactionNetwork network = ReactionNetwork.Expand(rules, ExpansionLimits.Default).Value!;
        double[][][] free = Free(rules, times, runs, [.. network.Species.Select(s => s.Name)]), jumps = Network(network, times, runs);
        double z = NormalQuantile(falseAlarm / (times.Length * rules.Observables.Length));
        int freedoms = 0;
        for (int k = 0; k < times.Length; k++)
        {
            for (int o = 0; o < rules.Observables.Length; o++)
            {
                (double statistic, int cells) = TwoSamples([.. free[k].Select(v => v[o])], [.. jumps[k].Select(v => v[o])]);
                int df = cells - 1;
                if (df == 0) continue;
                freedoms += df;

                // Wilson and Hilferty 1931: the cube root of chi-square over its freedoms is nearly normal; within 2 % of the quantile as far out as this
                double bound = 1.02 * df * Math.Pow(1 - (2.0 / (9 * df)) + (z * Math.Sqrt(2.0 / (9 * df))), 3);
                Assert.True(statistic <= bound, FormattableString.Invariant($"{rules.Observables[o].Name} at {times[k]}: chi-square {statistic:0.0} of {df} freedoms, beyond {bound:0.0}"));
            }
        }

        Assert.InRange(freedoms, 2 * times.Length * rules.Observables.Length, int.MaxValue);   // or there was little to compare
    }

    // equal numbers of runs: in each cell both are expected to have half
    private static (double Statistic, int Cells) TwoSamples(double[] one, double[] other)
    {
        var counts = new SortedDictionary<double, (int One, int Other)>();
        foreach (double x in one) counts[x] = counts.GetValueOrDefault(x) with { One = counts.GetValueOrDefault(x).One + 1 };
        foreach (double x in other) counts[x] = counts.GetValueOrDefault(x) with { Other = counts.GetValueOrDefault(x).Other + 1 };
        var cells = new List<(int One, int Other)> { default };
        foreach ((int a, int b) in counts.Values)
        {
            if (cells[^1].One + cells[^1].Other >= 20) cells.Add(default);
            cells[^1] = (cells[^1].One + a, cells[^1].Other + b);
        }

        if (cells.Count > 1 && cells[^1].One + cells[^1].Other < 20)
        {
            cells[^2] = (cells[^2].One + cells[^1].One, cells[^2].Other + cells[^1].Other);
            cells.RemoveAt(cells.Count - 1);
        }

        return (cells.Sum(c => Math.Pow(c.One - c.Other, 2) / (c.One + c.Other)), cells.Count);
    }

    // Abramowitz and Stegun 26.2.23, to 4.5e-4: what a normal number passes upwards with this probability
    private static double NormalQuantile(double tail)
    {
        double t = Math.Sqrt(-2 * Math.Log(tail));
        return t - ((2.515517 + (t * (0.802853 + (t * 0.010328)))) / (1 + (t * (1.432788 + (t * (0.189269 + (t * 0.001308)))))));
    }

    private static double[][][] Free(RuleModel rules, double[] times, int runs, HashSet<string> species)
    {
        Checked<NetworkFreeModel> compiled = NetworkFreeModel.Compile(rules);
        Assert.True(compiled.Value is not null, string.Join('\n', compiled.Diagnostics.Select(d => d.Message)));
        NetworkFreeModel model = compiled.Value;
        var values = new double[times.Length][][];
        for (int k = 0; k < times.Length; k++) values[k] = new double[runs][];
        for (uint r = 0; r < runs; r++)
        {
            NetworkFreeSimulator simulator = Runs.Start(model, r);
            double t = 0;
            for (int k = 0; k < times.Length; k++)
            {
                Assert.Equal(NetworkFreeStatus.Completed, simulator.Advance(ref t, times[k], TestContext.Current.CancellationToken));
                simulator.Observables(values[k][r] = new double[model.ObservableNames.Length]);
            }

            if (r == 0) CheckSpecies(simulator, species);
        }

        return values;
    }

    // the names of species are the network's, compartments and all
    private static void CheckSpecies(NetworkFreeSimulator simulator, HashSet<string> known) =>
        Assert.All(simulator.Species(), s => Assert.Contains(s.Species, known));

    private static double[][][] Network(ReactionNetwork network, double[] times, int runs)
    {
        CompiledModel model = CompiledModel.Compile(network);
        var start = new double[model.SpeciesNames.Length];
        model.InitialPopulations(model.Parameters(), start);
        var values = new double[times.Length][][];
        for (int k = 0; k < times.Length; k++) values[k] = new double[runs][];
        NetworkJumps jumps = model.Jumps(model.Parameters());
        var solver = new JumpSolver(jumps, new JumpOptions());
        var outputs = new double[jumps.OutputCount];
        for (uint r = 0; r < runs; r++)
        {
            solver.Start(0, start, new RandomSource(30).Sequence(2, r));
            for (int k = 0; k < times.Length; k++)
            {
                Assert.Equal(JumpStatus.Completed, solver.Advance(times[k], TestContext.Current.CancellationToken));
                jumps.Outputs(times[k], solver.Populations, outputs);
                values[k][r] = outputs[..model.ObservableNames.Length];
            }
        }

        return values;
    }

    private static (double[], double[]) Moments(double[][] runs)
    {
        (double Mean, double Variance)[] moments = [.. Enumerable.Range(0, runs[0].Length).Select(o => runs.Select(v => v[o]).Moments())];
        return ([.. moments.Select(m => m.Mean)], [.. moments.Select(m => m.Variance)]);
    }
}

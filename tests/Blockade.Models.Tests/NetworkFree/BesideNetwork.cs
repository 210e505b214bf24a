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
        (double[] Mean, double[] Variance)[] free = Free(rules, times, runs, [.. network.Species.Select(s => s.Name)]);
        (double[] Mean, double[] Variance)[] jumps = Network(network, times, runs);
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

    private static (double[], double[])[] Free(RuleModel rules, double[] times, int runs, HashSet<string> species)
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

        return [.. values.Select(Moments)];
    }

    // the names of species are the network's, compartments and all
    private static void CheckSpecies(NetworkFreeSimulator simulator, HashSet<string> known) =>
        Assert.All(simulator.Species(), s => Assert.Contains(s.Species, known));

    private static (double[], double[])[] Network(ReactionNetwork network, double[] times, int runs)
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

        return [.. values.Select(Moments)];
    }

    private static (double[], double[]) Moments(double[][] runs)
    {
        (double Mean, double Variance)[] moments = [.. Enumerable.Range(0, runs[0].Length).Select(o => runs.Select(v => v[o]).Moments())];
        return ([.. moments.Select(m => m.Mean)], [.. moments.Select(m => m.Variance)]);
    }
}

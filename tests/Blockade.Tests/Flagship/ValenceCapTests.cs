using System.Globalization;
using System.Text;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.NetworkFree;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Testing;
using Blockade.Tests.Docs;

namespace Blockade.Tests.Flagship;

/// <summary>What the cap of one binding unit per antibody costs: models/her2/her2-bivalent.bngl with and without its second arms.</summary>
public class ValenceCapTests
{
    private const ushort Purpose = 1;
    private const double CapKoff = 3.1e-5;        // kToff of her2.bngl
    private const double HalfOccupied = 0.31;     // nM, kToff/kTon of her2.bngl
    private const double OfT = 30.0 / 31.0;       // kPoff/kToff of her2.bngl; both second arms are treated alike

    // Pairs open 2.17 times a second and antibodies a few times an hour. Every cycle of the model is in balance, so slowing both directions of
    // pairing leaves the equilibrium where it is and saves most events.
    private const double SlowPairing = 1e-4;
    private const double Near = 3.0e6;

    // 170 nM of sites in a layer of 10 nm under 1,000 um2 at 1e6 HER2, times half of kTon: 8e-3 1/s at 1e6. A tenth and ten times of it, too.
    // First-arm koff: found by bisection on runs of 4,000 receptors, so that half of 1e6 HER2 carry T at 0.31 nM, as with the cap.
    private static readonly (double Kx, double Koff)[] SecondArms = [(8e-10, 2.1e-4), (8e-9, 6.35e-4), (8e-8, 1.98e-3)];
    private static readonly double[] Densities = [5e4, 1e6, 5e6];
    private static readonly double[] Doses = [0.3, 3, 30, 300];
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "models", "her2", "her2-bivalent.bngl"));
    private static readonly NetworkFreeModel Model = NetworkFreeModel.Compile(Read(Text)).Value!;

    private enum Seen { T, P, Paired, BoundT, BoundP, BothT, FreeToPair, MeanComplex }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "second arms off: the rules are those of a finite network, solved as differential equations")]
    public void Without_second_arms_occupancy_and_pairs_are_the_capped_networks()
    {
        const int receptors = 500;
        const int runs = 24;
        double[] network = CappedNetwork(1e6, 0.5);

        double[][] agents = [.. Enumerable.Range(0, runs).Select(r => Equilibrium(1e6, 0.5, kx: 0, CapKoff, receptors, (uint)r, samples: 1))];

        foreach (Seen seen in (Seen[])[Seen.T, Seen.P, Seen.Paired, Seen.BoundT, Seen.BoundP, Seen.BothT, Seen.FreeToPair])
        {
            double[] x = [.. agents.Select(a => a[(int)seen])];
            double mean = x.Average();
            double error = Math.Sqrt(x.Sum(v => (v - mean) * (v - mean)) / (runs - 1) / runs);

            // 4.9 standard errors, 1e-6 each; and one part in 500, because a receptor does not meet itself
            Assert.True(Math.Abs(mean - network[(int)seen]) <= (4.9 * error) + (network[(int)seen] / receptors), $"{seen}: agents {mean} +- {error}, network {network[(int)seen]}");
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "capped and uncapped side by side, equal in apparent affinity for trastuzumab at 1e6 HER2")]
    public void The_caps_error_stands_in_the_decision()
    {
        (double Density, double Dose)[] cells = [.. Densities.SelectMany(_ => Doses, (h, c) => (h, c))];
        double[][] capped = [.. cells.Select(c => CappedNetwork(c.Density, c.Dose))];
        var uncapped = new double[cells.Length * SecondArms.Length][];
        Parallel.For(0, uncapped.Length, i =>
        {
            (double density, double dose) = cells[i / SecondArms.Length];
            (double kx, double koff) = SecondArms[i % SecondArms.Length];
            uncapped[i] = Equilibrium(density, dose, kx, koff, receptors: 500, replicate: (uint)i, samples: 8);
        });

        string Table(string heading, Func<double[], double> value, string format)
        {
            var table = new StringBuilder($"| HER2 | nM of each | {heading}, capped | a tenth | estimate | ten times |\n| --- | --- | --- | --- | --- | --- |\n");
            for (int i = 0; i < cells.Length; i++)
            {
                IEnumerable<double> row = [value(capped[i]), .. Enumerable.Range(0, SecondArms.Length).Select(k => value(uncapped[(i * SecondArms.Length) + k]))];
                table.Append(CultureInfo.InvariantCulture, $"| {cells[i].Density:0e+0} | {cells[i].Dose} | {string.Join(" | ", row.Select(v => v.ToString(format, CultureInfo.InvariantCulture)))} |\n");
            }

            return table.ToString();
        }

        // at least 97 % of what covers a receptor at a trough is there with and without the cap: saturation does not depend on valence
        Assert.All(Enumerable.Range(0, uncapped.Length).Where(i => cells[i / SecondArms.Length].Dose == 300), i => Assert.InRange(uncapped[i][(int)Seen.T], 0.97, 1));
        WrittenDocument.Agrees(
            "docs/decisions/0002-valence-policy.md",
            ("occupancy", Table("% of HER2 with T", v => 100 * v[(int)Seen.T], "F0")),
            ("antibodies", Table("antibodies per HER2", v => v[(int)Seen.BoundT] + v[(int)Seen.BoundP], "F2")),
            ("pairs", Table("% of HER2 in pairs", v => 100 * v[(int)Seen.Paired], "F0")),
            ("freereceptors", Table("% of HER2 free of T and of a partner", v => 100 * v[(int)Seen.FreeToPair], "F1")),
            ("complexes", Table("receptors in a receptor's complex", v => v[(int)Seen.MeanComplex], "F1")));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "how the first arm's koff was set")]
    public void Capped_and_uncapped_agree_where_the_affinity_was_measured()
    {
        foreach ((double kx, double koff) in SecondArms.Take(2))
        {
            double occupied = Equilibrium(1e6, HalfOccupied, kx, koff, receptors: 2000, replicate: 0, samples: 8, withPertuzumab: false)[(int)Seen.T];

            // a snapshot of 2,000 has a standard error of 0.011, eight correlated ones no more; the bisection was good to 0.01
            Assert.Equal(0.5, occupied, 0.04);
        }
    }

    // Means per receptor at equilibrium, of a patch of the cell with that many receptors: constants per molecule scale with its share.
    private static double[] Equilibrium(
        double density, double nanomolar, double kx, double koff, int receptors, uint replicate, int samples, bool withPertuzumab = true)
    {
        const double settled = 1e5;    // s: six times the longest relaxation, 1/(kTon·0.3 nM + 3e-5)
        const double apart = 5e3;
        double patch = density / receptors;
        var simulator = new NetworkFreeSimulator(
            Model,
            Model.Parameters(
                ("T_nM", nanomolar), ("P_nM", withPertuzumab ? nanomolar : 0), ("H2_0", receptors), ("kToff", koff), ("kPoff", koff * OfT), ("kx", kx * patch),
                ("near", Near / patch), ("k22f", 5.5e-6 * patch * SlowPairing), ("k22r", 2.17 * SlowPairing)),
            new RandomSource(1).Sequence(Purpose, replicate));
        var sum = new double[8];
        var now = new double[7];
        double t = 0;
        for (int k = 0; k < samples; k++)
        {
            Assert.Equal(NetworkFreeStatus.Completed, simulator.Advance(ref t, settled + (k * apart), TestContext.Current.CancellationToken));
            simulator.Observables(now);
            for (int o = 0; o < now.Length; o++) sum[o] += now[o] / receptors / samples;
            sum[7] += simulator.ComplexSizes("H2").Sum(n => (double)n * n) / receptors / samples;
        }

        return sum;
    }

    // The same file without the lines of the second arm: a finite network, at its equilibrium.
    private static double[] CappedNetwork(double density, double nanomolar)
    {
        string capped = string.Join('\n', Text.Split('\n').Where(l => !l.StartsWith("  cross", StringComparison.Ordinal)
            && !l.StartsWith("  ring", StringComparison.Ordinal) && !l.StartsWith("  open", StringComparison.Ordinal)));
        CompiledModel model = CompiledModel.Compile(ReactionNetwork.Expand(Read(capped), ExpansionLimits.Default).Value!);
        double[] parameters = model.Parameters(("T_nM", nanomolar), ("P_nM", nanomolar), ("H2_0", density));
        NetworkOde ode = model.Ode(parameters);
        var y = new double[model.SpeciesNames.Length];
        model.InitialState(parameters, y);
        double t = 0;
        Assert.Equal(SolveStatus.Completed, new OdeSolver(ode, new SolverOptions()).Advance(ref t, y, 1e6, TestContext.Current.CancellationToken));
        var values = new double[8];
        ode.Observables(y, values.AsSpan(0, 7));
        for (int o = 0; o < 7; o++) values[o] /= density;
        values[(int)Seen.MeanComplex] = 1 + values[(int)Seen.Paired];   // a receptor in a pair is in a complex of two
        return values;
    }

    private static RuleModel Read(string text) => BnglReader.Read(new SourceText("her2-bivalent.bngl", text)).Value!;
}

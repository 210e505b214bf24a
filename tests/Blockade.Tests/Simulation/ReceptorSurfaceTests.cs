using Blockade.Models.Compilation;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Simulation;
using Blockade.Testing;
using Blockade.Tumours;

namespace Blockade.Tests.Simulation;

/// <summary>The receptors' table against the network it was made from.</summary>
public class ReceptorSurfaceTests
{
    private static readonly Lazy<CellSurface> Cell = new(() =>
        OneCellStudy.Surface.ForCell(OneCellStudy.Her2, OneCellStudy.Her3, OneCellStudy.Heregulin));

    // a run's own check allows the growth signal this much of an untreated cell's; effector cells' kill is held to the same
    private const double SignalLimit = 0.05;

    private static readonly GrowthSignal Signal = new(OneCellStudy.Tumour);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "table and network at random concentrations: growth signal and kill within the limit of a run's own check")]
    public void Between_its_nodes_the_table_says_what_the_network_says()
    {
        var layer = new ReceptorLayer(OneCellStudy.Inputs.Receptors);
        layer.Begin(OneCellStudy.Her2, OneCellStudy.Her3, OneCellStudy.Heregulin);
        RandomSequence random = new RandomSource(5).Sequence(1, 0, 0);
        ReceptorResponse rest = Solve(layer, 0, 0);
        for (int k = 0; k < 60; k++)
        {
            double t = Concentration(ref random), p = Concentration(ref random);
            ReceptorResponse network = Solve(layer, t, p);
            ReceptorResponse table = Cell.Value.At(t, p);

            Assert.Equal(Relative(network, rest), Relative(table, rest), SignalLimit);
            Assert.Equal(Killing(network), Killing(table), SignalLimit);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a cell of random receptors and ligand, with and without either antibody: the same limit")]
    public void Between_its_cells_the_table_says_what_the_network_says()
    {
        // each antibody at its two nodes, so that the table's cells alone are asked
        var axis = new SurfaceAxis(0, 300, 0.1, 2);
        ReceptorSurface surface = OneCellStudy.Tabulate(ReceptorSurfaceAxes.Default with { Trastuzumab = axis, Pertuzumab = axis });
        var layer = new ReceptorLayer(OneCellStudy.Inputs.Receptors);
        RandomSequence random = new RandomSource(6).Sequence(1, 0, 0);
        for (int k = 0; k < 30; k++)
        {
            double her2 = 1e6 * Math.Exp(0.55 * random.NextNormal());    // the population's spreads
            double her3 = 2e4 * Math.Exp(0.7 * random.NextNormal());
            double heregulin = k % 3 == 0 ? 0 : 0.1 * Math.Exp(1.08 * random.NextNormal());
            layer.Begin(her2, her3, heregulin);
            CellSurface cell = surface.ForCell(her2, her3, heregulin);
            ReceptorResponse rest = Solve(layer, 0, 0);
            foreach ((double t, double p) in new[] { (300.0, 0.0), (0.0, 300.0), (300.0, 300.0) })
            {
                ReceptorResponse network = Solve(layer, t, p);

                Assert.Equal(Relative(network, rest), Relative(cell.At(t, p), cell.At(0, 0)), SignalLimit);
                Assert.Equal(Killing(network), Killing(cell.At(t, p)), SignalLimit);
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "polynomial interpolation: exact at its nodes, and at no drug, which is one; the solver's tolerance is left")]
    public void At_its_nodes_the_table_is_the_network()
    {
        var layer = new ReceptorLayer(OneCellStudy.Inputs.Receptors);
        layer.Begin(OneCellStudy.Her2, OneCellStudy.Her3, OneCellStudy.Heregulin);
        SurfaceAxis axis = OneCellStudy.Surface.Axes.Trastuzumab;
        foreach (int i in new[] { 0, 4, 9 })
        {
            foreach (int j in new[] { 0, 5, 9 })
            {
                ReceptorResponse network = Solve(layer, axis.Node(i), axis.Node(j));
                ReceptorResponse table = Cell.Value.At(axis.Node(i), axis.Node(j));

                // steady states from different neighbours: 1e-7 relative, ten-fold through the functions
                Assert.Equal(network.Akt, table.Akt, 1e-6);
                Assert.Equal(network.Erk, table.Erk, 1e-6);
                Assert.Equal(1, (1 + table.BoundAntibodies) / (1 + network.BoundAntibodies), 1e-5);
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "no drug: nothing is bound and nothing is taken up")]
    public void Without_drug_nothing_is_bound_or_taken_up()
    {
        ReceptorResponse none = Cell.Value.At(0, 0);

        Assert.Equal((0, 0), (none.TrastuzumabUptakePerSecond, none.PertuzumabUptakePerSecond));

        // "no drug" is solved at a trace of 1e-6 nM: with some 1e6 receptors and affinities near a nanomolar, of the order of one molecule
        Assert.InRange(none.BoundAntibodies, 0, 5);
        Assert.Equal(0, Cell.Value.At(0, 300).TrastuzumabUptakePerSecond);
        Assert.Equal(0, Cell.Value.At(300, 0).PertuzumabUptakePerSecond);
    }

    [Theory, InlineData(0.5, 0.5), InlineData(20, 100), InlineData(300, 0.5)]
    [Evidence(EvidenceKind.Analytic, "at steady state what is taken up net is what is degraded with its receptor inside; pertuzumab that is shed is given back. Every species is followed for it, one by one")]
    public void What_is_taken_up_is_what_is_degraded(double trastuzumab, double pertuzumab)
    {
        ReceptorModel receptors = OneCellStudy.Inputs.Receptors;
        CompiledModel model = receptors.Compiled;
        var layer = new ReceptorLayer(receptors);
        layer.Begin(OneCellStudy.Her2, OneCellStudy.Her3, OneCellStudy.Heregulin);
        ReceptorResponse response = Solve(layer, trastuzumab, pertuzumab);
        double[] parameters = receptors.Parameters(OneCellStudy.Her2, OneCellStudy.Her3, OneCellStudy.Heregulin);
        double degraded = parameters[model.ParameterIndex("kdeg")], t = 0, p = 0, seconds = 0;
        var state = new double[model.SpeciesNames.Length];
        model.InitialState(parameters, state);
        (state[model.SpeciesIndex("T(h)")], state[model.SpeciesIndex("P(h)")]) = (trastuzumab, pertuzumab);
        var whole = new OdeSolver(model.Ode(parameters), new SolverOptions { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-3 });
        Assert.Equal(SolveStatus.Completed, whole.Advance(ref seconds, state, 1e8, TestContext.Current.CancellationToken));
        for (int i = 0; i < model.SpeciesNames.Length; i++)
        {
            string[] molecules = model.SpeciesNames[i].Split('.');
            double molar = state[i];
            bool inside = molecules.Any(m => m.StartsWith("H2(", StringComparison.Ordinal) && m.Contains("loc~e", StringComparison.Ordinal));
            if (molecules.Length > 1 && inside) t += degraded * molar * molecules.Count(m => m.StartsWith("T(", StringComparison.Ordinal));
            if (molecules.Length > 1 && inside) p += degraded * molar * molecules.Count(m => m.StartsWith("P(", StringComparison.Ordinal));
        }

        // a difference of two large fluxes: relative to what binds, the state's tolerance of 1e-7 and some tens of fluxes
        Assert.Equal(1, response.TrastuzumabUptakePerSecond / t, 1e-4);
        Assert.Equal(1, response.PertuzumabUptakePerSecond / p, 1e-4);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "Chebyshev interpolation of a smooth function: fewer nodes err more")]
    public void More_nodes_err_less()
    {
        double[] errors =
        [
            .. new[] { 5, 10 }.Select(nodes =>
            {
                var axis = new SurfaceAxis(0, 3000, 0.1, nodes);
                ReceptorSurfaceAxes axes = ReceptorSurfaceAxes.ForCell(OneCellStudy.Her2, OneCellStudy.Her3, OneCellStudy.Heregulin) with { Trastuzumab = axis, Pertuzumab = SurfaceAxis.At(100) };
                CellSurface cell = OneCellStudy.Tabulate(axes).ForCell(OneCellStudy.Her2, OneCellStudy.Her3, OneCellStudy.Heregulin);
                var layer = new ReceptorLayer(OneCellStudy.Inputs.Receptors);
                layer.Begin(OneCellStudy.Her2, OneCellStudy.Her3, OneCellStudy.Heregulin);
                return new[] { 0.3, 1, 3, 10, 30, 100, 300, 1000 }.Max(t => Math.Abs(cell.At(t, 100).Akt - Solve(layer, t, 100).Akt));
            }),
        ];

        Assert.True(errors[1] < errors[0], $"{errors[0]}, {errors[1]}");
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "cells are worked on apart: the table's bytes do not depend on the threads")]
    public void Threads_do_not_change_the_table()
    {
        ReceptorSurfaceAxes axes = ReceptorSurfaceAxes.Default with
        {
            Trastuzumab = new SurfaceAxis(0, 3000, 0.1, 3), Pertuzumab = new SurfaceAxis(0, 3000, 0.1, 3), Her2 = new SurfaceAxis(1e5, 1e7, 0, 3),
            Her3 = SurfaceAxis.At(2e4), Heregulin = new SurfaceAxis(0, 5, 0.01, 3),
        };
        ReceptorResponse[] responses =
        [
            .. new[] { 1, 2, 7 }.Select(threads =>
                ReceptorSurface.Tabulate(OneCellStudy.Inputs.Receptors, axes, threads).Surface!.ForCell(8e5, 2e4, 0.3).At(17, 230)),
        ];

        Assert.Equal(responses[0], responses[1]);
        Assert.Equal(responses[0], responses[2]);
    }

    private static double Concentration(ref RandomSequence random) =>
        random.NextUniform() < 0.1 ? 0 : Math.Exp(Math.Log(0.05) + (random.NextUniform() * Math.Log(3000 / 0.05)));

    private static ReceptorResponse Solve(ReceptorLayer layer, double t, double p)
    {
        Assert.Equal(SolveStatus.Completed, layer.Solve(t, p, out ReceptorResponse response, TestContext.Current.CancellationToken));
        return response;
    }

    // effector cells' kill, saturating in what they see
    private static double Killing(ReceptorResponse r) => r.BoundAntibodies / (OneCellStudy.Tumour.AdccHalfMolecules + r.BoundAntibodies);

    private static double Relative(ReceptorResponse r, ReceptorResponse rest) => Strength(r) / Strength(rest);

    private static double Strength(ReceptorResponse r) => Signal.Of(LogOdds(r.Akt), LogOdds(r.Erk));

    private static double LogOdds(double share) => Math.Log(share / (1 - share));
}

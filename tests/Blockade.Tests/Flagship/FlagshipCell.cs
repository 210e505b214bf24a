using Blockade.Evidence;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Numerics.Ode;

namespace Blockade.Tests.Flagship;

/// <summary>The flagship's cell in a dish: rest, an hour of antibody, half an hour of heregulin, as the experiments are done.</summary>
public sealed class FlagshipCell
{
    public FlagshipCell()
    {
        var read = BnglReader.Read(Her2Files.Read("her2.bngl"));
        Assert.True(read.Value is not null, string.Join('\n', read.Diagnostics.Select(d => d.Render())));
        var network = ReactionNetwork.Expand(read.Value, ExpansionLimits.Default);
        Assert.True(network.Value is not null, string.Join('\n', network.Diagnostics.Select(d => d.Render())));
        Diagnostics = [.. read.Diagnostics, .. network.Diagnostics];
        Model = CompiledModel.Compile(network.Value);
    }

    public CompiledModel Model { get; }

    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Observables and functions by name at the end.</summary>
    public Dictionary<string, double> Treat(
        double trastuzumabNanomolar, double pertuzumabNanomolar, double heregulinNanomolar, double heregulinSeconds = 1800,
        double antibodySeconds = 3600, params (string, double)[] parameters)
    {
        double[] values = Model.Parameters(parameters);
        var y = new double[Model.SpeciesNames.Length];
        Model.InitialState(values, y);
        NetworkOde ode = Model.Ode(values);
        double t = -1e6;   // twelve days of rest: 36 half-lives of the slowest species
        var solver = new OdeSolver(ode, new SolverOptions { RelativeTolerance = 1e-7, AbsoluteTolerance = 1e-6 });
        Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, 0));
        solver.Restart();
        y[Model.SpeciesIndex("T(h)")] = trastuzumabNanomolar;
        y[Model.SpeciesIndex("P(h)")] = pertuzumabNanomolar;
        Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, antibodySeconds));
        if (heregulinSeconds > 0)
        {
            y[Model.SpeciesIndex("NRG(r)")] = heregulinNanomolar;
            solver.Restart();
            Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, antibodySeconds + heregulinSeconds));
        }

        var observables = new double[Model.ObservableNames.Length];
        var functions = new double[Model.FunctionNames.Length];
        ode.Observables(y, observables);
        ode.Functions(t, y, functions);
        return Model.ObservableNames.Zip(observables).Concat(Model.FunctionNames.Zip(functions)).ToDictionary(p => p.First, p => p.Second);
    }
}

using System.Collections.Immutable;
using Blockade.Antibodies;
using Blockade.Evidence;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Numerics.Ode;

namespace Blockade.Tests.Antibodies;

/// <summary>The flagship's cell with an antibody of one's own in it.</summary>
internal sealed class ModuleCell
{
    /// <summary>Constants with which nothing moves, is made, is lost or is phosphorylated: what is left is binding.</summary>
    public static readonly ImmutableArray<(string, double)> BindingOnly =
        [("kendo", 0), ("kendo3", 0), ("krec", 0), ("kdeg", 1e-9), ("kshed", 0), ("kdp95", 0), ("kp22", 0), ("kp23", 0), ("kpN", 0), ("kdp", 0)];

    public ModuleCell(string name, string like, params ImmutableArray<(string Epitope, double Kd)> arms)
        : this(Module(name, like, Her2Files.Read("her2.bngl"), arms).Model)
    {
    }

    public ModuleCell(SourceText source)
    {
        var rules = BnglReader.Read(source);
        Assert.True(rules.Value is not null, string.Join('\n', rules.Diagnostics.Select(d => d.Render())));
        Model = CompiledModel.Compile(ReactionNetwork.Expand(rules.Value, ExpansionLimits.Default).Value!);
    }

    public CompiledModel Model { get; }

    public static AntibodyModule Module(string name, string like, SourceText from, params ImmutableArray<(string Epitope, double Kd)> arms)
    {
        var design = new AntibodyDesign(name, like, [.. arms.Select(a => new AntibodyArm(Epitope.Named(a.Epitope)!, a.Kd))], "user", Grade.Assumption);
        Checked<AntibodyModule> written = AntibodyModule.Write(design, from);
        Assert.True(written.Value is not null, string.Join('\n', written.Diagnostics.Select(d => d.Render())));
        return written.Value;
    }

    /// <summary>Observables and functions after ten million seconds, some four months, and the amounts of the species.</summary>
    public (Dictionary<string, double> Outputs, double[] State) Rest(params ImmutableArray<(string, double)> parameters)
    {
        double[] values = Model.Parameters(parameters.AsSpan());
        var y = new double[Model.SpeciesNames.Length];
        Model.InitialState(values, y);
        NetworkOde ode = Model.Ode(values);
        double t = 0;
        var solver = new OdeSolver(ode, new SolverOptions { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-6 });
        Assert.Equal(SolveStatus.Completed, solver.Advance(ref t, y, 1e7, TestContext.Current.CancellationToken));
        var observables = new double[Model.ObservableNames.Length];
        var functions = new double[Model.FunctionNames.Length];
        ode.Observables(y, observables);
        ode.Functions(t, y, functions);
        return (Model.ObservableNames.Zip(observables).Concat(Model.FunctionNames.Zip(functions)).ToDictionary(p => p.First, p => p.Second), y);
    }
}

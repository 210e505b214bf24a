using System.Globalization;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Graphs;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Sbml;
using Blockade.Numerics.Jump;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;

namespace Engine;

/// <summary>The rule engine without the rest of Blockade: read a BNGL file, expand it, integrate it, simulate it, write it.</summary>
public static class Sample
{
    /// <summary>Runs a model to <paramref name="end"/>, in its unit of time, and prints what its observables are then.</summary>
    /// <returns>0, or 1 where the file cannot be used or the numbers fail.</returns>
    public static int Run(string path, double end, TextWriter output)
    {
        #region read
        SourceText source = SourceText.FromFile(path);
        Checked<RuleModel> rules = BnglReader.Read(source, BnglReader.FilesBeside(path));
        foreach (Diagnostic d in rules.Diagnostics) output.WriteLine(d.Render());
        if (rules.Value is not RuleModel model) return 1;
        #endregion

        #region expand
        Checked<ReactionNetwork> expanded = ReactionNetwork.Expand(model, new ExpansionLimits(MaxSpecies: 10_000));
        foreach (Diagnostic d in expanded.Diagnostics) output.WriteLine(d.Render());
        if (expanded.Value is not ReactionNetwork network) return 1;
        output.WriteLine($"{network.Species.Length} species, {network.Reactions.Length} reactions");
        #endregion

        #region ode
        CompiledModel compiled = CompiledModel.Compile(network);
        double[] parameters = compiled.Parameters();        // or .Parameters(("kTon", 2e-4)): formulas follow
        var y = new double[compiled.SpeciesNames.Length];
        compiled.InitialState(parameters, y);
        NetworkOde ode = compiled.Ode(parameters);
        var solver = new OdeSolver(ode, new SolverOptions { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-6 });
        double t = 0;
        if (solver.Advance(ref t, y, end) != SolveStatus.Completed) return 1;
        var observed = new double[compiled.ObservableNames.Length];
        ode.Observables(y, observed);
        #endregion

        #region lump
        CompiledModel lumped = compiled.Lump(compiled.ObservableNames);     // or some of them, or functions
        var z = new double[lumped.SpeciesNames.Length];
        lumped.InitialState(parameters, z);
        NetworkOde fewer = lumped.Ode(parameters);
        #endregion

        output.WriteLine($"{z.Length} of {y.Length} states would do for the observables, and {fewer.JacobianPattern.EntryCount} of {ode.JacobianPattern.EntryCount} entries of the Jacobian");

        #region ssa
        var start = new double[y.Length];
        compiled.InitialPopulations(parameters, start);
        var options = new EnsembleOptions { Runs = 32, Threads = 2, Random = new RandomSource(Seed: 1) };
        EnsembleResult ensemble = JumpEnsemble.Run(() => compiled.Jumps(parameters), start, [0, end], options);
        #endregion

        for (int o = 0; o < observed.Length; o++)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{compiled.ObservableNames[o],-8} {observed[o],12:0.0}   {ensemble.Mean(1, o):0.0} +- {ensemble.StandardDeviation(1, o):0.0} in {ensemble.CompletedRuns} runs"));
        }

        #region write
        string again = BnglWriter.Write(model);                               // the rules, as BNGL
        using (var sbml = new MemoryStream()) SbmlWriter.Write(network, sbml);    // the network, as SBML Level 3
        string picture = Dot.Write(ContactMap.Of(model));                     // what can touch what, for Graphviz
        #endregion

        output.WriteLine($"{again.Length} characters of BNGL, {picture.Length} of DOT");
        return 0;
    }
}

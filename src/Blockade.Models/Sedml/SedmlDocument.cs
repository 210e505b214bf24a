using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Sedml;

/// <summary>A simulation experiment as SED-ML describes it: every name in it refers to something, and what it asks for can be carried out.</summary>
/// <param name="Source">The text.</param>
/// <param name="Version">Of Level 1.</param>
/// <param name="Models">In the order of the text, as are the others.</param>
/// <param name="Simulations">What is done with a model.</param>
/// <param name="Tasks">Which simulation of which model, and how often.</param>
/// <param name="Generators">Formulas over what tasks give.</param>
/// <param name="Outputs">Reports and plots.</param>
/// <param name="Data">Files of numbers beside it.</param>
/// <param name="Sources">Parts of those, by names of their own.</param>
/// <remarks>Smith et al. (2021), J. Integr. Bioinform. 18:20210021, doi:10.1515/jib-2021-0021.</remarks>
public sealed record SedmlDocument(
    SourceText Source, int Version, ImmutableArray<SedmlModel> Models, ImmutableArray<SedmlSimulation> Simulations, ImmutableArray<SedmlTask> Tasks,
    ImmutableArray<SedmlGenerator> Generators, ImmutableArray<SedmlOutput> Outputs, ImmutableArray<SedmlData> Data, ImmutableArray<SedmlDataSource> Sources)
{
    private readonly ImmutableDictionary<string, SedmlModel> _models = Models.ToImmutableDictionary(m => m.Id);
    private readonly ImmutableDictionary<string, SedmlSimulation> _simulations = Simulations.ToImmutableDictionary(s => s.Id);
    private readonly ImmutableDictionary<string, SedmlTask> _tasks = Tasks.ToImmutableDictionary(t => t.Id);
    private readonly ImmutableDictionary<string, SedmlGenerator> _generators = Generators.ToImmutableDictionary(g => g.Id);

    /// <summary>The model of an identifier.</summary>
    public SedmlModel Model(string id) => _models[id];

    /// <summary>The simulation of an identifier.</summary>
    public SedmlSimulation Simulation(string id) => _simulations[id];

    /// <summary>The task of an identifier.</summary>
    public SedmlTask Task(string id) => _tasks[id];

    /// <summary>The generator of an identifier.</summary>
    public SedmlGenerator Generator(string id) => _generators[id];

    /// <summary>Every place in a model that a result, a range or a setting names.</summary>
    public IEnumerable<SedmlTarget> Targets()
    {
        IEnumerable<SedmlTask.Repeated> repeated = Tasks.OfType<SedmlTask.Repeated>();
        IEnumerable<SedmlFormula> formulas = Generators.Select(g => g.Formula)
            .Concat(repeated.SelectMany(r => r.Settings).Select(s => s.Formula))
            .Concat(repeated.SelectMany(r => r.Ranges).OfType<SedmlRange.Functional>().Select(f => f.Formula));
        return formulas.SelectMany(f => f.Variables).Where(v => v.Data is null).Select(v => v.Target).OfType<SedmlTarget>();
    }
}

using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Dynamics;

namespace Blockade.Models.Sbml;

/// <summary>A SBML model that has been read and can be simulated.</summary>
public sealed class SbmlDocument
{
    private readonly Dictionary<string, (string Amount, string Compartment, bool IsAmount)> _species;

    internal SbmlDocument(SourceText source, SbmlNode root, SbmlModel model, DynamicModel compiled, Dictionary<string, (string Amount, string Compartment, bool IsAmount)> species)
    {
        (Source, Root, Model, Compiled, _species) = (source, root, model, compiled, species);
        DynamicSystem system = compiled.System;
        HashSet<string> free = [.. system.Quantities.Where(q => q.Value is null).Select(q => q.Name)];
        Settable = [.. model.Parameters.Select(p => p.Id).Concat(model.Compartments.Select(c => c.Id)).Where(free.Contains)];
        HashSet<string> varying = [.. system.Quantities.Where(q => q.Value is not null || q.Rate is not null).Select(q => q.Name), .. system.Events.SelectMany(e => e.Assignments).Select(a => a.Target), .. system.Constraints.Select(c => c.Unknown)];
        Shown = [.. model.Species.Select(s => s.Id), .. model.Compartments.Select(c => c.Id).Concat(model.Parameters.Select(p => p.Id)).Where(varying.Contains)];
    }

    /// <summary>The file.</summary>
    public SourceText Source { get; }

    /// <summary>The equations.</summary>
    public DynamicSystem System => Compiled.System;

    /// <summary>The equations, ready to be simulated.</summary>
    public DynamicModel Compiled { get; }

    /// <summary>The model's identifier; may be empty.</summary>
    public string Id => Model.Id;

    /// <summary>Level and version, as the file has them.</summary>
    public (int Level, int Version) Edition => (Model.Level, Model.Version);

    /// <summary>Species, and what else can vary: what a table of a run shows.</summary>
    public ImmutableArray<string> Shown { get; }

    /// <summary>Parameters and compartments whose starting value can be replaced; a parameter of a kinetic law is <c>reaction.parameter</c>.</summary>
    public ImmutableArray<string> Settable { get; }

    /// <summary>The species, in the order of the file.</summary>
    public ImmutableArray<string> SpeciesNames => [.. Model.Species.Select(s => s.Id)];

    /// <summary>How many species, reactions, rules and events there are.</summary>
    public (int Species, int Reactions, int Rules, int Events) Size => (Model.Species.Length, Model.Reactions.Length, Model.Rules.Length, Model.Events.Length);

    /// <summary>The elements as they were read.</summary>
    internal SbmlNode Root { get; }

    internal SbmlModel Model { get; }

    /// <summary>Whether a name is a species, and if so whether formulas mean its amount by it.</summary>
    public bool IsSpecies(string id, out bool isAmount)
    {
        bool found = _species.TryGetValue(id, out (string, string, bool IsAmount) species);
        isAmount = found && species.IsAmount;
        return found;
    }

    /// <summary>The quantity that is a species' amount.</summary>
    /// <exception cref="ArgumentException">There is no such species.</exception>
    public string AmountOf(string id) => Species(id).Amount;

    /// <summary>The compartment of a species: its amount over that is its concentration.</summary>
    /// <exception cref="ArgumentException">There is no such species.</exception>
    public string CompartmentOf(string id) => Species(id).Compartment;

    /// <summary>The species whose amount a quantity is, or null.</summary>
    public string? NameOfSpecies(string amount) => _species.FirstOrDefault(s => s.Value.Amount == amount).Key;

    private (string Amount, string Compartment, bool IsAmount) Species(string id) =>
        _species.TryGetValue(id, out (string, string, bool) species) ? species : throw new ArgumentException($"'{id}' is no species of the model.", nameof(id));
}

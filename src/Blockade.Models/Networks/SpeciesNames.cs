using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>Canonical names of single species of a model, without its network.</summary>
public sealed class SpeciesNames
{
    private readonly Vocabulary _vocabulary;
    private readonly SpeciesList _species;

    /// <summary>Prepares the names of a model's species.</summary>
    public SpeciesNames(RuleModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _vocabulary = new Vocabulary(model);
        _species = new SpeciesList(_vocabulary);
    }

    /// <summary>The name that a complete pattern's species has in a network of the model; null where the pattern falls apart.</summary>
    public string? Of(Pattern species)
    {
        ArgumentNullException.ThrowIfNull(species);
        SpeciesGraph graph = SeedGraph.Of(species, _vocabulary);
        var complexOf = new int[graph.MoleculeCount];
        return graph.Complexes(complexOf, new int[graph.MoleculeCount]) == 1 ? _species.Text(_species.Intern(graph)) : null;
    }
}

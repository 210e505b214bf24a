using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Hybrids;

/// <summary>A species that is kept as a number.</summary>
/// <param name="Name">Its canonical name, or null where it is no single complex.</param>
/// <param name="Graph">Its graph.</param>
/// <param name="Population">What stands for it.</param>
internal sealed record MappedSpecies(string? Name, SpeciesGraph Graph, Pattern Population);

using System.Collections.Immutable;

namespace Blockade.Models.Rules;

/// <summary>What else the species at one place of a rule must, or must not, match.</summary>
/// <param name="Place">The reactant's or product's number, from 0.</param>
/// <param name="IsExclusion">True for <c>exclude_...</c>: no pattern may match. False for <c>include_...</c>: one must.</param>
/// <param name="Patterns">The patterns.</param>
public sealed record SpeciesFilter(int Place, bool IsExclusion, ImmutableArray<Pattern> Patterns);

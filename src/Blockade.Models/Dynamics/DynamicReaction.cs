using System.Collections.Immutable;

namespace Blockade.Models.Dynamics;

/// <summary>A process whose rate is a quantity, as the population process sees it.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Rate">The quantity that is its rate.</param>
/// <param name="Changes">
/// What one firing does to states: each that the reaction names at most once, zero where it takes what it gives. Null where that is not a constant whole
/// number, and events one by one make no sense.
/// </param>
public sealed record DynamicReaction(string Name, string Rate, ImmutableArray<(string State, int Change)>? Changes);

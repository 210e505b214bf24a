using System.Collections.Immutable;

namespace Blockade.Models.Dynamics;

/// <summary>
/// A system of quantities that change continuously, by formulas, and by events: what a model is that is no network of constant
/// reactions. Names in formulas are quantities, and <see cref="Time"/>.
/// </summary>
/// <param name="Quantities">All of them, in the order of declaration.</param>
/// <param name="Constraints">Residuals that are zero at all times.</param>
/// <param name="Events">In the order of declaration.</param>
/// <param name="Reactions">Those that change states; their rates are quantities, and the states' rates already hold them.</param>
public sealed record DynamicSystem(
    ImmutableArray<DynamicQuantity> Quantities, ImmutableArray<DynamicConstraint> Constraints, ImmutableArray<DynamicEvent> Events, ImmutableArray<DynamicReaction> Reactions)
{
    /// <summary>The name of time in formulas. No quantity has it.</summary>
    public const string Time = "#time";
}

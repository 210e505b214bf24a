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

    /// <summary>
    /// Quantities that follow from each other in a circle, at the start or at all times, in the order of the circle; empty where each can be
    /// worked out. Such a system cannot be compiled.
    /// </summary>
    public ImmutableArray<string> Circle()
    {
        var layout = new DynamicLayout(this);
        return [.. layout.Circle.Where(name => !name.StartsWith('#'))];
    }
}

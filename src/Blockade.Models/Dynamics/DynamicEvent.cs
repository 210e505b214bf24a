using System.Collections.Immutable;
using Blockade.Models.Expressions;

namespace Blockade.Models.Dynamics;

/// <summary>Assignments that take place when a condition becomes true.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Trigger">The condition.</param>
/// <param name="StartsTrue">The condition counts as true before the start, so that it does not fire there.</param>
/// <param name="IsPersistent">Once triggered it is carried out, even if the condition has become false meanwhile.</param>
/// <param name="Delay">How long after the trigger it is carried out, worked out at the trigger; null for at once.</param>
/// <param name="Priority">Of those due at one time the highest goes first; among equals chance decides. Null counts as lowest, in the order of declaration.</param>
/// <param name="UsesTriggerValues">The assigned values are worked out at the trigger, not when it is carried out.</param>
/// <param name="Assignments">Worked out together, then written.</param>
/// <remarks>The semantics are those of SBML Level 3: Hucka et al. (2019), J. Integr. Bioinform. 16:20190021, section 4.11, doi:10.1515/jib-2019-0021.</remarks>
public sealed record DynamicEvent(
    string Name, Expression Trigger, bool StartsTrue, bool IsPersistent, Expression? Delay, Expression? Priority, bool UsesTriggerValues,
    ImmutableArray<DynamicAssignment> Assignments);

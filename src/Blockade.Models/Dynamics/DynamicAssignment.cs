using Blockade.Models.Expressions;

namespace Blockade.Models.Dynamics;

/// <summary>What an event writes.</summary>
/// <param name="Target">The quantity; neither it nor anything it follows from has a value at all times.</param>
/// <param name="Value">The formula.</param>
/// <param name="Times">
/// A quantity that the value is multiplied by, as it is before the event: a concentration times its volume is the amount that is written. Or null.
/// </param>
public sealed record DynamicAssignment(string Target, Expression Value, string? Times = null);

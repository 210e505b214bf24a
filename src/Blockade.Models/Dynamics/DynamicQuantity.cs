using Blockade.Models.Expressions;

namespace Blockade.Models.Dynamics;

/// <summary>
/// One named number of a dynamic system. With a <paramref name="Value"/> it follows from others at all times; with a <paramref name="Rate"/> it is
/// a state; with neither it stays what it is at the start until an event assigns to it, or a <see cref="DynamicConstraint"/> determines it.
/// </summary>
/// <param name="Name">Unique in the system.</param>
/// <param name="Start">Its value at the start as a formula; null where nothing says so, or where it has a value at all times.</param>
/// <param name="Value">Its value at all times, or null.</param>
/// <param name="Rate">Its derivative by time, or null.</param>
/// <param name="SeenOver">The quantity that formulas and people see it divided by, as a substance's amount by its volume; or null.</param>
public sealed record DynamicQuantity(string Name, Expression? Start, Expression? Value = null, Expression? Rate = null, string? SeenOver = null);

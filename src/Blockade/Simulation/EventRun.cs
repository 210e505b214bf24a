using System.Collections.Immutable;

namespace Blockade.Simulation;

/// <summary>A model run through an event table.</summary>
/// <param name="Rows">One for each row of the table that was reached, in its order.</param>
/// <param name="Troubles">Why subjects stopped early, one line each.</param>
public sealed record EventRun(ImmutableArray<EventRow> Rows, ImmutableArray<string> Troubles);

using System.Collections.Immutable;
using Blockade.Dosing;

namespace Blockade.Simulation;

/// <summary>What a model says at one row of an event table, after that row's own dose or reset.</summary>
/// <param name="Id">The subject.</param>
/// <param name="Time">The row's time.</param>
/// <param name="Kind">What the row is.</param>
/// <param name="Values">Observables, then functions.</param>
public sealed record EventRow(string Id, double Time, EventKind Kind, ImmutableArray<double> Values);

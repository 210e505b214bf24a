using System.Collections.Immutable;
using Blockade.Models.Expressions;

namespace Blockade.Petab;

/// <summary>From a time on, things have other values.</summary>
/// <param name="Time">When; minus infinity for what comes before the start and lasts until nothing changes.</param>
/// <param name="Assignments">Names of the model, or of parameters that only observables use, and formulas of values before the change.</param>
public sealed record PetabPeriod(double Time, ImmutableArray<(string Target, Expression Value)> Assignments);

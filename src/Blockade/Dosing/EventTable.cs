using System.Collections.Immutable;

namespace Blockade.Dosing;

/// <summary>Doses and observations of many subjects in NONMEM's dialect.</summary>
/// <param name="Columns">Names of the columns that have no meaning of their own: covariates, and what a model's parameters are set to.</param>
/// <param name="Subjects">In order of first row.</param>
public sealed record EventTable(ImmutableArray<string> Columns, ImmutableArray<EventSubject> Subjects);

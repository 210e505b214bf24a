using System.Collections.Immutable;

namespace Blockade.Dosing;

/// <summary>The rows of one subject, in order of time.</summary>
/// <param name="Id">The subject's name.</param>
/// <param name="Records">Its rows.</param>
public sealed record EventSubject(string Id, ImmutableArray<EventRecord> Records);

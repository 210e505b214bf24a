using System.Collections.Immutable;

namespace Blockade.Archives;

/// <summary>What is recorded of a task.</summary>
/// <param name="Key">By which generators find it.</param>
/// <param name="Places">By model, what it is there; null is time, and where a model is missing it has no value.</param>
internal sealed record RecordedVariable(string Key, ImmutableDictionary<string, BoundQuantity?> Places);

using System.Collections.Immutable;

namespace Blockade.Models.Rules;

/// <summary>A site of a molecule: a name and the internal states it may take (none where it only binds).</summary>
public sealed record ComponentType(string Name, ImmutableArray<string> States);

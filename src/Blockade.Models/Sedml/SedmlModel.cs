using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Sedml;

/// <summary>A model: a file, or another model, and what is changed in it.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Language">Its language.</param>
/// <param name="Origin">A path as written, or <c>#</c> and another model's identifier.</param>
/// <param name="Changes">In their order.</param>
/// <param name="Span">Where it stands.</param>
public sealed record SedmlModel(string Id, SedmlLanguage Language, string Origin, ImmutableArray<SedmlChange> Changes, SourceSpan Span)
{
    /// <summary>The model that this one is made from, or null where it is made from a file.</summary>
    public string? Base => Origin.StartsWith('#') ? Origin[1..] : null;
}

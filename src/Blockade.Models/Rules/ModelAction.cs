using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Rules;

/// <summary>A line that tells a program to do something with the model, kept as data: reading a file runs nothing.</summary>
/// <param name="Name">The action, such as <c>simulate</c>.</param>
/// <param name="Arguments">The positional arguments, unquoted.</param>
/// <param name="Options">The named ones (<c>{name=>value}</c>), unquoted.</param>
/// <param name="Span">Where it stands.</param>
public sealed record ModelAction(
    string Name, ImmutableArray<string> Arguments, ImmutableDictionary<string, string> Options, SourceSpan Span)
{
    /// <summary>Where each argument stands, without its quotes.</summary>
    public ImmutableArray<SourceSpan> ArgumentSpans { get; init; } = [];

    /// <summary>Where each option's name stands.</summary>
    public ImmutableDictionary<string, SourceSpan> OptionNames { get; init; } = ImmutableDictionary<string, SourceSpan>.Empty;

    /// <summary>Where each option's value stands, without its quotes.</summary>
    public ImmutableDictionary<string, SourceSpan> OptionValues { get; init; } = ImmutableDictionary<string, SourceSpan>.Empty;

    /// <summary>Options given more than once: the last one counts.</summary>
    public ImmutableArray<SourceSpan> Repeated { get; init; } = [];
}

using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>What a report says, in order; <see cref="HtmlReport"/> says how it looks.</summary>
/// <param name="Title">The heading of the page.</param>
/// <param name="Summary">One paragraph that stands on its own.</param>
/// <param name="Sections">The sections; at least one.</param>
public sealed record Report(string Title, string Summary, ImmutableArray<ReportSection> Sections)
{
    /// <summary>The language of the text, a BCP 47 tag.</summary>
    public string Language { get; init; } = "en";
}

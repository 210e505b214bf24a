using Blockade.Models.Diagnostics;

namespace Blockade.Models.Sedml;

/// <summary>A setting of an algorithm.</summary>
/// <param name="Term">Such as <c>KISAO:0000209</c>.</param>
/// <param name="Value">As written.</param>
/// <param name="Span">Where it stands.</param>
public sealed record SedmlSetting(string Term, string Value, SourceSpan Span);

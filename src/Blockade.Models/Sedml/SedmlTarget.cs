using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Sedml;

/// <summary>A place in a model, in the words of its language: XPath for SBML, dotted names for BNGL.</summary>
/// <param name="Text">As written.</param>
/// <param name="Namespaces">What prefixes stand for where it is written.</param>
/// <param name="Span">Where that is.</param>
public sealed record SedmlTarget(string Text, ImmutableDictionary<string, string> Namespaces, SourceSpan Span);

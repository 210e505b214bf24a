namespace Blockade.Models.Sedml;

/// <summary>One thing that metadata say.</summary>
/// <param name="About">The file, as written; <c>.</c> is the archive.</param>
/// <param name="Property">The property's name without its namespace, such as <c>title</c> or <c>creator</c>.</param>
/// <param name="Value">A text or an address.</param>
public sealed record MetadataStatement(string About, string Property, string Value);

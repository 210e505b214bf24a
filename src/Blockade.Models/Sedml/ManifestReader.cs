using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sbml;

namespace Blockade.Models.Sedml;

/// <summary>Reads the manifest and the metadata of a COMBINE archive. No document type definition, no resolver.</summary>
/// <remarks>Bergmann et al. (2014), BMC Bioinformatics 15:369, doi:10.1186/s12859-014-0369-z.</remarks>
public static class ManifestReader
{
    private const string Space = "http://identifiers.org/combine.specifications/omex-manifest";
    private const string Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    /// <summary>The manifest, and all that is wrong with it.</summary>
    public static Checked<Manifest> Read(SourceText source, SbmlLimits limits)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(limits);
        var diagnostics = new List<Diagnostic>();
        SbmlNode? root = SbmlNode.Read(source, limits, diagnostics);
        if (root is not null && root.Name != "omexManifest")
        {
            diagnostics.Add(new Diagnostic("OMX1006", Severity.Error, source, root.Span, $"this is no manifest: its root is '{root.Name}', not 'omexManifest'"));
        }

        var entries = ImmutableArray.CreateBuilder<ManifestEntry>();
        if (root is not null && root.Space != Space) diagnostics.Add(new Diagnostic("OMX1009", Severity.Warning, source, root.Span, $"the manifest is not in the namespace '{Space}'; it is read all the same"));
        foreach (SbmlNode content in root?.Children.Where(c => c.Name == "content") ?? [])
        {
            string? location = content["location"], format = content["format"];
            if (string.IsNullOrEmpty(location)) diagnostics.Add(new Diagnostic("OMX1006", Severity.Error, source, content.Span, "a content of the manifest has no 'location'"));
            else entries.Add(new ManifestEntry(location, format ?? "", content["master"] is "true" or "1", content.Span));
        }

        return new Checked<Manifest>(new Manifest(source, entries.ToImmutable()), [.. diagnostics]);
    }

    /// <summary>The statements of a metadata file: literals and addresses, those of nameless nodes under the statement that holds them. A file that is no RDF has none, with a warning.</summary>
    public static (ImmutableArray<MetadataStatement> Statements, ImmutableArray<Diagnostic> Diagnostics) ReadMetadata(SourceText source, SbmlLimits limits)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(limits);
        var diagnostics = new List<Diagnostic>();
        var found = ImmutableArray.CreateBuilder<MetadataStatement>();
        SbmlNode? root = SbmlNode.Read(source, limits, diagnostics);
        if (root is { Name: "RDF", Space: Rdf })
        {
            foreach (SbmlNode description in root.Children)
            {
                string about = description.ForeignAttributes.GetValueOrDefault($"{{{Rdf}}}about") ?? description["about"] ?? "";
                foreach (SbmlNode property in description.Children) Gather(about, property.Name, property, found);
            }
        }
        else if (root is not null)
        {
            diagnostics.Add(new Diagnostic("OMX1009", Severity.Warning, source, root.Span, $"these metadata are not read: their root is '{root.Name}', not 'rdf:RDF'"));
        }

        // metadata decide nothing: what is wrong with them is said and left at that
        return (found.ToImmutable(), [.. diagnostics.Select(d => d with { Severity = Severity.Warning })]);
    }

    private static void Gather(string about, string property, SbmlNode node, ImmutableArray<MetadataStatement>.Builder found)
    {
        if (node.ForeignAttributes.GetValueOrDefault($"{{{Rdf}}}resource") is { } resource) found.Add(new MetadataStatement(about, property, resource));
        string text = node.Text.Trim();
        if (node.Children.Count == 0 && text.Length > 0) found.Add(new MetadataStatement(about, property, text));
        foreach (SbmlNode child in node.Children) Gather(about, property, child, found);
    }
}

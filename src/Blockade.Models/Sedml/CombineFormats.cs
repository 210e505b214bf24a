namespace Blockade.Models.Sedml;

/// <summary>How manifests name the formats that matter here.</summary>
public static class CombineFormats
{
    /// <summary>SED-ML, any version.</summary>
    public const string Sedml = "http://identifiers.org/combine.specifications/sed-ml";

    /// <summary>SBML, any level.</summary>
    public const string Sbml = "http://identifiers.org/combine.specifications/sbml";

    /// <summary>Metadata as RDF.</summary>
    public const string Metadata = "http://identifiers.org/combine.specifications/omex-metadata";

    /// <summary>A manifest.</summary>
    public const string Manifest = "http://identifiers.org/combine.specifications/omex-manifest";

    /// <summary>An archive.</summary>
    public const string Archive = "http://identifiers.org/combine.specifications/omex";

    /// <summary>BNGL.</summary>
    public const string Bngl = "http://purl.org/NET/mediatypes/text/bngl+plain";

    /// <summary>Tables.</summary>
    public const string Csv = "http://purl.org/NET/mediatypes/text/csv";

    /// <summary>Prose.</summary>
    public const string Markdown = "http://purl.org/NET/mediatypes/text/markdown";

    /// <summary>HDF5.</summary>
    public const string Hdf5 = "http://purl.org/NET/mediatypes/application/x-hdf5";

    /// <summary>Whether a format is SED-ML, in whatever way it is said.</summary>
    public static bool IsSedml(string format) => Has(format, "sed-ml") || Has(format, "sedml");

    /// <summary>Whether a format is metadata.</summary>
    public static bool IsMetadata(string format) => Has(format, "omex-metadata") || Has(format, "rdf+xml");

    // people write https, versions behind a dot, and media types; the word is what they agree on
    private static bool Has(string format, string word) =>
        (format ?? throw new ArgumentNullException(nameof(format))).Contains(word, StringComparison.OrdinalIgnoreCase);
}

using Blockade.Models.Diagnostics;

namespace Blockade.Evidence;

/// <summary>The flagship's constants and published results, as they ship inside the library.</summary>
public static class Her2Evidence
{
    /// <summary>Reads <c>models/her2/parameters.csv</c>.</summary>
    public static Checked<ParameterTable> Parameters() => EvidenceReader.ReadParameters(Her2Files.Read("parameters.csv"));

    /// <summary>Reads <c>models/her2/published.csv</c>.</summary>
    public static Checked<PublishedResults> Published() => EvidenceReader.ReadPublished(Her2Files.Read("published.csv"));
}

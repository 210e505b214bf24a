using System.Collections.Immutable;
using Blockade.Models.Sbml;

namespace Blockade.Models.Sedml;

/// <summary>Reads what a SED-ML file says of files of numbers beside it.</summary>
internal sealed class SedmlDataReader(SedmlText text)
{
    private const string Csv = "urn:sedml:format:csv", Numl = "urn:sedml:format:numl";

    public (ImmutableArray<SedmlData> Data, ImmutableArray<SedmlDataSource> Sources) Read()
    {
        var data = new Dictionary<string, SedmlData>();
        var sources = new Dictionary<string, SedmlDataSource>();
        foreach (SbmlNode node in text.Root.Items("listOfDataDescriptions", "dataDescription"))
        {
            text.Only(node, "dimensionDescription", "listOfDataSources");
            if (text.Required(node, "id") is not { } id || text.Required(node, "source") is not { } origin || IsCsv(node, origin) is not { } isCsv) continue;
            if (!data.TryAdd(id, new SedmlData(id, origin, isCsv, Dimensions(node), node.Span))) text.Error("SED2002", node, $"there are two data descriptions '{id}'");
            foreach (SbmlNode source in node.Items("listOfDataSources", "dataSource"))
            {
                if (Source(source, id) is { } read && !sources.TryAdd(read.Id, read)) text.Error("SED2002", source, $"there are two data sources '{read.Id}'");
            }
        }

        return ([.. data.Values], [.. sources.Values]);
    }

    // by its format; a file without one by its name, as NuML is what SED-ML takes for granted
    private bool? IsCsv(SbmlNode node, string origin)
    {
        string format = node["format"] ?? "";
        if (format.StartsWith(Numl, StringComparison.Ordinal)) return false;
        if (format.StartsWith(Csv, StringComparison.Ordinal)) return true;
        if (format.Length == 0) return Path.GetExtension(origin).Equals(".csv", StringComparison.OrdinalIgnoreCase);
        text.Error("SED3001", node, $"external data in '{format}' are not read", $"{Csv} and {Numl} are");
        return null;
    }

    private static ImmutableArray<(string, string)> Dimensions(SbmlNode data)
    {
        var found = ImmutableArray.CreateBuilder<(string, string)>();
        SbmlNode? at = data.Children.Find(c => c.Name == "dimensionDescription")?.Children.Find(c => c.Name == "compositeDescription");
        for (; at is not null; at = at.Children.Find(c => c.Name == "compositeDescription")) found.Add((at["id"] ?? "", at["name"] ?? ""));
        return found.ToImmutable();
    }

    private SedmlDataSource? Source(SbmlNode node, string data)
    {
        text.Only(node, "listOfSlices");
        if (text.Required(node, "id") is not { } id) return null;
        string? dimension = node["indexSet"] is { Length: > 0 } set ? set : null;
        var slices = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (SbmlNode slice in node.Items("listOfSlices", "slice"))
        {
            text.Only(slice);
            if (slice["index"] is not null || slice["startIndex"] is not null || slice["endIndex"] is not null) text.Error("SED3001", slice, "a slice by places (index, startIndex, endIndex) is not carried out", "by 'value' it is");
            else if (text.Required(slice, "reference") is { } reference && text.Required(slice, "value") is { } value) slices.Add((reference, value));
        }

        if (dimension is not null && slices.Count > 0) text.Error("SED3001", node, $"the data source '{id}' has both an 'indexSet' and slices, which is not carried out");
        return new SedmlDataSource(id, data, dimension, slices.ToImmutable(), node.Span);
    }
}

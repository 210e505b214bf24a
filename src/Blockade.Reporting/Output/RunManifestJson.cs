using System.Text.Json;
using System.Text.Json.Serialization;

namespace Blockade.Reporting;

/// <summary>The generated serializer: no reflection, so it survives trimming.</summary>
[JsonSerializable(typeof(RunManifest))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n", Converters = [typeof(StatusConverter)])]
internal sealed partial class RunManifestJson : JsonSerializerContext
{
    /// <summary>Writes <c>complete</c> and <c>partial</c>.</summary>
    internal sealed class StatusConverter() : JsonStringEnumConverter<RunStatus>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
}

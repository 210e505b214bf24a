using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Blockade.Reporting;

/// <summary>
/// The manifest as JSON, member by member: a serializer that first works out what the types are is a tenth of a run that takes 40 ms, as every run
/// with results writes a manifest twice.
/// </summary>
internal static class RunManifestJson
{
    public static void Write(RunManifest manifest, Stream stream)
    {
        // Relaxed escaping: the file is never put into HTML, and "<=" in an argument should be readable.
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", manifest.SchemaVersion);
        json.WriteString("productVersion", manifest.ProductVersion);
        json.WriteString("status", manifest.Status == RunStatus.Complete ? "complete" : "partial");
        json.WriteStartArray("arguments");
        foreach (string argument in manifest.Arguments) json.WriteStringValue(argument);
        json.WriteEndArray();
        json.WriteNumber("seed", manifest.Seed);
        json.WriteStartArray("tolerances");
        foreach (RunTolerance tolerance in manifest.Tolerances)
        {
            json.WriteStartObject();
            json.WriteString("name", tolerance.Name);
            json.WriteNumber("value", tolerance.Value);
            json.WriteString("unit", tolerance.Unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("inputs");
        foreach (InputFile file in manifest.Inputs)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteString("sha256", file.Sha256);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("outputs");
        foreach (OutputFile file in manifest.Outputs)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteNumber("bytes", file.Bytes);
            json.WriteString("sha256", file.Sha256);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteTimings(json, manifest.Timings);
        json.WriteEndObject();
    }

    /// <exception cref="JsonException">Not JSON.</exception>
    /// <exception cref="InvalidOperationException">A member is of another kind.</exception>
    /// <exception cref="FormatException">A number is out of range, or a word is none of those there are.</exception>
    /// <exception cref="KeyNotFoundException">A member is missing.</exception>
    public static RunManifest Read(Stream stream)
    {
        using JsonDocument document = JsonDocument.Parse(stream);
        JsonElement root = document.RootElement;
        return new RunManifest
        {
            SchemaVersion = root.TryGetProperty("schemaVersion", out JsonElement schema) ? schema.GetInt32() : RunManifest.CurrentSchema,
            ProductVersion = Text(root, "productVersion"),
            Status = Text(root, "status") switch
            {
                "complete" => RunStatus.Complete,
                "partial" => RunStatus.Partial,
                string other => throw new FormatException($"'{other}' is no status."),
            },
            Arguments = [.. root.GetProperty("arguments").EnumerateArray().Select(a => a.GetString()!)],
            Seed = root.GetProperty("seed").GetUInt64(),
            Tolerances = List(root, "tolerances", t => new RunTolerance(Text(t, "name"), t.GetProperty("value").GetDouble(), Text(t, "unit"))),
            Inputs = List(root, "inputs", f => new InputFile(Text(f, "name"), Text(f, "sha256"))),
            Outputs = List(root, "outputs", f => new OutputFile(Text(f, "name"), f.GetProperty("bytes").GetInt64(), Text(f, "sha256"))),
            Timings = root.TryGetProperty("timings", out JsonElement timings) ? ReadTimings(timings) : new(),
        };
    }

    private static void WriteTimings(Utf8JsonWriter json, RunTimings timings)
    {
        json.WriteStartObject("timings");
        json.WriteString("startedUtc", timings.StartedUtc);
        json.WriteNumber("elapsedSeconds", timings.ElapsedSeconds);
        json.WriteNumber("threads", timings.Threads);
        json.WriteString("machine", timings.Machine);
        json.WriteStartArray("phases");
        foreach (RunPhase phase in timings.Phases)
        {
            json.WriteStartObject();
            json.WriteString("name", phase.Name);
            json.WriteNumber("seconds", phase.Seconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static RunTimings ReadTimings(JsonElement timings) => new()
    {
        StartedUtc = Text(timings, "startedUtc"),
        ElapsedSeconds = timings.GetProperty("elapsedSeconds").GetDouble(),
        Threads = timings.GetProperty("threads").GetInt32(),
        Machine = Text(timings, "machine"),
        Phases = List(timings, "phases", p => new RunPhase(Text(p, "name"), p.GetProperty("seconds").GetDouble())),
    };

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString() ?? throw new FormatException($"'{member}' is null.");

    // what an earlier layout did not have is empty
    private static ImmutableArray<T> List<T>(JsonElement element, string member, Func<JsonElement, T> read) =>
        element.TryGetProperty(member, out JsonElement list) ? [.. list.EnumerateArray().Select(read)] : [];
}

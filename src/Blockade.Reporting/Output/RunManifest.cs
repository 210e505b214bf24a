using System.Collections.Immutable;
using System.Text.Json;

namespace Blockade.Reporting;

/// <summary>What a run was, so that anyone can repeat it and check what came out: the content of <c>run.json</c>.</summary>
/// <remarks>
/// JSON, indented, LF, UTF-8 without byte order mark. Two runs of one command with one version, the same inputs and the same fonts (figures
/// depend on them) agree in every byte outside <see cref="Timings"/>. The seed is written as a JSON integer of up to
/// 20 digits: JavaScript readers that use doubles lose digits above 2^53.
/// </remarks>
public sealed record RunManifest
{
    /// <summary>The file's name in every output folder.</summary>
    public const string FileName = "run.json";

    /// <summary>The version of this layout that this code writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The version of this layout; readers refuse a higher one than they know.</summary>
    public int SchemaVersion { get; init; } = CurrentSchema;

    /// <summary>The program's version, such as <c>0.1.0</c>.</summary>
    public required string ProductVersion { get; init; }

    /// <summary>Whether the run reached its end.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>The command line after the program's name, one entry an argument.</summary>
    public required ImmutableArray<string> Arguments { get; init; }

    /// <summary>The key of all random draws.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How exactly things were computed.</summary>
    public ImmutableArray<RunTolerance> Tolerances { get; init; } = [];

    /// <summary>The files the run was computed from.</summary>
    public ImmutableArray<InputFile> Inputs { get; init; } = [];

    /// <summary>The files of the run, sorted by name; <c>run.json</c> itself is not listed.</summary>
    public ImmutableArray<OutputFile> Outputs { get; init; } = [];

    /// <summary>Clocks and machine; the only part in which repeated runs differ.</summary>
    public RunTimings Timings { get; init; } = new();

    /// <summary>Writes the manifest and leaves the stream open.</summary>
    /// <exception cref="IOException">The stream could not be written.</exception>
    /// <exception cref="ArgumentException">A number is infinite or NaN, which JSON cannot hold.</exception>
    public void Write(Stream stream)
    {
        RunManifestJson.Write(this, stream);
        stream.Write("\n"u8);
        stream.Flush();
    }

    /// <summary>Reads a manifest that <see cref="Write"/> wrote. Unknown members are ignored.</summary>
    /// <exception cref="InvalidDataException">Not a manifest, or of a later layout than <see cref="CurrentSchema"/>.</exception>
    public static RunManifest Read(Stream stream)
    {
        RunManifest manifest;
        try
        {
            manifest = RunManifestJson.Read(stream);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException($"Not a run manifest: {e.Message}", e);
        }

        if (manifest.SchemaVersion > CurrentSchema)
            throw new InvalidDataException($"A run manifest of layout {manifest.SchemaVersion}; this version reads up to {CurrentSchema}.");
        return manifest;
    }
}

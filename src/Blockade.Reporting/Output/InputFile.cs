namespace Blockade.Reporting;

/// <summary>A file a run was computed from.</summary>
/// <param name="Name">The name as the user gave it, or relative to the model's folder; no absolute path, so that machines agree.</param>
/// <param name="Sha256">SHA-256 of its content, 64 lower-case hexadecimal digits.</param>
public sealed record InputFile(string Name, string Sha256)
{
    /// <summary>The entry for content that was read already, which closes the gap between reading and hashing.</summary>
    public static InputFile Of(string name, ReadOnlySpan<byte> content) => new(name, Sha256Sum.Of(content));
}

namespace Blockade.Reporting;

/// <summary>A file of a run that is whole and on disk.</summary>
/// <param name="Name">The name within the output folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its content, 64 lower-case hexadecimal digits.</param>
public sealed record OutputFile(string Name, long Bytes, string Sha256);

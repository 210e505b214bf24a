using System.Text;
using Blockade.Models.Diagnostics;

namespace Blockade.Archives;

/// <summary>A file of an archive.</summary>
/// <param name="Path">Its place in the archive, with <c>/</c> between folders.</param>
/// <param name="Content">All of it.</param>
/// <param name="Format">What the manifest says it is; empty where the manifest has no entry for it.</param>
/// <param name="IsMaster">Whether the manifest says that reading begins here.</param>
public sealed record ArchiveEntry(string Path, ReadOnlyMemory<byte> Content, string Format, bool IsMaster = false)
{
    /// <summary>The content as UTF-8 text under the entry's path.</summary>
    public SourceText Text()
    {
        ReadOnlySpan<byte> bytes = Content.Span;
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        return new SourceText(Path, Encoding.UTF8.GetString(bytes));
    }
}

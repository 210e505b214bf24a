using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Text;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sbml;
using Blockade.Models.Sedml;

namespace Blockade.Archives;

/// <summary>
/// Reads a COMBINE archive into memory. Nothing is written by the names in it, and no number in it is believed: bytes are counted as they come.
/// </summary>
/// <remarks>Diagnostics point into a list of the archive's entries, one a line, so that line and column mean something.</remarks>
public sealed class ArchiveReader
{
    private readonly ArchiveLimits _limits;
    private readonly SbmlLimits _xml;
    private readonly byte[] _bytes;
    private readonly List<Diagnostic> _diagnostics = [];
    private SourceText _list;

    private ArchiveReader(string name, byte[] bytes, ArchiveLimits limits, SbmlLimits xml)
    {
        (_bytes, _limits, _xml) = (bytes, limits, xml);
        _list = new SourceText(name, "");
    }

    /// <summary>The archive, and all that is wrong with it at once.</summary>
    /// <param name="name">Its name, for diagnostics.</param>
    /// <param name="bytes">All of it.</param>
    /// <param name="limits">How large it may be.</param>
    /// <param name="xml">How large its manifest and metadata may be.</param>
    public static Checked<CombineArchive> Read(string name, byte[] bytes, ArchiveLimits limits, SbmlLimits xml)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(xml);
        var reader = new ArchiveReader(name, bytes, limits, xml);
        CombineArchive? archive = reader.Read();
        return new Checked<CombineArchive>(archive, [.. reader._diagnostics]);
    }

    private CombineArchive? Read()
    {
        if (_bytes.LongLength > _limits.MaxTotalBytes) return Limit(0, FormattableString.Invariant($"the archive has {_bytes.LongLength:N0} bytes; {_limits.MaxTotalBytes:N0} is the limit"), "--max-archive-bytes");
        Dictionary<string, byte[]>? files;
        try
        {
            using var zip = new ZipArchive(new MemoryStream(_bytes, writable: false), ZipArchiveMode.Read, leaveOpen: false, Encoding.UTF8);
            _list = new SourceText(_list.Name, string.Join('\n', zip.Entries.Take(_limits.MaxEntries + 1).Select(e => Printable(e.FullName))));
            if (zip.Entries.Count > _limits.MaxEntries) return Limit(0, FormattableString.Invariant($"the archive has {zip.Entries.Count} entries; {_limits.MaxEntries} is the limit"), "--max-archive-entries");
            files = Files(zip);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or IOException)
        {
            Say("OMX1001", 0, $"this is no ZIP archive, or a damaged one: {e.Message.TrimEnd('.')}");
            return null;
        }

        if (files is null) return null;
        if (!files.TryGetValue(CombineArchive.ManifestPath, out byte[]? manifestBytes))
        {
            Say("OMX1006", 0, $"the archive has no '{CombineArchive.ManifestPath}', so that it is no COMBINE archive");
            return null;
        }

        Checked<Manifest> manifest = ManifestReader.Read(new ArchiveEntry(CombineArchive.ManifestPath, manifestBytes, "").Text(), _xml);
        _diagnostics.AddRange(manifest.Diagnostics);
        return manifest.Value is { } read && !HasErrors() ? Assemble(files, read) : null;
    }

    private bool HasErrors() => _diagnostics.Any(d => d.Severity == Severity.Error);

    private Dictionary<string, byte[]>? Files(ZipArchive zip)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int k = 0; k < zip.Entries.Count; k++)
        {
            ZipArchiveEntry entry = zip.Entries[k];
            string name = entry.FullName.StartsWith("./", StringComparison.Ordinal) && entry.FullName.Length > 2 ? entry.FullName[2..] : entry.FullName;
            if (ArchivePath.Objection(name) is { } objection) Say("OMX1003", k + 1, $"the name '{Printable(entry.FullName)}' is refused: {objection}");
            else if (!names.TryAdd(ArchivePath.Folded(name), name)) Say("OMX1004", k + 1, $"'{name}' and '{names[ArchivePath.Folded(name)]}' are one file on some systems");
            else if ((entry.ExternalAttributes >> 28 & 0xF) is not (0 or 4 or 8)) Say("OMX1005", k + 1, $"'{name}' is a link or a device, not a file");
            else if (entry.IsEncrypted) Say("OMX1005", k + 1, $"'{name}' is encrypted");
        }

        if (HasErrors()) return null;
        long total = 0;
        for (int k = 0; k < zip.Entries.Count; k++)
        {
            ZipArchiveEntry entry = zip.Entries[k];
            if (entry.FullName.EndsWith('/')) continue;
            if (Content(entry, k + 1, ref total) is not { } content) return null;
            files[entry.FullName.StartsWith("./", StringComparison.Ordinal) ? entry.FullName[2..] : entry.FullName] = content;
        }

        return files;
    }

    // at most one buffer more than the limits allow ever exists
    private byte[]? Content(ZipArchiveEntry entry, int line, ref long total)
    {
        string name = entry.FullName;
        using Stream stream = entry.Open();
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        long most = Math.Max(1 << 16, _limits.MaxRatio * Math.Clamp(entry.CompressedLength, 1, _bytes.LongLength));
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            content.Write(buffer, 0, read);
            total += read;
            if (content.Length > _limits.MaxEntryBytes) return Bytes(line, FormattableString.Invariant($"'{name}' has more than {_limits.MaxEntryBytes:N0} bytes"), "--max-entry-bytes");
            if (total > _limits.MaxTotalBytes) return Bytes(line, FormattableString.Invariant($"the files have more than {_limits.MaxTotalBytes:N0} bytes in all"), "--max-archive-bytes");
            if (content.Length > most) return Bytes(line, FormattableString.Invariant($"'{name}' grows to more than {_limits.MaxRatio} times its size in the archive"), "--max-archive-ratio");
        }

        byte[] bytes = content.ToArray();
        if (Crc(bytes) == entry.Crc32) return bytes;
        Say("OMX1001", line, $"'{name}' is damaged: its check sum is another");
        return null;
    }

    private byte[]? Bytes(int line, string message, [ConstantExpected] string option)
    {
        Limit(line, message, option);
        return null;
    }

    private CombineArchive Assemble(Dictionary<string, byte[]> files, Manifest manifest)
    {
        var said = new Dictionary<string, ManifestEntry>(StringComparer.Ordinal);
        foreach (ManifestEntry entry in manifest.Entries)
        {
            // a path outside is as absent as any other
            string? path = entry.Location.Contains(':', StringComparison.Ordinal) ? null : ArchivePath.Resolve(entry.Location);
            if (path is "" or CombineArchive.ManifestPath) continue;
            if (path is null || !files.ContainsKey(path)) Add(new Diagnostic("OMX1007", Severity.Error, manifest.Source, entry.Span, $"the archive has no file '{entry.Location}'", NearestName.Hint(entry.Location, files.Keys)));
            else if (!said.TryAdd(path, entry)) Add(new Diagnostic("OMX1004", Severity.Error, manifest.Source, entry.Span, $"the manifest has '{entry.Location}' twice"));
            else if (entry.Format.Length == 0) Add(new Diagnostic("OMX1008", Severity.Warning, manifest.Source, entry.Span, $"the manifest does not say what '{entry.Location}' is"));
        }

        var entries = ImmutableArray.CreateBuilder<ArchiveEntry>();
        var metadata = ImmutableArray.CreateBuilder<MetadataStatement>();
        foreach ((string path, byte[] content) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            if (path == CombineArchive.ManifestPath) continue;
            ManifestEntry? entry = said.GetValueOrDefault(path);
            if (entry is null) Add(new Diagnostic("OMX1008", Severity.Warning, manifest.Source, default, $"the manifest does not name '{path}'"));
            var made = new ArchiveEntry(path, content, entry?.Format ?? "", entry?.IsMaster ?? false);
            entries.Add(made);
            if (!CombineFormats.IsMetadata(made.Format)) continue;
            (ImmutableArray<MetadataStatement> statements, ImmutableArray<Diagnostic> diagnostics) = ManifestReader.ReadMetadata(made.Text(), _xml);
            metadata.AddRange(statements);
            _diagnostics.AddRange(diagnostics);
        }

        return new CombineArchive(_list.Name, entries.ToImmutable(), metadata.ToImmutable());
    }

    private void Add(Diagnostic diagnostic) => _diagnostics.Add(diagnostic);

    private void Say([ConstantExpected] string code, int line, string message) =>
        _diagnostics.Add(new Diagnostic(code, Severity.Error, _list, line == 0 ? default : _list.SpanAt(line, 1, Math.Max(1, _list.Line(Math.Min(line, _list.LineCount)).Length)), message));

    private CombineArchive? Limit(int line, string message, [ConstantExpected] string option)
    {
        _diagnostics.Add(new Diagnostic("OMX1002", Severity.Error, _list, line == 0 ? default : _list.SpanAt(line, 1), message, $"{option} raises the limit"));
        return null;
    }

    private static string Printable(string name) => string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));

    // the check sum of ZIP, which the runtime leaves unread: CRC-32 of ISO 3309, by nibbles
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        Span<uint> table = stackalloc uint[16];
        for (uint n = 0; n < 16; n++)
        {
            uint c = n;
            for (int k = 0; k < 4; k++) c = (c & 1) != 0 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
            table[(int)n] = c;
        }

        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc = table[(int)((crc ^ b) & 15)] ^ (crc >> 4);
            crc = table[(int)((crc ^ (uint)(b >> 4)) & 15)] ^ (crc >> 4);
        }

        return ~crc;
    }
}

using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Blockade.Reporting;

/// <summary>
/// Writes HDF5 files that hold numbers under paths, with texts as attributes, and nothing else: superblock 2, object headers 2, links in the headers,
/// contiguous data. The same content gives the same bytes: no times are kept.
/// </summary>
/// <remarks>The HDF5 File Format Specification, version 3.0, by The HDF Group. Why it is written here: docs/decisions/0010.</remarks>
public sealed class Hdf5File
{
    private const ulong Undefined = ulong.MaxValue;
    private const int SuperblockSize = 48;

    private readonly MemoryStream _bytes = new();
    private readonly Hdf5Heap _heap;

    private Hdf5File()
    {
        _bytes.Write(new byte[SuperblockSize]);
        _heap = new Hdf5Heap(Append);
    }

    /// <summary>The bytes of a file.</summary>
    /// <param name="dataSets">By path, with <c>/</c> between groups.</param>
    /// <param name="groups">What is said of groups, by path; those that data sets need are made in any case.</param>
    /// <exception cref="ArgumentException">A path is empty in part, or is a group and a data set; or a shape does not fit its values.</exception>
    public static byte[] Write(IReadOnlyDictionary<string, Hdf5DataSet> dataSets, IReadOnlyDictionary<string, ImmutableArray<Hdf5Attribute>> groups)
    {
        ArgumentNullException.ThrowIfNull(dataSets);
        ArgumentNullException.ThrowIfNull(groups);
        var root = new Node();
        foreach ((string path, ImmutableArray<Hdf5Attribute> attributes) in groups.OrderBy(g => g.Key, StringComparer.Ordinal)) root.At(path).Attributes = attributes;
        foreach ((string path, Hdf5DataSet set) in dataSets.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            if (set.Shape.Aggregate(1L, (a, b) => a * b) != set.Values.Length) throw new ArgumentException($"'{path}' has {set.Values.Length} values, which its shape is not.", nameof(dataSets));
            Node node = root.At(path);
            if (node.Children.Count > 0 || node.Data is not null || node == root) throw new ArgumentException($"'{path}' is a group already.", nameof(dataSets));
            node.Data = set;
        }

        var file = new Hdf5File();
        return file.Finish(file.Write(root));
    }

    private byte[] Finish(ulong root)
    {
        Span<byte> superblock = stackalloc byte[SuperblockSize];
        "\u0089HDF\r\n\u001a\n"u8[1..].CopyTo(superblock);   // the first is one byte, and not the two that UTF-8 makes of it
        superblock[0] = 0x89;
        superblock[8] = 2;
        superblock[9] = superblock[10] = 8;   // bytes of addresses and of lengths
        BinaryPrimitives.WriteUInt64LittleEndian(superblock[20..], Undefined);   // no extension
        BinaryPrimitives.WriteUInt64LittleEndian(superblock[28..], (ulong)_bytes.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(superblock[36..], root);
        BinaryPrimitives.WriteUInt32LittleEndian(superblock[44..], Hdf5Checksum.Of(superblock[..44]));
        _bytes.Position = 0;
        _bytes.Write(superblock);
        return _bytes.ToArray();
    }

    // children first: a header holds their addresses
    private ulong Write(Node node)
    {
        if (node.Data is { } data) return Header(DataMessages(data));
        var messages = new List<(byte Type, byte[] Data)> { (0x02, [0, 0, .. Bytes(Undefined), .. Bytes(Undefined)]), (0x0A, [0, 0]) };
        foreach ((string name, Node child) in node.Children) messages.Add((0x06, Link(name, Write(child))));
        messages.AddRange(node.Attributes.Select(a => ((byte)0x0C, Attribute(a))));
        return Header(messages);
    }

    private List<(byte Type, byte[] Data)> DataMessages(Hdf5DataSet set)
    {
        var raw = new byte[8 * set.Values.Length];
        for (int k = 0; k < set.Values.Length; k++) BinaryPrimitives.WriteDoubleLittleEndian(raw.AsSpan(8 * k), set.Values[k]);
        ulong address = raw.Length == 0 ? Undefined : Append(raw);
        return
        [
            (0x01, Space(set.Shape)),
            (0x03, [0x11, 0x20, 63, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, 0xFF, 3, 0, 0]),   // IEEE 754, 64 bits, little end first
            (0x05, [3, 0x0A]),   // no fill value is ever written
            (0x08, [3, 1, .. Bytes(address), .. Bytes((ulong)raw.Length)]),
            .. set.Attributes.Select(a => ((byte)0x0C, Attribute(a))),
        ];
    }

    private static byte[] Space(ImmutableArray<int> shape) => [2, (byte)shape.Length, 0, 1, .. shape.SelectMany(n => Bytes((ulong)n))];

    private static byte[] Link(string name, ulong address)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        return [1, 0x11, 1, (byte)text.Length, (byte)(text.Length >> 8), .. text, .. Bytes(address)];   // two bytes of length, UTF-8
    }

    // texts of any length: each is a length and a place in the heap
    private byte[] Attribute(Hdf5Attribute attribute)
    {
        byte[] name = [.. Encoding.UTF8.GetBytes(attribute.Name), 0];
        byte[] type = [0x19, 0x01, 0x01, 0, 16, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0];
        byte[] space = attribute.IsList ? Space([attribute.Values.Length]) : [2, 0, 0, 0];
        return
        [
            3, 0, (byte)name.Length, (byte)(name.Length >> 8), (byte)type.Length, 0, (byte)space.Length, 0, 1, .. name, .. type, .. space,
            .. _heap.Add([.. attribute.Values.Select(Encoding.UTF8.GetBytes)]).SelectMany(r => r),
        ];
    }

    private ulong Header(List<(byte Type, byte[] Data)> messages)
    {
        int size = messages.Sum(m => 4 + m.Data.Length);
        var header = new List<byte>(size + 14);
        header.AddRange("OHDR"u8);
        header.AddRange([2, 2, (byte)size, (byte)(size >> 8), (byte)(size >> 16), (byte)(size >> 24)]);
        foreach ((byte type, byte[] data) in messages)
        {
            if (data.Length > ushort.MaxValue) throw new ArgumentException($"An attribute or link has {data.Length} bytes; HDF5 keeps at most {ushort.MaxValue} in a header.");
            header.AddRange([type, (byte)data.Length, (byte)(data.Length >> 8), 0]);
            header.AddRange(data);
        }

        uint sum = Hdf5Checksum.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(header));
        header.AddRange([(byte)sum, (byte)(sum >> 8), (byte)(sum >> 16), (byte)(sum >> 24)]);
        return Append([.. header]);
    }

    private ulong Append(byte[] block)
    {
        while (_bytes.Length % 8 != 0) _bytes.WriteByte(0);
        long at = _bytes.Length;
        _bytes.Write(block);
        return (ulong)at;
    }

    internal static byte[] Bytes(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }

    private sealed class Node
    {
        public SortedDictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        public ImmutableArray<Hdf5Attribute> Attributes { get; set; } = [];

        public Hdf5DataSet? Data { get; set; }

        public Node At(string path)
        {
            Node node = this;
            foreach (string part in path.Split('/'))
            {
                if (part is "" or "." || part.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException($"'{path}' has a part without a name.", nameof(path));
                if (node.Data is not null) throw new ArgumentException($"'{path}' leads through a data set.", nameof(path));
                if (!node.Children.TryGetValue(part, out Node? next)) node.Children.Add(part, next = new Node());
                node = next;
            }

            return node;
        }
    }
}

using System.Collections.Immutable;
using System.Text;

namespace Blockade.Reporting;

/// <summary>
/// Reads numbers and texts from HDF5 files as h5py, BioSimulators and <see cref="Hdf5File"/> write them: superblocks 0 to 3, both kinds of object headers, contiguous and
/// chunked data with deflate and shuffle. Whatever else there is in the format is a fault with its place, and so is damage.
/// </summary>
/// <remarks>The HDF5 File Format Specification, version 3.0, by The HDF Group.</remarks>
public static class Hdf5Reader
{
    private const int DeepestGroup = 32;

    /// <summary>All data sets of numbers.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="mostValues">How many numbers it may hold.</param>
    public static Hdf5Content Read(ReadOnlyMemory<byte> bytes, long mostValues)
    {
        var file = new Hdf5Bytes(bytes, mostValues);
        var found = ImmutableSortedDictionary.CreateBuilder<string, Hdf5DataSet>(StringComparer.Ordinal);
        try
        {
            var open = new Stack<(string Path, ulong Address, int Depth)>([("", Root(file), 0)]);
            while (open.TryPop(out var at))
            {
                ImmutableArray<(int Type, ulong At, ulong Length)> messages = Hdf5Header.Read(file, at.Address);
                if (Hdf5Groups.Members(file, messages) is { } members)
                {
                    if (at.Depth == DeepestGroup) throw Hdf5Bytes.Unread(at.Address, FormattableString.Invariant($"a group more than {DeepestGroup} deep"));
                    foreach ((string name, ulong address) in members) open.Push((at.Path.Length == 0 ? name : $"{at.Path}/{name}", address, at.Depth + 1));
                }
                else if (DataSet(file, messages) is { } set)
                {
                    found[at.Path] = set;
                }
            }
        }
        catch (Hdf5Bytes.Damage damage)
        {
            return new Hdf5Content(ImmutableSortedDictionary<string, Hdf5DataSet>.Empty, damage.Message, damage.Offset);
        }

        return new Hdf5Content(found.ToImmutable());
    }

    private static ulong Root(Hdf5Bytes file)
    {
        if (!file.Is(0, [0x89, .. "HDF\r\n"u8, 0x1A, (byte)'\n'])) throw new Hdf5Bytes.Damage(0, "it does not begin as a HDF5 file does");
        ulong version = file.Number(8, 1), widths = file.Number(version < 2 ? 13u : 9u, 2);
        if (version > 3) throw Hdf5Bytes.Unread(8, "a superblock of a later version");
        if (widths != 0x0808) throw Hdf5Bytes.Unread(9, "addresses of other lengths than 8 bytes");
        return version < 2 ? file.Number((version == 0 ? 24u : 28u) + 32 + 8, 8) : file.Number(36, 8);
    }

    private static Hdf5DataSet? DataSet(Hdf5Bytes file, ImmutableArray<(int Type, ulong At, ulong Length)> messages)
    {
        ulong space = 0, type = 0, layout = 0;
        ImmutableArray<int> filters = [];
        var attributes = ImmutableArray.CreateBuilder<Hdf5Attribute>();
        foreach ((int kind, ulong at, ulong _) in messages)
        {
            if (kind == Hdf5Header.Space) space = at;
            else if (kind == Hdf5Header.Type) type = at;
            else if (kind == Hdf5Header.Layout) layout = at;
            else if (kind == Hdf5Header.Filters) filters = Filters(file, at);
            else if (kind == Hdf5Header.Attribute && Attribute(file, at) is { } attribute) attributes.Add(attribute);
            else if (kind == Hdf5Header.AttributeInfo && file.Number(at + 2 + ((file.Number(at + 1, 1) & 1) != 0 ? 2u : 0), 8) != Hdf5Bytes.Undefined) throw Hdf5Bytes.Unread(at, "a data set with its attributes in a fractal heap");
        }

        if (space == 0 || type == 0 || layout == 0 || Hdf5Type.Read(file, type) is not { IsNumber: true } element) return null;
        ImmutableArray<int> shape = Shape(file, space);
        byte[] bytes = Hdf5Chunks.Read(file, layout, filters, [.. shape], element.Size);
        var values = ImmutableArray.CreateBuilder<double>(bytes.Length / element.Size);
        for (int k = 0; k + element.Size <= bytes.Length; k += element.Size) values.Add(element.Number(bytes.AsSpan(k, element.Size)));
        return new Hdf5DataSet(shape, values.MoveToImmutable(), attributes.ToImmutable());
    }

    private static ImmutableArray<int> Shape(Hdf5Bytes file, ulong at)
    {
        ulong version = file.Number(at, 1), rank = file.Number(at + 1, 1), first = version == 1 ? at + 8 : at + 4;
        if (version is not (1 or 2)) throw Hdf5Bytes.Unread(at, "a data space of another version");
        if (version == 2 && file.Number(at + 3, 1) == 2) return [0];   // nothing
        var shape = ImmutableArray.CreateBuilder<int>();
        ulong count = 1;
        for (ulong d = 0; d < rank; d++)
        {
            ulong n = file.Number(first + (8 * d), 8);
            if (n > int.MaxValue || (count *= Math.Max(1, n)) > int.MaxValue) throw new Hdf5Bytes.Damage((long)at, "a data set of more numbers than any file holds");
            shape.Add((int)n);
        }

        return shape.ToImmutable();
    }

    private static ImmutableArray<int> Filters(Hdf5Bytes file, ulong at)
    {
        ulong version = file.Number(at, 1), count = file.Number(at + 1, 1), next = at + (version == 1 ? 8u : 2u);
        var filters = ImmutableArray.CreateBuilder<int>();
        for (ulong f = 0; f < count; f++)
        {
            int id = (int)file.Number(next, 2);
            filters.Add(id);
            bool isNamed = version == 1 || id >= 256;
            ulong name = isNamed ? file.Number(next + 2, 2) : 0, clients = file.Number(next + (isNamed ? 6u : 4u), 2);
            next += (isNamed ? 8u : 6u) + name + (4 * clients) + (version == 1 && clients % 2 == 1 ? 4u : 0);
        }

        return filters.ToImmutable();
    }

    // texts only; a version 1 pads its parts to eight bytes
    private static Hdf5Attribute? Attribute(Hdf5Bytes file, ulong at)
    {
        ulong version = file.Number(at, 1);
        if (version is 0 or > 3) throw Hdf5Bytes.Unread(at, "an attribute of another version");
        if (version > 1 && (file.Number(at + 1, 1) & 3) != 0) return null;   // its type or space is shared
        ulong Padded(ulong length) => version == 1 ? (length + 7) & ~7ul : length;
        ulong nameLength = file.Number(at + 2, 2), name = at + (version == 3 ? 9u : 8u), type = name + Padded(nameLength), space = type + Padded(file.Number(at + 4, 2)), data = space + Padded(file.Number(at + 6, 2));
        Hdf5Type element = Hdf5Type.Read(file, type);
        if (element.Of is not (Hdf5Type.Kind.FixedText or Hdf5Type.Kind.AnyText)) return null;
        ImmutableArray<int> shape = Shape(file, space);
        long count = shape.Aggregate(1L, (a, n) => a * n);
        if (count > Hdf5Attribute.MostTexts) throw Hdf5Bytes.Unread(at, "an attribute with more texts than a header can hold");
        string title = Encoding.UTF8.GetString(file.At(name, nameLength)).TrimEnd('\0');
        if (title.Length == 0) return null;
        var texts = ImmutableArray.CreateBuilder<string>((int)count);
        for (long k = 0; k < count; k++) texts.Add(element.Text(file, data + (ulong)(k * element.Size)));
        return shape.IsEmpty ? new Hdf5Attribute(title, texts[0]) : new Hdf5Attribute(title, texts.ToImmutable());
    }
}

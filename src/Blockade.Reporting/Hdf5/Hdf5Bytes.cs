using System.Text;

namespace Blockade.Reporting;

/// <summary>A HDF5 file that is read at places which it names itself: none is believed, and what is allocated for its numbers is counted.</summary>
internal sealed class Hdf5Bytes
{
    public const ulong Undefined = ulong.MaxValue;

    private const int MostParts = 2_000_000;        // of structure: messages, links, nodes, texts; a report has thousands
    private const int MostNameBytes = 1000;
    private const long WorkOfValue = 64;            // bytes that may be unpacked or copied for each number: eight times its own
    private const ulong SmallestLimit = 1 << 20;

    private readonly ReadOnlyMemory<byte> _file;
    private readonly Dictionary<ulong, Dictionary<ulong, (ulong At, ulong Length)>> _heaps = [];
    private readonly long _mostValues;
    private readonly ulong _mostBytes;
    private long _valuesLeft;
    private ulong _workLeft;
    private int _partsLeft = MostParts;

    public Hdf5Bytes(ReadOnlyMemory<byte> file, long mostValues)
    {
        (_file, _mostValues, _valuesLeft) = (file, mostValues, mostValues);
        _mostBytes = Math.Max(SmallestLimit, 8 * (ulong)Math.Min(mostValues, int.MaxValue / 8));
        _workLeft = Math.Max(SmallestLimit, (ulong)WorkOfValue * (ulong)Math.Min(mostValues, long.MaxValue / WorkOfValue));
    }

    /// <summary>Bytes at an address.</summary>
    public ReadOnlySpan<byte> At(ulong address, ulong length)
    {
        if (address > (ulong)_file.Length || length > (ulong)_file.Length - address) throw new Damage(Clip(address), "it points beyond the end of the file");
        return _file.Span.Slice((int)address, (int)length);
    }

    public ulong Number(ulong address, int length)
    {
        ulong value = 0;
        ReadOnlySpan<byte> bytes = At(address, (ulong)length);
        for (int k = length - 1; k >= 0; k--) value = (value << 8) | bytes[k];
        return value;
    }

    public bool Is(ulong address, ReadOnlySpan<byte> signature) => At(address, (ulong)signature.Length).SequenceEqual(signature);

    /// <summary>A name; no longer than any that is meant for people.</summary>
    public string Name(ulong address, ulong length) =>
        length <= MostNameBytes ? Encoding.UTF8.GetString(At(address, length)) : throw new Damage(Clip(address), FormattableString.Invariant($"a name has {length} bytes; {MostNameBytes} is the limit"));

    /// <summary>Counts a part of the structure before it is taken up: a file that leads in circles ends here.</summary>
    public void Visit(ulong address)
    {
        if (--_partsLeft < 0) throw new Damage(Clip(address), $"it has more than {MostParts} parts, or leads in circles");
    }

    /// <summary>Counts the numbers of a data set before they are allocated; their bytes.</summary>
    public int Allocate(ulong address, ulong count, int size)
    {
        if (count > (ulong)_valuesLeft || count * (ulong)size > _mostBytes) throw new Damage(Clip(address), FormattableString.Invariant($"its numbers are more than the limit of {_mostValues}"));
        _valuesLeft -= (long)count;
        Work(address, count * (ulong)size);
        return (int)count * size;
    }

    /// <summary>Counts bytes that are copied or unpacked, at once no more than all numbers have.</summary>
    public void Work(ulong address, ulong bytes)
    {
        if (bytes > _mostBytes || bytes > _workLeft) throw new Damage(Clip(address), FormattableString.Invariant($"unpacking it takes more than {WorkOfValue} bytes for each of the {_mostValues} numbers that it may hold"));
        _workLeft -= bytes;
    }

    /// <summary>An object of a collection of texts.</summary>
    public ReadOnlySpan<byte> HeapObject(ulong collection, ulong number, ulong length)
    {
        if (!_heaps.TryGetValue(collection, out Dictionary<ulong, (ulong At, ulong Length)>? objects)) _heaps[collection] = objects = Heap(collection);
        if (!objects.TryGetValue(number, out (ulong At, ulong Length) place)) throw new Damage(Clip(collection), "a text is not in its heap");
        length = Math.Min(length, place.Length);
        Work(place.At, length);
        return At(place.At, length);
    }

    private Dictionary<ulong, (ulong, ulong)> Heap(ulong collection)
    {
        if (!Is(collection, "GCOL"u8)) throw Unread(collection, "what stands here is no heap of texts; another form");
        var objects = new Dictionary<ulong, (ulong, ulong)>();
        ulong length = Number(collection + 8, 8), next = collection + 16;
        At(collection, length);
        for (ulong last = collection + length; next + 16 <= last;)
        {
            Visit(next);
            ulong number = Number(next, 2), size = Number(next + 8, 8);
            if (number == 0) break;   // what is free
            At(next + 16, size);
            objects.TryAdd(number, (next + 16, size));
            next += 16 + ((size + 7) & ~7ul);
        }

        return objects;
    }

    public static Damage Unread(ulong address, string what) => new(Clip(address), what + ", which is not read");

    private static long Clip(ulong address) => (long)Math.Min(address, long.MaxValue);

    /// <summary>Ends the reading of a file; the reader says it as a fault.</summary>
    internal sealed class Damage(long offset, string what) : Exception(what)
    {
        public long Offset { get; } = offset;
    }
}

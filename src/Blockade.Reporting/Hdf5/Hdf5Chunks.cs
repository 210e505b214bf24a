using System.IO.Compression;

namespace Blockade.Reporting;

/// <summary>The raw bytes of a data set: as one block, or in chunks that a tree finds and filters unpack.</summary>
internal static class Hdf5Chunks
{
    private const int Deflate = 1, Shuffle = 2, Fletcher = 3;

    /// <summary>The bytes of all elements in order.</summary>
    public static byte[] Read(Hdf5Bytes file, ulong layout, IReadOnlyList<int> filters, int[] shape, int size)
    {
        ulong count = 1;
        foreach (int n in shape) count *= (ulong)n;   // at most the limit of numbers: counted before
        int wanted = file.Allocate(layout, count, size);
        if (file.Number(layout, 1) != 3) throw Hdf5Bytes.Unread(layout, "a layout of another version");
        switch (file.Number(layout + 1, 1))
        {
            case 0:
                return Whole(file, layout + 4, file.Number(layout + 2, 2), wanted);
            case 1 when file.Number(layout + 2, 8) is var address:
                return address == Hdf5Bytes.Undefined ? new byte[wanted] : Whole(file, address, file.Number(layout + 10, 8), wanted);
            case 2:
                break;
            default:
                throw Hdf5Bytes.Unread(layout, "a layout of another kind");
        }

        int rank = (int)file.Number(layout + 2, 1) - 1;
        if (rank < 1 || rank != shape.Length) throw new Hdf5Bytes.Damage((long)layout, "chunks of other dimensions than the data set");
        var chunk = new int[rank];
        ulong length = (ulong)size;
        for (int d = 0; d < rank; d++)
        {
            ulong n = file.Number(layout + 11 + (4 * (ulong)d), 4);
            if (n == 0 || length > int.MaxValue / n) throw new Hdf5Bytes.Damage((long)layout, "chunks of no size, or of too large a one");
            chunk[d] = (int)n;
            length *= n;
        }

        var bytes = new byte[wanted];
        ulong tree = file.Number(layout + 3, 8);
        if (tree != Hdf5Bytes.Undefined) Tree(file, tree, filters, shape, chunk, size, (int)length, bytes);
        return bytes;
    }

    private static byte[] Whole(Hdf5Bytes file, ulong address, ulong length, int wanted)
    {
        if (length < (ulong)wanted) throw new Hdf5Bytes.Damage((long)Math.Min(address, long.MaxValue), "a data set is shorter than its shape");
        return file.At(address, (ulong)wanted).ToArray();
    }

    private static void Tree(Hdf5Bytes file, ulong root, IReadOnlyList<int> filters, int[] shape, int[] chunk, int size, int length, byte[] into)
    {
        var open = new Stack<ulong>([root]);
        ulong key = 8 + (8 * ((ulong)shape.Length + 1));
        while (open.TryPop(out ulong at))
        {
            file.Visit(at);
            if (!file.Is(at, "TREE"u8) || file.Number(at + 4, 1) != 1) throw Hdf5Bytes.Unread(at, "what stands here is no tree of chunks; another form");
            bool isLeaf = file.Number(at + 5, 1) == 0;
            ulong count = file.Number(at + 6, 2);
            for (ulong k = 0; k < count; k++)
            {
                ulong entry = at + 24 + (k * (key + 8)), child = file.Number(entry + key, 8);
                file.Visit(child);
                if (!isLeaf)
                {
                    open.Push(child);
                    continue;
                }

                file.Work(entry, (ulong)length);   // a file of few bytes may not ask for much of it
                var offset = new ulong[shape.Length];
                for (int d = 0; d < offset.Length; d++) offset[d] = file.Number(entry + 8 + (8 * (ulong)d), 8);
                Place(Unpack(file, child, file.Number(entry, 4), file.Number(entry + 4, 4), filters, size, length), offset, shape, chunk, size, into);
            }
        }
    }

    // a bit of the mask is set where a filter was left out
    private static byte[] Unpack(Hdf5Bytes file, ulong address, ulong stored, ulong mask, IReadOnlyList<int> filters, int size, int length)
    {
        if (stored > (ulong)length + ((ulong)length / 8) + 1024) throw new Hdf5Bytes.Damage((long)Math.Min(address, long.MaxValue), "a chunk is larger than what it is to hold");
        byte[] bytes = file.At(address, stored).ToArray();
        for (int f = filters.Count - 1; f >= 0; f--)
        {
            if ((mask & (1ul << f)) != 0) continue;
            bytes = filters[f] switch
            {
                Deflate => Inflate(address, bytes, length),
                Shuffle => Unshuffle(bytes, size),
                Fletcher when bytes.Length >= 4 => bytes[..^4],
                _ => throw Hdf5Bytes.Unread(address, FormattableString.Invariant($"the filter {filters[f]}")),
            };
        }

        return bytes.Length >= length ? bytes : throw new Hdf5Bytes.Damage((long)address, "a chunk is shorter than it says");
    }

    private static byte[] Inflate(ulong address, byte[] packed, int length)
    {
        var bytes = new byte[length + 4];   // a check sum may follow
        try
        {
            using var stream = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
            return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is InvalidDataException or IOException)   // zlib has two ways to say it
        {
            throw new Hdf5Bytes.Damage((long)address, "a chunk cannot be unpacked");
        }
    }

    private static byte[] Unshuffle(byte[] bytes, int size)
    {
        int count = bytes.Length / size;
        byte[] plain = [.. bytes];   // what is left over stays
        for (int k = 0; k < count; k++)
        {
            for (int b = 0; b < size; b++) plain[(k * size) + b] = bytes[(b * count) + k];
        }

        return plain;
    }

    // runs along the last dimension; a chunk may reach beyond the edge
    private static void Place(byte[] from, ulong[] offset, int[] shape, int[] chunk, int size, byte[] into)
    {
        int rank = shape.Length;
        for (int d = 0; d < rank; d++)
        {
            if (offset[d] >= (ulong)shape[d]) return;
        }

        int run = (int)Math.Min(chunk[^1], shape[^1] - (long)offset[^1]);
        var at = new int[rank];
        while (true)
        {
            long source = 0, target = 0;
            bool isInside = true;
            for (int d = 0; d < rank; d++)
            {
                source = (source * chunk[d]) + at[d];
                target = (target * shape[d]) + (long)offset[d] + at[d];
                isInside &= (long)offset[d] + at[d] < shape[d];
            }

            if (isInside) Array.Copy(from, source * size, into, target * size, (long)run * size);
            int next = rank - 2;
            while (next >= 0 && ++at[next] == chunk[next]) at[next--] = 0;
            if (next < 0) return;
        }
    }
}

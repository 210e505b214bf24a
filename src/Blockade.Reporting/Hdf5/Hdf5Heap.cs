using System.Buffers.Binary;

namespace Blockade.Reporting;

/// <summary>Texts of any length in a HDF5 file: collections of objects, to which attributes point.</summary>
/// <param name="append">Puts a block into the file and gives its address.</param>
internal sealed class Hdf5Heap(Func<byte[], ulong> append)
{
    private const int SmallestCollection = 4096;   // the library reads at least so much

    /// <summary>Puts texts into a collection of their own; for each its length, the collection and its number there.</summary>
    public byte[][] Add(byte[][] texts)
    {
        var collection = new List<byte>(SmallestCollection);
        collection.AddRange("GCOL"u8);
        collection.AddRange([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);   // the size comes last
        int number = 0;
        var numbers = new int[texts.Length];
        for (int k = 0; k < texts.Length; k++)
        {
            if (texts[k].Length == 0) continue;   // nothing needs no place
            numbers[k] = ++number;
            collection.AddRange([(byte)number, (byte)(number >> 8), 0, 0, 0, 0, 0, 0, .. Hdf5File.Bytes((ulong)texts[k].Length), .. texts[k]]);
            while (collection.Count % 8 != 0) collection.Add(0);
        }

        int size = Math.Max(SmallestCollection, collection.Count + 16);
        collection.AddRange([0, 0, 0, 0, 0, 0, 0, 0, .. Hdf5File.Bytes((ulong)(size - collection.Count))]);   // what is free
        collection.AddRange(new byte[size - collection.Count]);
        byte[] block = [.. collection];
        BinaryPrimitives.WriteUInt64LittleEndian(block.AsSpan(8), (ulong)size);
        ulong address = number == 0 ? 0 : append(block);
        return [.. texts.Select((t, k) => (byte[])[.. BitConverter.GetBytes(t.Length), .. Hdf5File.Bytes(t.Length == 0 ? 0 : address), .. BitConverter.GetBytes(numbers[k])])];
    }
}

using System.Buffers.Binary;
using System.Numerics;

namespace Blockade.Reporting;

/// <summary>The check sum of HDF5's metadata.</summary>
/// <remarks>Bob Jenkins, lookup3 (2006), hashlittle with a start of zero: http://burtleburtle.net/bob/c/lookup3.c, which is in the public domain.</remarks>
internal static class Hdf5Checksum
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint a = 0xDEADBEEF + (uint)bytes.Length, b = a, c = a;
        while (bytes.Length > 12)
        {
            a += BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            b += BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            c += BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
            Mix(ref a, ref c, ref b, 4);
            Mix(ref b, ref a, ref c, 6);
            Mix(ref c, ref b, ref a, 8);
            Mix(ref a, ref c, ref b, 16);
            Mix(ref b, ref a, ref c, 19);
            Mix(ref c, ref b, ref a, 4);
            bytes = bytes[12..];
        }

        if (bytes.IsEmpty) return c;
        Span<byte> rest = stackalloc byte[12];
        rest.Clear();
        bytes.CopyTo(rest);
        a += BinaryPrimitives.ReadUInt32LittleEndian(rest);
        b += BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]);
        Finish(ref c, b, 14);
        Finish(ref a, c, 11);
        Finish(ref b, a, 25);
        Finish(ref c, b, 16);
        Finish(ref a, c, 4);
        Finish(ref b, a, 14);
        Finish(ref c, b, 24);
        return c;
    }

    // x is turned by y, and y grows by z
    private static void Mix(ref uint x, ref uint y, ref uint z, int turn)
    {
        x -= y;
        x ^= BitOperations.RotateLeft(y, turn);
        y += z;
    }

    private static void Finish(ref uint x, uint y, int turn)
    {
        x ^= y;
        x -= BitOperations.RotateLeft(y, turn);
    }
}

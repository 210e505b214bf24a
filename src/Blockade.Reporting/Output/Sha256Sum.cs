using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Blockade.Reporting;

/// <summary>SHA-256 as 64 lower-case hexadecimal digits.</summary>
/// <remarks>
/// FIPS 180-4, section 6.2. The framework's own loads and starts a cryptography library, 8 ms and 4 MB that a run of 60 feels; it hashes several times as fast, so that
/// content beyond <see cref="Small"/> bytes is left to it.
/// </remarks>
internal static class Sha256Sum
{
    private const int Small = 1 << 22, Block = 64, Piece = 256 * Block;

    // the first 32 bits of the fractional parts of the cube roots of the first 64 primes
    private static ReadOnlySpan<uint> Constants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    public static string Of(Stream content)
    {
        if (content.Length - content.Position > Small) return Convert.ToHexStringLower(SHA256.HashData(content));
        Span<uint> state = Start;
        long length = 0;
        var piece = new byte[Piece];   // not all of it: memory that is touched for the first time costs as much as the sum
        while (true)
        {
            int read = content.ReadAtLeast(piece, Piece, throwOnEndOfStream: false);
            length += read;
            if (read < Piece) return End(state, piece.AsSpan(0, read), length);
            MixAll(state, piece);
        }
    }

    public static string Of(ReadOnlySpan<byte> content)
    {
        if (content.Length > Small) return Convert.ToHexStringLower(SHA256.HashData(content));
        Span<uint> state = Start;
        return End(state, content, content.Length);
    }

    private static uint[] Start => [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    private static int MixAll(Span<uint> state, ReadOnlySpan<byte> content)
    {
        int at = 0;
        for (; at + Block <= content.Length; at += Block) Mix(state, content.Slice(at, Block));
        return at;
    }

    private static string End(Span<uint> state, ReadOnlySpan<byte> rest, long length)
    {
        int at = MixAll(state, rest);

        // a one bit, noughts, and the length in bits
        Span<byte> last = stackalloc byte[2 * Block];
        last.Clear();
        rest[at..].CopyTo(last);
        last[rest.Length - at] = 0x80;
        last = last[..(rest.Length - at < Block - 8 ? Block : 2 * Block)];
        BinaryPrimitives.WriteUInt64BigEndian(last[^8..], 8UL * (ulong)length);
        MixAll(state, last);

        Span<byte> sum = stackalloc byte[32];
        for (int i = 0; i < state.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(sum[(4 * i)..], state[i]);
        return Convert.ToHexStringLower(sum);
    }

    private static void Mix(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> w = stackalloc uint[64];
        for (int i = 0; i < 16; i++) w[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..]);
        for (int i = 16; i < 64; i++)
        {
            uint p = w[i - 15], q = w[i - 2];
            w[i] = w[i - 16] + w[i - 7]
                + (BitOperations.RotateRight(p, 7) ^ BitOperations.RotateRight(p, 18) ^ (p >> 3))
                + (BitOperations.RotateRight(q, 17) ^ BitOperations.RotateRight(q, 19) ^ (q >> 10));
        }

        (uint a, uint b, uint c, uint d, uint e, uint f, uint g, uint h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
        for (int i = 0; i < 64; i++)
        {
            uint one = h + (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25)) + ((e & f) ^ (~e & g)) + Constants[i] + w[i];
            uint two = (BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + one, c, b, a, one + two);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }
}

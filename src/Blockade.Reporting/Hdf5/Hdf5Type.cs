using System.Buffers.Binary;
using System.Text;

namespace Blockade.Reporting;

/// <summary>What one element of a HDF5 data set or attribute is.</summary>
internal readonly record struct Hdf5Type(Hdf5Type.Kind Of, int Size)
{
    internal enum Kind
    {
        /// <summary>Nothing that is read here.</summary>
        Other,
        Real,
        Signed,
        Unsigned,
        FixedText,
        AnyText,
    }

    public bool IsNumber => Of is Kind.Real or Kind.Signed or Kind.Unsigned;

    public static Hdf5Type Read(Hdf5Bytes file, ulong at)
    {
        ulong form = file.Number(at, 1) & 15, bits = file.Number(at + 1, 3), size = file.Number(at + 4, 4);
        if (size is 0 or > 1 << 20) return default;
        bool isLittle = (bits & 0x41) == 0;
        return form switch
        {
            0 when isLittle && size <= 8 => new((bits & 8) != 0 ? Kind.Signed : Kind.Unsigned, (int)size),
            1 when isLittle && size is 4 or 8 => new(Kind.Real, (int)size),
            3 => new(Kind.FixedText, (int)size),
            9 when (bits & 15) == 1 && size == 16 => new(Kind.AnyText, 16),
            _ => new(Kind.Other, (int)size),
        };
    }

    /// <summary>The number in the bytes of one element.</summary>
    public double Number(ReadOnlySpan<byte> bytes)
    {
        if (Of == Kind.Real) return Size == 8 ? BinaryPrimitives.ReadDoubleLittleEndian(bytes) : BinaryPrimitives.ReadSingleLittleEndian(bytes);
        ulong value = 0;
        for (int k = Size - 1; k >= 0; k--) value = (value << 8) | bytes[k];
        return Of == Kind.Unsigned ? value : (long)(value << (64 - (8 * Size))) >> (64 - (8 * Size));
    }

    /// <summary>The text of one element at an address.</summary>
    public string Text(Hdf5Bytes file, ulong at)
    {
        if (Of == Kind.AnyText)
        {
            ulong length = file.Number(at, 4);
            return length == 0 ? "" : Encoding.UTF8.GetString(file.HeapObject(file.Number(at + 4, 8), file.Number(at + 12, 4), length));
        }

        file.Work(at, (ulong)Size);
        ReadOnlySpan<byte> bytes = file.At(at, (ulong)Size);
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}

namespace Blockade.Numerics.Random;

/// <summary>
/// A forward cursor over the draws at one address. A mutable struct: keep it in a local and pass it by reference; a copy
/// repeats the draws. At most 2^48 blocks of four 32-bit words.
/// </summary>
public struct RandomSequence
{
    private readonly ulong _key;
    private readonly uint _i;
    private readonly uint _j;
    private readonly uint _purpose;
    private ulong _block;
    private ulong _spare;
    private bool _hasSpare;
    private double _spareNormal;
    private bool _hasSpareNormal;

    internal RandomSequence(ulong key, ushort purpose, uint i, uint j)
    {
        _key = key;
        _purpose = purpose;
        _i = i;
        _j = j;
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        if (_hasSpare)
        {
            _hasSpare = false;
            return _spare;
        }

        // counter words: low block, (high block, purpose), j, i
        uint high = ((uint)(_block >> 32) << 16) | _purpose;
        (uint w0, uint w1, uint w2, uint w3) = Philox.Block((uint)_block, high, _j, _i, _key);
        _block++;
        _spare = ((ulong)w3 << 32) | w2;
        _hasSpare = true;
        return ((ulong)w1 << 32) | w0;
    }

    /// <summary>Uniform on the open interval (0, 1): 52 bits and a half, never 0 or 1, so that logarithms are safe.</summary>
    public double NextUniform() => ((NextUInt64() >> 12) + 0.5) * (1.0 / (1UL << 52));

    /// <summary>Standard normal, by Box and Muller (1958): two uniforms give two normals, and the second is kept.</summary>
    public double NextNormal()
    {
        if (_hasSpareNormal)
        {
            _hasSpareNormal = false;
            return _spareNormal;
        }

        double radius = Math.Sqrt(-2 * Math.Log(NextUniform()));
        (double sin, double cos) = Math.SinCos(2 * Math.PI * NextUniform());
        _spareNormal = radius * sin;
        _hasSpareNormal = true;
        return radius * cos;
    }

    /// <summary>Exponential with mean one.</summary>
    public double NextExponential() => -Math.Log(NextUniform());

    /// <summary>A whole number from 0 to <paramref name="exclusiveBound"/> - 1, without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is zero or negative.</exception>
    public int NextInt32(int exclusiveBound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveBound);

        // Lemire (2019), doi:10.1145/3230636: multiply, and reject the few low products that would favour small numbers. The division that
        // says how few is only needed where the product is low at all.
        ulong bound = (ulong)exclusiveBound;
        while (true)
        {
            ulong high = Math.BigMul(NextUInt64(), bound, out ulong low);
            if (low >= bound || low >= (0 - bound) % bound) return (int)high;
        }
    }
}

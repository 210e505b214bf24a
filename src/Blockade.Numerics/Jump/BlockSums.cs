using Blockade.Numerics.Random;

namespace Blockade.Numerics.Jump;

/// <summary>Propensities summed in blocks of 16: a block that changed is summed afresh, so that rounding never builds up.</summary>
internal sealed class BlockSums
{
    private const int Shift = 4;

    private readonly double[] _values;
    private readonly double[] _sums;
    private readonly int[] _dirty;
    private readonly bool[] _isDirty;
    private int _dirtyCount;

    /// <summary>All zero.</summary>
    public BlockSums(int count)
    {
        int blocks = (count + (1 << Shift) - 1) >> Shift;
        _values = new double[blocks << Shift];
        _sums = new double[blocks];
        _dirty = new int[blocks];
        _isDirty = new bool[blocks];
    }

    /// <summary>The sum as of the last <see cref="Settle"/>.</summary>
    public double Total { get; private set; }

    /// <summary>Sets one value; the sums follow with <see cref="Settle"/>.</summary>
    public void Set(int index, double value)
    {
        _values[index] = value;
        int block = index >> Shift;
        if (_isDirty[block]) return;
        _isDirty[block] = true;
        _dirty[_dirtyCount++] = block;
    }

    /// <summary>Sums what has changed. Cost: the blocks that did, and one addition for every sixteen values.</summary>
    public void Settle()
    {
        for (int k = 0; k < _dirtyCount; k++)
        {
            _sums[_dirty[k]] = Sums.OfBlock(_values, _dirty[k] << Shift);
            _isDirty[_dirty[k]] = false;
        }

        _dirtyCount = 0;
        Total = Sums.Of(_sums);
    }

    /// <summary>An index in proportion to its value, or -1 where rounding left the sums short.</summary>
    public int Draw(ref RandomSequence random)
    {
        double rest = random.NextUniform() * Total;
        int block = 0;
        while (block < _sums.Length && rest >= _sums[block]) rest -= _sums[block++];
        if (block == _sums.Length) return -1;
        int last = -1;
        for (int i = block << Shift; i < (block + 1) << Shift; i++)
        {
            double value = _values[i];
            if (value > 0) last = i;
            if (rest < value) return i;
            rest -= value;
        }

        return last;   // rounding left a little over
    }
}

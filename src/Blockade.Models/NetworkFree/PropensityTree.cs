using System.Numerics;
using Blockade.Numerics.Random;

namespace Blockade.Models.NetworkFree;

/// <summary>How fast each of several things happens, and their sum: a binary tree of sums, so that a change and a draw cost the logarithm of their number and rounding never adds up.</summary>
internal sealed class PropensityTree
{
    private const int Few = 16;    // leaves up to which all sums are made anew at once: they do not wait for each other, as those along a path do

    private double[] _sums;
    private int _leaves;
    private bool _isOld;           // of few leaves, one changed

    public PropensityTree(int count)
    {
        _leaves = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, count));
        _sums = new double[2 * _leaves];
    }

    public double Total
    {
        get
        {
            if (_isOld) Sum();
            return _sums[1];
        }
    }

    public double this[int leaf]
    {
        get => _sums[_leaves + leaf];
        set
        {
            int at = _leaves + leaf;
            if (_sums[at].Equals(value)) return;
            _sums[at] = value;
            if (_leaves <= Few)
            {
                _isOld = true;
                return;
            }

            for (at >>= 1; at > 0; at >>= 1) _sums[at] = _sums[2 * at] + _sums[(2 * at) + 1];
        }
    }

    /// <summary>Makes room for so many.</summary>
    public void Reserve(int count)
    {
        if (count <= _leaves) return;
        double[] old = _sums;
        int leaves = _leaves;
        _leaves = (int)BitOperations.RoundUpToPowerOf2((uint)count);
        _sums = new double[2 * _leaves];
        old.AsSpan(leaves, leaves).CopyTo(_sums.AsSpan(_leaves));
        Sum();
    }

    /// <summary>One with probability in proportion to its speed. The sum is positive.</summary>
    public int Draw(ref RandomSequence random)
    {
        double at = random.NextUniform() * Total;
        int node = 1;
        while (node < _leaves)
        {
            node *= 2;
            if (at < _sums[node] || _sums[node + 1] == 0) continue;
            at -= _sums[node];
            node++;
        }

        return node - _leaves;
    }

    private void Sum()
    {
        double[] sums = _sums;
        for (int at = _leaves - 1; at > 0; at--) sums[at] = sums[2 * at] + sums[(2 * at) + 1];
        _isOld = false;
    }
}

using System.Numerics;
using Blockade.Numerics.Random;

namespace Blockade.Numerics.Jump;

/// <summary>
/// Partial propensities with composition and rejection: a group's propensity is its leader's population times the sum of its slots. Groups
/// stand in bins by the power of two of their propensity; a bin is drawn by its sum, a group in it by rejection (more than half
/// of the tries succeed), and a slot by the sums of its group's blocks.
/// </summary>
/// <remarks>
/// Ramaswamy and Sbalzarini (2010), J. Chem. Phys. 132:044102, doi:10.1063/1.3297948; composition and rejection after Slepoy, Thompson and
/// Plimpton (2008), doi:10.1063/1.2919546. Of the ways to choose a leader we take the reactant that most reactions read. Sums are
/// kept by differences. They are made afresh every 4096 events (every n in a network of n reactions, so that this costs the same at any
/// size) and whenever one has fallen below 1/1024 of its highest value: with u updates to an event the relative error of a sum stays below
/// n * u * 2^-53 * 1024, which is u * 5e-10 up to 4096 reactions, and is far smaller in practice, because roundings cancel.
/// </remarks>
internal sealed class CompositionRejection : ExactMethod
{
    private const int LeastEventsBetweenRebuilds = 4096;
    private const double Fallen = 1.0 / 1024;
    private const int Bins = 2048;   // one for each exponent of a double; bin 0 stands for nothing
    private const int Shift = PartialLayout.Shift;

    private readonly PartialLayout _layout;
    private readonly int _eventsBetweenRebuilds;
    private readonly double[] _slot;
    private readonly double[] _slotConstant;
    private readonly double[] _blockSum;
    private readonly double[] _groupSum;
    private readonly double[] _groupHigh;
    private readonly double[] _propensity;
    private readonly int[] _bin;
    private readonly int[] _place;
    private readonly int[][] _members = new int[Bins][];
    private readonly int[] _memberCount = new int[Bins];
    private readonly double[] _binSum = new double[Bins];
    private readonly ulong[] _inUse = new ulong[Bins / 64];
    private readonly int[] _dirty;
    private readonly bool[] _isDirty;
    private int _dirtyCount;
    private int _events;
    private double _high;
    private bool _overflowed;

    public CompositionRejection(JumpNetwork network, double[] populations, double[] constants)
        : base(network, populations, constants)
    {
        _layout = network.Partial;
        _eventsBetweenRebuilds = Math.Max(LeastEventsBetweenRebuilds, network.ReactionCount);
        _slot = new double[_layout.ReactionOf.Length];
        _slotConstant = new double[_slot.Length];
        _blockSum = new double[_layout.GroupOfBlock.Length];
        int groups = _layout.GroupCount;
        _groupSum = new double[groups];
        _groupHigh = new double[groups];
        _propensity = new double[groups];
        _bin = new int[groups];
        _place = new int[groups];
        _dirty = new int[groups];
        _isDirty = new bool[groups];
        Array.Fill(_members, []);
    }

    public override void Rebuild()
    {
        // empty the bins: the order of their members must follow from this state, not from an earlier run on the same solver
        Array.Clear(_bin);
        Array.Clear(_propensity);
        Array.Clear(_memberCount);
        Array.Clear(_binSum);
        Array.Clear(_inUse);
        _dirtyCount = 0;
        for (int i = 0; i < Network.ReactionCount; i++)
        {
            int slot = _layout.SlotOf[i];
            _slotConstant[slot] = Constants[i];
            _slot[slot] = Constants[i] * _layout.PicksBesidesLeader(Network, i, Populations);
        }

        SumAfresh();
    }

    public override void Fired(int reaction)
    {
        if (++_events >= _eventsBetweenRebuilds)
        {
            // the slots themselves are exact: only those of this event are still to be written
            UpdateSlots(reaction);
            _dirtyCount = 0;
            SumAfresh();
            return;
        }

        UpdateSlots(reaction);
        Settle();
    }

    public override void ConstantsChanged(ReadOnlySpan<int> reactions)
    {
        foreach (int i in reactions)
        {
            int slot = _layout.SlotOf[i];
            _slotConstant[slot] = Constants[i];
            Write(slot, Constants[i] * _layout.PicksBesidesLeader(Network, i, Populations));
        }

        Settle();
    }

    public override int Draw(ref RandomSequence random)
    {
        double rest = random.NextUniform() * Total;
        for (int word = _inUse.Length - 1; word >= 0; word--)
        {
            for (ulong bits = _inUse[word]; bits != 0;)
            {
                int bit = 63 - BitOperations.LeadingZeroCount(bits);
                int bin = (word << 6) + bit;
                if (rest < _binSum[bin]) return DrawSlot(DrawGroup(bin, ref random, out double part), part);
                rest -= _binSum[bin];
                bits &= ~(1UL << bit);
            }
        }

        return -1;
    }

    // A uniform place in a rectangle as wide as the bin has members and as high as its upper edge: kept if under the member's propensity.
    private int DrawGroup(int bin, ref RandomSequence random, out double part)
    {
        int[] members = _members[bin];
        ulong count = (ulong)_memberCount[bin];
        double edge = BitConverter.UInt64BitsToDouble((ulong)bin << 52) * 2;
        while (true)
        {
            int group = members[(int)Math.BigMul(random.NextUInt64(), count, out ulong fraction)];
            double height = edge * ((fraction >> 11) * (1.0 / (1UL << 53)));
            if (height >= _propensity[group]) continue;

            // given that it is kept, the height is uniform below the propensity and serves for the slot
            part = height / _propensity[group];
            return group;
        }
    }

    private int DrawSlot(int group, double part)
    {
        double rest = part * _groupSum[group];
        int from = _layout.BlockStart[group];
        int to = _layout.BlockStart[group + 1];
        int block = from;
        while (block < to - 1 && rest >= _blockSum[block]) rest -= _blockSum[block++];
        int last = -1;
        for (int slot = block << Shift; slot < (block + 1) << Shift; slot++)
        {
            double value = _slot[slot];
            if (value > 0) last = slot;
            if (rest < value) return _layout.ReactionOf[slot];
            rest -= value;
        }

        return last < 0 ? -1 : _layout.ReactionOf[last];   // rounding left a little over
    }

    private void UpdateSlots(int reaction)
    {
        int[] pairs = _layout.PairSlots;
        int[] groupOfBlock = _layout.GroupOfBlock;
        double[] slots = _slot;             // in locals, so that they are not fetched again after every store
        double[] constants = _slotConstant;
        double[] blockSum = _blockSum;
        double[] groupSum = _groupSum;
        for (int k = Network.ChangeStart[reaction]; k < Network.ChangeStart[reaction + 1]; k++)
        {
            int species = Network.ChangedSpecies[k];
            double population = Populations[species];
            int end = _layout.PairStart[species + 1];
            for (int j = _layout.PairStart[species]; j < end; j++)
            {
                int slot = pairs[j];
                double value = constants[slot] * population;
                double change = value - slots[slot];
                slots[slot] = value;
                int block = slot >> Shift;
                blockSum[block] += change;
                int other = groupOfBlock[block];
                groupSum[other] += change;
                MarkDirty(other);
            }

            for (int j = _layout.OtherStart[species]; j < _layout.OtherStart[species + 1]; j++)
            {
                int slot = _layout.OtherSlots[j];
                Write(slot, _slotConstant[slot] * _layout.PicksBesidesLeader(Network, _layout.ReactionOf[slot], Populations));
            }

            int group = _layout.GroupOfSpecies[species];
            if (group >= 0) MarkDirty(group);
        }
    }

    private void Write(int slot, double value)
    {
        double change = value - _slot[slot];
        _slot[slot] = value;
        int block = slot >> Shift;
        _blockSum[block] += change;
        int group = _layout.GroupOfBlock[block];
        _groupSum[group] += change;
        MarkDirty(group);
    }

    private void MarkDirty(int group)
    {
        if (_isDirty[group]) return;
        _isDirty[group] = true;
        _dirty[_dirtyCount++] = group;
    }

    private void Settle()
    {
        double total = Total;
        for (int k = 0; k < _dirtyCount; k++)
        {
            int group = _dirty[k];
            _isDirty[group] = false;
            double sum = _groupSum[group];
            if (sum > _groupHigh[group]) _groupHigh[group] = sum;
            else if (sum < _groupHigh[group] * Fallen) SumGroup(group);
            total += File(group);
        }

        _dirtyCount = 0;
        Total = total;
        if (total > _high) _high = total;
        else if (total < _high * Fallen) SumBins();
        if (_overflowed) Total = double.NaN;
    }

    private void SumAfresh()
    {
        _events = 0;
        _overflowed = false;
        _isDirty.AsSpan().Clear();
        for (int group = 0; group < _layout.GroupCount; group++)
        {
            SumGroup(group);
            File(group);
        }

        SumBins();
    }

    private void SumGroup(int group)
    {
        int from = _layout.BlockStart[group];
        int to = _layout.BlockStart[group + 1];
        for (int block = from; block < to; block++) _blockSum[block] = Sums.OfBlock(_slot, block << Shift);
        _groupSum[group] = _groupHigh[group] = Sums.Of(_blockSum.AsSpan(from..to));
    }

    private void SumBins()
    {
        double total = 0;
        for (int bin = 1; bin < Bins; bin++)
        {
            if (_memberCount[bin] == 0) continue;
            double sum = 0;
            for (int k = 0; k < _memberCount[bin]; k++) sum += _propensity[_members[bin][k]];
            total += _binSum[bin] = sum;
        }

        Total = _high = _overflowed ? double.NaN : total;
    }

    // Puts a group into the bin of its propensity; returns the change of the propensity.
    private double File(int group)
    {
        int leader = _layout.LeaderOf[group];
        double propensity = leader < 0 ? _groupSum[group] : _groupSum[group] * Populations[leader];

        if (!double.IsFinite(propensity)) _overflowed = true;   // also zero times infinity: the run stops

        // below the smallest normal number is nothing
        int bin = propensity > 0 ? (int)(BitConverter.DoubleToUInt64Bits(propensity) >> 52) : 0;
        if (bin == 0 && propensity > 0) propensity = 0;
        double change = propensity - _propensity[group];
        int old = _bin[group];
        double before = _propensity[group];
        _propensity[group] = propensity;
        if (bin == old)
        {
            if (bin != 0) _binSum[bin] += change;
            return change;
        }

        if (old != 0) Leave(group, old, before);
        _bin[group] = bin;
        if (bin != 0) Enter(group, bin, propensity);
        return change;
    }

    private void Leave(int group, int bin, double propensity)
    {
        int last = --_memberCount[bin];
        int moved = _members[bin][last];
        _members[bin][_place[group]] = moved;
        _place[moved] = _place[group];
        _binSum[bin] -= propensity;
        if (last > 0) return;
        _binSum[bin] = 0;
        _inUse[bin >> 6] &= ~(1UL << (bin & 63));
    }

    private void Enter(int group, int bin, double propensity)
    {
        int count = _memberCount[bin]++;
        if (count == _members[bin].Length) Array.Resize(ref _members[bin], Math.Max(4, 2 * count));
        _members[bin][count] = group;
        _place[group] = count;
        _binSum[bin] += propensity;
        _inUse[bin >> 6] |= 1UL << (bin & 63);
    }
}

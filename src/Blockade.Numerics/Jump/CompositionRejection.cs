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
    private readonly Group[] _groups;
    private readonly int[][] _members = new int[Bins][];
    private readonly int[] _memberCount = new int[Bins];
    private readonly double[] _binSum = new double[Bins];
    private readonly ulong[] _inUse = new ulong[Bins / 64];
    private readonly int[] _dirty;
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
        _groups = new Group[groups];
        for (int group = 0; group < groups; group++) _groups[group].Leader = _layout.LeaderOf[group];
        _dirty = new int[groups];
        Array.Fill(_members, []);
    }

    public override void Rebuild()
    {
        // empty the bins: the order of their members must follow from this state, not from an earlier run on the same solver
        foreach (ref Group group in _groups.AsSpan()) (group.Bin, group.Propensity) = (0, 0);
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
            double propensity = _groups[group].Propensity;
            if (height >= propensity) continue;

            // given that it is kept, the height is uniform below the propensity and serves for the slot
            part = height / propensity;
            return group;
        }
    }

    private int DrawSlot(int group, double part)
    {
        double rest = part * _groups[group].Sum;
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
        Group[] groups = _groups;
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
                ref Group read = ref groups[other];
                read.Sum += change;
                if (!read.IsDirty) MarkDirty(other);
            }

            for (int j = _layout.OtherStart[species]; j < _layout.OtherStart[species + 1]; j++)
            {
                int slot = _layout.OtherSlots[j];
                Write(slot, _slotConstant[slot] * _layout.PicksBesidesLeader(Network, _layout.ReactionOf[slot], Populations));
            }

            int group = _layout.GroupOfSpecies[species];
            if (group >= 0 && !groups[group].IsDirty) MarkDirty(group);
        }
    }

    private void Write(int slot, double value)
    {
        double change = value - _slot[slot];
        _slot[slot] = value;
        int block = slot >> Shift;
        _blockSum[block] += change;
        int group = _layout.GroupOfBlock[block];
        _groups[group].Sum += change;
        if (!_groups[group].IsDirty) MarkDirty(group);
    }

    private void MarkDirty(int group)
    {
        _groups[group].IsDirty = true;
        _dirty[_dirtyCount++] = group;
    }

    private void Settle()
    {
        double total = Total;
        for (int k = 0; k < _dirtyCount; k++)
        {
            int number = _dirty[k];
            ref Group group = ref _groups[number];
            group.IsDirty = false;
            if (group.Sum > group.High) group.High = group.Sum;
            else if (group.Sum < group.High * Fallen) SumGroup(number);
            total += File(number, ref group);
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
        for (int group = 0; group < _groups.Length; group++)
        {
            SumGroup(group);
            _groups[group].IsDirty = false;
            File(group, ref _groups[group]);
        }

        SumBins();
    }

    private void SumGroup(int group)
    {
        int from = _layout.BlockStart[group];
        int to = _layout.BlockStart[group + 1];
        for (int block = from; block < to; block++) _blockSum[block] = Sums.OfBlock(_slot, block << Shift);
        _groups[group].Sum = _groups[group].High = Sums.Of(_blockSum.AsSpan(from..to));
    }

    private void SumBins()
    {
        double total = 0;
        for (int bin = 1; bin < Bins; bin++)
        {
            if (_memberCount[bin] == 0) continue;
            double sum = 0;
            for (int k = 0; k < _memberCount[bin]; k++) sum += _groups[_members[bin][k]].Propensity;
            total += _binSum[bin] = sum;
        }

        Total = _high = _overflowed ? double.NaN : total;
    }

    // Puts a group into the bin of its propensity; returns the change of the propensity.
    private double File(int number, ref Group group)
    {
        double propensity = group.Leader < 0 ? group.Sum : group.Sum * Populations[group.Leader];

        if (!double.IsFinite(propensity)) _overflowed = true;   // also zero times infinity: the run stops

        // below the smallest normal number is nothing
        int bin = propensity > 0 ? (int)(BitConverter.DoubleToUInt64Bits(propensity) >> 52) : 0;
        if (bin == 0 && propensity > 0) propensity = 0;
        double before = group.Propensity, change = propensity - before;
        int old = group.Bin;
        group.Propensity = propensity;
        if (bin == old)
        {
            if (bin != 0) _binSum[bin] += change;
            return change;
        }

        if (old != 0) Leave(group.Place, old, before);
        group.Bin = bin;
        if (bin != 0) group.Place = Enter(number, bin, propensity);
        return change;
    }

    private void Leave(int place, int bin, double propensity)
    {
        int last = --_memberCount[bin];
        int moved = _members[bin][last];
        _members[bin][place] = moved;
        _groups[moved].Place = place;
        _binSum[bin] -= propensity;
        if (last > 0) return;
        _binSum[bin] = 0;
        _inUse[bin >> 6] &= ~(1UL << (bin & 63));
    }

    private int Enter(int group, int bin, double propensity)
    {
        int count = _memberCount[bin]++;
        if (count == _members[bin].Length) Array.Resize(ref _members[bin], Math.Max(4, 2 * count));
        _members[bin][count] = group;
        _binSum[bin] += propensity;
        _inUse[bin >> 6] |= 1UL << (bin & 63);
        return count;
    }

    // what an update reads and writes of a group, side by side
    private struct Group
    {
        public double Sum, High, Propensity;
        public int Bin, Place, Leader;
        public bool IsDirty;
    }
}

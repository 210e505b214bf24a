using Blockade.Numerics.Random;

namespace Blockade.Numerics.Jump;

/// <summary>
/// Gillespie's direct method: after an event only the propensities that read a changed species are computed again. They are summed in
/// blocks, and a block that changed is summed afresh, so that rounding never builds up.
/// </summary>
/// <remarks>
/// Gillespie (1976), J. Comput. Phys. 22:403-434, doi:10.1016/0021-9991(76)90041-3. Which propensities change is found through the
/// changed species (as in Cao, Li and Petzold 2004, doi:10.1063/1.1778376), not in a table of reactions by reactions, whose size would
/// grow with their product.
/// </remarks>
internal sealed class DirectMethod : ExactMethod
{
    private const int Shift = 4;
    private const int Block = 1 << Shift;

    private readonly double[] _propensity;
    private readonly double[] _blockSum;
    private readonly int[] _dirty;
    private readonly bool[] _isDirty;
    private int _dirtyCount;

    public DirectMethod(JumpNetwork network, double[] populations, double[] constants)
        : base(network, populations, constants)
    {
        int blocks = (network.ReactionCount + Block - 1) >> Shift;
        _propensity = new double[blocks << Shift];
        _blockSum = new double[blocks];
        _dirty = new int[blocks];
        _isDirty = new bool[blocks];
    }

    public override void Rebuild()
    {
        for (int i = 0; i < Network.ReactionCount; i++) _propensity[i] = Constants[i] * Network.Picks(i, Populations);
        for (int b = 0; b < _blockSum.Length; b++) Sum(b);
        AddUp();
    }

    public override void Fired(int reaction)
    {
        for (int k = Network.ChangeStart[reaction]; k < Network.ChangeStart[reaction + 1]; k++)
        {
            int species = Network.ChangedSpecies[k];
            for (int j = Network.ReaderStart[species]; j < Network.ReaderStart[species + 1]; j++) Update(Network.Readers[j]);
        }

        Settle();
    }

    public override void ConstantsChanged(ReadOnlySpan<int> reactions)
    {
        foreach (int i in reactions) Update(i);
        Settle();
    }

    public override int Draw(ref RandomSequence random)
    {
        double rest = random.NextUniform() * Total;
        int block = 0;
        while (block < _blockSum.Length && rest >= _blockSum[block]) rest -= _blockSum[block++];
        if (block == _blockSum.Length) return -1;
        int last = -1;
        for (int i = block << Shift; i < (block + 1) << Shift; i++)
        {
            double propensity = _propensity[i];
            if (propensity > 0) last = i;
            if (rest < propensity) return i;
            rest -= propensity;
        }

        return last;   // rounding left a little over
    }

    private void Update(int reaction)
    {
        _propensity[reaction] = Constants[reaction] * Network.Picks(reaction, Populations);
        int block = reaction >> Shift;
        if (_isDirty[block]) return;
        _isDirty[block] = true;
        _dirty[_dirtyCount++] = block;
    }

    private void Settle()
    {
        for (int k = 0; k < _dirtyCount; k++)
        {
            Sum(_dirty[k]);
            _isDirty[_dirty[k]] = false;
        }

        _dirtyCount = 0;
        AddUp();
    }

    private void Sum(int block) => _blockSum[block] = Sums.OfBlock(_propensity, block << Shift);

    private void AddUp() => Total = Sums.Of(_blockSum);
}

namespace Blockade.Numerics.Jump;

/// <summary>Mean propensities of a leap from states within it, where the reactions that leap are expected to have brought the populations.</summary>
internal sealed class LeapStages
{
    private readonly JumpState _state;
    private readonly bool _isMidpoint;
    private readonly double[] _at;         // the state of a stage
    private readonly double[] _stage;      // propensities there
    private readonly double[] _sum;
    private readonly double[] _rates;

    /// <param name="state">The run's state.</param>
    /// <param name="isMidpoint">One stage in the middle, in place of the classical four.</param>
    public LeapStages(JumpState state, bool isMidpoint)
    {
        _state = state;
        _isMidpoint = isMidpoint;
        _at = new double[state.Network.SpeciesCount];
        _stage = new double[state.Network.ReactionCount];
        _sum = new double[state.Network.ReactionCount];
        _rates = new double[state.Network.RateKinds.Length];
    }

    /// <summary>The means, in an array that the next call overwrites; null where a rate within the leap is negative or no number. A reaction that cannot fire at the start has none.</summary>
    public double[]? Mean(double[] atStart, bool[] isCritical, double length, double rateTime)
    {
        if (!TryStage(atStart, atStart, isCritical, length / 2, rateTime)) return null;
        if (_isMidpoint) return _stage;
        for (int i = 0; i < _sum.Length; i++) _sum[i] = (atStart[i] + (2 * _stage[i])) / 6;
        if (!TryStage(atStart, _stage, isCritical, length / 2, rateTime)) return null;
        for (int i = 0; i < _sum.Length; i++) _sum[i] += 2 * _stage[i] / 6;
        if (!TryStage(atStart, _stage, isCritical, length, rateTime)) return null;
        for (int i = 0; i < _sum.Length; i++) _sum[i] += _stage[i] / 6;
        return _sum;
    }

    // propensities where others have run for so long; they may be those of the stage before, which are read before they are overwritten
    private bool TryStage(double[] atStart, double[] propensity, bool[] isCritical, double length, double rateTime)
    {
        JumpNetwork network = _state.Network;
        _state.Populations.CopyTo(_at, 0);
        for (int i = 0; i < propensity.Length; i++)
        {
            if (propensity[i] == 0 || isCritical[i]) continue;
            for (int k = network.ChangeStart[i]; k < network.ChangeStart[i + 1]; k++) _at[network.ChangedSpecies[k]] += length * propensity[i] * network.Change[k];
        }

        for (int s = 0; s < _at.Length; s++) _at[s] = Math.Max(0, _at[s]);
        if (network.HasVariableRates) _state.Rates(rateTime, _at, _rates);
        for (int i = 0; i < _stage.Length; i++)
        {
            double constant = network.HasVariableRates ? network.Factor[i] * _rates[network.RateOf[i]] : _state.Constants[i];
            _stage[i] = atStart[i] == 0 || isCritical[i] ? 0 : constant * network.Picks(i, _at);
            if (!JumpState.IsPropensity(_stage[i])) return false;
        }

        return true;
    }
}

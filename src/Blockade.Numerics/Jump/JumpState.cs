namespace Blockade.Numerics.Jump;

/// <summary>Populations, rates and constants of one run, and the rules they keep.</summary>
internal sealed class JumpState
{
    /// <summary>Above this a double no longer tells n from n + 1.</summary>
    public const double MostCountable = 9007199254740992;

    private readonly JumpSystem _system;
    private readonly double[] _rates;
    private readonly double[] _newRates;
    private readonly bool[] _isChanged;

    public JumpState(JumpSystem system)
    {
        _system = system;
        Network = system.Network;
        Populations = new double[Network.SpeciesCount];
        Constants = new double[Network.ReactionCount];
        _rates = new double[Network.RateKinds.Length];
        _newRates = new double[_rates.Length];
        _isChanged = new bool[Network.SpeciesCount];
        foreach (int s in Network.ChangedSpecies) _isChanged[s] = true;
    }

    public JumpNetwork Network { get; }

    public double[] Populations { get; }

    /// <summary>By reaction: factor times rate.</summary>
    public double[] Constants { get; }

    /// <summary>A species that no reaction changes may have any amount; the others are counted.</summary>
    public bool IsPopulation(int species, double value) =>
        value >= 0 && value <= MostCountable && (!_isChanged[species] || value == Math.Floor(value));

    public JumpStatus CheckPopulations()
    {
        for (int s = 0; s < Populations.Length; s++)
        {
            if (!IsPopulation(s, Populations[s])) return JumpStatus.BadPopulation;
        }

        return JumpStatus.Completed;
    }

    /// <summary>Works out all rates and constants.</summary>
    public JumpStatus StartRates(double t)
    {
        _system.Rates(t, Populations, _rates);
        for (int i = 0; i < Constants.Length; i++)
        {
            Constants[i] = Network.Factor[i] * _rates[Network.RateOf[i]];
            if (!IsPropensity(Constants[i])) return JumpStatus.BadPropensity;
        }

        return JumpStatus.Completed;
    }

    /// <summary>Writes every rate at a time and state, kept or not.</summary>
    public void Rates(double t, ReadOnlySpan<double> populations, Span<double> rates) => _system.Rates(t, populations, rates);

    /// <summary>Works out the rates that may have changed, and tells the method whose constants did.</summary>
    public JumpStatus UpdateRates(double t, ExactMethod method)
    {
        _system.Rates(t, Populations, _newRates);
        for (int k = 0; k < _rates.Length; k++)
        {
            double rate = _newRates[k];
            if (rate == _rates[k]) continue;
            _rates[k] = rate;
            ReadOnlySpan<int> reactions = Network.RateReactions.AsSpan(Network.RateReactionStart[k]..Network.RateReactionStart[k + 1]);
            foreach (int i in reactions)
            {
                Constants[i] = Network.Factor[i] * rate;
                if (!IsPropensity(Constants[i])) return JumpStatus.BadPropensity;
            }

            method.ConstantsChanged(reactions);
        }

        return JumpStatus.Completed;
    }

    /// <summary>Lets a reaction fire so many times at once.</summary>
    public bool TryFire(int reaction, double firings)
    {
        bool good = true;
        for (int k = Network.ChangeStart[reaction]; k < Network.ChangeStart[reaction + 1]; k++)
        {
            double population = Populations[Network.ChangedSpecies[k]] += firings * Network.Change[k];
            good &= population is >= 0 and <= MostCountable;
        }

        return good;
    }

    public static bool IsPropensity(double value) => value >= 0 && value < double.PositiveInfinity;
}

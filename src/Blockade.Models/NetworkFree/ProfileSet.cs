using Blockade.Numerics.Random;

namespace Blockade.Models.NetworkFree;

/// <summary>
/// Matches of a reactant whose rate differs from match to match. Molecules around which the same is counted have one profile, term after term:
/// rates are worked out once for each profile, and an update or a draw costs the logarithm of the number of profiles.
/// </summary>
internal sealed class ProfileSet(MatchPlan plan, LocalRate rate, AgentPool pool, RateSlots slots, int cell) : FiledSet(plan, pool, cell)
{
    private readonly List<Profile> _profiles = [];
    private readonly PropensityTree _sums = new(16);

    public LocalRate Rate { get; } = rate;

    /// <summary>The sum of rates over all matches, or of their bounds. NaN where one of them is no rate.</summary>
    public double Total => _sums.Total;

    /// <summary>Works out all rates anew.</summary>
    public void Revalue()
    {
        for (int p = 0; p < _profiles.Count; p++)
        {
            SetRates(_profiles[p]);
            Change(p, 0);
        }
    }

    /// <summary>A match with probability in proportion to its rate, or its bound.</summary>
    public (int Agent, int Match) Draw(ref RandomSequence random)
    {
        int number = _sums.Draw(ref random);
        Profile profile = _profiles[number];
        List<int> agents = AgentsOf(number);
        int agent = agents[random.NextInt32(agents.Count)];
        if (profile.Rates.Length == 1) return (agent, 0);
        double at = random.NextUniform() * profile.Sum;
        int match = 0;
        while (match < profile.Rates.Length - 1 && at >= profile.Rates[match]) at -= profile.Rates[match++];
        return (agent, match);
    }

    /// <summary>What part of its bound the rate of a drawn match is at the time now.</summary>
    public double PartOfBound(int agent, int match)
    {
        Profile profile = _profiles[ProfileOf(agent)];
        SetTerms(profile, match);
        return Rate.Value.Evaluate(slots.Now) / profile.Rates[match];
    }

    /// <inheritdoc/>
    protected override void Make(int[] numbers)
    {
        var profile = new Profile(numbers, new double[numbers.Length / Rate.Terms.Length]);
        SetRates(profile);
        _profiles.Add(profile);
        _sums.Reserve(_profiles.Count);
    }

    /// <inheritdoc/>
    protected override void Change(int profile, int by)
    {
        int count = AgentsOf(profile).Count;
        _sums[profile] = count == 0 ? 0 : count * _profiles[profile].Sum;
    }

    /// <inheritdoc/>
    protected override int MatchesIn(int profile) => _profiles[profile].Rates.Length;

    private void SetRates(Profile profile)
    {
        profile.Sum = 0;
        for (int m = 0; m < profile.Rates.Length; m++)
        {
            SetTerms(profile, m);
            profile.Rates[m] = slots.Most(Rate.Value, Rate.VariesInTime);
            profile.Sum += profile.Rates[m];
        }
    }

    private void SetTerms(Profile profile, int match)
    {
        int terms = Rate.Terms.Length;
        for (int t = 0; t < terms; t++) slots.SetLocal(t, profile.Counts[(match * terms) + t]);
    }

    private sealed record Profile(int[] Counts, double[] Rates)
    {
        public double Sum { get; set; }
    }
}

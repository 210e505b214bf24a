using System.Collections.Immutable;
using System.Numerics;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>The reactions of a network as a <c>.net</c> file has them: what several rules make of the same species at the same named constant is one.</summary>
internal sealed class MergedReactions
{
    private readonly ReactionNetwork _network;
    private readonly int[] _rateOf;          // by rate: the first that is written the same
    private readonly bool[] _isNamed;        // by rate: it is names alone, whichever rule it is of
    private readonly bool[] _isMassAction;
    private readonly int[] _first;           // by merged reaction: the first of the network's
    private readonly double[] _factors;
    private readonly Dictionary<int, List<int>> _furtherRules = [];
    private readonly int[] _buckets;         // number + 1, open addressing

    public MergedReactions(ReactionNetwork network, string[] rates)
    {
        _network = network;
        var sameRate = new Dictionary<string, int>();
        _rateOf = new int[rates.Length];
        for (int r = 0; r < rates.Length; r++) _rateOf[r] = sameRate.TryAdd(rates[r], r) ? r : sameRate[rates[r]];
        _isNamed = [.. network.Rates.Select(r => r.Parts().All(p => p is Expression.Symbol))];
        _isMassAction = [.. network.Rates.Select(r => r is RateLaw.MassAction)];
        _first = new int[network.Reactions.Length];
        _factors = new double[_first.Length];
        _buckets = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 2 * _first.Length))];
        for (int i = 0; i < _first.Length; i++) Add(i);
    }

    public int Count { get; private set; }

    /// <summary>Species numbers, ascending, or as the rule names them where its law tells them apart.</summary>
    public ReadOnlySpan<int> Reactants(int number) => From(At(number)).AsSpan();

    public ReadOnlySpan<int> Products(int number) => At(number).Products.AsSpan();

    /// <summary>How often the rate applies, all rules together.</summary>
    public double Factor(int number) => _factors[number];

    public int Rate(int number) => _rateOf[At(number).RateIndex];

    /// <summary>The first rule that makes it.</summary>
    public int Rule(int number) => At(number).RuleIndex;

    /// <summary>The others, in the order of the network's reactions.</summary>
    public IReadOnlyList<int> FurtherRules(int number) => _furtherRules.TryGetValue(number, out List<int>? rules) ? rules : [];

    private Reaction At(int number) => _network.Reactions[_first[number]];

    private ImmutableArray<int> From(Reaction reaction) => _isMassAction[reaction.RateIndex] ? reaction.Reactants : reaction.RuleOrder;

    private void Add(int index)
    {
        Reaction reaction = _network.Reactions[index];
        int mask = _buckets.Length - 1;
        int at = (int)Hash(reaction) & mask;
        for (; _buckets[at] != 0; at = (at + 1) & mask)
        {
            int number = _buckets[at] - 1;
            if (!AreOne(At(number), reaction)) continue;
            _factors[number] += reaction.Factor;
            if (!_furtherRules.TryGetValue(number, out List<int>? further)) _furtherRules.Add(number, further = []);
            further.Add(reaction.RuleIndex);
            return;
        }

        _first[Count] = index;
        _factors[Count] = reaction.Factor;
        _buckets[at] = ++Count;
    }

    private bool AreOne(Reaction a, Reaction b) =>
        _rateOf[a.RateIndex] == _rateOf[b.RateIndex] && RuleKey(a) == RuleKey(b)
        && From(a).AsSpan().SequenceEqual(From(b).AsSpan()) && a.Products.AsSpan().SequenceEqual(b.Products.AsSpan());

    private int RuleKey(Reaction reaction) => _isNamed[reaction.RateIndex] ? -1 : reaction.RuleIndex;

    private uint Hash(Reaction reaction)
    {
        uint hash = ((uint)RuleKey(reaction) * 16777619) ^ (uint)_rateOf[reaction.RateIndex];
        foreach (int r in From(reaction)) hash = (hash * 0x9E3779B1) ^ (uint)r;
        hash = (hash * 0x9E3779B1) ^ 0xFFFF;
        foreach (int p in reaction.Products) hash = (hash * 0x9E3779B1) ^ (uint)p;
        hash *= 0x85EBCA6B;
        return hash ^ (hash >> 15);
    }
}

namespace Blockade.Models.Networks;

/// <summary>What makes a reaction itself: its rule, rate law, and sorted reactants and products.</summary>
internal readonly struct ReactionKey(int rule, int rate, int[] reactants, int[] products) : IEquatable<ReactionKey>
{
    public int Rule { get; } = rule;

    public int Rate { get; } = rate;

    public int[] Reactants { get; } = reactants;

    public int[] Products { get; } = products;

    public bool Equals(ReactionKey other) =>
        Rule == other.Rule && Rate == other.Rate && Reactants.AsSpan().SequenceEqual(other.Reactants) && Products.AsSpan().SequenceEqual(other.Products);

    public override bool Equals(object? obj) => obj is ReactionKey other && Equals(other);

    public override int GetHashCode()
    {
        uint hash = ((uint)Rule * 16777619) ^ (uint)Rate;
        foreach (int r in Reactants) hash = (hash * 0x9E3779B1) ^ (uint)r;
        hash = (hash * 0x9E3779B1) ^ 0xFFFF;
        foreach (int p in Products) hash = (hash * 0x9E3779B1) ^ (uint)p;
        return (int)(hash ^ (hash >> 15));
    }
}

namespace Blockade.Models.Networks;

/// <summary>The reactions found so far, each with the number of its embeddings. Numbers are given in order of arrival.</summary>
internal sealed class ReactionTable
{
    private readonly Dictionary<ReactionKey, int> _numbers = [];
    private readonly List<(ReactionKey Key, int[] RuleOrder)> _reactions = [];
    private readonly List<int> _counts = [];

    public int Count => _reactions.Count;

    /// <summary>Roughly the memory held: keys in a list and in a dictionary, three arrays each, and the reaction made of them.</summary>
    public long Bytes => 350L * _reactions.Count;

    public (ReactionKey Key, int[] RuleOrder) this[int reaction] => _reactions[reaction];

    public int Embeddings(int reaction) => _counts[reaction];

    /// <summary>Counts embeddings; <paramref name="ruleOrder"/> holds the reactants as the rule names them.</summary>
    public void Add(ReactionKey key, int[] ruleOrder, int embeddings = 1)
    {
        if (_numbers.TryGetValue(key, out int existing))
        {
            _counts[existing] += embeddings;
            return;
        }

        _numbers.Add(key, _reactions.Count);
        _reactions.Add((key, ruleOrder));
        _counts.Add(embeddings);
    }
}

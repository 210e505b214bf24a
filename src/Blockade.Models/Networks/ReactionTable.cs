namespace Blockade.Models.Networks;

/// <summary>The reactions found so far, each with the number of its embeddings. Numbers are given in order of arrival.</summary>
internal sealed class ReactionTable
{
    private readonly Dictionary<ReactionKey, int> _numbers = [];
    private readonly List<(ReactionKey Key, int[] RuleOrder)> _reactions = [];
    private readonly List<int> _counts = [];

    public int Count => _reactions.Count;

    public (ReactionKey Key, int[] RuleOrder) this[int reaction] => _reactions[reaction];

    public int Embeddings(int reaction) => _counts[reaction];

    /// <summary>Counts one embedding; <paramref name="ruleOrder"/> holds the reactants as the rule names them.</summary>
    public void Add(ReactionKey key, int[] ruleOrder)
    {
        if (_numbers.TryGetValue(key, out int existing))
        {
            _counts[existing]++;
            return;
        }

        _numbers.Add(key, _reactions.Count);
        _reactions.Add((key, ruleOrder));
        _counts.Add(1);
    }
}

using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>Placing a pattern in one complex takes more steps than are allowed.</summary>
internal sealed class SearchLimitException(Pattern pattern) : Exception
{
    /// <summary>The pattern.</summary>
    public Pattern Pattern { get; } = pattern;
}

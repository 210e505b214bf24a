namespace Blockade.Models.Rules;

/// <summary>What a pattern says about a site's bond.</summary>
public enum BondKind
{
    /// <summary>No bond.</summary>
    Free,

    /// <summary>A bond to the site in the same pattern that carries the same label.</summary>
    Labelled,

    /// <summary><c>!+</c>: some bond, to anything.</summary>
    Bound,

    /// <summary><c>!?</c>: bound or free.</summary>
    Any,
}

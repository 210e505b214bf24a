namespace Blockade.Models.Sbml;

/// <summary>How large a SBML file may be. A file beyond a limit is refused with the limit's name.</summary>
/// <param name="MaxDepth">Elements inside each other.</param>
/// <param name="MaxElements">Elements in all.</param>
/// <param name="MaxAttributes">Attributes of one element.</param>
/// <param name="MaxTerms">Numbers, names and operations of one formula after its functions are written out.</param>
public sealed record SbmlLimits(int MaxDepth, int MaxElements, int MaxAttributes, int MaxTerms)
{
    /// <summary>Far above any published model.</summary>
    public static SbmlLimits Default { get; } = new(200, 5_000_000, 64, 1_000_000);
}

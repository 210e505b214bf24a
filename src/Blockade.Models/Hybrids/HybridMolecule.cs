using Blockade.Models.Rules;

namespace Blockade.Models.Hybrids;

/// <summary>A molecule of a rule's match while the match is rewritten: of a pattern that stays a pattern, of a mapped species, or newly made.</summary>
internal sealed class HybridMolecule(MoleculeType type, int left)
{
    /// <summary>Product is not known yet.</summary>
    public const int Unknown = -2;

    public MoleculeType Type { get; } = type;

    /// <summary>Its number on the rule's left side, where it is of a pattern that stays one; else -1.</summary>
    public int Left { get; } = left;

    public List<HybridSite> Sites { get; } = [];

    /// <summary>The product that it is in, -1 where it is removed.</summary>
    public int Product { get; set; } = Unknown;

    /// <summary>What it looks like from further and further away: alike molecules have equal codes.</summary>
    public string Code { get; set; } = "";

    /// <summary>Every site is there and leaves nothing open.</summary>
    public bool IsComplete => Sites.Count == Type.Components.Length
        && Sites.TrueForAll(s => s.Bond is BondKind.Free or BondKind.Labelled && (s.State is not null || Type.Components.First(c => c.Name == s.Name).States.IsEmpty));
}

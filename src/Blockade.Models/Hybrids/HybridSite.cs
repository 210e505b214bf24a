using Blockade.Models.Rules;

namespace Blockade.Models.Hybrids;

/// <summary>One of its sites.</summary>
internal sealed class HybridSite(string name, HybridMolecule owner)
{
    public string Name { get; } = name;

    public HybridMolecule Owner { get; } = owner;

    public string? State { get; set; }

    public string? Label { get; init; }

    public BondKind Bond { get; set; }

    /// <summary>The other end where the bond is known.</summary>
    public HybridSite? Partner { get; private set; }

    /// <summary>Bonds two sites.</summary>
    public void Join(HybridSite other)
    {
        (Partner, other.Partner) = (other, this);
        Bond = other.Bond = BondKind.Labelled;
    }

    /// <summary>Frees a site and its partner.</summary>
    public void Cut()
    {
        if (Partner is not { } other) return;
        (Partner, other.Partner) = (null, null);
        Bond = other.Bond = BondKind.Free;
    }
}

using Blockade.Models.Rules;

namespace Blockade.Models.Graphs;

/// <summary>One thing that a rule does to its match. Closed: the cases below are all there are.</summary>
public abstract record RuleChange
{
    private RuleChange()
    {
    }

    /// <summary>A bond begins.</summary>
    public sealed record BondMade(SiteName A, SiteName B) : RuleChange;

    /// <summary>A bond ends.</summary>
    public sealed record BondBroken(SiteName A, SiteName B) : RuleChange;

    /// <summary>A state is set; <paramref name="From"/> is null where the rule does not ask for one.</summary>
    public sealed record StateSet(SiteName Site, string? From, string To) : RuleChange;

    /// <summary>A molecule appears.</summary>
    public sealed record MoleculeMade(MoleculeType Type, Compartment? Compartment) : RuleChange;

    /// <summary>A molecule disappears, and with <paramref name="WithSpecies"/> everything that it is bound to.</summary>
    public sealed record MoleculeDestroyed(MoleculeType Type, bool WithSpecies) : RuleChange;

    /// <summary>A molecule moves to another compartment.</summary>
    public sealed record MoleculeMoved(MoleculeType Type, Compartment To) : RuleChange;

    /// <summary>A whole species moves to another compartment.</summary>
    public sealed record SpeciesMoved(Compartment From, Compartment To) : RuleChange;
}

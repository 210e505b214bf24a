namespace Blockade.Models.Graphs;

/// <summary>What a node of a <see cref="ModelGraph"/> stands for.</summary>
public enum GraphNodeKind
{
    /// <summary>A molecule type.</summary>
    Molecule,

    /// <summary>A component of a molecule type.</summary>
    Component,

    /// <summary>A state of a component.</summary>
    State,

    /// <summary>A rule.</summary>
    Rule,

    /// <summary>A feature that rules ask for or change: a bond, a free site, a state, a molecule.</summary>
    Feature,

    /// <summary>A species of a network.</summary>
    Species,

    /// <summary>A reaction of a network.</summary>
    Reaction,

    /// <summary>A pattern of a rule.</summary>
    Pattern,

    /// <summary>What a rule does: it adds or deletes a bond or a molecule, or changes a state.</summary>
    Operation,
}

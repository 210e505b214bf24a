namespace Blockade.Models.Graphs;

/// <summary>What an edge of a <see cref="ModelGraph"/> stands for.</summary>
public enum GraphEdgeKind
{
    /// <summary>A bond that two components may have, or have in a pattern; no direction.</summary>
    Bond,

    /// <summary>The source is used up by the target: a reactant of a reaction, a feature that a rule takes.</summary>
    Reactant,

    /// <summary>The source makes the target.</summary>
    Product,

    /// <summary>The source must be there for the target and stays.</summary>
    Context,

    /// <summary>The source rule makes what the target rule needs.</summary>
    Enables,

    /// <summary>The source rule takes away what the target rule needs.</summary>
    Hinders,

    /// <summary>Of the source's rules, some make and some take away what the target's rules need.</summary>
    Regulates,
}

namespace Blockade.Models.Graphs;

/// <summary>A component of a molecule type, by name.</summary>
public readonly record struct SiteName(string Molecule, string Component) : IComparable<SiteName>
{
    /// <summary><c>H2.jm</c></summary>
    public override string ToString() => $"{Molecule}.{Component}";

    /// <inheritdoc/>
    public int CompareTo(SiteName other) => string.CompareOrdinal(ToString(), other.ToString());
}

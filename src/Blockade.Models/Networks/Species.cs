namespace Blockade.Models.Networks;

/// <summary>A species of a network: its canonical text in BNGL, and whether it is clamped.</summary>
/// <param name="Name">Canonical text: equal exactly for isomorphic complexes.</param>
/// <param name="MoleculeCount">Molecules in it.</param>
/// <param name="IsClamped">Read by reactions, never changed by them.</param>
public sealed record Species(string Name, int MoleculeCount, bool IsClamped);

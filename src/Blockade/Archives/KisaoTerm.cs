namespace Blockade.Archives;

/// <summary>An algorithm of KiSAO, and what is used for it here.</summary>
/// <param name="Id">Such as <c>KISAO:0000019</c>.</param>
/// <param name="Name">What KiSAO calls it.</param>
/// <param name="Method">What is used.</param>
/// <param name="Distance">The least policy that allows it.</param>
public sealed record KisaoTerm(string Id, string Name, RunMethod Method, SubstitutionPolicy Distance);

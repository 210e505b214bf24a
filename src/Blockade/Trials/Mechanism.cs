using System.Collections.Immutable;

namespace Blockade.Trials;

/// <summary>Something that treatment does, and the constants with which it does not.</summary>
/// <param name="Name">What it is, in a few words.</param>
/// <param name="Off">Constants that switch it off.</param>
public sealed record Mechanism(string Name, ImmutableArray<(string Name, double Value)> Off)
{
    /// <summary>
    /// What the flagship has two antibodies and docetaxel do. Pertuzumab that does not bind is seen by no effector cell either; a factor of one leaves a pair as strong as
    /// without trastuzumab.
    /// </summary>
    public static ImmutableArray<Mechanism> OfTreatment { get; } =
    [
        new("trastuzumab weakens pairs without ligand", [("receptor.f22", 1), ("receptor.fT", 1), ("receptor.epsT", 1)]),
        new("trastuzumab weakens the ligand-driven pair", [("receptor.aT", 1)]),
        new("pertuzumab binds", [("receptor.kPon", 1e-9)]),
        new("effector cells kill", [("tumour.adccKill", 0)]),
        new("docetaxel kills", [("tumour.docetaxelKill", 0)]),
    ];
}

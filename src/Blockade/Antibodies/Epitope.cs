using System.Collections.Immutable;

namespace Blockade.Antibodies;

/// <summary>A place on a receptor of a model like the flagship where an antibody can bind. What an antibody does follows from where it binds.</summary>
/// <param name="Name">What users call it, such as <c>HER2.II</c>.</param>
/// <param name="Receptor">The molecule type.</param>
/// <param name="Site">The component; one that the model lacks is added where <paramref name="Excludes"/> says what it blocks.</param>
/// <param name="Excludes">A component of the same receptor that cannot make a bond while an antibody is here, nor the other way round; null where the model's own rules say what an antibody does.</param>
/// <param name="Effect">What follows, in a line.</param>
public sealed record Epitope(string Name, string Receptor, string Site, string? Excludes, string Effect)
{
    /// <summary>All that are known.</summary>
    public static ImmutableArray<Epitope> All { get; } =
    [
        new("HER2.II", "H2", "arm", null, "the dimerization arm, where pertuzumab binds: HER2 does not dock on HER3 that heregulin has opened"),
        new("HER2.IV", "H2", "jm", null, "domain IV, where trastuzumab binds: pairs without ligand are weakened, and the ectodomain is not shed"),
        new("HER3.I", "H3", "dI", "l", "where heregulin binds: neither binds while the other is there"),
        new("HER3.II", "H3", "dII", "d", "HER3's dimerization arm: HER3 pairs with nothing while an antibody is there, and is bound only while alone"),
    ];

    /// <summary>The epitope of a name, or null.</summary>
    public static Epitope? Named(string name) => All.FirstOrDefault(e => e.Name == name);

    /// <summary>The domain alone: <c>II</c> of <c>HER2.II</c>.</summary>
    public string Domain => Name[(Name.IndexOf('.', StringComparison.Ordinal) + 1)..];
}

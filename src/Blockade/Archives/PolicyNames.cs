using System.Collections.Immutable;

namespace Blockade.Archives;

/// <summary>The policies as BioSimulators' variable writes them.</summary>
public static class PolicyNames
{
    /// <summary>All, in the order of the policies.</summary>
    public static ImmutableArray<string> All { get; } =
        ["NONE", "SAME_METHOD", "SAME_MATH", "SIMILAR_APPROXIMATIONS", "DISTINCT_APPROXIMATIONS", "DISTINCT_SCALES", "SAME_VARIABLES", "SIMILAR_VARIABLES", "SAME_FRAMEWORK", "ANY"];

    /// <summary>The name of a policy.</summary>
    public static string Of(SubstitutionPolicy policy) => All[(int)policy];

    /// <summary>The policy of a name, or null.</summary>
    public static SubstitutionPolicy? Parse(string name) => All.IndexOf(name?.Trim().ToUpperInvariant() ?? "") is >= 0 and var k ? (SubstitutionPolicy)k : null;
}

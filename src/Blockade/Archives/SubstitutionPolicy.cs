namespace Blockade.Archives;

/// <summary>
/// How unlike the algorithm that is asked for the one may be that is used instead: each step allows what those before it allow. The names are those of
/// BioSimulators' variable <c>ALGORITHM_SUBSTITUTION_POLICY</c>.
/// </summary>
public enum SubstitutionPolicy
{
    /// <summary>None other.</summary>
    None,

    /// <summary>Another program's form of the same method.</summary>
    SameMethod,

    /// <summary>Another method that gives the same numbers, or draws from the same distribution.</summary>
    SameMath,

    /// <summary>Another approximation of the same kind, as one integrator for another.</summary>
    SimilarApproximations,

    /// <summary>Another approximation of another kind, as exact events for leaps.</summary>
    DistinctApproximations,

    /// <summary>Another scale.</summary>
    DistinctScales,

    /// <summary>Whatever has the same variables.</summary>
    SameVariables,

    /// <summary>Whatever has similar variables: what holds unless something else is said.</summary>
    SimilarVariables,

    /// <summary>Whatever belongs to the same framework.</summary>
    SameFramework,

    /// <summary>Anything.</summary>
    Any,
}

namespace Blockade.Numerics.Jump;

/// <summary>How events are drawn.</summary>
public enum JumpMethod
{
    /// <summary>Exact: <see cref="Direct"/> for small networks, <see cref="CompositionRejection"/> for the others. The statistics say which and why.</summary>
    Exact,

    /// <summary>
    /// Exact: Gillespie's direct method, where only propensities that an event changes are computed again. The cost of an event grows
    /// with the reactions that depend on it.
    /// </summary>
    Direct,

    /// <summary>
    /// Exact: partial propensities, in which a reaction of two species is filed under the busier one, so that a change of a hub
    /// costs one multiplication and not one for each of its partners; groups are drawn by composition and rejection.
    /// </summary>
    CompositionRejection,

    /// <summary>Approximate: many events at once while no propensity changes by more than a set share; exact where that does not pay.</summary>
    TauLeaping,

    /// <summary>
    /// Approximate: reactions that only change species that are many run as a differential equation, the others event by event; which are which follows the
    /// populations. For models that mix few copies, as of genes, with many.
    /// </summary>
    Hybrid,

    /// <summary>
    /// Approximate: a reaction whose populations are all many fires many times at once, and so much more rarely; reactions of few fire singly. Means stay about what they are,
    /// fluctuations of large populations come out too large.
    /// </summary>
    PartialScaling,
}

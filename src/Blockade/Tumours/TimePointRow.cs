using System.Collections.Immutable;

namespace Blockade.Tumours;

/// <summary>A row of the table of responses at a time point.</summary>
/// <param name="Target">Responses of target lesions that it is about, null for a patient without any; empty for whatever they do.</param>
/// <param name="NonTarget">The same of non-target lesions.</param>
/// <param name="Overall">What the disease as a whole then has.</param>
public sealed record TimePointRow(ImmutableArray<Response?> Target, ImmutableArray<Response?> NonTarget, Response Overall)
{
    /// <summary>Whether it is about a pair of responses.</summary>
    public bool Fits(Response? target, Response? nonTarget) =>
        (Target.IsEmpty || Target.Contains(target)) && (NonTarget.IsEmpty || NonTarget.Contains(nonTarget));
}

using System.Collections.Immutable;

namespace Blockade.Trials;

/// <summary>How a patient who enters comes to an arm.</summary>
public abstract record Allocation
{
    private Allocation() { }

    /// <summary>Permuted blocks within each stratum of randomisation: a block holds every arm twice its ratio.</summary>
    public sealed record Blocks : Allocation;

    /// <summary>
    /// Minimisation: the arm that would leave the factors' levels of this patient least uneven gets her with a probability, and else one of the others, each
    /// as likely. Arms of unlike size are minimised in parts of equal size, so that each patient has the chances of the ratio.
    /// </summary>
    /// <param name="Factors">The factors to keep even, all of one weight; not empty.</param>
    /// <param name="Probability">That of the favoured arm, or part of one: more than one over the number of parts, at most 1.</param>
    /// <remarks>
    /// Pocock and Simon (1975), Biometrics 31:103-115, with the variance of the arms' counts as the measure of a level's unevenness and the sum of the
    /// factors' measures as that of an arm. Arms that tie share the favour.
    /// </remarks>
    public sealed record Minimisation(ImmutableArray<StratificationFactor> Factors, double Probability) : Allocation
    {
        /// <inheritdoc/>
        public bool Equals(Minimisation? other) => other is not null && Probability.Equals(other.Probability) && Factors.SequenceEqual(other.Factors);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Probability, Factors.Length);
    }
}

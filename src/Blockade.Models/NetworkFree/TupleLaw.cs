using System.Collections.Immutable;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;

namespace Blockade.Models.NetworkFree;

/// <summary>A rate that depends on all reactants together. Their matches are put into classes, and the rate is one of the tuple of classes.</summary>
/// <param name="Kind">What the rate rests on.</param>
/// <param name="Value">The rate over the simulator's slots; what it rests on stands in the slots from <see cref="NetworkFreeModel.FirstLocal"/> on.</param>
/// <param name="VariesInTime">The rate depends on time too.</param>
/// <param name="Terms">For counts: what is counted, and at which reactant.</param>
/// <param name="Radius">For energies: how many bonds away from a match what it changes can matter.</param>
internal sealed record TupleLaw(
    TupleLaw.Basis Kind, CompiledExpression Value, bool VariesInTime, ImmutableArray<(LocalTerm Term, int Reactant)> Terms, int Radius)
{
    internal enum Basis
    {
        /// <summary>How many complexes there are of each reactant's species: Sat, MM, Hill. The value is the whole flux for a factor of 1.</summary>
        Populations,

        /// <summary>What the event changes in each energy pattern's number of occurrences.</summary>
        Energies,

        /// <summary>Observables counted at labels of several reactants.</summary>
        Counts,
    }
}

using System.Collections.Immutable;
using Blockade.Models.Expressions;

namespace Blockade.Models.NetworkFree;

/// <summary>A factor of a rate that differs from match to match of one reactant.</summary>
/// <param name="Value">The factor over the simulator's slots; its terms stand in the slots from <see cref="NetworkFreeModel.FirstLocal"/> on.</param>
/// <param name="Terms">What it counts around the match.</param>
/// <param name="VariesInTime">The factor depends on time, not only on counts.</param>
internal sealed record LocalRate(CompiledExpression Value, ImmutableArray<LocalTerm> Terms, bool VariesInTime)
{
    /// <summary>A change anywhere in a complex may matter anywhere in it.</summary>
    public bool IsWhole => Terms.Any(t => t.Molecule < 0 || t.Plans.Any(p => p.IsScattered));
}

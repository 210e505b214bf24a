using System.Collections.Immutable;
using Blockade.Models.Rules;

namespace Blockade.Models.NetworkFree;

/// <summary>An observable of a label in a rate: counted in the whole complex of a reactant, or at one molecule of its match.</summary>
/// <param name="Observable">What is counted.</param>
/// <param name="Molecule">The reactant pattern's molecule, or -1 for the complex.</param>
/// <param name="Plans">The observable's patterns.</param>
internal sealed record LocalTerm(Observable Observable, int Molecule, ImmutableArray<MatchPlan> Plans)
{
    /// <summary>The value for a number of matches of one pattern.</summary>
    public int Value(int pattern, int matches) =>
        Observable.Kind == ObservableKind.Species ? Observable.Patterns[pattern].Accepts(matches) ? 1 : 0
        : Observable.Patterns[pattern].Pattern.MatchOnce ? Math.Min(1, matches) : matches;
}

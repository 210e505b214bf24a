using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>
/// Every species and reaction that a rule model's seeds lead to. Species are numbered in order of discovery and reactions in order of
/// rule and round, so that the same text always gives the same network. Immutable.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Species">The species.</param>
/// <param name="SeedSpecies">The species of each seed of the model.</param>
/// <param name="Reactions">The reactions.</param>
/// <param name="Rates">
/// The rate laws that reactions refer to: mass action, Sat, MM or Hill over parameters, global observables and functions without arguments.
/// Local functions, energies and the conversion to volumes have been worked out.
/// </param>
/// <param name="Observables">The observables as sums over species.</param>
public sealed record ReactionNetwork(
    RuleModel Model, ImmutableArray<Species> Species, ImmutableArray<int> SeedSpecies, ImmutableArray<Reaction> Reactions,
    ImmutableArray<RateLaw> Rates, ImmutableArray<ObservableWeights> Observables)
{
    /// <summary>The species' canonical codes, from which an extension starts.</summary>
    internal ImmutableArray<int[]> Codes { get; init; } = [];

    /// <summary>
    /// Applies the rules to the seeds until nothing new appears or a limit is reached (an error that names it). Warns of rules that never
    /// fire. Cost: embeddings times the cost of one canonical form. Uses all processors; the result does not depend on them.
    /// </summary>
    public static Checked<ReactionNetwork> Expand(
        RuleModel model, ExpansionLimits limits, IProgress<ExpansionProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(limits);
        return new NetworkExpansion(model, limits, progress, cancellation).Run();
    }

    /// <summary>
    /// The network of a model that has this one's rules and seeds and perhaps more of them, from this one: species keep their numbers, and
    /// only what the new rules and seeds add is worked out. Parameters, amounts, observables and rates may differ at no cost. A model that
    /// cannot be reached so is expanded from its seeds: one that lacks or rewrites a rule, a molecule type or a seed, has compartments,
    /// energies, local functions, conditions or priorities, or is asked to leave something out.
    /// </summary>
    public Checked<ReactionNetwork> Extend(
        RuleModel model, ExpansionLimits limits, IProgress<ExpansionProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(limits);
        int[]? rules = limits.Bounds == NetworkBounds.None ? NetworkContinuation.Rules(Model, model) : null;
        var expansion = new NetworkExpansion(model, limits, progress, cancellation);
        return rules is null || Codes.Length != Species.Length ? expansion.Run() : expansion.Run(this, rules);
    }
}

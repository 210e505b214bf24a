using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Bngl;
using Blockade.Models.Expressions;
using Blockade.Models.Graphs;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Explanations;

/// <summary>An observable in plain words.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Counting">How it counts, in one sentence.</param>
/// <param name="Patterns">What it looks for, in words, each with its BNGL.</param>
/// <param name="Functions">Functions that use it.</param>
/// <param name="Rules">Rules whose rates use it, by way of functions too.</param>
/// <param name="Species">How many species of the network count, or null without a network.</param>
/// <param name="ChangedBy">Rules whose reactions change it, or null without a network.</param>
public sealed record ObservableExplanation(
    string Name, string Counting, ImmutableArray<(string Words, string Text)> Patterns, ImmutableArray<string> Functions, ImmutableArray<string> Rules,
    int? Species, ImmutableArray<string>? ChangedBy)
{
    /// <summary>Explains an observable of a model.</summary>
    /// <exception cref="ArgumentException">There is no such observable.</exception>
    public static ObservableExplanation Of(RuleModel model, string name, ReactionNetwork? network = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Observable observable = model.Observables.FirstOrDefault(o => o.Name == name) ?? throw new ArgumentException($"There is no observable '{name}'.", nameof(name));
        var words = new Words(model, RuleAnatomy.Of(model));
        var users = new HashSet<string> { name };
        for (int before = 0; before < users.Count;)
        {
            before = users.Count;
            users.UnionWith(model.Functions.Where(f => f.Value.Names().Any(users.Contains)).Select(f => f.Name));
        }

        ObservableWeights? counted = network?.Observables.First(o => o.Name == name);
        return new ObservableExplanation(
            name,
            observable.Kind == ObservableKind.Species
                ? "counts species: each species counts once for every pattern that it matches"
                : "counts matches: a species in which a pattern is found twice counts twice",
            [.. observable.Patterns.Select(p => (words.Of(p.Pattern) + (p.Comparison is null ? "" : string.Create(CultureInfo.InvariantCulture, $", found {PatternText.Write(p)[PatternText.Write(p.Pattern).Length..]} times")), PatternText.Write(p)))],
            [.. model.Functions.Where(f => users.Contains(f.Name)).Select(f => f.Name)],
            [.. model.Rules.Where(r => r.Rate.Parts().SelectMany(f => f.Names()).Any(users.Contains)).Select(r => r.Name)],
            counted?.Terms.Length, network is null ? null : [.. Changers(network, counted!)]);
    }

    private static IEnumerable<string> Changers(ReactionNetwork network, ObservableWeights observable)
    {
        Dictionary<int, double> weight = observable.Terms.Where(t => !network.Species[t.Species].IsClamped).ToDictionary(t => t.Species, t => t.Weight);
        double Sum(ImmutableArray<int> species) => species.Sum(s => weight.GetValueOrDefault(s));
        return network.Reactions.Where(r => Math.Abs(Sum(r.Products) - Sum(r.Reactants)) > 1e-9).Select(r => r.RuleIndex).Distinct().Order().Select(i => network.Model.Rules[i].Name);
    }
}

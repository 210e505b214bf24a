using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.NetworkFree;

/// <summary>What of the language the network-free simulator does not know. It is refused by name, never run as something else.</summary>
internal static class NetworkFreeScope
{
    /// <summary>Everything in a model that is beyond it, with its place.</summary>
    public static IEnumerable<(SourceSpan Span, string What)> Beyond(RuleModel model)
    {
        if (model.Compartments.Length > 0) yield return (default, "a model with compartments");
        foreach (EnergyPattern energy in model.EnergyPatterns) yield return (energy.Pattern.Span, "an energy pattern");
        if (model.NumberPerQuantityUnit is not null) yield return (default, "a model with a NumberPerQuantityUnit");
        foreach (PopulationMap map in model.PopulationMaps) yield return (map.Span, "a population map");
        foreach (MoleculeType type in model.MoleculeTypes.Where(t => t.IsPopulation)) yield return (type.Span, $"population type '{type.Name}'");
        foreach (PatternComponent component in model.Rules.SelectMany(r => r.Reactants.Concat(r.Products)).Concat(model.Seeds.Select(s => s.Species))
            .SelectMany(p => p.Molecules).SelectMany(m => m.Components).Where(c => c.FurtherBonds.Length > 0))
        {
            yield return (component.Span, $"component '{component.Name}' with several bonds");
        }

        foreach (Rule rule in model.Rules)
        {
            foreach (string what in Beyond(model, rule)) yield return (rule.Span, $"rule '{rule.Name}' with {what}");
        }

        foreach (Observable observable in model.Observables)
        {
            if (observable.Patterns.Any(p => p.Pattern.MatchOnce)) yield return (observable.Span, $"observable '{observable.Name}' with MatchOnce");
        }
    }

    /// <summary>The names a formula rests on, those behind functions included.</summary>
    public static HashSet<string> NamesBehind(RuleModel model, Expression expression)
    {
        var found = new HashSet<string>();
        var open = new Stack<Expression>([expression]);
        while (open.TryPop(out Expression? next))
        {
            foreach (string name in next.Names())
            {
                if (!found.Add(name) || model.Parameters.Any(p => p.Name == name)) continue;
                if (model.Functions.FirstOrDefault(f => f.Name == name) is { } function) open.Push(function.Value);
            }
        }

        return found;
    }

    private static IEnumerable<string> Beyond(RuleModel model, Rule rule)
    {
        if (rule.Rate is not RateLaw.MassAction rate) yield return $"the rate law {rule.Rate.GetType().Name}";
        else if (ReactionRates.HasCalls(rate.Constant)) yield return "a local function";
        else if (NamesBehind(model, rate.Constant).Contains("time")) yield return "a rate that depends on time";
        if (rule.TotalRate && rule.Reactants.Length > 0) yield return "TotalRate";
        if (rule.Priority != 0) yield return "a priority";
        if (rule.ReactantFilters.Length > 0) yield return "conditions on its reactants";
        if (rule.ProductFilters.Length > 0) yield return "conditions on its products";
        if (rule.Reactants.Any(p => p.MatchOnce)) yield return "MatchOnce";
    }
}

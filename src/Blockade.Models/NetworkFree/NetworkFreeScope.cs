using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.NetworkFree;

/// <summary>What of the language the network-free simulator does not know. It is refused by name, never run as something else.</summary>
internal static class NetworkFreeScope
{
    // a site's number and state share 32 bits
    private const int MostSites = 10_000;

    /// <summary>Everything in a model that is beyond it, with its place and what to do instead.</summary>
    public static IEnumerable<(SourceSpan Span, string What, string Hint)> Beyond(RuleModel model)
    {
        const string expand = "expand the network for this model";
        foreach (MoleculeType type in model.MoleculeTypes.Where(t => t.Components.Length > MostSites))
        {
            yield return (type.Span, $"molecule type '{type.Name}' with more than {MostSites} components", expand);
        }

        if (new Vocabulary(model).HasEqualHubs) yield return (model.MoleculeTypes[0].Span, "a model with equal components that hold several bonds", expand);
        foreach (Rule rule in model.Rules)
        {
            if (rule.Reactants.Concat(rule.Products).Any(p => p.IsHeld)) yield return (rule.Span, $"rule '{rule.Name}' with a '$', which keeps a species as it is,", expand);
            if (model.Rules.Any(r => r.Priority != rule.Priority)) yield return (rule.Span, $"rule '{rule.Name}' with a priority that others do not have", $"a priority chooses among reactions of the same species: {expand}");
            if (rule.TotalRate && (rule.Rate is not RateLaw.MassAction total || ReactionRates.HasCalls(total.Constant))) yield return (rule.Span, $"rule '{rule.Name}' with TotalRate of a local function", "which match would be meant is not said; write the rate of one match");
            if (rule.Rate is RateLaw.MassAction or RateLaw.FunctionProduct) continue;
            if (ReactantsOf(rule.Rate) > rule.Reactants.Length) yield return (rule.Span, $"rule '{rule.Name}' with the rate law {rule.Rate.GetType().Name} of more reactants than it has", "give it as many constants as reactants");
            if (rule.Rate.Parts().Any(ReactionRates.HasCalls)) yield return (rule.Span, $"rule '{rule.Name}' with a local function in the rate law {rule.Rate.GetType().Name}", expand);
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

    private static int ReactantsOf(RateLaw law) => law switch
    {
        RateLaw.Saturation s => s.HalfPoints.Length,
        RateLaw.MichaelisMenten => 2,
        RateLaw.Hill => 1,
        _ => 0,
    };
}

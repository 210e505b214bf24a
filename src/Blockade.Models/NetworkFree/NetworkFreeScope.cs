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

    /// <summary>Everything in a model that is beyond it, with its place.</summary>
    public static IEnumerable<(SourceSpan Span, string What)> Beyond(RuleModel model)
    {
        foreach (MoleculeType type in model.MoleculeTypes.Where(t => t.Components.Length > MostSites)) yield return (type.Span, $"molecule type '{type.Name}' with more than {MostSites} components");
        foreach (Rule rule in model.Rules)
        {
            foreach (string what in Beyond(model, rule)) yield return (rule.Span, $"rule '{rule.Name}' with {what}");
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
        if (rule.Rate is not (RateLaw.MassAction or RateLaw.FunctionProduct)) yield return $"the rate law {rule.Rate.GetType().Name}";
        if (rule.TotalRate && (rule.Rate is not RateLaw.MassAction total || ReactionRates.HasCalls(total.Constant))) yield return "TotalRate of a local function";
        if (model.Rules.Any(r => r.Priority != rule.Priority)) yield return "a priority that others do not have";
    }
}

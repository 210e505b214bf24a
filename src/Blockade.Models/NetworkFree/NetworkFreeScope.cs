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
        int[] sites = [.. new Vocabulary(model).SiteClass.Select(s => s.Length)];
        foreach ((MoleculeType type, int count) in model.MoleculeTypes.Zip(sites).Where(t => t.Second > MostSites))
        {
            yield return (type.Span, $"molecule type '{type.Name}' with {count} sites, more than {MostSites},", "a component that holds several bonds somewhere is a site and one for each bond; expand the network for this model");
        }
    }

    /// <summary>What names stand for: a function's formula, or null for a parameter, which is an end. To be made once for a model of many rules.</summary>
    public static Dictionary<string, Expression?> Definitions(RuleModel model)
    {
        var definitions = new Dictionary<string, Expression?>();
        foreach (Parameter parameter in model.Parameters) definitions.TryAdd(parameter.Name, null);
        foreach (Function function in model.Functions) definitions.TryAdd(function.Name, function.Value);
        return definitions;
    }

    /// <summary>The names a formula rests on, those behind functions included.</summary>
    public static HashSet<string> NamesBehind(Dictionary<string, Expression?> definitions, Expression expression)
    {
        var found = new HashSet<string>();
        var open = new Stack<Expression>([expression]);
        while (open.TryPop(out Expression? next))
        {
            foreach (string name in next.Names())
            {
                if (found.Add(name) && definitions.GetValueOrDefault(name) is { } formula) open.Push(formula);
            }
        }

        return found;
    }
}

using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>
/// The names that BioNetGen gives to rates written as formulas: <c>_rateLaw1</c>, <c>_rateLaw2</c> and so on over all rules, in order.
/// </summary>
public static class RateFunctions
{
    /// <summary>The function that a condition to stop at becomes: after all others.</summary>
    public const string Stop = "_stop_if";

    /// <summary>The formulas that change in time, as functions; those of labels and constant ones are counted and left out.</summary>
    public static ImmutableArray<Function> Of(RuleModel model)
    {
        HashSet<string> constant = [.. model.Parameters.Select(p => p.Name)];
        HashSet<string> known = [.. model.Functions.Where(f => f.Arguments.IsEmpty).Select(f => f.Name), .. model.Observables.Select(o => o.Name), .. constant, "time"];
        return
        [
            .. Named(model).Where(n => n.Value.Names().All(s => known.Contains(s) || ExpressionReader.Functions.ContainsKey(s)) && (!n.Value.Symbols().All(s => constant.Contains(s.Name)) || HasTable(n.Value)))
                .Select(n => new Function(n.Name, [], n.Value, n.Value.Span)),
        ];
    }

    /// <summary>Every formula of a rate that has no name of its own, with the name that it gets.</summary>
    internal static IEnumerable<(string Name, Expression Value)> Named(RuleModel model)
    {
        HashSet<string> taken = [.. model.Parameters.Select(p => p.Name), .. model.Functions.Select(f => f.Name), .. model.Observables.Select(o => o.Name)];
        int number = 0;
        foreach (Expression part in model.Rules.Where(r => r.Rate is not RateLaw.FunctionProduct).SelectMany(r => r.Rate.Parts()))
        {
            if (part is Expression.Symbol { Name: not "time" }) continue;
            string name;
            do name = string.Create(CultureInfo.InvariantCulture, $"_rateLaw{++number}");
            while (taken.Contains(name));
            yield return (name, part);
        }
    }

    /// <summary>Whether a formula looks something up in a table.</summary>
    internal static bool HasTable(Expression value) => value switch
    {
        Expression.Table => true,
        Expression.Unary u => HasTable(u.Operand),
        Expression.Binary b => HasTable(b.Left) || HasTable(b.Right),
        Expression.Call c => c.Arguments.Any(HasTable),
        _ => false,
    };
}

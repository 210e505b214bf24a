using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>Rules as lines of BNGL that read back as the same rules.</summary>
public static class RuleText
{
    /// <summary>One line: <c>onT: H2(jm) + T(h) -> H2(jm!1).T(h!1) kTon</c>.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="backward">The way back, where both came from one reversible rule; else null.</param>
    /// <param name="functions">Names of the model's functions: in a rate they are called with empty parentheses.</param>
    public static string Write(Rule rule, Rule? backward, ImmutableHashSet<string> functions)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(functions);
        string Rate(RateLaw law) => RateLawText.Write(law, e => Formula(e, functions));
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{rule.Name}: {PatternText.Write(rule.Reactants)} {(backward is null ? "->" : "<->")} {PatternText.Write(rule.Products)} {Rate(rule.Rate)}");
        if (backward is not null) line.Append(", ").Append(Rate(backward.Rate));
        foreach (SpeciesFilter f in rule.ReactantFilters) line.Append(FilterText(f, "reactants"));
        foreach (SpeciesFilter f in rule.ProductFilters) line.Append(FilterText(f, "products"));
        if (rule.DeleteMolecules) line.Append(" DeleteMolecules");
        if (rule.MoveConnected) line.Append(" MoveConnected");
        if (rule.TotalRate) line.Append(" TotalRate");
        if (rule.Priority != 0) line.Append(CultureInfo.InvariantCulture, $" priority={rule.Priority}");
        return line.ToString();
    }

    // a function without arguments is called with empty parentheses, which is how other programs know it from an observable
    internal static string Formula(Expression expression, ImmutableHashSet<string> functions) =>
        expression.Substitute(name => functions.Contains(name) ? new Expression.Call(name, []) : null).Write();

    private static string FilterText(SpeciesFilter filter, string side) => string.Create(
        CultureInfo.InvariantCulture, $" {(filter.IsExclusion ? "exclude" : "include")}_{side}({filter.Place + 1},{string.Join(",", filter.Patterns.Select(PatternText.Write))})");
}

using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>A rate in amounts from one in concentrations, by the sizes of compartments.</summary>
internal static class RateConversion
{
    /// <summary>
    /// The factor; null for 1. Of the reactants one is the place: a surface if there is one, else a volume; each further one is divided by the
    /// size of where it is. What comes from nothing comes in proportion to the size of where it goes.
    /// </summary>
    public static Expression? Of(RuleModel model, Geography geography, ReadOnlySpan<int> reactants, ReadOnlySpan<int> products)
    {
        int[] from = [.. reactants];
        if (from.Length == 0) return products.Length > 0 && !products.ContainsAnyExcept(products[0]) ? geography[products[0]].Size : null;
        Expression? factor = null;
        foreach (int c in from.Where(geography.IsSurface).Concat(from.Where(c => !geography.IsSurface(c))).Skip(1))
        {
            Expression size = geography[c].Size;
            if (model.NumberPerQuantityUnit is { } number) size = new Expression.Binary(BinaryOperator.Multiply, new Expression.Number(number), size);
            factor = new Expression.Binary(BinaryOperator.Divide, factor ?? new Expression.Number(1), size);
        }

        return factor;
    }
}

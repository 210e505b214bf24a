using Blockade.Models.Dynamics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Sbml;

/// <summary>
/// Rates of change as quantities: of a state its own rate, of what follows from others by the chain rule, of anything else zero. Adds what it needs.
/// </summary>
internal sealed class SbmlRates(Dictionary<string, DynamicQuantity> quantities)
{
    private const int Deepest = 500;

    private readonly Dictionary<string, Expression> _known = [];
    private int _depth;

    /// <summary>Whether something rested on too long a chain of formulas to be followed.</summary>
    public bool IsTooDeep { get; private set; }

    /// <summary>What was taken not to change but by events.</summary>
    public HashSet<string> Still { get; } = [];

    /// <summary>The rate of change of a quantity: zero, or the name of a quantity that is it.</summary>
    public Expression Of(string name)
    {
        if (name == DynamicSystem.Time) return new Expression.Number(1);
        if (_known.TryGetValue(name, out Expression? known)) return known;
        string rateName = MathMlReader.RateMark + name;
        _known[name] = new Expression.Symbol(rateName);   // also where it needs itself: the circle is found later
        if (!quantities.TryGetValue(name, out DynamicQuantity? quantity)) return _known[name];
        if (_depth == Deepest)
        {
            IsTooDeep = true;
            return _known[name];
        }

        _depth++;
        if (quantity is { Rate: null, Value: null }) Still.Add(name);
        Expression formula = quantity.Rate ?? (quantity.Value is { } value ? Along(value) : new Expression.Number(0));
        _depth--;
        quantities[rateName] = new DynamicQuantity(rateName, null, formula);
        if (formula is Expression.Number { Value: 0 }) _known[name] = formula;
        return _known[name];
    }

    private Expression Along(Expression value)
    {
        var terms = new List<Expression>();
        foreach (string name in value.Symbols().Select(s => s.Name).Distinct())
        {
            Expression slope = value.Differentiate(name);
            if (slope is Expression.Number { Value: 0 }) continue;
            Expression rate = Of(name);
            if (rate is Expression.Number { Value: 0 }) continue;
            terms.Add(rate is Expression.Number { Value: 1 } ? slope : new Expression.Binary(BinaryOperator.Multiply, slope, rate));
        }

        return terms.Count == 0 ? new Expression.Number(0) : terms.Count == 1 ? terms[0] : new Expression.Call("sum", [.. terms]);
    }
}

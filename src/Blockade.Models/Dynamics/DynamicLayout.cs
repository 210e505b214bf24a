using System.Collections.Immutable;
using Blockade.Models.Expressions;

namespace Blockade.Models.Dynamics;

/// <summary>
/// The order in which a system's quantities are worked out. Parts of formulas that jump (comparisons, floors) are taken out as conditions with
/// names of their own, so that what is left is smooth while no condition changes.
/// </summary>
internal sealed class DynamicLayout
{
    private readonly Dictionary<Expression, string> _conditionNames = [];
    private readonly List<Step> _conditions = [];

    public DynamicLayout(DynamicSystem system)
    {
        Unknowns = [.. system.Constraints.Select(c => c.Unknown)];
        foreach (DynamicConstraint c in system.Constraints) Residuals.Add(Smooth(c.Residual));
        foreach (DynamicQuantity q in system.Quantities)
        {
            if (q.Value is { } value) Values.Add(q.Name, Smooth(value));
            else if (q.Start is { } start) Starts.Add(q.Name, Smooth(start));
            if (q.Rate is { } rate) Rates.Add(q.Name, Smooth(rate));
        }

        Triggers = [.. system.Events.Select(e => Smooth(e.Trigger))];
        Step[] values = [.. Values.Select(v => new Step(v.Key, v.Value)), .. _conditions];
        AtAllTimes = Order([.. values, .. Block([])]);
        AtStart = Order([.. Starts.Where(s => !Unknowns.Contains(s.Key)).Select(s => new Step(s.Key, s.Value)), .. values, .. Block(Starts)]);
    }

    /// <summary>What the constraints determine, in their order.</summary>
    public ImmutableArray<string> Unknowns { get; }

    public List<Expression> Residuals { get; } = [];

    public Dictionary<string, Expression> Values { get; } = [];

    public Dictionary<string, Expression> Starts { get; } = [];

    public Dictionary<string, Expression> Rates { get; } = [];

    public ImmutableArray<Expression> Triggers { get; }

    /// <summary>The conditions: name and the formula that jumps.</summary>
    public IReadOnlyList<Step> Conditions => _conditions;

    /// <summary>Everything that follows from states and constants, each after what it needs. The unknowns are one step without a formula.</summary>
    public ImmutableArray<Step> AtAllTimes { get; }

    /// <summary>The same for the start, with starting values.</summary>
    public ImmutableArray<Step> AtStart { get; }

    /// <summary>Names that need each other, or empty.</summary>
    public ImmutableArray<string> Circle { get; private set; } = [];

    /// <summary>The formula with its jumping parts replaced by conditions' names.</summary>
    public Expression Smooth(Expression e)
    {
        switch (e)
        {
            case Expression.Unary u:
                return u with { Operand = Smooth(u.Operand) };
            case Expression.Binary b:
                Expression.Binary smooth = b with { Left = Smooth(b.Left), Right = Smooth(b.Right) };
                return b.Operator is >= BinaryOperator.Less and <= BinaryOperator.NotEqual ? Condition(smooth) : smooth;
            case Expression.Call c:
                Expression.Call call = c with { Arguments = [.. c.Arguments.Select(Smooth)] };
                return c.Function is "floor" or "ceil" or "rint" or "sign" ? Condition(call) : call;
            case Expression.Table t:
                return t with { Argument = Smooth(t.Argument) };
            default:
                return e;
        }
    }

    private Expression.Symbol Condition(Expression formula)
    {
        if (!_conditionNames.TryGetValue(formula, out string? name))
        {
            name = FormattableString.Invariant($"#when{_conditions.Count}");
            _conditionNames.Add(formula, name);
            _conditions.Add(new Step(name, formula));
        }

        return new Expression.Symbol(name);
    }

    // a constraint's unknowns need everything that its residuals name, but for themselves
    private IEnumerable<Step> Block(Dictionary<string, Expression> guesses)
    {
        if (Unknowns.IsEmpty) return [];
        IEnumerable<Expression> named = Residuals.Concat(Unknowns.Where(guesses.ContainsKey).Select(u => guesses[u]));
        return [new Step(Unknowns[0], null) { Names = [.. named.SelectMany(r => r.Symbols()).Select(s => s.Name).Except(Unknowns)] }];
    }

    // depth first with a stack of our own: a chain of definitions may be as long as the model
    private ImmutableArray<Step> Order(Step[] steps)
    {
        Dictionary<string, Step> byName = steps.ToDictionary(s => s.Name);
        foreach (string unknown in Unknowns) byName[unknown] = byName[Unknowns[0]];
        var ordered = ImmutableArray.CreateBuilder<Step>(steps.Length);
        var done = new HashSet<Step>(ReferenceEqualityComparer.Instance);
        var open = new HashSet<Step>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<(Step Step, int Next)>();
        foreach (Step root in steps)
        {
            if (done.Contains(root)) continue;
            stack.Push((root, 0));
            open.Add(root);
            while (stack.Count > 0)
            {
                (Step step, int next) = stack.Pop();
                if (next < step.Names.Length)
                {
                    stack.Push((step, next + 1));
                    if (!byName.TryGetValue(step.Names[next], out Step? needed) || done.Contains(needed)) continue;
                    if (open.Add(needed))
                    {
                        stack.Push((needed, 0));
                        continue;
                    }

                    if (Circle.IsEmpty) Circle = [.. stack.Select(s => s.Step.Name).TakeWhile(n => n != needed.Name).Append(needed.Name).Distinct().Reverse()];
                    continue;
                }

                open.Remove(step);
                if (done.Add(step)) ordered.Add(step);
            }
        }

        return ordered.ToImmutable();
    }

    /// <summary>One quantity, condition, or all unknowns together, to be worked out after its names.</summary>
    internal sealed record Step(string Name, Expression? Formula)
    {
        public ImmutableArray<string> Names { get; init; } = Formula is null ? [] : [.. Formula.Symbols().Select(s => s.Name).Distinct()];
    }
}

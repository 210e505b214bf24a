using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Dynamics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Sbml;

/// <summary>
/// A SBML model as equations. Every species is an amount; where formulas mean its concentration by its name, that is a quantity which follows from
/// the amount and the compartment, so that compartments may change in any way.
/// </summary>
internal sealed class SbmlEquations
{
    private const string AmountMark = "#amount:";

    private readonly SourceText _source;
    private readonly SbmlModel _model;
    private readonly SbmlLimits _limits;
    private readonly List<Diagnostic> _diagnostics;
    private readonly Dictionary<string, SbmlRule> _rules = [];
    private readonly Dictionary<string, SbmlAssignment> _starts = [];
    private readonly Dictionary<string, DynamicQuantity> _quantities = [];   // in the order of declaration
    private readonly Dictionary<string, SourceSpan> _places = [];
    private readonly HashSet<string> _constants = [];
    private readonly Dictionary<string, SbmlCompartment> _compartments;
    private readonly Dictionary<string, SbmlSpecies> _species;

    public SbmlEquations(SourceText source, SbmlModel model, SbmlLimits limits, List<Diagnostic> diagnostics)
    {
        (_source, _model, _limits, _diagnostics) = (source, model, limits, diagnostics);
        _compartments = model.Compartments.ToDictionary(c => c.Id);
        _species = model.Species.ToDictionary(s => s.Id);
    }

    /// <summary>By name: the quantity that is the amount, the compartment, and whether formulas mean the amount.</summary>
    public Dictionary<string, (string Amount, string Compartment, bool IsAmount)> Species { get; } = [];

    public SourceSpan PlaceOf(string quantity) => _places.GetValueOrDefault(quantity, _model.Span);

    public DynamicSystem Write()
    {
        foreach (SbmlCompartment c in _model.Compartments) Declare(c.Id, c.IsConstant, c.Span);
        foreach (SbmlSpecies s in _model.Species) Declare(s.Id, s.IsConstant, s.Span);
        foreach (SbmlParameter p in _model.Parameters) Declare(p.Id, p.IsConstant, p.Span);
        foreach (SbmlReference r in References().Where(r => r.Id is not null)) Declare(r.Id!, r.IsConstant, r.Span);
        foreach (SbmlReaction r in _model.Reactions) _places[r.Id] = r.Span;
        FileRules();
        foreach (SbmlCompartment c in _model.Compartments) AddCompartment(c);
        foreach (SbmlParameter p in _model.Parameters) Add(p.Id, p.Value);
        foreach (SbmlReference r in References().Where(r => r.Id is not null)) AddReference(r);
        foreach (SbmlReaction r in _model.Reactions) AddReaction(r);
        Dictionary<string, List<Expression>> changes = Changes();
        foreach (SbmlSpecies s in _model.Species) AddSpecies(s, changes);
        var rates = new SbmlRates(_quantities);
        foreach (SbmlSpecies s in _model.Species) AddCarried(s, rates);
        foreach (string name in _model.RatesAskedFor) rates.Of(name);
        if (rates.IsTooDeep) Error("SBM1002", _model.Span, "a rate of change that is asked for rests on more than 500 formulas, each on the next");
        ImmutableArray<DynamicEvent> events = [.. _model.Events.Where(e => e.Trigger is not null).Select(Event)];
        ImmutableArray<DynamicConstraint> constraints = Constraints(events);
        foreach (string name in rates.Still.Where(n => _quantities[n].Value is not null || constraints.Any(c => c.Unknown == n)))
        {
            Error("SBM3001", PlaceOf(name), $"the rate of change of '{name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..]}' is asked for, which an algebraic rule determines; it is not simulated");
        }

        return new DynamicSystem([.. _quantities.Values], constraints, events, [.. _model.Reactions.Select(Jump)]);
    }

    private IEnumerable<SbmlReference> References() => _model.Reactions.SelectMany(r => r.Reactants.Concat(r.Products));

    private void Declare(string id, bool isConstant, SourceSpan span)
    {
        _places[id] = span;
        if (isConstant) _constants.Add(id);
    }

    private void FileRules()
    {
        foreach (SbmlAssignment a in _model.InitialAssignments)
        {
            if (!_starts.TryAdd(a.Target, a)) Error("SBM2002", a.Span, $"'{a.Target}' has two initial assignments");
        }

        foreach (SbmlRule rule in _model.Rules)
        {
            if (rule.Variable is not { } variable) continue;
            if (!_rules.TryAdd(variable, rule)) Error("SBM2002", rule.Span, $"'{variable}' has two rules");
            if (_constants.Contains(variable)) Error("SBM2009", rule.Span, $"'{variable}' is constant and has a rule; constant=\"false\" lets it change");
        }
    }

    // what a name is at the start: its initial assignment, or the number beside it
    private Expression? Start(string id, double? number) =>
        _starts.TryGetValue(id, out SbmlAssignment? a) ? a.Value : number is { } value ? new Expression.Number(value) : null;

    private void Add(string id, double? number) => _quantities[id] = _rules.TryGetValue(id, out SbmlRule? rule)
        ? rule.IsRate ? new DynamicQuantity(id, Start(id, number), null, rule.Value) : new DynamicQuantity(id, null, rule.Value)
        : new DynamicQuantity(id, Start(id, number));

    private void AddCompartment(SbmlCompartment c)
    {
        Add(c.Id, c.Size);
        if (_quantities[c.Id] is not { Start: null, Value: null } || !c.IsConstant || !_model.Species.Any(s => s.Compartment == c.Id && !IsAmount(s))) return;
        Warn(c.Span, $"the compartment '{c.Id}' has no size, and concentrations in it are asked for; 1 is taken");
        _quantities[c.Id] = new DynamicQuantity(c.Id, new Expression.Number(1));
    }

    private void AddReference(SbmlReference r)
    {
        Add(r.Id!, r.Stoichiometry);
        if (r.Math is { } math) _quantities[r.Id!] = new DynamicQuantity(r.Id!, null, math);
    }

    private void AddReaction(SbmlReaction r)
    {
        if (r.Rate is null && r.Reactants.Length + r.Products.Length > 0) Warn(r.Span, $"the reaction '{r.Id}' has no rate; 0 is taken");
        _quantities[r.Id] = new DynamicQuantity(r.Id, null, r.Rate ?? new Expression.Number(0));
    }

    // without a size there is nothing to divide by: such a compartment is a place for amounts
    private bool IsAmount(SbmlSpecies s) => s.IsAmount
        || (_compartments[s.Compartment] is { Dimensions: 0, Size: null } c && !_rules.ContainsKey(c.Id) && !_starts.ContainsKey(c.Id));

    // by species, what each reaction adds per time
    private Dictionary<string, List<Expression>> Changes()
    {
        Dictionary<string, SbmlSpecies> changed = _model.Species.Where(s => !s.IsBoundary && !s.IsConstant).ToDictionary(s => s.Id);
        var terms = new Dictionary<string, List<Expression>>();
        foreach (SbmlReaction reaction in _model.Reactions)
        {
            for (int k = 0; k < reaction.Reactants.Length; k++) Add(reaction, reaction.Reactants[k], k, consumed: true);
            for (int k = 0; k < reaction.Products.Length; k++) Add(reaction, reaction.Products[k], k + reaction.Reactants.Length, consumed: false);
        }

        return terms;

        void Add(SbmlReaction reaction, SbmlReference r, int place, bool consumed)
        {
            if (!changed.TryGetValue(r.Species, out SbmlSpecies? species)) return;
            Expression rate = new Expression.Symbol(reaction.Id);
            Expression? coefficient = Coefficient(reaction, r, place);
            if (coefficient is Expression.Number n) rate = Times(new Expression.Number(consumed ? -n.Value : n.Value), rate);
            else rate = consumed ? new Expression.Unary(UnaryOperator.Minus, Times(coefficient, rate)) : Times(coefficient, rate);
            if ((species.ConversionFactor ?? _model.ConversionFactor) is { } factor) rate = Times(new Expression.Symbol(factor), rate);
            if (!terms.TryGetValue(r.Species, out List<Expression>? list)) terms.Add(r.Species, list = []);
            list.Add(rate);
        }
    }

    private Expression Coefficient(SbmlReaction reaction, SbmlReference r, int place)
    {
        if (r.Id is { } id) return new Expression.Symbol(id);
        if (r.Math is not { } math) return new Expression.Number(r.Stoichiometry ?? double.NaN);
        string name = FormattableString.Invariant($"#stoichiometry:{reaction.Id}:{place}");
        _quantities[name] = new DynamicQuantity(name, null, math);
        return new Expression.Symbol(name);
    }

    private void AddSpecies(SbmlSpecies s, Dictionary<string, List<Expression>> changes)
    {
        var volume = new Expression.Symbol(s.Compartment);
        bool isAmount = IsAmount(s);
        string amount = isAmount ? s.Id : AmountMark + s.Id;
        Species.Add(s.Id, (amount, s.Compartment, isAmount));
        Expression? start = _starts.TryGetValue(s.Id, out SbmlAssignment? assigned) ? isAmount ? assigned.Value : Times(assigned.Value, volume)
            : s.Amount is { } a ? new Expression.Number(a)
            : s.Concentration is { } c ? Times(new Expression.Number(c), volume) : null;
        if (_rules.TryGetValue(s.Id, out SbmlRule? rule) && changes.ContainsKey(s.Id)) Error("SBM2009", rule.Span, $"'{s.Id}' has a rule and is changed by reactions; boundaryCondition=\"true\" leaves it to the rule");
        if (rule is { IsRate: false })
        {
            _quantities[s.Id] = new DynamicQuantity(s.Id, null, rule.Value);
            if (!isAmount) _quantities[amount] = new DynamicQuantity(amount, null, Times(new Expression.Symbol(s.Id), volume));
            return;
        }

        Expression? rate = rule?.Value;
        if (rate is null && changes.TryGetValue(s.Id, out List<Expression>? terms)) rate = terms.Count == 1 ? terms[0] : new Expression.Call("sum", [.. terms]);
        if (rate is not null && start is null) Warn(s.Span, $"the species '{s.Id}' changes and has no amount or concentration to start from");
        _quantities[amount] = new DynamicQuantity(amount, start, null, rate, isAmount ? null : s.Compartment);
        if (!isAmount) _quantities[s.Id] = new DynamicQuantity(s.Id, null, new Expression.Binary(BinaryOperator.Divide, new Expression.Symbol(amount), volume));
    }

    // a rate rule gives the change of a concentration; its amount also changes with the compartment
    private void AddCarried(SbmlSpecies s, SbmlRates rates)
    {
        if (Species[s.Id].IsAmount || !_rules.TryGetValue(s.Id, out SbmlRule? rule) || !rule.IsRate) return;
        Expression change = Times(rule.Value, new Expression.Symbol(s.Compartment));
        Expression swelling = rates.Of(s.Compartment);
        if (swelling is not Expression.Number { Value: 0 }) change = new Expression.Binary(BinaryOperator.Add, change, Times(new Expression.Symbol(s.Id), swelling));
        string amount = Species[s.Id].Amount;
        _quantities[amount] = _quantities[amount] with { Rate = change };
    }

    private DynamicEvent Event(SbmlEvent e)
    {
        var assignments = ImmutableArray.CreateBuilder<DynamicAssignment>();
        foreach (SbmlAssignment a in e.Assignments)
        {
            if (_constants.Contains(a.Target)) Error("SBM2009", a.Span, $"'{a.Target}' is constant and an event assigns to it; constant=\"false\" lets it change");
            else if (_rules.TryGetValue(a.Target, out SbmlRule? rule) && !rule.IsRate) Error("SBM2009", a.Span, $"'{a.Target}' has an assignment rule, and an event assigns to it");
            else if (Species.TryGetValue(a.Target, out (string Amount, string Compartment, bool IsAmount) species)) assignments.Add(new DynamicAssignment(species.Amount, a.Value, species.IsAmount ? null : species.Compartment));
            else if (_quantities.ContainsKey(a.Target) && _model.Reactions.All(r => r.Id != a.Target)) assignments.Add(new DynamicAssignment(a.Target, a.Value));
            else Error("SBM2009", a.Span, $"an event cannot assign to '{a.Target}'");
        }

        return new DynamicEvent(e.Name, e.Trigger!, e.StartsTrue, e.IsPersistent, e.Delay, e.Priority, e.UsesTriggerValues, assignments.ToImmutable());
    }

    private ImmutableArray<DynamicConstraint> Constraints(ImmutableArray<DynamicEvent> events)
    {
        SbmlRule[] rules = [.. _model.Rules.Where(r => r.Variable is null)];
        if (rules.Length == 0 || !new DynamicLayout(new DynamicSystem([.. _quantities.Values], [], [], [])).Circle.IsEmpty) return [];   // a circle is said later
        HashSet<string> assigned = [.. events.SelectMany(e => e.Assignments).Select(a => a.Target)];
        IEnumerable<string> free = _model.Species.Where(s => !s.IsConstant).Select(s => Species[s.Id].Amount)
            .Concat(_model.Parameters.Where(p => !p.IsConstant).Select(p => p.Id)).Concat(References().Where(r => r.Id is not null && !r.IsConstant).Select(r => r.Id!))
            .Concat(_model.Compartments.Where(c => !c.IsConstant).Select(c => c.Id));
        string[] candidates = [.. free.Where(f => _quantities[f] is { Value: null, Rate: null }).OrderBy(f => (assigned.Contains(f) ? 2 : 0) + (_starts.ContainsKey(f) ? 1 : 0))];
        var algebra = new SbmlAlgebra(_quantities, candidates, _limits.MaxTerms);
        foreach (SbmlRule rule in rules)
        {
            if (algebra.IsTooLarge(rule.Value)) Error("SBM1002", rule.Span, "this rule is too large, or too deep, when what it rests on is written out");
            else if (!algebra.TryAdd(rule.Value)) Error("SBM2010", rule.Span, "this rule determines nothing: each quantity in it that may change follows from other rules or from reactions");
        }

        return algebra.Solve();
    }

    private DynamicReaction Jump(SbmlReaction reaction)
    {
        var changes = new Dictionary<string, double>();
        foreach ((SbmlReference r, int sign) in reaction.Reactants.Select(r => (r, -1)).Concat(reaction.Products.Select(r => (r, 1))))
        {
            string amount = Species[r.Species].Amount;
            if (_quantities[amount].Rate is null || _rules.ContainsKey(r.Species)) continue;
            double? number = (_species[r.Species].ConversionFactor ?? _model.ConversionFactor) is not null || r.Math is not null ? null
                : r.Id is null ? r.Stoichiometry
                : r.IsConstant && _quantities[r.Id] is { Start: Expression.Number n } ? n.Value : null;
            if (number is not { } whole || whole != Math.Floor(whole) || !(Math.Abs(whole) < int.MaxValue)) return new DynamicReaction(reaction.Id, reaction.Id, null);
            changes[amount] = changes.GetValueOrDefault(amount) + (sign * whole);
        }

        return new DynamicReaction(reaction.Id, reaction.Id, [.. changes.Select(c => (c.Key, (int)c.Value))]);
    }

    private static Expression Times(Expression a, Expression b) => (a, b) switch
    {
        (Expression.Number { Value: 1 }, _) => b,
        (Expression.Number { Value: -1 }, _) => new Expression.Unary(UnaryOperator.Minus, b),
        _ => new Expression.Binary(BinaryOperator.Multiply, a, b),
    };

    private void Error(string code, SourceSpan span, string message) => _diagnostics.Add(new Diagnostic(code, Severity.Error, _source, span, message));

    private void Warn(SourceSpan span, string message) => _diagnostics.Add(new Diagnostic("SBM2011", Severity.Warning, _source, span, message));
}

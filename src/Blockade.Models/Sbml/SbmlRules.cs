using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Dynamics;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Sbml;

/// <summary>
/// A document as a rule model, where it is one: volumes, stoichiometries and constants that stay, no events and no rate rules. Each species is a molecule without
/// sites and each reaction a rule, so that every engine and every form of a network is open to it. A kinetic law that is a constant times its reactants is mass
/// action; any other is the rate of all matches together.
/// </summary>
public static class SbmlRules
{
    private const int MostAlike = 100;   // one pattern each

    /// <summary>The rules; an error for each thing that rules cannot say.</summary>
    public static Checked<RuleModel> Of(SbmlDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return new Translation(document).Run();
    }

    private sealed class Translation(SbmlDocument document)
    {
        private readonly SbmlModel _model = document.Model;
        private readonly List<Diagnostic> _diagnostics = [];
        private readonly Dictionary<string, string> _names = [];   // of quantities
        private readonly HashSet<string> _amounts = [.. document.Model.Species.Select(s => document.AmountOf(s.Id))];
        private readonly HashSet<string> _taken = ["time"];
        private readonly Dictionary<string, DynamicQuantity> _quantities = document.System.Quantities.ToDictionary(q => q.Name);
        private readonly HashSet<string> _read = [.. document.System.Quantities.SelectMany(q => new[] { q.Value, q.Start }).OfType<Expression>().SelectMany(e => e.Symbols()).Select(s => s.Name)];
        private readonly Dictionary<string, MoleculeType> _molecules = [];
        private readonly List<Parameter> _parameters = [];
        private readonly List<Function> _functions = [];

        public Checked<RuleModel> Run()
        {
            foreach (SbmlEvent e in _model.Events) Refuse(e.Span, "an event");
            foreach (SbmlRule r in _model.Rules.Where(r => r.IsRate || r.Variable is null)) Refuse(r.Span, r.IsRate ? "a rate rule" : "an algebraic rule");
            foreach (SbmlCompartment c in _model.Compartments.Where(c => _quantities[c.Id] is not { Value: null, Rate: null })) Refuse(c.Span, "a compartment that changes");
            for (int r = 0; r < _model.Reactions.Length; r++)
            {
                if (document.System.Reactions[r].Changes is null) Refuse(_model.Reactions[r].Span, "a stoichiometry that is no constant whole number, or a conversion factor");
            }

            if (_model.RatesAskedFor.Length > 0) Refuse(_model.Span, "rateOf");
            foreach (string name in _quantities.Keys.Where(n => !n.StartsWith('#'))) Name(name);
            AddQuantities();
            SbmlSpecies[] species = [.. _model.Species.Where(s => _quantities[document.AmountOf(s.Id)].Value is null)];
            foreach (SbmlSpecies s in species) _molecules[s.Id] = new MoleculeType(_names[s.Id], [], s.Span);
            ImmutableArray<SeedSpecies> seeds = [.. species.Select(s => new SeedSpecies(Pattern(s.Id), Seed(s), s.IsBoundary || s.IsConstant, s.Span))];
            ImmutableArray<Observable> observables = [.. species.Select(s => new Observable(_names[document.AmountOf(s.Id)], ObservableKind.Molecules, [new ObservedPattern(Pattern(s.Id))], s.Span))];
            ImmutableArray<Rule> rules = [.. _model.Reactions.Where(r => r.Rate is not null).Select(Rule)];
            var model = new RuleModel(document.Source, [.. _parameters], [.. _molecules.Values], seeds, observables, [.. _functions], rules);
            return new Checked<RuleModel>(model, [.. _diagnostics.OrderBy(d => d.Span.Start)]);
        }

        private string Name(string quantity)
        {
            if (_names.TryGetValue(quantity, out string? known)) return known;
            string name = quantity.Replace('.', '_').Replace(':', '_').Replace("#", "", StringComparison.Ordinal);
            while (ExpressionReader.Functions.ContainsKey(name) || name is "tfun" or "TFUN" or "_pi" or "_e" || !_taken.Add(name)) name += "_";
            return _names[quantity] = name;
        }

        // constants become parameters, what follows from others functions, and amounts observables
        private void AddQuantities()
        {
            foreach (SbmlSpecies s in _model.Species) Name(document.AmountOf(s.Id));
            foreach (DynamicQuantity q in document.System.Quantities)
            {
                if (q.Value is null && _amounts.Contains(q.Name)) continue;
                SourceSpan span = _model.Parameters.FirstOrDefault(p => p.Id == q.Name)?.Span ?? _model.Compartments.FirstOrDefault(c => c.Id == q.Name)?.Span ?? _model.Span;
                Name(q.Name);
                if (q.Value is { } value)
                {
                    if (_model.Reactions.All(r => r.Id != q.Name) || IsRead(q.Name)) _functions.Add(new Function(_names[q.Name], [], Formula(value, span), span));
                }
                else if (q.Start is { } start)
                {
                    _parameters.Add(new Parameter(_names[q.Name], Formula(AtStart(start, span), span), null, span));
                }
                else if (IsRead(q.Name))
                {
                    Refuse(span, $"'{q.Name}' without a value");
                }
            }
        }

        private bool IsRead(string name) => _read.Contains(name);

        private Expression Seed(SbmlSpecies s)
        {
            if (_quantities[document.AmountOf(s.Id)].Start is { } start) return Formula(AtStart(start, s.Span), s.Span);
            Refuse(s.Span, $"'{s.Id}' without a value to start from");
            return new Expression.Number(0);
        }

        // a starting value over parameters alone: what follows from others is written out, amounts are their own starting values
        private Expression AtStart(Expression formula, SourceSpan span)
        {
            if (!new WrittenOut(BodyAtStart, SbmlLimits.Default.MaxTerms).IsTooLarge(formula)) return AtStart(formula);
            Refuse(span, "a starting value that is too large, or too deep, when what it rests on is written out");
            return new Expression.Number(0);
        }

        private Expression AtStart(Expression formula) => formula.Substitute(name => BodyAtStart(name) is { } body ? AtStart(body) : null);

        private Expression? BodyAtStart(string name) =>
            name == DynamicSystem.Time ? new Expression.Number(0)
            : !_quantities.TryGetValue(name, out DynamicQuantity? q) ? null
            : q.Value ?? (_amounts.Contains(name) ? q.Start : null);

        private Expression Formula(Expression formula, SourceSpan span)
        {
            if (Missing(formula) is { } function) Refuse(span, $"'{function}'");
            return formula.Substitute(name => new Expression.Symbol(name == DynamicSystem.Time ? "time" : Name(name)));
        }

        private static string? Missing(Expression e) => e switch
        {
            Expression.Call { Function: "floor" or "ceil" or "factorial" } c => c.Function,
            Expression.Number { Value: var value } when !double.IsFinite(value) => "a number that is not finite",
            Expression.Call c => c.Arguments.Select(Missing).FirstOrDefault(m => m is not null),
            Expression.Unary u => Missing(u.Operand),
            Expression.Binary b => Missing(b.Left) ?? Missing(b.Right),
            _ => null,
        };

        private Pattern Pattern(string species) => new([new PatternMolecule(_molecules[species], [], null, _molecules[species].Span)], _molecules[species].Span);

        private Rule Rule(SbmlReaction r)
        {
            string[] reactants = [.. Side(r.Reactants, r.Products)];
            Expression law = r.Rate!;
            Expression? constant = reactants.Distinct().Count() == reactants.Length ? Constant(law, reactants) : null;
            var rate = new RateLaw.MassAction(Formula(constant ?? law, r.Span));
            return new Rule(_names[r.Id], [.. reactants.Select(Pattern)], [.. Side(r.Products, r.Reactants).Select(Pattern)], rate, r.Span) { TotalRate = constant is null };
        }

        // a side is what stands there, and what the other side has with a negative number; an assigned species follows from others
        private IEnumerable<string> Side(ImmutableArray<SbmlReference> here, ImmutableArray<SbmlReference> there) =>
            Times(here, 1).Concat(Times(there, -1)).SelectMany(t => Enumerable.Repeat(t.Species, Math.Max(0, t.Count)));

        private IEnumerable<(string Species, int Count)> Times(ImmutableArray<SbmlReference> references, int sign)
        {
            foreach (SbmlReference r in references.Where(r => _molecules.ContainsKey(r.Species)))
            {
                double number = r.Id is { } id && _quantities[id].Start is Expression.Number n ? n.Value : r.Stoichiometry ?? 0;
                if (Math.Abs(number) > MostAlike) Refuse(r.Span, FormattableString.Invariant($"a stoichiometry above {MostAlike}"));
                else yield return (r.Species, sign * (int)number);
            }
        }

        // the law over the amounts of its reactants, where it is a product with each of them once and nothing else that varies
        private Expression? Constant(Expression law, string[] reactants)
        {
            var left = reactants.ToHashSet();
            Expression rest = Without(law, left);
            if (left.Count > 0 || rest.Symbols().Any(s => Varies(s.Name))) return null;
            foreach (string species in reactants)
            {
                (string amount, string compartment) = (document.AmountOf(species), document.CompartmentOf(species));
                if (amount != species) rest = new Expression.Binary(BinaryOperator.Divide, rest, new Expression.Symbol(compartment));
            }

            return rest;
        }

        private bool Varies(string name) => name == DynamicSystem.Time || !_quantities.TryGetValue(name, out DynamicQuantity? q) || q.Value is not null || q.Rate is not null || document.IsSpecies(name, out _);

        private static Expression Without(Expression e, HashSet<string> left) => e switch
        {
            Expression.Symbol s when left.Remove(s.Name) => new Expression.Number(1),
            Expression.Binary { Operator: BinaryOperator.Multiply } b => Product(Without(b.Left, left), Without(b.Right, left)),
            Expression.Binary { Operator: BinaryOperator.Divide } b => b with { Left = Without(b.Left, left) },
            _ => e,
        };

        private static Expression Product(Expression a, Expression b) =>
            a is Expression.Number { Value: 1 } ? b : b is Expression.Number { Value: 1 } ? a : new Expression.Binary(BinaryOperator.Multiply, a, b);

        private void Refuse(SourceSpan span, string what) => _diagnostics.Add(new Diagnostic("SBM3101", Severity.Error, document.Source, span, $"rules cannot say this: {what}"));
    }
}

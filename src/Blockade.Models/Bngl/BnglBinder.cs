using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>Resolves every name of a file as read, and checks what a <see cref="RuleModel"/> promises.</summary>
internal sealed class BnglBinder(BnglFile file)
{
    private readonly Dictionary<string, MoleculeType> _types = [];
    private readonly HashSet<string> _parameters = [];
    private readonly HashSet<string> _observables = [];
    private readonly HashSet<string> _functions = [];

    public RuleModel? Bind()
    {
        DeclareNames();
        if (file.HasMoleculeTypes) DeclareTypes();
        else InferTypes();

        foreach (Parameter p in file.Parameters) CheckSymbols(p.Value, allowObservables: false, $"parameter '{p.Name}'");
        foreach (Function f in file.Functions) CheckSymbols(f.Value, allowObservables: true, $"function '{f.Name}'");
        CheckCycles("BNG2010", "parameter", file.Parameters.Select(p => (p.Name, p.Value, p.Span)), _parameters);
        CheckCycles("BNG2011", "function", file.Functions.Select(f => (f.Name, f.Value, f.Span)), _functions);

        var seeds = ImmutableArray.CreateBuilder<SeedSpecies>();
        foreach ((RawPattern species, Expression amount) in file.Seeds)
        {
            CheckSymbols(amount, allowObservables: false, "a seed species");
            if (BindPattern(species) is { } pattern && CheckComplete(pattern)) seeds.Add(new SeedSpecies(pattern, amount, species.IsClamped, species.Span));
        }

        var observables = ImmutableArray.CreateBuilder<Observable>();
        foreach ((string name, ObservableKind kind, ImmutableArray<RawPattern> patterns, SourceSpan span) in file.Observables)
        {
            ImmutableArray<Pattern> bound = [.. patterns.Select(BindPattern).OfType<Pattern>()];
            observables.Add(new Observable(name, kind, bound, span));
        }

        var rules = ImmutableArray.CreateBuilder<Rule>();
        foreach (var (name, reactants, products, rate, deleteMolecules, span) in file.Rules)
        {
            CheckSymbols(rate, allowObservables: true, $"rule '{name}'");
            ImmutableArray<Pattern> left = [.. reactants.Select(BindPattern).OfType<Pattern>()];
            ImmutableArray<Pattern> right = [.. products.Select(BindPattern).OfType<Pattern>()];
            rules.Add(new Rule(name, left, right, new RateLaw.MassAction(rate), deleteMolecules, span));
        }

        foreach (IGrouping<string, Rule> same in rules.GroupBy(r => r.Name).Where(g => g.Count() > 1))
        {
            file.Error("BNG2009", same.Last().Span, $"two rules are called '{same.Key}'");
        }

        return new RuleModel(
            file.Source, [.. file.Parameters], [.. _types.Values], seeds.ToImmutable(), observables.ToImmutable(), [.. file.Functions],
            rules.ToImmutable());
    }

    private void DeclareNames()
    {
        var all = new HashSet<string>();
        Declare(file.Parameters.Select(p => (p.Name, p.Span)), _parameters, "parameter");
        Declare(file.Observables.Select(o => (o.Name, o.Span)), _observables, "observable");
        Declare(file.Functions.Select(f => (f.Name, f.Span)), _functions, "function");

        void Declare(IEnumerable<(string Name, SourceSpan Span)> names, HashSet<string> kind, string word)
        {
            foreach ((string name, SourceSpan span) in names)
            {
                if (!all.Add(name)) file.Error("BNG2001", span, $"{word} '{name}' is declared twice, or its name is taken");
                kind.Add(name);
            }
        }
    }

    private void DeclareTypes()
    {
        foreach (MoleculeType type in file.MoleculeTypes)
        {
            if (!_types.TryAdd(type.Name, type)) file.Error("BNG2002", type.Span, $"molecule type '{type.Name}' is declared twice");
        }
    }

    // Without the block, a type has every component and state that is written anywhere, each component as often as in one molecule.
    private void InferTypes()
    {
        var found = new Dictionary<string, (List<(string Name, List<string> States)> Components, SourceSpan Span)>();
        IEnumerable<RawPattern> patterns = file.Seeds.Select(s => s.Species)
            .Concat(file.Rules.SelectMany(r => r.Reactants.Concat(r.Products)));
        foreach (RawMolecule molecule in patterns.SelectMany(p => p.Molecules))
        {
            if (!found.TryGetValue(molecule.Name, out var type)) found.Add(molecule.Name, type = ([], molecule.Span));
            foreach (IGrouping<string, RawComponent> group in molecule.Components.GroupBy(c => c.Name))
            {
                int have = type.Components.Count(c => c.Name == group.Key);
                for (int i = have; i < group.Count(); i++) type.Components.Add((group.Key, []));
                foreach (RawComponent component in group)
                {
                    foreach ((string name, List<string> states) in type.Components)
                    {
                        if (name == group.Key && component.State is { } state && !states.Contains(state)) states.Add(state);
                    }
                }
            }
        }

        foreach ((string name, var type) in found)
        {
            _types.Add(name, new MoleculeType(name, [.. type.Components.Select(c => new ComponentType(c.Name, [.. c.States]))], type.Span));
        }
    }

    private Pattern? BindPattern(RawPattern raw)
    {
        var molecules = ImmutableArray.CreateBuilder<PatternMolecule>();
        bool sound = true;
        var bonds = new Dictionary<int, List<SourceSpan>>();
        foreach (RawMolecule molecule in raw.Molecules)
        {
            if (!_types.TryGetValue(molecule.Name, out MoleculeType? type))
            {
                if (!file.BrokenNames.Contains(molecule.Name))
                {
                    file.Error("BNG2003", new SourceSpan(molecule.Span.Start, molecule.Name.Length), $"there is no molecule type '{molecule.Name}'", NearestName.Hint(molecule.Name, _types.Keys));
                }

                sound = false;
                continue;
            }

            var components = ImmutableArray.CreateBuilder<PatternComponent>();
            foreach (RawComponent component in molecule.Components)
            {
                int declared = type.Components.Count(c => c.Name == component.Name);
                if (declared == 0)
                {
                    file.Error("BNG2005", component.Span, $"'{type.Name}' has no component '{component.Name}'", NearestName.Hint(component.Name, type.Components.Select(c => c.Name)) ?? $"declared: {string.Join(", ", type.Components.Select(c => c.Name))}");
                    sound = false;
                    continue;
                }

                if (molecule.Components.Count(c => c.Name == component.Name) > declared)
                {
                    file.Error("BNG2006", component.Span, $"'{type.Name}' has {declared} component{(declared == 1 ? "" : "s")} '{component.Name}', and more are written");
                    sound = false;
                    continue;
                }

                ComponentType componentType = type.Components.First(c => c.Name == component.Name);
                if (component.State is { } state && !componentType.States.Contains(state))
                {
                    file.Error("BNG2004", component.Span, $"component '{component.Name}' of '{type.Name}' has no state '{state}'", componentType.States.Length == 0 ? "it has no states" : $"declared: {string.Join(", ", componentType.States)}");
                    sound = false;
                }

                if (component.Bond == BondKind.Labelled)
                {
                    if (!bonds.TryGetValue(component.BondLabel, out List<SourceSpan>? ends)) bonds.Add(component.BondLabel, ends = []);
                    ends.Add(component.Span);
                }

                components.Add(new PatternComponent(component.Name, component.State, component.Bond, component.BondLabel, component.Span));
            }

            molecules.Add(new PatternMolecule(type, components.ToImmutable(), molecule.Label, molecule.Span));
        }

        foreach (List<SourceSpan> ends in bonds.Values.Where(e => e.Count != 2))
        {
            file.Error("BNG2007", ends[0], $"a bond has two ends; this label is written {(ends.Count == 1 ? "once" : $"{ends.Count} times")} in the pattern", "!+ means bound to anything");
            sound = false;
        }

        return sound ? new Pattern(molecules.ToImmutable(), raw.Span) : null;
    }

    private bool CheckComplete(Pattern pattern)
    {
        bool complete = true;
        foreach (PatternMolecule molecule in pattern.Molecules)
        {
            foreach (IGrouping<string, ComponentType> group in molecule.Type.Components.GroupBy(c => c.Name))
            {
                PatternComponent[] written = [.. molecule.Components.Where(c => c.Name == group.Key)];
                if (written.Length < group.Count())
                {
                    file.Error("BNG2008", molecule.Span, $"a seed species names every component; '{group.Key}' of '{molecule.Type.Name}' is missing");
                    complete = false;
                }

                foreach (PatternComponent component in written)
                {
                    if (component.Bond is BondKind.Any or BondKind.Bound || (component.State is null && group.First().States.Length > 0))
                    {
                        file.Error("BNG2008", component.Span, $"a seed species leaves nothing open; '{group.Key}' of '{molecule.Type.Name}' needs a {(component.State is null && group.First().States.Length > 0 ? "state" : "definite bond")}");
                        complete = false;
                    }
                }
            }
        }

        return complete;
    }

    private void CheckSymbols(Expression expression, bool allowObservables, string where)
    {
        foreach (Expression.Symbol symbol in expression.Symbols())
        {
            string name = symbol.Name;
            if (_parameters.Contains(name) || file.BrokenNames.Contains(name)) continue;
            if (allowObservables && (_observables.Contains(name) || _functions.Contains(name) || name is "time" or "t")) continue;
            string hint = NearestName.Hint(name, allowObservables ? _parameters.Concat(_observables).Concat(_functions) : _parameters)
                ?? (_observables.Contains(name) ? "an observable may stand in a function or a rate, not here" : "declare it in the block 'parameters'");
            file.Error("BNG2012", symbol.Span, $"{where} refers to '{name}', which is not {(allowObservables ? "declared" : "a parameter")}", hint);
        }
    }

    private void CheckCycles(string code, string word, IEnumerable<(string Name, Expression Value, SourceSpan Span)> definitions, HashSet<string> names)
    {
        var byName = new Dictionary<string, (Expression Value, SourceSpan Span)>();
        foreach ((string name, Expression value, SourceSpan span) in definitions) byName.TryAdd(name, (value, span));
        var done = new HashSet<string>();
        foreach (string start in byName.Keys)
        {
            // depth first with a stack of our own: a chain of definitions may be as long as the file
            var path = new List<(string Name, IEnumerator<Expression.Symbol> Next)>();
            var open = new HashSet<string>();
            Enter(start);
            while (path.Count > 0)
            {
                (string name, IEnumerator<Expression.Symbol> next) = path[^1];
                if (!next.MoveNext())
                {
                    done.Add(name);
                    open.Remove(name);
                    path.RemoveAt(path.Count - 1);
                    continue;
                }

                string other = next.Current.Name;
                if (!names.Contains(other)) continue;
                if (open.Contains(other))
                {
                    file.Error(code, byName[other].Span, $"{word} '{other}' is defined by itself: {string.Join(" -> ", path.Select(p => p.Name).SkipWhile(n => n != other).Append(other))}");
                    return;
                }

                Enter(other);
            }

            void Enter(string name)
            {
                if (done.Contains(name) || !byName.TryGetValue(name, out var definition)) return;
                path.Add((name, definition.Value.Symbols().GetEnumerator()));
                open.Add(name);
            }
        }
    }
}

using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>Resolves every name of a file as read, and checks what a <see cref="RuleModel"/> promises.</summary>
internal sealed class BnglBinder(BnglFile file)
{
    private readonly Dictionary<string, MoleculeType> _types = [];
    private readonly Dictionary<string, Compartment> _compartments = [];
    private readonly NameTable _names = new(file);

    public RuleModel Bind()
    {
        if (file.HasMoleculeTypes) DeclareTypes();
        else InferTypes();
        DeclarePopulations();
        DeclareCompartments();
        var patterns = new PatternBinder(file, _types, _compartments);

        foreach (Parameter p in file.Parameters) _names.CheckConstant(p.Value, $"parameter '{p.Name}'");
        foreach (Function f in file.Functions) _names.CheckRate(f.Value, $"function '{f.Name}'", f.Arguments);
        _names.CheckCircles();

        var seeds = ImmutableArray.CreateBuilder<SeedSpecies>();
        foreach ((RawPattern species, Expression amount) in file.Seeds)
        {
            _names.CheckConstant(amount, "a seed species");
            if (patterns.BindSpecies(species) is { } pattern && patterns.CheckComplete(pattern)) seeds.Add(new SeedSpecies(pattern with { IsHeld = false }, amount, species.IsClamped, species.Span));
        }

        var energies = ImmutableArray.CreateBuilder<EnergyPattern>();
        foreach ((RawPattern raw, Expression energy) in file.EnergyPatterns)
        {
            _names.CheckRate(energy, "an energy pattern", []);
            if (patterns.Bind(raw) is { } pattern) energies.Add(new EnergyPattern(pattern, energy, raw.Span));
        }

        var maps = ImmutableArray.CreateBuilder<PopulationMap>();
        foreach (var (rawSpecies, rawPopulation, rate, span) in file.PopulationMaps)
        {
            _names.CheckConstant(rate, "a population map");
            if (patterns.Bind(rawSpecies) is { } species && patterns.Bind(rawPopulation) is { } population)
            {
                maps.Add(new PopulationMap(species, population, rate, span));
            }
        }

        return new RuleModel(
            file.Source, [.. file.Parameters], [.. _types.Values], seeds.ToImmutable(), [.. file.Observables.Select(o => BindObservable(o, patterns))],
            [.. file.Functions], BindRules(patterns))
        {
            Compartments = [.. file.Compartments], EnergyPatterns = energies.ToImmutable(), PopulationMaps = maps.ToImmutable(),
            Actions = [.. file.Actions], Protocol = [.. file.Protocol], NumberPerQuantityUnit = NumberPerQuantityUnit(),
        };
    }

    private Observable BindObservable(
        (string Name, ObservableKind Kind, ImmutableArray<RawPattern> Patterns, SourceSpan Span) raw, PatternBinder patterns)
    {
        var observed = ImmutableArray.CreateBuilder<ObservedPattern>(raw.Patterns.Length);
        foreach (RawPattern pattern in raw.Patterns)
        {
            if (patterns.Bind(pattern) is { } bound) observed.Add(new ObservedPattern(bound, pattern.Comparison, pattern.Count));
        }

        return new Observable(raw.Name, raw.Kind, observed.DrainToImmutable(), raw.Span)
        {
            CountsUnique = Option(raw.Kind == ObservableKind.Molecules ? "MoleculesObservables" : "SpeciesObservables") == "CountUnique",
        };
    }

    // what an option is when the first action counts anything
    private string? Option(string name) => file.Actions
        .TakeWhile(a => !a.Name.StartsWith("generate", StringComparison.Ordinal) && !a.Name.StartsWith("simulate", StringComparison.Ordinal) && a.Name is not ("parameter_scan" or "bifurcate"))
        .LastOrDefault(a => a.Name == "setOption" && a.Arguments is [var option, _] && option == name)?.Arguments[1];

    private ImmutableArray<Rule> BindRules(PatternBinder patterns)
    {
        var rules = ImmutableArray.CreateBuilder<Rule>();
        foreach (RawRule raw in file.Rules)
        {
            // a local function of a rule is called with the reactants' labels; Arrhenius serves both ways
            string[] labels = [.. raw.Reactants.SelectMany(p => p.Molecules.Select(m => m.Label).Append(p.Label)).OfType<string>()];
            foreach (Expression part in raw.Rate.Parts()) _names.CheckRate(part, $"rule '{raw.Name}'", labels);
            if (raw.TotalRate && (raw.Rate is not RateLaw.MassAction law || law.Constant.Names().Any(labels.Contains)))
            {
                file.Error("BNG2021", raw.Span, $"rule '{raw.Name}' cannot have a total rate: its rate law is about single reactants. Leave TotalRate out, or give a rate without the reactants' labels");
            }

            if (raw.Rate is RateLaw.Saturation or RateLaw.MichaelisMenten or RateLaw.Hill && raw.Rate.Parts().Any(p => p.Names().Any(labels.Contains)))
            {
                file.Error("BNG2022", raw.Span, $"rule '{raw.Name}' has a local function in a law that saturates in whole species. Write the rate as a function of the reactants' labels, without Sat, MM or Hill");
            }

            if (raw.Rate is RateLaw.MichaelisMenten && raw.Reactants.Length != 2)
            {
                file.Error("BNG2019", raw.Span, $"rule '{raw.Name}' has {raw.Reactants.Length} reactants; MM takes a substrate and an enzyme");
            }

            if (raw.Rate is RateLaw.Saturation s && s.HalfPoints.Length > raw.Reactants.Length || raw.Rate is RateLaw.Hill && raw.Reactants.Length == 0)
            {
                file.Error("BNG2019", raw.Span, $"rule '{raw.Name}' saturates in more reactants than it has");
            }

            rules.Add(new Rule(raw.Name, patterns.Bind(raw.Reactants), patterns.Bind(raw.Products), raw.Rate, raw.Span)
            {
                DeleteMolecules = raw.DeleteMolecules, MoveConnected = raw.MoveConnected, TotalRate = raw.TotalRate, IsReverse = raw.IsReverse,
                Priority = raw.Priority, ReactantFilters = patterns.Bind(raw.ReactantFilters), ProductFilters = patterns.Bind(raw.ProductFilters),
            });
        }

        foreach (IGrouping<string, Rule> same in rules.GroupBy(r => r.Name).Where(g => g.Count() > 1))
        {
            file.Error("BNG2009", same.Last().Span, $"two rules are called '{same.Key}'");
        }

        return rules.ToImmutable();
    }

    private void DeclareTypes()
    {
        foreach (MoleculeType type in file.MoleculeTypes)
        {
            if (!_types.TryAdd(type.Name, type)) file.Error("BNG2002", type.Span, $"molecule type '{type.Name}' is declared twice");
        }
    }

    // a population map declares the type that stands for its species
    private void DeclarePopulations()
    {
        foreach ((_, RawPattern population, _, _) in file.PopulationMaps)
        {
            if (population.Molecules is [{ Components.Length: 0 } molecule]) _types.TryAdd(molecule.Name, new MoleculeType(molecule.Name, [], molecule.Span) { IsPopulation = true });
        }
    }

    // Without the block, a type has every component and state that is written anywhere, each component as often as in one molecule.
    private void InferTypes()
    {
        var found = new Dictionary<string, (List<(string Name, List<string> States)> Components, SourceSpan Span)>();
        IEnumerable<RawPattern> patterns = file.Seeds.Select(s => s.Species)
            .Concat(file.Rules.SelectMany(r => r.Reactants.Concat(r.Products)))
            .Concat(file.Observables.SelectMany(o => o.Patterns)).Concat(file.EnergyPatterns.Select(e => e.Pattern));
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

    private void DeclareCompartments()
    {
        foreach (Compartment compartment in file.Compartments)
        {
            _names.CheckConstant(compartment.Size, $"compartment '{compartment.Name}'");
            if (!_compartments.TryAdd(compartment.Name, compartment)) file.Error("BNG2018", compartment.Span, $"compartment '{compartment.Name}' is declared twice");
        }

        foreach (Compartment inner in file.Compartments)
        {
            if (inner.Outside is not { } name || file.BrokenNames.Contains(name)) continue;
            if (!_compartments.TryGetValue(name, out Compartment? outer))
            {
                file.Error("BNG2017", inner.Span, $"there is no compartment '{name}' for '{inner.Name}' to be in", NearestName.Hint(name, _compartments.Keys));
            }
            else if (outer.Dimensions == inner.Dimensions)
            {
                file.Error("BNG2018", inner.Span, $"'{inner.Name}' cannot be in '{name}': volumes and surfaces alternate");
            }
            else if (outer.Dimensions == 2 && file.Compartments.First(c => c.Outside == name) != inner)
            {
                file.Error("BNG2018", inner.Span, $"'{inner.Name}' cannot be in '{name}': a surface has one volume inside");
            }
        }

        // each compartment's chain outwards ends
        foreach (Compartment start in file.Compartments)
        {
            Compartment? at = start;
            for (int steps = 0; at?.Outside is { } outside; steps++)
            {
                if (steps > file.Compartments.Count)
                {
                    file.Error("BNG2018", start.Span, $"compartment '{start.Name}' lies in itself");
                    return;
                }

                at = _compartments.GetValueOrDefault(outside);
            }
        }
    }

    private double? NumberPerQuantityUnit()
    {
        ModelAction? option = file.Actions.LastOrDefault(a => a.Name == "setOption" && a.Arguments is ["NumberPerQuantityUnit", _]);
        if (option is null) return null;
        if (double.TryParse(option.Arguments[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > 0) return number;
        if (ParameterValue(option.Arguments[1]) is > 0 and < double.PositiveInfinity and { } value) return value;
        file.Error("BNG2020", option.Span, $"NumberPerQuantityUnit is a positive number or a parameter with such a value, not '{option.Arguments[1]}'");
        return null;
    }

    // the value that the file itself gives a parameter; null where there is none, or one of its own is wrong
    private double? ParameterValue(string name)
    {
        if (file.Diagnostics.Any(d => d.Severity == Severity.Error) || !file.Parameters.Exists(p => p.Name == name)) return null;
        ImmutableArray<Parameter> parameters = [.. file.Parameters];
        var values = new double[parameters.Length];
        foreach (int i in ParameterOrder.Of(parameters))
        {
            values[i] = CompiledExpression.Compile(parameters[i].Value, n => file.Parameters.FindIndex(p => p.Name == n)).Evaluate(values);
        }

        return values[file.Parameters.FindIndex(p => p.Name == name)];
    }
}

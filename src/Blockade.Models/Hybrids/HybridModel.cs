using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Hybrids;

/// <summary>
/// Makes the hybrid model of a model with population maps: each mapped species becomes a number, its population; every rule is written anew for
/// each way in which its reactants can be such species, so that the model says the same as before; and each map becomes a rule that gathers
/// molecules into the population.
/// </summary>
/// <remarks>Hogg, Harris, Stover, Nair and Faeder (2014), PLoS Comput. Biol. 10:e1003544, doi:10.1371/journal.pcbi.1003544.</remarks>
public static class HybridModel
{
    private const int MostCopies = 10_000;   // of a population in one observable

    /// <summary>The hybrid model, or what stands in its way. Cost: that of matching every reactant pattern in every mapped species.</summary>
    /// <param name="model">A model with population maps.</param>
    /// <param name="isSafe">Keep every rule for single molecules too, also where its reactant is a mapped species written in full.</param>
    public static Checked<RuleModel> Of(RuleModel model, bool isSafe = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        try
        {
            return Make(model, isSafe);
        }
        catch (SearchLimitException beyond)
        {
            return new(null, [new Diagnostic("NET1102", Severity.Error, model.Source, beyond.Pattern.Span, $"placing this pattern in a mapped species takes more than {ExpansionLimits.DefaultMaxSearchSteps:N0} steps, or matches it in as many ways")]);
        }
    }

    private static Checked<RuleModel> Make(RuleModel model, bool isSafe)
    {
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        var vocabulary = new Vocabulary(model);
        if (model.PopulationMaps.IsEmpty) Refuse(default, "a hybrid model is made of population maps, and there are none", "begin population maps ... end population maps");
        else if (!model.Compartments.IsEmpty) Refuse(model.PopulationMaps[0].Span, "a model with compartments has no hybrid model", "simulate({method=>\"nf\"}) without one");
        else if (vocabulary.HasSlots) Refuse(model.PopulationMaps[0].Span, "a model whose components hold several bonds has no hybrid model", "simulate({method=>\"nf\"}) without one");
        CompiledRule?[] rules = [.. model.Rules.Select(r => CompiledRule.Compile(r, vocabulary, model.Source, diagnostics))];
        if (diagnostics.Any(d => d.Severity == Severity.Error)) return new(null, diagnostics.ToImmutable());
        var names = new SpeciesNames(model);
        ImmutableArray<MappedSpecies> mapped = [.. model.PopulationMaps.Select(m => new MappedSpecies(names.Of(m.Species), SeedGraph.Of(m.Species, vocabulary), m.Population))];
        for (int m = 0; m < mapped.Length; m++)
        {
            if (mapped[m].Name is null) Refuse(model.PopulationMaps[m].Span, "a mapped species is one connected complex; this one falls apart", "write the bonds");
        }

        var parameters = model.Parameters.ToList();
        var made = ImmutableArray.CreateBuilder<Rule>();
        var expansion = new HybridRules(vocabulary, names, mapped, new HybridRates(model, vocabulary, mapped), isSafe);
        foreach (CompiledRule rule in rules.OfType<CompiledRule>())
        {
            if (diagnostics.Any(d => d.Severity == Severity.Error)) break;
            if (expansion.Objection(rule) is string objection)
            {
                Refuse(rule.Rule.Span, objection, null);
                continue;
            }

            foreach ((Rule child, double factor) in expansion.Expand(rule)) made.Add(factor == 1 || child.TotalRate ? child : child with { Rate = Scaled(child.Rate, factor) });
        }

        if (diagnostics.Any(d => d.Severity == Severity.Error)) return new(null, diagnostics.ToImmutable());
        for (int m = 0; m < mapped.Length; m++)
        {
            PopulationMap map = model.PopulationMaps[m];
            made.Add(new Rule(string.Create(CultureInfo.InvariantCulture, $"_MapRule{m}"), [map.Species], [map.Population], new RateLaw.MassAction(map.Rate), map.Span));
        }

        return new(
            model with
            {
                Parameters = [.. parameters], Seeds = Seeds(model, names, mapped), Observables = [.. model.Observables.Select(o => WithPopulations(o, vocabulary, mapped))],
                Rules = made.ToImmutable(), PopulationMaps = [], Actions = [.. model.Actions.Where(a => a.Name == "setOption")], Protocol = [],
            },
            diagnostics.ToImmutable());

        void Refuse(SourceSpan span, string message, string? hint) => diagnostics.Add(new Diagnostic("NET1501", Severity.Error, model.Source, span, message, hint));

        // a named constant times a number has a name of its own, as BioNetGen gives it
        RateLaw Scaled(RateLaw law, double factor)
        {
            return law switch
            {
                RateLaw.MassAction m => m with { Constant = Times(m.Constant) },
                RateLaw.Saturation s => s with { Constant = Times(s.Constant) },
                RateLaw.MichaelisMenten m => m with { Kcat = Times(m.Kcat) },
                RateLaw.Hill h => h with { Constant = Times(h.Constant) },
                RateLaw.FunctionProduct p => p with { First = Times(p.First) },
                RateLaw.Arrhenius a => a with { ActivationEnergy = new Expression.Binary(BinaryOperator.Subtract, a.ActivationEnergy, new Expression.Call("ln", [new Expression.Number(factor)])) },
                _ => law,
            };

            Expression Times(Expression constant)
            {
                var product = new Expression.Binary(BinaryOperator.Multiply, new Expression.Number(factor), constant);
                if (constant is not Expression.Symbol { Name: var name } || !parameters.Exists(p => p.Name == name)) return product;
                string fresh = Enumerable.Range(1, int.MaxValue).Select(i => string.Create(CultureInfo.InvariantCulture, $"{name}_{i}")).First(n => !parameters.Exists(p => p.Name == n));
                parameters.Add(new Parameter(fresh, product, null, constant.Span));
                return new Expression.Symbol(fresh);
            }
        }
    }

    private static ImmutableArray<SeedSpecies> Seeds(RuleModel model, SpeciesNames names, ImmutableArray<MappedSpecies> mapped)
    {
        var seeds = model.Seeds.Select(s => names.Of(s.Species) is string name && mapped.FirstOrDefault(m => m.Name == name) is { } map ? s with { Species = map.Population } : s).ToList();
        HashSet<string> seeded = [.. seeds.SelectMany(s => s.Species.Molecules).Where(m => m.Type.IsPopulation).Select(m => m.Type.Name)];
        seeds.AddRange(mapped.Where(m => !seeded.Contains(m.Population.Molecules[0].Type.Name)).Select(m => new SeedSpecies(m.Population, new Expression.Number(0), IsClamped: false, m.Population.Span)));
        return [.. seeds];
    }

    // a population counts as often as its species matches
    private static Observable WithPopulations(Observable observable, Vocabulary vocabulary, ImmutableArray<MappedSpecies> mapped)
    {
        var search = new PatternSearch(vocabulary);
        var more = ImmutableArray.CreateBuilder<ObservedPattern>();
        foreach (MappedSpecies map in mapped)
        {
            double count = 0;
            foreach (ObservedPattern pattern in observable.Patterns)
            {
                var compiled = new CompiledPattern(pattern.Pattern, vocabulary);
                double matches = search.Run(compiled, map.Graph, -1);
                count += observable.Kind != ObservableKind.Molecules ? pattern.Accepts(matches) ? 1 : 0 : observable.CountsUnique ? matches / RuleSymmetry.Automorphisms(compiled, vocabulary) : matches;
            }

            if (observable is { CountsUnique: true, Kind: ObservableKind.Species }) count = Math.Min(1, count);

            if (count > MostCopies) throw new SearchLimitException(observable.Patterns[0].Pattern);
            more.AddRange(Enumerable.Repeat(new ObservedPattern(map.Population), (int)count));
        }

        return observable with { Patterns = [.. observable.Patterns, .. more] };
    }
}

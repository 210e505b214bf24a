using System.Collections.Immutable;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Actions;

/// <summary>The model as the actions so far have left it: its network, parameters, amounts and time.</summary>
/// <remarks>
/// Amounts stay formulas over parameters until a simulation has run, so that a parameter set later still counts. Numbers that replace parameters go
/// into slots of the compiled model; nothing is expanded or compiled again for them.
/// </remarks>
internal sealed class ModelState
{
    private static readonly Expression Nothing = new Expression.Number(0);

    private readonly Dictionary<string, ImmutableDictionary<string, Expression>> _savedAmounts = [];
    private readonly Dictionary<string, (ImmutableArray<Parameter> Definitions, ImmutableDictionary<string, double> Numbers)> _savedParameters = [];
    private ImmutableDictionary<string, double> _numbers = ImmutableDictionary<string, double>.Empty;
    private ImmutableDictionary<string, Expression> _amounts;
    private ImmutableDictionary<string, Expression> _seeds;
    private CompiledModel? _compiled;
    private (CompiledModel? Plain, CompiledModel? Printed) _withRates;

    public ModelState(RuleModel model, ReactionNetwork? network)
    {
        Model = model;
        Network = network;
        IsNetworkGiven = network is not null;
        _amounts = _seeds = Seeds();
    }

    public RuleModel Model { get; private set; }

    public ReactionNetwork? Network { get; private set; }

    /// <summary>The network was read, and there are no rules to expand.</summary>
    public bool IsNetworkGiven { get; }

    /// <summary>The bounds of the last expansion.</summary>
    public NetworkBounds? Bounds { get; private set; }

    /// <summary>The time that the last simulation reached.</summary>
    public double? Time { get; set; }

    /// <summary>The compiled network; before there is one, only parameters and functions.</summary>
    public CompiledModel Compiled => _compiled ??= CompiledModel.Compile(
        Network is not null ? Network with { Model = Model } : new ReactionNetwork(Model, [], [], [], [], [.. Model.Observables.Select(o => new ObservableWeights(o.Name, []))]));

    /// <summary>The compiled network with the formulas of its rules' rates as functions, as BioNetGen prints them.</summary>
    public CompiledModel CompiledWithRates()
    {
        if (_withRates.Plain == Compiled) return _withRates.Printed!;
        ImmutableArray<Function> rates = RateFunctions.Of(Model);
        ImmutableArray<Function> all = [.. Model.Functions.Where(f => f.Name != RateFunctions.Stop), .. rates, .. Model.Functions.Where(f => f.Name == RateFunctions.Stop)];
        _withRates = (Compiled, rates.IsEmpty ? Compiled : CompiledModel.Compile(Network! with { Model = Model with { Functions = all } }));
        return _withRates.Printed;
    }

    /// <summary>Numbers that have taken the place of parameters' definitions.</summary>
    public ImmutableDictionary<string, double> Numbers => _numbers;

    /// <summary>The parameters' values, by slot.</summary>
    public double[] Parameters() => Compiled.Parameters([.. _numbers.Select(n => (n.Key, n.Value))]);

    /// <summary>Gives a parameter a new definition.</summary>
    public void SetParameter(string name, Expression value)
    {
        if (value is Expression.Number number)
        {
            _numbers = _numbers.SetItem(name, number.Value);
            return;
        }

        if (!value.Symbols().Any())
        {
            _numbers = _numbers.SetItem(name, CompiledExpression.Compile(value, _ => null).Evaluate([]));
            return;
        }

        _numbers = _numbers.Remove(name);
        Redefine([.. Model.Parameters.Select(p => p.Name == name ? p with { Value = value } : p)]);
    }

    /// <summary>A condition to stop at is a function of the model from its first use on, as in BioNetGen: it is written and printed with the others.</summary>
    public void NameStop(Expression? condition)
    {
        if (condition is null || Model.Functions.Any(f => f.Name == RateFunctions.Stop)) return;
        Model = Model with { Functions = Model.Functions.Add(new Function(RateFunctions.Stop, [], condition, condition.Span)) };
        _compiled = null;
    }

    public void SaveParameters(string label) => _savedParameters[label] = (Model.Parameters, _numbers);

    public void ResetParameters(string label)
    {
        (ImmutableArray<Parameter> definitions, _numbers) = _savedParameters[label];
        if (definitions != Model.Parameters) Redefine(definitions);
    }

    public void SaveAmounts(string label) => _savedAmounts[label] = _amounts;

    public void ResetAmounts(string label)
    {
        _amounts = _savedAmounts.TryGetValue(label, out ImmutableDictionary<string, Expression>? saved) ? saved : _seeds;
    }

    /// <summary>Takes a network in use; amounts of species that are in it stay.</summary>
    public void Use(ReactionNetwork network, NetworkBounds bounds)
    {
        Network = network;
        Bounds = bounds;
        _compiled = null;
    }

    /// <summary>Gives a compartment another size. Rates hold sizes, so a network that there was has to be expanded again.</summary>
    public void SetVolume(string compartment, Expression size)
    {
        RuleModel before = Model;
        Compartment old = before.Compartments.First(c => c.Name == compartment);
        Model = before with { Compartments = before.Compartments.Replace(old, old with { Size = size }) };
        Network = null;
        _compiled = null;
    }

    /// <summary>The name under which amounts know a species, or null where the model has no such species by now.</summary>
    public string? NameOf(string text, Pattern? species)
    {
        if (_amounts.ContainsKey(text)) return text;
        string? name = species is null ? null : new SpeciesNames(Model).Of(species);
        if (name is null) return null;
        return _amounts.ContainsKey(name) || Network is null || Compiled.SpeciesIndex(name) >= 0 ? name : null;   // without a network any species can be put in
    }

    public void SetAmount(string name, Expression value)
    {
        _amounts = _amounts.SetItem(name, value);
    }

    /// <summary>The amount of one species now.</summary>
    public double Amount(string name) => Evaluate(_amounts.GetValueOrDefault(name, Nothing), Parameters());

    /// <summary>Amounts by species of the network, as formulas.</summary>
    public ImmutableArray<Expression> Amounts() => [.. Network!.Species.Select(s => _amounts.GetValueOrDefault(s.Name, Nothing))];

    /// <summary>Amounts by species of the network, as numbers.</summary>
    public double[] AmountValues(double[] parameters) => [.. Amounts().Select(a => Evaluate(a, parameters))];

    /// <summary>Every species that there is something of, and how much.</summary>
    public IEnumerable<(string Species, double Amount)> Present(double[] parameters) =>
        _amounts.Select(a => (a.Key, Evaluate(a.Value, parameters))).Where(a => a.Item2 != 0).OrderBy(a => a.Key, StringComparer.Ordinal);

    /// <summary>A species that there is something of and the network does not have, or null.</summary>
    public string? Stray(double[] parameters)
    {
        HashSet<string> known = [.. Network!.Species.Select(s => s.Name)];
        return Present(parameters).Select(a => a.Species).FirstOrDefault(s => !known.Contains(s));
    }

    /// <summary>Takes over the amounts that a simulation of the network reached.</summary>
    public void TakeAmounts(ReadOnlySpan<double> amounts)
    {
        var taken = ImmutableDictionary.CreateBuilder<string, Expression>();
        for (int s = 0; s < amounts.Length; s++) taken[Network!.Species[s].Name] = new Expression.Number(amounts[s]);
        _amounts = taken.ToImmutable();
    }

    /// <summary>Takes over the species that a run without a network reached.</summary>
    public void TakeSpecies(IEnumerable<(string Species, long Count)> species)
    {
        // what has run out stays known
        _amounts = _amounts.Keys.ToImmutableDictionary(s => s, _ => Nothing).SetItems(species.Select(s => KeyValuePair.Create(s.Species, (Expression)new Expression.Number(s.Count))));
    }

    /// <summary>The model with parameters and amounts as they are now. A formula of an amount stays one where no simulation has run.</summary>
    public RuleModel ModelNow()
    {
        bool isSeeded = ReferenceEquals(_amounts, _seeds);
        return (isSeeded ? Model : Seeded(Parameters())) with
        {
            Parameters = [.. Model.Parameters.Select(p => _numbers.TryGetValue(p.Name, out double value) ? p with { Value = new Expression.Number(value) } : p)],
            EnergyPatterns = Model.EnergyPatterns,
        };
    }

    /// <summary>The network with parameters and amounts as they are now; null where it lacks a species that there is something of.</summary>
    public ReactionNetwork? NetworkNow()
    {
        if (ReferenceEquals(_amounts, _seeds)) return Network! with { Model = ModelNow() };
        if (IsNetworkGiven) return null;
        RuleModel model = ModelNow();
        var names = new SpeciesNames(model);
        int[] seeds = [.. model.Seeds.Select(s => names.Of(s.Species) is string name ? Compiled.SpeciesIndex(name) : -1)];
        return seeds.Contains(-1) ? null : Network! with { Model = model, SeedSpecies = [.. seeds] };
    }

    /// <summary>The model with the amounts now as its seeds.</summary>
    public RuleModel Seeded(double[] parameters)
    {
        HashSet<string> clamped = [.. Model.Seeds.Where(s => s.IsClamped).Select(s => new SpeciesNames(Model).Of(s.Species)).OfType<string>()];
        var seeds = ImmutableArray.CreateBuilder<SeedSpecies>();
        foreach ((string name, double amount) in Present(parameters))
        {
            if (SpeciesReader.Read(Model, name) is { } species) seeds.Add(new SeedSpecies(species, new Expression.Number(amount), clamped.Contains(name), default));
        }

        // energies that no rule asks for change nothing, and a run without a network knows none
        bool usesEnergies = Model.Rules.Any(r => r.Rate is RateLaw.Arrhenius);
        return Model with { Seeds = seeds.ToImmutable(), EnergyPatterns = usesEnergies ? Model.EnergyPatterns : [] };
    }

    /// <summary>A formula's value now; observables and functions are those of the amounts now.</summary>
    public Expression Resolve(Expression value)
    {
        HashSet<string> changing = [.. Compiled.ObservableNames, .. Compiled.FunctionNames];
        changing.ExceptWith(Compiled.ParameterNames);
        if (Network is null || !value.Symbols().Any(s => changing.Contains(s.Name))) return value;
        double[] parameters = Parameters();
        double[] y = AmountValues(parameters);
        NetworkOde ode = Compiled.Ode(parameters);
        var observables = new double[Compiled.ObservableNames.Length];
        var functions = new double[Compiled.FunctionNames.Length];
        ode.Observables(y, observables);
        ode.Functions(Time ?? 0, y, functions);
        return value.Substitute(name => !changing.Contains(name) ? null
            : new Expression.Number(Compiled.ObservableNames.IndexOf(name) is >= 0 and int o ? observables[o] : functions[Compiled.FunctionNames.IndexOf(name)]));
    }

    /// <summary>A formula's value over parameters; NaN where it is about something else.</summary>
    public double Evaluate(Expression value, double[] parameters)
    {
        if (value is Expression.Number n) return n.Value;
        if (value.Symbols().Any(s => Compiled.ParameterIndex(s.Name) < 0)) return double.NaN;
        return CompiledExpression.Compile(value, name => Compiled.ParameterIndex(name)).Evaluate(parameters);
    }

    private void Redefine(ImmutableArray<Parameter> definitions)
    {
        Model = Model with { Parameters = definitions };
        _compiled = null;
    }

    private ImmutableDictionary<string, Expression> Seeds()
    {
        var amounts = ImmutableDictionary.CreateBuilder<string, Expression>();
        var names = new SpeciesNames(Model);
        for (int i = 0; i < Model.Seeds.Length; i++)
        {
            string? name = Network is not null ? Network.Species[Network.SeedSpecies[i]].Name : names.Of(Model.Seeds[i].Species);
            if (name is not null) amounts[name] = Model.Seeds[i].Amount;
        }

        return amounts.ToImmutable();
    }
}

using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Expressions;
using Blockade.Models.Graphs;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Explanations;

/// <summary>A rule in plain words.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">The rule in BNGL, without its rate.</param>
/// <param name="Needs">What must be there, one entry a reactant; empty where it makes something from nothing.</param>
/// <param name="Conditions">What else the species must or must not be, and other words of the rule.</param>
/// <param name="Changes">What happens.</param>
/// <param name="Rate">How fast, in one sentence.</param>
/// <param name="RateText">The rate law in BNGL.</param>
/// <param name="Constants">The parameters it rests on, in order of appearance.</param>
/// <param name="Factor">What its symmetry does to the count, in one sentence.</param>
/// <param name="Reverse">The rule that undoes it, or null.</param>
/// <param name="Reactions">How many reactions of the network it makes, or null without a network.</param>
/// <param name="Factors">The statistical factors of these reactions and how many have each.</param>
/// <param name="Observables">What is observed and changed by it, or null without a network.</param>
/// <param name="EnabledBy">Rules that make what it needs.</param>
/// <param name="HinderedBy">Rules that take away what it needs.</param>
/// <param name="Enables">Rules that need what it makes.</param>
/// <param name="Hinders">Rules that need what it takes away.</param>
public sealed record RuleExplanation(
    string Name, string Text, ImmutableArray<string> Needs, ImmutableArray<string> Conditions, ImmutableArray<string> Changes, string Rate, string RateText,
    ImmutableArray<Constant> Constants, string Factor, string? Reverse, int? Reactions, ImmutableArray<(double Factor, int Reactions)> Factors,
    ImmutableArray<string>? Observables, ImmutableArray<string> EnabledBy, ImmutableArray<string> HinderedBy, ImmutableArray<string> Enables,
    ImmutableArray<string> Hinders)
{
    /// <summary>Explains a rule of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">The rule's name.</param>
    /// <param name="network">Its network, for what only that can tell, or null.</param>
    /// <exception cref="ArgumentException">There is no such rule.</exception>
    public static RuleExplanation Of(RuleModel model, string name, ReactionNetwork? network = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        int index = model.Rules.Select(r => r.Name).ToList().IndexOf(name);
        if (index < 0) throw new ArgumentException($"There is no rule '{name}'.", nameof(name));
        Rule rule = model.Rules[index];
        ImmutableArray<RuleAnatomy?> all = RuleAnatomy.Of(model);
        var words = new Words(model, all);
        RuleAnatomy? anatomy = all[index];
        Reaction[] reactions = [.. network?.Reactions.Where(r => r.RuleIndex == index) ?? []];
        return new RuleExplanation(
            name, $"{PatternText.Write(rule.Reactants)} -> {PatternText.Write(rule.Products)}", [.. rule.Reactants.Select(words.Of)], [.. ConditionsOf(rule, words)],
            [.. (anatomy?.Changes ?? []).Select(Words.Of)], RateSentence(rule), RateLawText.Write(rule.Rate), Used(model, rule.Rate), FactorSentence(rule, anatomy), ReverseOf(model, index),
            network is null ? null : reactions.Length, [.. reactions.GroupBy(r => r.Factor).OrderBy(g => g.Key).Select(g => (g.Key, g.Count()))],
            network is null ? null : ObservablesChanged(network, reactions),
            Others(other => RuleGraph.Influences(other, anatomy!, enables: true)), Others(other => RuleGraph.Influences(other, anatomy!, enables: false)),
            Others(other => RuleGraph.Influences(anatomy!, other, enables: true)), Others(other => RuleGraph.Influences(anatomy!, other, enables: false)));

        ImmutableArray<string> Others(Func<RuleAnatomy, bool> holds) =>
            anatomy is null ? [] : [.. all.Where(a => a is not null && a != anatomy && holds(a)).Select(a => a!.Rule.Name)];
    }

    private static IEnumerable<string> ConditionsOf(Rule rule, Words words)
    {
        foreach ((SpeciesFilter filter, string side) in rule.ReactantFilters.Select(f => (f, "reactant")).Concat(rule.ProductFilters.Select(f => (f, "product"))))
        {
            string patterns = string.Join(", or ", filter.Patterns.Select(words.Of));
            yield return string.Create(CultureInfo.InvariantCulture, $"{side} {filter.Place + 1} must {(filter.IsExclusion ? "not " : "")}be or contain {patterns}");
        }

        if (rule.MoveConnected) yield return "what is bound to a molecule that moves goes along";
        if (rule.Priority != 0) yield return string.Create(CultureInfo.InvariantCulture, $"priority {rule.Priority}: of rules that make the same reaction, only those of the highest priority do");
    }

    private static string RateSentence(Rule rule)
    {
        string rate = RateLawText.Write(rule.Rate);
        string who = rule.Reactants.Length switch { 0 => "", 1 => ", times the number of matches", _ => ", times the product of the numbers of matches" };
        return rule.Rate switch
        {
            _ when rule.TotalRate => $"all its matches together happen at {rate} a unit of time, whatever their number",
            RateLaw.MassAction when rule.Reactants.Length == 0 => $"it happens {rate} times a unit of time",
            RateLaw.MassAction => $"{rate}{who}",
            RateLaw.Saturation s => $"{s.Constant.Write()}{who}, saturating: half speed where the reactant is {string.Join(", ", s.HalfPoints.Select(h => h.Write()))}",
            RateLaw.MichaelisMenten m => $"Michaelis-Menten, substrate first and enzyme second: {m.Kcat.Write()} a unit of time and enzyme when saturated, half of it at {m.Km.Write()} free substrate",
            RateLaw.Hill h => $"Hill: at most {h.Constant.Write()}, half of it at {h.HalfPoint.Write()}, with exponent {h.Exponent.Write()}",
            RateLaw.Arrhenius a => $"Arrhenius: exp(-({a.ActivationEnergy.Write()} + {a.Phi.Write()} times the change of free energy)){who}; on the way back the rest of that change counts",
            RateLaw.FunctionProduct p => $"the product of the local functions {p.First.Write()} and {p.Second.Write()}{who}",
            _ => rate,
        };
    }

    private static string FactorSentence(Rule rule, RuleAnatomy? anatomy) => anatomy switch
    {
        null => "not known: the rule's two sides do not correspond",
        { Symmetry: 1 } => rule.Reactants.Length == 0 ? "none: nothing is matched" : "each match counts once; a species that matches in several ways reacts as many times faster",
        { Symmetry: var n } => string.Create(CultureInfo.InvariantCulture, $"the rule is the same when its equal parts change places, so that each set of molecules is met {n} times and counts once: matches are divided by {n}"),
    };

    private static string? ReverseOf(RuleModel model, int index)
    {
        Rule rule = model.Rules[index];
        (string from, string to) = (PatternText.Write(rule.Reactants), PatternText.Write(rule.Products));
        return model.Rules.Where((r, i) => i != index && PatternText.Write(r.Reactants) == to && PatternText.Write(r.Products) == from).Select(r => r.Name).FirstOrDefault();
    }

    // parameters by way of functions and formulas, each once
    private static ImmutableArray<Constant> Used(RuleModel model, RateLaw law)
    {
        Dictionary<string, Parameter> parameters = model.Parameters.ToDictionary(p => p.Name);
        ILookup<string, Function> functions = model.Functions.ToLookup(f => f.Name);
        var order = new List<string>();
        foreach (Expression part in law.Parts()) Visit(part, []);
        if (order.Count == 0) return [];
        RuleModel onlyParameters = model with { Functions = [], Seeds = [], Rules = [], Observables = [] };
        CompiledModel values = CompiledModel.Compile(new ReactionNetwork(onlyParameters, [], [], [], [], []));
        double[] all = values.Parameters();
        return [.. order.Select(n => new Constant(n, all[values.ParameterIndex(n)], parameters[n].UnitText, parameters[n].Value is Expression.Number ? null : parameters[n].Value.Write()))];

        void Visit(Expression e, HashSet<string> open)
        {
            foreach (string name in e.Names())
            {
                if (parameters.TryGetValue(name, out Parameter? p))
                {
                    if (order.Contains(name)) continue;
                    order.Add(name);
                    Visit(p.Value, open);
                }
                else if (open.Add(name))
                {
                    foreach (Function f in functions[name]) Visit(f.Value, open);
                }
            }
        }
    }

    private static ImmutableArray<string> ObservablesChanged(ReactionNetwork network, Reaction[] reactions)
    {
        return [.. network.Observables.Where(o =>
        {
            Dictionary<int, double> weight = o.Terms.ToDictionary(t => t.Species, t => t.Weight);
            return reactions.Any(r => Math.Abs(Sum(r.Products, weight) - Sum(r.Reactants, weight)) > 1e-9);
        }).Select(o => o.Name)];

        double Sum(ImmutableArray<int> species, Dictionary<int, double> weight) =>
            species.Where(s => !network.Species[s].IsClamped).Sum(s => weight.GetValueOrDefault(s));
    }
}

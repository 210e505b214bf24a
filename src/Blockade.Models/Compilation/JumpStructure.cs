using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Numerics.Jump;

namespace Blockade.Models.Compilation;

/// <summary>
/// What a network's population process is whatever its parameters: its reactions, and what each rate is computed from. Rates are the network's
/// rate laws, then one for each reaction whose law is not a constant times its reactants. Immutable.
/// </summary>
internal sealed class JumpStructure
{
    public JumpStructure(ReactionNetwork network, NetworkKinetics kinetics)
    {
        Dictionary<string, Expression> functions = network.Model.Functions.Where(f => f.Arguments.Length == 0).ToDictionary(f => f.Name, f => f.Value);
        var observables = network.Observables.ToDictionary(o => o.Name, o => o.Terms.Select(t => t.Species));
        HashSet<string> parameters = [.. network.Model.Parameters.Select(p => p.Name)];
        var rates = new List<JumpRate>();
        for (int k = 0; k < kinetics.Rates.Length; k++)
        {
            NetworkKinetics.SharedRate? shared = kinetics.Shared.FirstOrDefault(s => s.Rate == k);
            rates.Add(kinetics.RateIsConstant[k] || kinetics.RateIsWhole[k] ? JumpRate.Constant : Reads(k, shared?.Reactions ?? []));
        }

        WholeReactions = [.. Enumerable.Range(0, network.Reactions.Length).Where(i => kinetics.RateIsWhole[kinetics.RateOf[i]])];
        var reactions = new JumpReaction[network.Reactions.Length];
        for (int i = 0; i < reactions.Length; i++)
        {
            reactions[i] = new JumpReaction(network.Reactions[i].Reactants, [.. kinetics.NetChange(i)], kinetics.RateOf[i], kinetics.Factor[i]);
        }

        foreach (int i in WholeReactions)
        {
            reactions[i] = reactions[i] with { Reactants = [], Rate = rates.Count, Factor = 1 };
            rates.Add(Reads(kinetics.RateOf[i], [i]));
        }

        Network = new JumpNetwork(network.Species.Length, [.. reactions], [.. rates]);

        JumpRate Reads(int rate, int[] alsoReactantsOf)
        {
            var names = new HashSet<string>();
            Gather(RateFormula.Of(network.Rates[rate], 0).Formula, names);
            IEnumerable<int> species = names.Where(observables.ContainsKey).SelectMany(n => observables[n]).Concat(alsoReactantsOf.SelectMany(i => network.Reactions[i].Reactants));
            return new JumpRate([.. species.Distinct().Order()], names.Contains("time") && !parameters.Contains("time"));
        }

        void Gather(Expression expression, HashSet<string> names)
        {
            foreach (Expression.Symbol symbol in expression.Symbols())
            {
                if (names.Add(symbol.Name) && !parameters.Contains(symbol.Name) && functions.TryGetValue(symbol.Name, out Expression? body)) Gather(body, names);
            }
        }
    }

    public JumpNetwork Network { get; }

    /// <summary>Reactions whose rate is their whole propensity.</summary>
    public int[] WholeReactions { get; }
}

using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>
/// A network without total rates that does the same: what a rule's reactions share is a function of time, the rate over the weight of all of them, by which each is multiplied. For formats
/// that have functions but no word for a share.
/// </summary>
internal static class SharedRates
{
    /// <summary>
    /// The network itself where nothing is shared. Else observables <c>_sharersN</c>, the weight of reactants that stand alone, or <c>_sharer_SN</c>, one species, and functions <c>_shareN</c> are added. Where there
    /// is no reactant the share is 0. Cost: linear in the network.
    /// </summary>
    public static ReactionNetwork AsFunctions(ReactionNetwork network)
    {
        int[] shared = [.. Enumerable.Range(0, network.Rates.Length).Where(k => network.Rates[k] is RateLaw.Total)];
        if (shared.Length == 0) return network;
        RuleModel model = network.Model;
        HashSet<string> taken = [.. model.Parameters.Select(p => p.Name), .. model.Observables.Select(o => o.Name), .. model.Functions.Select(f => f.Name)];
        ImmutableArray<ObservableWeights>.Builder observables = network.Observables.ToBuilder();
        ImmutableArray<Function>.Builder functions = model.Functions.ToBuilder();
        ImmutableArray<RateLaw>.Builder rates = network.Rates.ToBuilder();
        ILookup<int, Reaction> reactions = network.Reactions.ToLookup(r => r.RateIndex);
        var single = new Dictionary<int, Expression>();
        foreach (int k in shared)
        {
            Expression all = Weight([.. reactions[k]]), rate = ((RateLaw.Total)network.Rates[k]).Rate, none = new Expression.Number(0);
            string name = Fresh("_share");
            var share = new Expression.Call("if", [new Expression.Binary(BinaryOperator.Greater, all, none), new Expression.Binary(BinaryOperator.Divide, rate, all), none]);
            functions.Add(new Function(name, [], share, rate.Span));
            rates[k] = new RateLaw.MassAction(new Expression.Symbol(name));
        }

        ImmutableArray<Observable> added = [.. observables.Skip(network.Observables.Length).Select(o => new Observable(o.Name, ObservableKind.Molecules, [], default))];
        return network with
        {
            Model = model with { Observables = [.. model.Observables, .. added], Functions = functions.ToImmutable() }, Observables = observables.ToImmutable(), Rates = rates.ToImmutable(),
        };

        Expression Weight(Reaction[] sharers)
        {
            if (Array.TrueForAll(sharers, r => r.RuleOrder.Length == 1))
            {
                return Observe(Fresh("_sharers"), [.. sharers.GroupBy(r => r.RuleOrder[0]).OrderBy(g => g.Key).Select(g => (g.Key, g.Sum(r => r.Factor)))]);
            }

            Expression? sum = null;
            foreach (Reaction reaction in sharers)
            {
                Expression product = new Expression.Number(reaction.Factor);
                foreach (int s in reaction.RuleOrder) product = new Expression.Binary(BinaryOperator.Multiply, product, Alone(s));
                sum = sum is null ? product : new Expression.Binary(BinaryOperator.Add, sum, product);
            }

            return sum ?? new Expression.Number(0);
        }

        Expression Alone(int species)
        {
            if (!single.TryGetValue(species, out Expression? symbol)) single.Add(species, symbol = Observe(Fresh("_sharer_S", species + 1), [(species, 1)]));
            return symbol;
        }

        Expression.Symbol Observe(string name, ImmutableArray<(int Species, double Weight)> terms)
        {
            observables.Add(new ObservableWeights(name, terms));
            return new Expression.Symbol(name);
        }

        string Fresh(string stem, int number = 1)
        {
            string name;
            do name = string.Create(CultureInfo.InvariantCulture, $"{stem}{number++}");
            while (!taken.Add(name));
            return name;
        }
    }
}

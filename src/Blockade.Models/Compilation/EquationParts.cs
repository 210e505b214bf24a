using System.Globalization;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Compilation;

/// <summary>What a network's equations are made of, in an order in which each part rests on those before it: for writers of programs.</summary>
internal sealed class EquationParts
{
    private readonly ReactionNetwork _network;

    public EquationParts(ReactionNetwork network)
    {
        _network = network;
        RuleModel model = network.Model;
        Parameters = [.. ParameterOrder.Of(model.Parameters).Select(i => model.Parameters[i])];
        Numbers = [.. model.Parameters.Where(IsNumber)];
        Function[] declared = [.. model.Functions.Where(f => f.Arguments.IsEmpty)];
        Functions = [.. NetworkKinetics.OrderFunctions(declared).Select(i => declared[i])];
    }

    /// <summary>All parameters, each after those that its formula names.</summary>
    public Parameter[] Parameters { get; }

    /// <summary>Those that are numbers, as the model has them.</summary>
    public Parameter[] Numbers { get; }

    /// <summary>Functions without arguments, each after those that it calls.</summary>
    public Function[] Functions { get; }

    public static bool IsNumber(Parameter p) => p.Value is Expression.Number or Expression.Unary { Operator: UnaryOperator.Minus, Operand: Expression.Number };

    public static double Number(Parameter p) => p.Value is Expression.Number n ? n.Value : -((Expression.Number)((Expression.Unary)p.Value).Operand).Value;

    /// <summary>The amount that each seeded species starts with, as the model's formulas, which add up.</summary>
    public IEnumerable<(int Species, Expression[] Amounts)> Starts => Enumerable.Range(0, _network.SeedSpecies.Length)
        .GroupBy(i => _network.SeedSpecies[i], i => _network.Model.Seeds[i].Amount).Select(g => (g.Key, g.ToArray()));

    /// <summary>For each species, the reactions that change it, ascending, and by how many; nothing of clamped species.</summary>
    public IReadOnlyList<(int Reaction, int Change)>[] Changes()
    {
        var changes = new List<(int Reaction, int Change)>[_network.Species.Length];
        for (int s = 0; s < changes.Length; s++) changes[s] = [];
        var net = new Dictionary<int, int>();
        for (int i = 0; i < _network.Reactions.Length; i++)
        {
            net.Clear();
            foreach (int s in _network.Reactions[i].Reactants) net[s] = net.GetValueOrDefault(s) - 1;
            foreach (int s in _network.Reactions[i].Products) net[s] = net.GetValueOrDefault(s) + 1;
            foreach ((int s, int change) in net)
            {
                if (change != 0 && !_network.Species[s].IsClamped) changes[s].Add((i, change));
            }
        }

        return changes;
    }

    /// <summary>For each species, the signed fluxes of the reactions that change it, a blank before each, or 0.0.</summary>
    public IEnumerable<string> Slopes(Func<int, string> flux) => Changes().Select(changes => changes.Count == 0 ? "0.0" : string.Concat(changes.Select(c =>
        string.Create(CultureInfo.InvariantCulture, $" {(c.Change < 0 ? '-' : '+')}{(Math.Abs(c.Change) == 1 ? "" : Math.Abs(c.Change) + "*")}{flux(c.Reaction)}"))));
}

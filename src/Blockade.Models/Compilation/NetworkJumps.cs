using System.Collections.Immutable;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Numerics.Jump;

namespace Blockade.Models.Compilation;

/// <summary>
/// A network as a population process, under the same rate constants and factors as <see cref="NetworkOde"/>: a pair of equals has n (n - 1)
/// ordered picks where the differential equation has n^2, so that both agree for large populations. Clamped species are read
/// and never changed. Holds scratch: one thread.
/// </summary>
public sealed class NetworkJumps : JumpSystem
{
    private readonly NetworkOde _ode;
    private readonly int _observables;
    private readonly int _functions;

    internal NetworkJumps(CompiledModel model, JumpNetwork network, ReadOnlySpan<double> parameters)
    {
        Network = network;
        _ode = model.Ode(parameters);
        _observables = model.ObservableNames.Length;
        _functions = model.FunctionNames.Length;
    }

    /// <inheritdoc/>
    public override JumpNetwork Network { get; }

    /// <summary>Observables, then functions, both in order of declaration.</summary>
    public override int OutputCount => _observables + _functions;

    /// <inheritdoc/>
    public override void Rates(double t, ReadOnlySpan<double> populations, Span<double> rates) => _ode.Rates(t, populations, rates);

    /// <inheritdoc/>
    public override void Outputs(double t, ReadOnlySpan<double> populations, Span<double> outputs)
    {
        _ode.Observables(populations, outputs[.._observables]);
        _ode.Functions(t, populations, outputs[_observables..]);
    }

    /// <summary>The reactions, with what each rate is computed from.</summary>
    internal static JumpNetwork Build(ReactionNetwork network, NetworkKinetics kinetics)
    {
        RuleModel model = network.Model;
        Dictionary<string, Expression> functions = model.Functions.ToDictionary(f => f.Name, f => f.Value);
        Dictionary<string, ImmutableArray<int>> observables = network.Observables.ToDictionary(o => o.Name, o => o.Terms.Select(t => t.Species).ToImmutableArray());
        var rates = new JumpRate[kinetics.Rates.Length];
        Array.Fill(rates, JumpRate.Constant);
        var reactions = new JumpReaction[network.Reactions.Length];
        var seen = new bool[rates.Length];
        for (int i = 0; i < reactions.Length; i++)
        {
            Reaction reaction = network.Reactions[i];
            int rate = kinetics.RateOf[i];
            if (!kinetics.RateIsConstant[rate] && !seen[rate]) rates[rate] = Reads(((RateLaw.MassAction)model.Rules[reaction.RuleIndex].Rate).Constant);
            seen[rate] = true;
            reactions[i] = new JumpReaction(reaction.Reactants, [.. Net(reaction)], rate, reaction.Factor);
        }

        return new JumpNetwork(network.Species.Length, [.. reactions], [.. rates]);

        JumpRate Reads(Expression rate)
        {
            var names = new HashSet<string>();
            Gather(rate, names);
            int[] species = [.. names.Where(observables.ContainsKey).SelectMany(n => observables[n]).Distinct().Order()];
            return new JumpRate([.. species], names.Any(n => n is "time" or "t" && model.Parameters.All(p => p.Name != n)));
        }

        void Gather(Expression expression, HashSet<string> names)
        {
            foreach (Expression.Symbol symbol in expression.Symbols())
            {
                if (names.Add(symbol.Name) && functions.TryGetValue(symbol.Name, out Expression? body)) Gather(body, names);
            }
        }

        IEnumerable<(int, int)> Net(Reaction reaction) =>
            from species in reaction.Reactants.Concat(reaction.Products).Distinct()
            let change = reaction.Products.Count(s => s == species) - reaction.Reactants.Count(s => s == species)
            where change != 0 && !network.Species[species].IsClamped
            select (species, change);
    }
}

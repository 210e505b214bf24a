using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Testing;

namespace Blockade.Tests.Flagship;

/// <summary>
/// Binding is at equilibrium with itself: around every closed walk of reversible binding steps the rate constants multiply to one. Phosphorylation,
/// turnover and shedding are driven and are left out.
/// </summary>
public class DetailedBalanceTests(FlagshipCell cell) : IClassFixture<FlagshipCell>
{
    private static readonly string[] Driven =
        ["syn", "deg", "endo", "rec", "phos", "dephos", "shed"];

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Kolmogorov's criterion: a potential over species exists with ln(forward/backward) = difference of potentials")]
    public void Binding_constants_multiply_to_one_around_every_cycle()
    {
        // Each reversible reaction asks for  sum(potential of products) - sum(potential of reactants) = ln(kf / kr).
        // A potential solves all of them at once exactly if every cycle balances: elimination leaves no contradiction.
        ReactionNetwork network = cell.Model.Network;
        double[] parameters = cell.Model.Parameters(("T_nM", 1), ("P_nM", 1), ("N_nM", 1));
        var rates = new Dictionary<string, double>();
        var sides = new Dictionary<string, (int[] From, int[] To)>();
        foreach (Reaction reaction in network.Reactions)
        {
            string rule = network.Model.Rules[reaction.RuleIndex].Name;
            if (Driven.Any(d => rule.StartsWith(d, StringComparison.Ordinal))) continue;
            int[] from = [.. reaction.Reactants.Order()];
            int[] to = [.. reaction.Products.Order()];
            string key = $"{string.Join('+', from)}>{string.Join('+', to)}";
            rates[key] = rates.GetValueOrDefault(key) + (reaction.Factor * RateOf(network, reaction, parameters));
            sides[key] = (from, to);
        }

        var equations = new List<(double[] Row, double Value)>();
        int reversible = 0;
        foreach ((string key, (int[] from, int[] to)) in sides)
        {
            string back = $"{string.Join('+', to)}>{string.Join('+', from)}";
            if (!rates.TryGetValue(back, out double backward))
            {
                // only the surface binds: inside the cell antibodies and pairs come apart and do not form
                Assert.Contains(from, i => network.Species[i].Name.Contains("loc~e", StringComparison.Ordinal));
                continue;
            }

            if (string.CompareOrdinal(key, back) > 0) continue;
            var row = new double[network.Species.Length];
            foreach (int i in to) row[i]++;
            foreach (int i in from) row[i]--;
            equations.Add((row, Math.Log(rates[key] / backward)));
            reversible++;
        }

        Assert.True(reversible > 150, $"only {reversible} reversible reactions were found");
        Assert.InRange(WorstContradiction(equations), 0, 1e-9);   // some hundred logarithms, each exact to 1e-16 of at most 40
    }

    private double RateOf(ReactionNetwork network, Reaction reaction, double[] parameters)
    {
        var law = Assert.IsType<RateLaw.MassAction>(network.Model.Rules[reaction.RuleIndex].Rate);
        return Blockade.Models.Expressions.CompiledExpression
            .Compile(law.Constant, name => cell.Model.ParameterIndex(name)).Evaluate(parameters);
    }

    private static double WorstContradiction(List<(double[] Row, double Value)> equations)
    {
        var pivots = new List<(int Column, double[] Row, double Value)>();
        double worst = 0;
        foreach ((double[] original, double originalValue) in equations)
        {
            double[] row = [.. original];
            double value = originalValue;
            foreach ((int column, double[] pivot, double pivotValue) in pivots)
            {
                double factor = row[column];
                if (factor == 0) continue;
                for (int i = 0; i < row.Length; i++) row[i] -= factor * pivot[i];
                value -= factor * pivotValue;
            }

            int next = Array.FindIndex(row, v => Math.Abs(v) > 1e-9);
            if (next < 0)
            {
                worst = Math.Max(worst, Math.Abs(value));
                continue;
            }

            double scale = row[next];
            for (int i = 0; i < row.Length; i++) row[i] /= scale;
            pivots.Add((next, row, value / scale));
        }

        return worst;
    }
}

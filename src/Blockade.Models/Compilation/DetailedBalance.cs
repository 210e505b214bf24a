using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Compilation;

/// <summary>
/// Finds reversible reactions whose constants contradict each other: around a cycle of them the forward constants do not multiply to the
/// product of the backward ones, so that at rest something would turn round without a source of energy.
/// </summary>
/// <remarks>
/// Detailed balance holds exactly when every species can be given a potential so that each reversible reaction's ln(kf/kr) is the potential
/// it loses. The equations are solved in order of discovery: a species met first is written by the ones before it, and an equation
/// without a new species must hold. Cost: reactions times conserved quantities.
/// </remarks>
public static class DetailedBalance
{
    /// <summary>One warning for each rule at which a contradiction shows, under these parameter values.</summary>
    public static ImmutableArray<Diagnostic> Check(CompiledModel model, ReadOnlySpan<double> parameters)
    {
        ArgumentNullException.ThrowIfNull(model);
        ReactionNetwork network = model.Network;
        double[] constants = Constants(model, parameters);
        var potentials = new Dictionary<int, Potential>();
        var warnings = ImmutableArray.CreateBuilder<Diagnostic>();
        var reported = new HashSet<int>();
        foreach ((int forward, int backward) in Pairs(network, constants))
        {
            Reaction reaction = network.Reactions[forward];
            var row = new Potential([], Math.Log(constants[forward] / constants[backward]));
            double size = Math.Abs(row.Constant);
            foreach (int s in reaction.Products) size = Math.Max(size, row.Add(potentials, s, 1));
            foreach (int s in reaction.Reactants) size = Math.Max(size, row.Add(potentials, s, -1));
            if (row.Terms.Count > 0)
            {
                Solve(potentials, row);
                continue;
            }

            // each of the sums along a cycle is rounded at its own size
            if (Math.Abs(row.Constant) <= 1e-10 * Math.Max(1, size) || !reported.Add(reaction.RuleIndex)) continue;
            Rule rule = network.Model.Rules[reaction.RuleIndex];
            warnings.Add(new Diagnostic(
                "NET2005", Severity.Warning, network.Model.Source, rule.Span,
                $"rule '{rule.Name}' closes a cycle that breaks detailed balance: forward over backward constants multiply to {Math.Exp(row.Constant).ToString("G4", CultureInfo.InvariantCulture)}, not 1"));
        }

        return warnings.ToImmutable();
    }

    // Per embedding constants times statistical factors; NaN for rates that change or are no mass action.
    private static double[] Constants(CompiledModel model, ReadOnlySpan<double> parameters)
    {
        var fluxes = new double[model.Network.Reactions.Length];
        double[] ones = [.. Enumerable.Repeat(1.0, model.SpeciesNames.Length)];
        model.Ode(parameters).Fluxes(0, ones, fluxes);
        for (int i = 0; i < fluxes.Length; i++)
        {
            int rate = model.Network.Reactions[i].RateIndex;
            if (!model.Kinetics.RateIsConstant[rate] || model.Kinetics.RateIsWhole[rate] || !(fluxes[i] > 0)) fluxes[i] = double.NaN;
        }

        return fluxes;
    }

    // Each reaction with its reverse: the one of the same reversible rule if there is one.
    private static IEnumerable<(int Forward, int Backward)> Pairs(ReactionNetwork network, double[] constants)
    {
        ILookup<string, int> byChange = Enumerable.Range(0, constants.Length).Where(i => !double.IsNaN(constants[i])).ToLookup(i => Key(network.Reactions[i].Reactants, network.Reactions[i].Products));
        foreach (int i in byChange.SelectMany(g => g).Order())
        {
            Reaction forward = network.Reactions[i];
            if (network.Model.Rules[forward.RuleIndex].IsReverse) continue;
            string reverse = $"_reverse_{network.Model.Rules[forward.RuleIndex].Name}";
            int[] found = [.. byChange[Key(forward.Products, forward.Reactants)]];
            int same = Array.FindIndex(found, j => network.Model.Rules[network.Reactions[j].RuleIndex].Name == reverse);
            if (same >= 0) yield return (i, found[same]);
            else if (found.Length > 0 && found[0] > i && !network.Model.Rules[network.Reactions[found[0]].RuleIndex].IsReverse) yield return (i, found[0]);
        }

        static string Key(IEnumerable<int> from, IEnumerable<int> to) => $"{string.Join(',', from)}>{string.Join(',', to)}";
    }

    // Writes the species met last by the others, and puts that into what was written by it.
    private static void Solve(Dictionary<int, Potential> potentials, Potential row)
    {
        int last = row.Terms.Keys.Max();
        double scale = row.Terms[last];
        var solved = new Potential([], -row.Constant / scale);
        foreach ((int s, double c) in row.Terms)
        {
            if (s != last) solved.Terms[s] = -c / scale;
        }

        foreach (Potential other in potentials.Values)
        {
            if (!other.Terms.Remove(last, out double factor)) continue;
            other.Constant += factor * solved.Constant;
            foreach ((int s, double c) in solved.Terms) other.AddTerm(s, factor * c);
        }

        potentials.Add(last, solved);
    }

    /// <summary>A sum over species' potentials that are still free, and a constant.</summary>
    private sealed class Potential(Dictionary<int, double> terms, double constant)
    {
        public Dictionary<int, double> Terms { get; } = terms;

        public double Constant { get; set; } = constant;

        /// <summary>Adds a species' potential; returns how large the constant's parts are.</summary>
        public double Add(Dictionary<int, Potential> known, int species, double factor)
        {
            if (!known.TryGetValue(species, out Potential? written))
            {
                AddTerm(species, factor);
                return 0;
            }

            Constant += factor * written.Constant;
            foreach ((int s, double c) in written.Terms) AddTerm(s, factor * c);
            return Math.Abs(written.Constant);
        }

        public void AddTerm(int species, double factor)
        {
            double sum = Terms.GetValueOrDefault(species) + factor;
            if (Math.Abs(sum) < 1e-9) Terms.Remove(species);   // coefficients are small whole numbers or their quotients
            else Terms[species] = sum;
        }
    }
}

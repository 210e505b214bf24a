using System.Collections.Immutable;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Numerics.Random;

namespace Blockade.Models.Compilation;

/// <summary>
/// A network in as few states as some outputs need, without any error: sums of species whose changes depend on each other alone, whatever the constants and amounts
/// are. A receptor's phosphorylation is an example: where nothing depends on it but an output, it is enough to know how many of each complex carry it, and not in
/// which combinations. Immutable, shared by threads.
/// </summary>
/// <remarks>
/// Constrained lumping of polynomial systems: Ovchinnikov, Perez Verona, Pogudin and Tribastone (2021), Bioinformatics 37:1732-1738,
/// doi:10.1093/bioinformatics/btab010; for rule-based models the idea is that of fragments, Feret, Danos, Krivine, Harmer and Fontana (2009), PNAS 106:6453-6458,
/// doi:10.1073/pnas.0809908106. Rates are independent symbols here, so that a lumping holds for every parameter set. Outputs are taken up one after the other, and what
/// serves an earlier one never depends on what only a later one needs: the equations are block triangular, which solvers use.
/// </remarks>
public sealed class ExactLumping
{
    // what rounding and a steady state's tolerance leave between a whole and a part that is all of it
    private const double PartSlack = 1e-6;

    private readonly ImmutableArray<(int Part, int Whole)> _parts;

    private ExactLumping(
        ReactionNetwork network, ImmutableArray<ImmutableArray<(int Species, double Weight)>> states, ImmutableArray<LumpedTerm> terms,
        ImmutableArray<ImmutableArray<(int State, double Weight)>> observables)
    {
        (States, Terms, Observables) = (states, terms, observables);
        Names = [.. states.Select(sum => $"{network.Species[sum[0].Species].Name}{(sum.Length == 1 ? "" : $" and {sum.Length - 1} more")}")];
        IsClamped = [.. states.Select(sum => sum.All(term => network.Species[term.Species].IsClamped))];
        IsAmount = [.. states.Select(sum => sum.All(term => term.Weight > 0))];
        _parts = [.. Parts()];
    }

    /// <summary>Each state as a sum over species, ascending.</summary>
    public ImmutableArray<ImmutableArray<(int Species, double Weight)>> States { get; }

    /// <summary>What each state is called: the species, or the first of them.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Whether a state is a sum of clamped species, which keeps its value.</summary>
    public ImmutableArray<bool> IsClamped { get; }

    /// <summary>Whether a state counts molecules and so is never negative; the others are differences.</summary>
    public ImmutableArray<bool> IsAmount { get; }

    internal ImmutableArray<LumpedTerm> Terms { get; }

    /// <summary>The network's observables by states; default where the states do not tell one.</summary>
    internal ImmutableArray<ImmutableArray<(int State, double Weight)>> Observables { get; }

    /// <summary>
    /// Whether a state may be one of molecules: what counts molecules is a number not below zero by more than a slack, and no part more than its whole.
    /// </summary>
    internal bool IsPossible(ReadOnlySpan<double> y, double slack)
    {
        for (int i = 0; i < y.Length; i++)
        {
            if (!(y[i] >= -slack) && (IsAmount[i] || double.IsNaN(y[i]))) return false;
        }

        foreach ((int part, int whole) in _parts)
        {
            if (y[part] > (y[whole] * (1 + PartSlack)) + slack) return false;
        }

        return true;
    }

    /// <summary>
    /// Finds it, or null where there is none: every species is needed, or the network has rates that are no products of their reactants (Sat, MM, Hill, TotalRate),
    /// more than three reactants, or factors that are no small fractions, or it would take more than three hundred million products. Cost: about the states times the network's
    /// (reactant, change) pairs; milliseconds for some hundred states.
    /// </summary>
    internal static ExactLumping? Of(ReactionNetwork network, NetworkKinetics kinetics, IEnumerable<IEnumerable<int>> observables, CancellationToken cancellation)
    {
        int species = network.Species.Length, reactions = network.Reactions.Length;
        var factors = new ulong[reactions];
        for (int i = 0; i < reactions; i++)
        {
            Reaction reaction = network.Reactions[i];
            if (kinetics.RateIsWhole[reaction.RateIndex] || reaction.Reactants.Length > LumpedPolynomial.MostReactants || PrimeField.Of(reaction.Factor) is not { } factor) return null;
            factors[i] = factor;
        }

        if (kinetics.Shared.Length > 0) return null;
        var space = new LumpedSpace(
            species, network.Reactions.Select((r, i) => ((IReadOnlyList<int>)r.Reactants, kinetics.NetChange(i))));
        for (int s = 0; s < species; s++)
        {
            if (network.Species[s].IsClamped) space.Add([(s, 1)]);
        }

        // what rates read comes first, by name: a condition reads what it has no slope by
        var names = network.Observables.Select((o, i) => (o.Name, i)).ToDictionary(o => o.Name, o => o.i);
        int[] read =
        [
            .. Enumerable.Range(0, network.Rates.Length).Where(k => !kinetics.RateIsConstant[k]).SelectMany(k => kinetics.RateExpressions[k].Symbols())
                .Where(s => names.ContainsKey(s.Name)).Select(s => names[s.Name]).Distinct().Order(),
        ];
        foreach (IEnumerable<int> stage in observables.Prepend(read))
        {
            foreach (int o in stage)
            {
                (int Species, ulong? Weight)[] sum = [.. kinetics.Observables[o].Select(term => (term.Species, PrimeField.Of(term.Weight)))];
                if (Array.Exists(sum, term => term.Weight is null)) return null;
                space.Add(sum.Select(term => (term.Species, term.Weight!.Value)));
            }

            if (!space.Close(Draw, species, cancellation)) return null;
        }

        return Build();

        // Slopes at random rates and amounts, reactant by reactant.
        void Draw(ulong[] slopes, uint draw)
        {
            RandomSequence sequence = new RandomSource(PrimeField.Modulus).Sequence(0, draw);
            var rates = new ulong[network.Rates.Length];
            var amounts = new ulong[species];
            for (int k = 0; k < rates.Length; k++) rates[k] = PrimeField.Draw(ref sequence);
            for (int s = 0; s < species; s++) amounts[s] = PrimeField.Draw(ref sequence);
            int at = 0;
            for (int i = 0; i < reactions; i++)
            {
                ImmutableArray<int> reactants = network.Reactions[i].Reactants;
                for (int k = 0; k < reactants.Length; k++)
                {
                    ulong slope = PrimeField.Multiply(factors[i], rates[network.Reactions[i].RateIndex]);
                    for (int j = 0; j < reactants.Length; j++)
                    {
                        if (j != k) slope = PrimeField.Multiply(slope, amounts[reactants[j]]);
                    }

                    slopes[at++] = slope;
                }
            }
        }

        ExactLumping? Build()
        {
            (int, ulong)?[] complements = space.Complements();
            var polynomial = new LumpedPolynomial(space, complements, species);
            for (int i = 0; i < reactions; i++) polynomial.Add(network.Reactions[i], factors[i], kinetics.NetChange(i));
            var states = new List<ImmutableArray<(int, double)>>();
            for (int k = 0; k < space.Dimension; k++)
            {
                (int[] present, ulong[] weights) = space.Row(k, complements);
                double?[] small = Array.ConvertAll(weights, PrimeField.ToDouble);
                if (Array.Exists(small, w => w is null)) return null;
                states.Add([.. present.Zip(small, (s, w) => (s, w!.Value))]);
            }

            return polynomial.Terms() is { } terms
                ? new ExactLumping(network, [.. states], terms, [.. kinetics.Observables.Select(o => Express(o, space, complements))]) : null;
        }
    }

    // An observable by the states; default where they do not tell it, or weights are no small fractions.
    private static ImmutableArray<(int State, double Weight)> Express((int Species, double Weight)[] sum, LumpedSpace space, (int, ulong)?[] complements)
    {
        (int Species, ulong? Weight)[] exact = Array.ConvertAll(sum, term => (term.Species, PrimeField.Of(term.Weight)));
        if (Array.Exists(exact, term => term.Weight is null) || space.Express(exact.Select(term => (term.Species, term.Weight!.Value)), complements) is not { } states) return default;
        (int State, double? Weight)[] small = Array.ConvertAll(states, s => (s.Sum, PrimeField.ToDouble(s.Weight)));
        return Array.Exists(small, s => s.Weight is null) ? default : [.. small.Select(s => (s.State, s.Weight!.Value))];
    }

    // Sums that have no more of any species than another: phosphorylated receptors of all receptors.
    private IEnumerable<(int Part, int Whole)> Parts()
    {
        ILookup<int, int> having = States.SelectMany((sum, k) => sum.Select(term => (term.Species, k))).ToLookup(e => e.Species, e => e.k);
        for (int part = 0; part < States.Length; part++)
        {
            foreach (int whole in having[States[part][0].Species])
            {
                if (whole == part || !IsAmount[part] || !IsAmount[whole] || States[whole].Length < States[part].Length) continue;
                Dictionary<int, double> all = States[whole].ToDictionary(term => term.Species, term => term.Weight);
                if (States[part].All(term => all.TryGetValue(term.Species, out double weight) && weight >= term.Weight)) yield return (part, whole);
            }
        }
    }
}

namespace Blockade.Models.Compilation;

/// <summary>
/// Mass action written out state by state: how fast each changes, and each slope of it, as a sum of coefficients times factors. A factor is one, a state, or a product of
/// states that is formed once; a coefficient is a sum of rates, and is kept once for all places that have it, so that eight lanes of them stay in the first cache.
/// Nothing is written twice: sums are formed in a register, which scattering reactions over their products cannot do. Immutable, shared by threads.
/// </summary>
internal sealed class KineticPolynomial
{
    private readonly Dictionary<(int First, int Second), int> _products = [];
    private readonly Dictionary<(int Before, int Rate, double Multiplier), int> _coefficients = [];
    private readonly List<(int First, int Second)> _productList = [];
    private readonly List<(int Before, int Rate, double Multiplier)> _coefficientList = [default];
    private readonly int _states;

    public KineticPolynomial(NetworkKinetics kinetics, int states)
    {
        _states = states;
        var rows = new SortedDictionary<int, SortedDictionary<int, double>>[states];
        var slopes = new SortedDictionary<int, SortedDictionary<int, double>>[kinetics.Pattern.EntryCount];
        for (int i = 0; i < rows.Length; i++) rows[i] = [];
        for (int e = 0; e < slopes.Length; e++) slopes[e] = [];
        for (int i = 0; i < kinetics.RateOf.Length; i++)
        {
            int[] reactants = kinetics.Reactants[kinetics.ReactantStart[i]..kinetics.ReactantStart[i + 1]];
            (int Species, int Change)[] changes = [.. kinetics.NetChange(i)];
            if (changes.Length == 0) continue;
            int whole = Factor(reactants);
            foreach ((int row, int change) in changes) Put(rows[row], whole, kinetics.RateOf[i], kinetics.Factor[i] * change);
            for (int k = 0; k < reactants.Length; k++)
            {
                int others = Factor([.. reactants.Where((_, j) => j != k)]);
                foreach ((int row, int change) in changes) Put(slopes[kinetics.Pattern.IndexOf(row, reactants[k])], others, kinetics.RateOf[i], kinetics.Factor[i] * change);
            }
        }

        (RowStart, RowFactor, RowCoefficient) = Flatten(rows);
        (SlopeStart, SlopeFactor, SlopeCoefficient) = Flatten(slopes);
        (Products, Coefficients) = ([.. _productList], [.. _coefficientList]);
    }

    /// <summary>The products after one and the states among the factors: each of two factors before it.</summary>
    public (int First, int Second)[] Products { get; }

    /// <summary>Factors: one, the states, the products.</summary>
    public int FactorCount => 1 + _states + Products.Length;

    /// <summary>Coefficients: each is one before it plus a multiple of a rate; the first is zero.</summary>
    public (int Before, int Rate, double Multiplier)[] Coefficients { get; }

    /// <summary>For each state the places RowStart[i] .. RowStart[i + 1] of its sum.</summary>
    public int[] RowStart { get; }

    public int[] RowFactor { get; }

    public int[] RowCoefficient { get; }

    /// <summary>For each entry of the Jacobian the places of its sum.</summary>
    public int[] SlopeStart { get; }

    public int[] SlopeFactor { get; }

    public int[] SlopeCoefficient { get; }

    private static void Put(SortedDictionary<int, SortedDictionary<int, double>> sum, int factor, int rate, double multiplier)
    {
        if (!sum.TryGetValue(factor, out SortedDictionary<int, double>? rates)) sum.Add(factor, rates = []);
        rates[rate] = rates.GetValueOrDefault(rate) + multiplier;
    }

    private int Factor(ReadOnlySpan<int> reactants)
    {
        if (reactants.Length == 0) return 0;
        Span<int> sorted = stackalloc int[reactants.Length];
        reactants.CopyTo(sorted);
        sorted.Sort();
        int factor = 1 + sorted[0];
        foreach (int next in sorted[1..])
        {
            if (!_products.TryGetValue((factor, 1 + next), out int product))
            {
                product = 1 + _states + _productList.Count;
                _products.Add((factor, 1 + next), product);
                _productList.Add((factor, 1 + next));
            }

            factor = product;
        }

        return factor;
    }

    private (int[] Start, int[] Factor, int[] Coefficient) Flatten(SortedDictionary<int, SortedDictionary<int, double>>[] sums)
    {
        var start = new int[sums.Length + 1];
        List<int> factors = [], coefficients = [];
        for (int i = 0; i < sums.Length; i++)
        {
            foreach ((int factor, SortedDictionary<int, double> rates) in sums[i])
            {
                int coefficient = 0;
                foreach ((int rate, double multiplier) in rates)
                {
                    if (multiplier == 0) continue;
                    if (!_coefficients.TryGetValue((coefficient, rate, multiplier), out int next))
                    {
                        next = _coefficientList.Count;
                        _coefficients.Add((coefficient, rate, multiplier), next);
                        _coefficientList.Add((coefficient, rate, multiplier));
                    }

                    coefficient = next;
                }

                if (coefficient == 0) continue;
                factors.Add(factor);
                coefficients.Add(coefficient);
            }

            start[i + 1] = factors.Count;
        }

        return (start, [.. factors], [.. coefficients]);
    }
}

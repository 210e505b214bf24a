namespace Blockade.Models.Compilation;

/// <summary>
/// The smallest space of weighted sums of species that some sums lie in and that the kinetics do not lead out of: how fast a sum of it changes depends on such sums
/// alone, whatever the constants and amounts are. Built up sum by sum; what is added later does not change what was there.
/// </summary>
/// <remarks>
/// A space is closed when the Jacobian's transpose maps it into itself everywhere. Slopes of reactions at random constants and amounts, in <see cref="PrimeField"/>,
/// stand for everywhere: a space that a Jacobian drawn after it does not leave is closed, but for one chance in 10^17. Each sum has a species, its pivot, that no later sum
/// has.
/// </remarks>
internal sealed class LumpedSpace
{
    // some two seconds: networks of thousands of species that hang together, where little is gained
    private const long MostProducts = 300_000_000;

    private readonly int _species;
    private readonly int[] _columns;                     // of each slope: the species that it is by
    private readonly (int Slope, int Change)[][] _rows;  // of each species: what changes it
    private readonly List<(int[] Species, ulong[] Weights)> _basis = [];
    private readonly List<int> _pivots = [], _stages = [];
    private readonly ulong[] _work;
    private uint _draws;
    private int _closed;
    private long _products;

    /// <param name="species">The network's species.</param>
    /// <param name="reactions">Reactants and net changes of each reaction, clamped species not among these.</param>
    public LumpedSpace(int species, IEnumerable<(IReadOnlyList<int> Reactants, IEnumerable<(int Species, int Change)> Changes)> reactions)
    {
        (_species, _work) = (species, new ulong[species]);
        var columns = new List<int>();
        var rows = new List<(int, int)>[species];
        for (int s = 0; s < species; s++) rows[s] = [];
        foreach ((IReadOnlyList<int> reactants, IEnumerable<(int Species, int Change)> changes) in reactions)
        {
            int first = columns.Count;
            columns.AddRange(reactants);
            foreach ((int changed, int change) in changes)
            {
                for (int k = first; k < columns.Count; k++) rows[changed].Add((k, change));
            }
        }

        (_columns, _rows) = ([.. columns], Array.ConvertAll(rows, r => r.ToArray()));
    }

    /// <summary>How many independent sums there are.</summary>
    public int Dimension => _basis.Count;

    /// <summary>A species of each sum, of weight one, that no later sum has and no other that was added with it.</summary>
    public IReadOnlyList<int> Pivots => _pivots;

    /// <summary>Adds a sum, without closing the space.</summary>
    public void Add(IEnumerable<(int Species, ulong Weight)> sum)
    {
        Write(sum);
        Take();
    }

    /// <summary>
    /// Adds what it takes until the kinetics lead nowhere else; then frees the sums that are new of each other's pivots. <paramref name="slopes"/> draws a slope
    /// for each place of a reactant, in the order given. False once there are <paramref name="most"/> sums, or where it would take too long.
    /// </summary>
    public bool Close(Action<ulong[], uint> slopes, int most, CancellationToken cancellation)
    {
        var at = new ulong[_columns.Length];
        for (int before = -1; before != Dimension;)
        {
            before = Dimension;
            slopes(at, _draws++);
            for (int k = _closed; k < Dimension; k++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (Dimension >= most || _products > MostProducts) return false;
                Multiply(_basis[k], at);
                Take();
            }
        }

        for (int k = Dimension - 2; k >= _closed; k--) Free(k);
        _closed = Dimension;
        _stages.Add(Dimension);
        return true;
    }

    /// <summary>
    /// The amount of each sum's pivot where all species that are no pivots are absent, by the sums with what complements them: a state that has these sums, from which
    /// their changes can be read off.
    /// </summary>
    public (int Sum, ulong Weight)[][] Preimage((int Sum, ulong Times)?[] complements)
    {
        var amounts = new (int, ulong)[Dimension][];
        var pivotOf = new Dictionary<int, int>();
        for (int k = 0; k < Dimension; k++) pivotOf.Add(_pivots[k], k);
        for (int k = Dimension - 1; k >= 0; k--)
        {
            var amount = new SortedDictionary<int, ulong> { [k] = 1 };
            (int[] species, ulong[] weights) = _basis[k];
            for (int e = 0; e < species.Length; e++)
            {
                if (!pivotOf.TryGetValue(species[e], out int other) || other == k) continue;
                foreach ((int sum, ulong weight) in amounts[other])
                {
                    amount[sum] = PrimeField.Subtract(amount.GetValueOrDefault(sum), PrimeField.Multiply(weights[e], weight));
                }
            }

            amounts[k] = [.. amount.Where(a => a.Value != 0).Select(a => (a.Key, a.Value))];
        }

        return Array.ConvertAll(amounts, amount => Complemented(amount, complements));
    }

    /// <summary>A weighted sum of species by the sums with what complements them, or null where they do not tell it.</summary>
    public (int Sum, ulong Weight)[]? Express(IEnumerable<(int Species, ulong Weight)> sum, (int Sum, ulong Times)?[] complements)
    {
        Write(sum);
        var by = new List<(int, ulong)>();
        for (int k = 0; k < Dimension; k++)
        {
            if (_work[_pivots[k]] == 0) continue;
            by.Add((k, _work[_pivots[k]]));
            TakeOff(k);
        }

        return Array.Exists(_work, w => w != 0) ? null : Complemented(by, complements);
    }

    // A sum is what it has become less what was added to it.
    private static (int Sum, ulong Weight)[] Complemented(IEnumerable<(int Sum, ulong Weight)> amount, (int Sum, ulong Times)?[] complements)
    {
        var by = new SortedDictionary<int, ulong>();
        foreach ((int sum, ulong weight) in amount)
        {
            by[sum] = PrimeField.Add(by.GetValueOrDefault(sum), weight);
            if (complements[sum] is { } added) by[added.Sum] = PrimeField.Subtract(by.GetValueOrDefault(added.Sum), PrimeField.Multiply(added.Times, weight));
        }

        return [.. by.Where(a => a.Value != 0).Select(a => (a.Key, a.Value))];
    }

    /// <summary>A sum with what complements it: species ascending, with their weights.</summary>
    public (int[] Species, ulong[] Weights) Row(int sum, (int Sum, ulong Times)?[] complements)
    {
        if (complements[sum] is not { } added) return _basis[sum];
        var row = new SortedDictionary<int, ulong>();
        foreach ((int k, ulong times) in new[] { (sum, 1UL), added })
        {
            (int[] species, ulong[] weights) = _basis[k];
            for (int e = 0; e < species.Length; e++) row[species[e]] = PrimeField.Add(row.GetValueOrDefault(species[e]), PrimeField.Multiply(times, weights[e]));
        }

        (int Species, ulong Weight)[] present = [.. row.Where(w => w.Value != 0).Select(w => (w.Key, w.Value))];
        return (Array.ConvertAll(present, w => w.Species), Array.ConvertAll(present, w => w.Weight));
    }

    /// <summary>
    /// Which multiple of which other sum to add to each so that no weight is negative, where one sum does: null where there is none to add. The other sum is one of
    /// the same stage or an earlier one, and has no negative weight itself.
    /// </summary>
    public (int Sum, ulong Times)?[] Complements()
    {
        var complements = new (int, ulong)?[Dimension];
        bool[] isAmount = [.. _basis.Select(row => Array.TrueForAll(row.Weights, w => !IsNegative(w)))];
        for (int k = 0; k < Dimension; k++)
        {
            if (isAmount[k]) continue;
            (int[] species, ulong[] weights) = _basis[k];
            int last = _stages.First(end => k < end), fewest = int.MaxValue;
            for (int m = 0; m < last; m++)
            {
                if (!isAmount[m]) continue;
                (int[] others, ulong[] theirs) = _basis[m];
                ulong times = 0;
                for (int e = 0; e < species.Length && times != ulong.MaxValue; e++)
                {
                    if (!IsNegative(weights[e])) continue;
                    int place = Array.BinarySearch(others, species[e]);
                    if (place < 0 || theirs[place] == 0) times = ulong.MaxValue;
                    else times = Math.Max(times, Quotient(PrimeField.Modulus - weights[e], theirs[place]));
                }

                int size = species.Union(others).Count();
                if (times is 0 or ulong.MaxValue || size >= fewest) continue;
                (complements[k], fewest) = ((m, times), size);
            }
        }

        return complements;
    }

    // Small numbers below nought stand near the modulus; fractions count as positive.
    private static bool IsNegative(ulong weight) => PrimeField.Modulus - weight <= 1 << 20;

    // The least whole number of times that b makes up for a.
    private static ulong Quotient(ulong a, ulong b) => b <= 1 << 20 ? (a + b - 1) / b : ulong.MaxValue;

    // How fast a sum changes, to the first order, into the work row.
    private void Multiply((int[] Species, ulong[] Weights) row, ulong[] slopes)
    {
        Array.Clear(_work);
        for (int e = 0; e < row.Species.Length; e++)
        {
            int s = row.Species[e];
            _products += _rows[s].Length;
            foreach ((int slope, int change) in _rows[s])
            {
                int column = _columns[slope];
                ulong product = PrimeField.Multiply(row.Weights[e], slopes[slope]);
                if (change != 1 && change != -1) product = PrimeField.Multiply(product, PrimeField.Of((long)Math.Abs(change)));
                _work[column] = change > 0 ? PrimeField.Add(_work[column], product) : PrimeField.Subtract(_work[column], product);
            }
        }
    }

    private void Write(IEnumerable<(int Species, ulong Weight)> sum)
    {
        Array.Clear(_work);
        foreach ((int species, ulong weight) in sum) _work[species] = PrimeField.Add(_work[species], weight);
    }

    // Adds what the work row has that the basis does not.
    private void Take()
    {
        for (int k = 0; k < _basis.Count; k++) TakeOff(k);
        int pivot = Array.FindIndex(_work, w => w != 0);
        if (pivot < 0) return;
        ulong scale = PrimeField.Invert(_work[pivot]);
        int[] present = [.. Enumerable.Range(pivot, _species - pivot).Where(s => _work[s] != 0)];
        _basis.Add((present, Array.ConvertAll(present, s => PrimeField.Multiply(_work[s], scale))));
        _pivots.Add(pivot);
    }

    // Frees a sum of the pivots of those after it, which are free of each other's.
    private void Free(int sum)
    {
        Array.Clear(_work);
        (int[] species, ulong[] weights) = _basis[sum];
        for (int e = 0; e < species.Length; e++) _work[species[e]] = weights[e];
        for (int k = sum + 1; k < Dimension; k++) TakeOff(k);
        int[] present = [.. Enumerable.Range(0, _species).Where(s => _work[s] != 0)];
        _basis[sum] = (present, Array.ConvertAll(present, s => _work[s]));
    }

    // Takes a sum off the work row as often as makes its pivot vanish there.
    private void TakeOff(int sum)
    {
        ulong factor = _work[_pivots[sum]];
        if (factor == 0) return;
        (int[] species, ulong[] weights) = _basis[sum];
        _products += species.Length;
        for (int e = 0; e < species.Length; e++) _work[species[e]] = PrimeField.Subtract(_work[species[e]], PrimeField.Multiply(factor, weights[e]));
    }
}

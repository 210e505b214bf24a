namespace Blockade.Numerics.Ode;

/// <summary>
/// The history of a multistep formula: the backward differences of the last states at equal steps, which are also the polynomial
/// through them. Holds scratch: one thread.
/// </summary>
internal sealed class BackwardDifferences
{
    private const int MaxOrder = OdeSolver.MaxOrder;

    private readonly int _dimension;
    private readonly double[][] _d = new double[MaxOrder + 3][];
    private readonly double[][] _mixed = new double[MaxOrder + 1][];

    public BackwardDifferences(int dimension)
    {
        _dimension = dimension;
        for (int i = 0; i < _d.Length; i++) _d[i] = new double[dimension];
        for (int i = 0; i < _mixed.Length; i++) _mixed[i] = new double[dimension];
    }

    /// <summary>The order in use, 0 before the start.</summary>
    public int Order { get; set; }

    /// <summary>The step that the differences are spaced by.</summary>
    public double Step { get; private set; }

    /// <summary>The last state.</summary>
    public double[] State => _d[0];

    /// <summary>The k-th difference, 0 (the state) to Order + 2.</summary>
    public double[] this[int k] => _d[k];

    /// <summary>Begins a history of a given order; the caller has written the state and the differences up to it.</summary>
    public void Begin(int order, double step)
    {
        Order = order;
        Step = step;
        for (int k = order + 1; k < _d.Length; k++) Array.Clear(_d[k]);
    }

    /// <summary>Takes the new state's deviation from the prediction into all differences.</summary>
    public void Accept(ReadOnlySpan<double> correction)
    {
        double[] next = _d[Order + 2];
        double[] last = _d[Order + 1];
        for (int i = 0; i < _dimension; i++)
        {
            next[i] = correction[i] - last[i];
            last[i] = correction[i];
        }

        for (int k = Order; k >= 0; k--)
        {
            double[] lower = _d[k];
            double[] upper = _d[k + 1];
            for (int i = 0; i < _dimension; i++) lower[i] += upper[i];
        }
    }

    /// <summary>Writes the polynomial's value at the time that lies <paramref name="fromLast"/> after the last state (before it where negative).</summary>
    public void Interpolate(double fromLast, Span<double> y)
    {
        State.CopyTo(y);
        double product = 1;
        for (int k = 1; k <= Order; k++)
        {
            product *= (fromLast + ((k - 1) * Step)) / (k * Step);
            double[] difference = _d[k];
            for (int i = 0; i < y.Length; i++) y[i] += product * difference[i];
        }
    }

    /// <summary>Respaces the differences to a new step: D becomes (R U)^T D, the same polynomial.</summary>
    public void ChangeStep(double factor)
    {
        if (factor == 1) return;
        int q = Order;
        Span<double> weights = stackalloc double[(MaxOrder + 1) * (MaxOrder + 1)];
        StepWeights(q, factor, weights);
        for (int j = 0; j <= q; j++)
        {
            double[] mixed = _mixed[j];
            Array.Clear(mixed);
            for (int i = 0; i <= q; i++)
            {
                double weight = weights[(i * (q + 1)) + j];
                if (weight == 0) continue;
                double[] source = _d[i];
                for (int s = 0; s < _dimension; s++) mixed[s] += weight * source[s];
            }
        }

        for (int j = 0; j <= q; j++) (_d[j], _mixed[j]) = (_mixed[j], _d[j]);
        Step *= factor;
    }

    /// <summary>Writes R U, (order + 1) by (order + 1), row by row: the share of each old difference in each new one.</summary>
    internal static void StepWeights(int order, double factor, Span<double> weights)
    {
        int size = order + 1;
        Span<double> r = stackalloc double[(MaxOrder + 1) * (MaxOrder + 1)];
        Span<double> u = stackalloc double[(MaxOrder + 1) * (MaxOrder + 1)];
        StepMatrix(size, factor, r);
        StepMatrix(size, 1, u);
        for (int j = 0; j < size; j++)
        {
            for (int i = 0; i < size; i++)
            {
                double weight = 0;
                for (int k = 0; k < size; k++) weight += r[(i * size) + k] * u[(k * size) + j];
                weights[(i * size) + j] = weight;
            }
        }

        static void StepMatrix(int size, double factor, Span<double> m)
        {
            for (int j = 0; j < size; j++) m[j] = 1;
            for (int i = 1; i < size; i++)
            {
                m[i * size] = 0;
                for (int j = 1; j < size; j++) m[(i * size) + j] = m[((i - 1) * size) + j] * (i - 1 - (factor * j)) / i;
            }
        }
    }
}

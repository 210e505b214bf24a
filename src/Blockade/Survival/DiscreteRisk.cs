namespace Blockade.Survival;

/// <summary>
/// The sum over all sets of d subjects of the product of their relative hazards (an elementary symmetric polynomial), with its first and
/// second derivatives by the coefficients: what the discrete partial likelihood divides by. One subject more costs O(d p^2).
/// </summary>
internal sealed class DiscreteRisk(int p)
{
    private double[] _value = [];
    private double[] _first = [];
    private double[] _second = [];
    private int _events;

    /// <summary>Begins with the empty set, which alone has no member.</summary>
    internal void Begin(int events)
    {
        _events = events;
        (_value, _first, _second) = (new double[events + 1], new double[(events + 1) * p], new double[(events + 1) * p * p]);
        _value[0] = 1;
    }

    /// <summary>Lets one more subject be chosen: e_k gains hazard times e_(k-1).</summary>
    internal void Add(double hazard, ReadOnlySpan<double> x)
    {
        for (int k = _events; k >= 1; k--)
        {
            (int to, int from) = (k * p, (k - 1) * p);
            for (int i = 0; i < p; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    _second[(to + i) * p + j] += hazard * (_second[(from + i) * p + j] + (x[i] * _first[from + j]) + (x[j] * _first[from + i]) + (x[i] * x[j] * _value[k - 1]));
                }
            }

            for (int i = 0; i < p; i++) _first[to + i] += hazard * (_first[from + i] + (x[i] * _value[k - 1]));
            _value[k] += hazard * _value[k - 1];
        }
    }

    /// <summary>Takes the logarithm's derivatives off gradient and (negative) information, times a factor, and returns the logarithm.</summary>
    internal double Subtract(double factor, Span<double> gradient, double[,] information)
    {
        (double value, int at) = (_value[_events], _events * p);
        for (int i = 0; i < p; i++)
        {
            double mean = _first[at + i] / value;
            gradient[i] -= factor * mean;
            for (int j = 0; j <= i; j++) information[i, j] += factor * ((_second[(at + i) * p + j] / value) - (mean * _first[at + j] / value));
        }

        return Math.Log(value);
    }
}

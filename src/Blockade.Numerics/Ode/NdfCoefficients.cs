namespace Blockade.Numerics.Ode;

/// <summary>The numerical differentiation formulas' coefficients by order, and the order that allows the longest next step.</summary>
/// <remarks>Shampine and Reichelt (1997), SIAM J. Sci. Comput. 18:1-22, doi:10.1137/S1064827594276424, table 1.</remarks>
internal sealed class NdfCoefficients
{
    public const int MaxOrder = 5;

    private readonly double[] _gamma = new double[MaxOrder + 1];
    private readonly double[] _alpha = new double[MaxOrder + 1];
    private readonly double[] _errorConstant = new double[MaxOrder + 2];

    public NdfCoefficients()
    {
        ReadOnlySpan<double> kappa = [0, -0.1850, -1.0 / 9, -0.0823, -0.0415, 0];
        for (int k = 1; k <= MaxOrder; k++) _gamma[k] = _gamma[k - 1] + (1.0 / k);
        for (int k = 0; k <= MaxOrder; k++)
        {
            _alpha[k] = (1 - kappa[k]) * _gamma[k];
            _errorConstant[k] = (kappa[k] * _gamma[k]) + (1.0 / (k + 1));
        }

        _errorConstant[MaxOrder + 1] = 1.0 / (MaxOrder + 2);
    }

    public ReadOnlySpan<double> Gamma => _gamma;

    public ReadOnlySpan<double> Alpha => _alpha;

    /// <summary>Of the deviation from the prediction, by order; one more than there are orders.</summary>
    public ReadOnlySpan<double> ErrorConstant => _errorConstant;

    /// <summary>
    /// The order of the next step, and the factor to its length. <paramref name="lower"/>, <paramref name="same"/> and <paramref name="higher"/> are the
    /// norms that the orders' error constants multiply; infinite where there is no such order.
    /// </summary>
    public (int Order, double Factor) Choose(int order, double same, double lower, double higher, double safety)
    {
        double fLower = Factor(lower, order - 1, order);
        double fSame = Factor(same, order, order + 1);
        double fHigher = Factor(higher, order + 1, order + 2);
        double best = Math.Max(fSame, Math.Max(fLower, fHigher));
        double factor = Math.Min(10, safety * best);
        if (best == fSame && factor is > 0.9 and < 1.2) return (order, 1);   // not worth the rounding
        return (best == fSame ? order : best == fLower ? order - 1 : order + 1, factor);

        double Factor(double norm, int constant, int power) =>
            double.IsPositiveInfinity(norm) ? 0 : Math.Pow(Math.Max(_errorConstant[constant] * norm, 1e-10), -1.0 / power);
    }
}

namespace Blockade.Simulation;

/// <summary>
/// One coordinate of a <see cref="ReceptorSurface"/>: values from <paramref name="Low"/> to <paramref name="High"/> seen through
/// ln(value + <paramref name="Offset"/>), sampled at <paramref name="NodeCount"/> Chebyshev-Lobatto nodes. A positive offset
/// lets an axis begin at zero, which is then a node, so that "no drug" is exact.
/// </summary>
public sealed record SurfaceAxis(double Low, double High, double Offset, int NodeCount)
{
    /// <summary>An axis of one value.</summary>
    public static SurfaceAxis At(double value) => new(value, value, 0, 1);

    private double Start => Math.Log(Low + Offset);

    private double Width => Math.Log(High + Offset) - Start;

    /// <summary>The value at node k of 0 .. NodeCount - 1, from high to low.</summary>
    public double Node(int k)
    {
        if (k == 0) return High;
        if (k == NodeCount - 1) return Low;
        double x = Math.Cos(Math.PI * k / (NodeCount - 1));
        return Math.Exp(Start + ((x + 1) / 2 * Width)) - Offset;
    }

    /// <summary>
    /// The weights of the nodes at a value: barycentric Lagrange interpolation, stable on these nodes. A value outside the axis
    /// takes the nearest end. Cost: O(NodeCount).
    /// </summary>
    /// <remarks>Berrut and Trefethen (2004), SIAM Review 46:501-517, doi:10.1137/S0036144502417715, equation 5.4.</remarks>
    public void Weights(double value, Span<double> weights)
    {
        if (NodeCount == 1)
        {
            weights[0] = 1;
            return;
        }

        double clamped = Math.Clamp(value, Low, High);
        double x = (2 * (Math.Log(clamped + Offset) - Start) / Width) - 1;
        double sum = 0;
        for (int k = 0; k < NodeCount; k++)
        {
            double distance = x - Math.Cos(Math.PI * k / (NodeCount - 1));
            if (distance == 0)
            {
                weights.Clear();
                weights[k] = 1;
                return;
            }

            double weight = ((k & 1) == 0 ? 1 : -1) * (k == 0 || k == NodeCount - 1 ? 0.5 : 1) / distance;
            weights[k] = weight;
            sum += weight;
        }

        for (int k = 0; k < NodeCount; k++) weights[k] /= sum;
    }

    /// <summary>Whether a value lies on the axis, so that interpolation is not clamped.</summary>
    public bool Contains(double value) => value >= Low && value <= High;
}

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

    private readonly double _start = Math.Log(Low + Offset);
    private readonly double _width = Math.Log(High + Offset) - Math.Log(Low + Offset);

    /// <summary>The least value.</summary>
    public double Low { get; } = Low;

    /// <summary>The greatest value.</summary>
    public double High { get; } = High;

    /// <summary>What is added before the logarithm.</summary>
    public double Offset { get; } = Offset;

    /// <summary>How many nodes.</summary>
    public int NodeCount { get; } = NodeCount;

    /// <summary>The place of a value on the axis, from -1 to 1, is this much of ln(value + offset), plus <see cref="Shift"/>.</summary>
    internal double Scale => NodeCount == 1 ? 0 : 2 / _width;

    /// <summary>See <see cref="Scale"/>.</summary>
    internal double Shift => NodeCount == 1 ? 0 : -1 - (Scale * _start);

    /// <summary>The value at node k of 0 .. NodeCount - 1, from high to low.</summary>
    public double Node(int k)
    {
        if (k == 0) return High;
        if (k == NodeCount - 1) return Low;
        double x = Math.Cos(Math.PI * k / (NodeCount - 1));
        return Math.Exp(_start + ((x + 1) / 2 * _width)) - Offset;
    }

    /// <summary>
    /// Row j of the matrix that takes values at the nodes to the coefficients, by T_0 .. T_(NodeCount - 1), of the polynomial through them.
    /// </summary>
    /// <remarks>Trefethen (2013), Approximation Theory and Approximation Practice, chapter 3.</remarks>
    internal void CoefficientRow(int j, Span<double> row)
    {
        if (NodeCount == 1)
        {
            row[0] = 1;
            return;
        }

        int n = NodeCount - 1;
        for (int k = 0; k <= n; k++) row[k] = (j % n == 0 ? 1 : 2) * (k % n == 0 ? 0.5 : 1) / n * Math.Cos(Math.PI * (j * k % (2 * n)) / n);
    }

    /// <summary>Writes Chebyshev's T_0 .. T_(NodeCount - 1) at a value's place; a value outside the axis takes the nearest end.</summary>
    internal void Polynomials(double value, Span<double> values)
    {
        double x = NodeCount == 1 ? 0 : Math.Clamp((Scale * Math.Log(Math.Clamp(value, Low, High) + Offset)) + Shift, -1, 1);
        values[0] = 1;
        if (values.Length > 1) values[1] = x;
        for (int k = 2; k < values.Length; k++) values[k] = (2 * x * values[k - 1]) - values[k - 2];
    }

    /// <summary>Whether a value lies on the axis, so that interpolation is not clamped.</summary>
    public bool Contains(double value) => value >= Low && value <= High;
}

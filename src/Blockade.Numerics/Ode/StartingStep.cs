namespace Blockade.Numerics.Ode;

/// <summary>A first step for a one-step method of order 5, from the slope and how it changes.</summary>
/// <remarks>Hairer, Norsett and Wanner (1993), Solving Ordinary Differential Equations I, II.4.</remarks>
internal static class StartingStep
{
    private const double Order = 5;

    /// <summary>One evaluation. <paramref name="state"/> and <paramref name="next"/> are scratch.</summary>
    public static double Of(
        OdeSystem system, double t, ReadOnlySpan<double> y, ReadOnlySpan<double> slope, ReadOnlySpan<double> inverseWeight, Span<double> state, Span<double> next, double longest)
    {
        double size = Norm(y, inverseWeight), speed = Norm(slope, inverseWeight);
        double h = Math.Min(size < 1e-5 || speed < 1e-5 ? 1e-6 * longest : 0.01 * size / speed, longest);
        for (int i = 0; i < state.Length; i++) state[i] = y[i] + (h * slope[i]);
        system.Derivative(t + h, state, next);
        for (int i = 0; i < state.Length; i++) next[i] -= slope[i];
        double change = Math.Max(speed, Norm(next, inverseWeight) / h);
        if (!double.IsFinite(change)) return h;
        double second = change <= 1e-15 ? longest : Math.Pow(0.01 / change, 1 / (Order + 1));
        return Math.Min(Math.Min(100 * h, second), longest);
    }

    private static double Norm(ReadOnlySpan<double> x, ReadOnlySpan<double> inverseWeight)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += x[i] * inverseWeight[i] * (x[i] * inverseWeight[i]);
        return Math.Sqrt(sum / Math.Max(1, x.Length));
    }
}

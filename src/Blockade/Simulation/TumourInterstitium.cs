using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>
/// Free trastuzumab and pertuzumab in the tumour's interstitium, nM against days: exchange with plasma, and the antigen sink,
/// voidFraction dC/dt = exchange (plasma - C) - uptake(C). At HER2 3+ the sink, not the affinity, decides how much is left.
/// </summary>
internal sealed class TumourInterstitium(
    InterstitiumParameters parameters, CellSurface cell, Func<double, double> trastuzumabPlasmaNanomolar, Func<double, double> pertuzumabPlasmaNanomolar)
    : OdeSystem
{
    private static readonly SparsityPattern Pattern = SparsityPattern.Dense(2);

    public override int Dimension => 2;

    public override SparsityPattern JacobianPattern => Pattern;

    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        ReceptorResponse r = cell.At(Math.Max(0, y[0]), Math.Max(0, y[1]));
        double perMolecule = parameters.NanomolarPerDayPerMoleculePerHour;
        derivative[0] = ((parameters.ExchangePerDay * (trastuzumabPlasmaNanomolar(t) - y[0])) - (perMolecule * r.TrastuzumabUptakePerHour))
            / parameters.VoidFraction;
        derivative[1] = ((parameters.ExchangePerDay * (pertuzumabPlasmaNanomolar(t) - y[1])) - (perMolecule * r.PertuzumabUptakePerHour))
            / parameters.VoidFraction;
    }

    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values)
    {
        // the surface is smooth and two-dimensional: a one-sided difference costs two look-ups
        Span<double> at = stackalloc double[2];
        Span<double> f0 = stackalloc double[2];
        Span<double> f1 = stackalloc double[2];
        y.CopyTo(at);
        Derivative(t, at, f0);
        for (int j = 0; j < 2; j++)
        {
            double step = 1e-6 * Math.Max(1e-3, Math.Abs(y[j]));
            at[j] = y[j] + step;
            Derivative(t, at, f1);
            at[j] = y[j];
            values[(2 * j) + 0] = (f1[0] - f0[0]) / step;
            values[(2 * j) + 1] = (f1[1] - f0[1]) / step;
        }
    }
}

namespace Blockade.Petab;

/// <summary>The likelihood of one measurement, on the observable's scale.</summary>
/// <remarks>PEtab's noise distributions: the density is that of the measurement itself, so a logarithmic scale divides by the measurement.</remarks>
internal static class PetabLikelihood
{
    /// <summary>The residual over the noise.</summary>
    public static double Residual(PetabObservable observable, double measured, double simulated, double noise) =>
        (observable.Scale.Apply(measured) - observable.Scale.Apply(simulated)) / noise;

    /// <summary>The logarithm of the density; minus infinity where the simulation or the noise has no meaning.</summary>
    public static double Log(PetabObservable observable, double measured, double simulated, double noise)
    {
        if (!(noise > 0)) return double.NegativeInfinity;
        double residual = Residual(observable, measured, simulated, noise);
        double log = observable.IsLaplace ? -Math.Log(2 * noise) - Math.Abs(residual) : (-0.5 * Math.Log(2 * Math.PI * noise * noise)) - (0.5 * residual * residual);
        if (observable.Scale != ParameterScale.Linear) log -= Math.Log(measured);
        if (observable.Scale == ParameterScale.Log10) log -= Math.Log(Math.Log(10));
        return double.IsNaN(log) ? double.NegativeInfinity : log;
    }
}

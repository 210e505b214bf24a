namespace Blockade.Simulation;

/// <summary>What the receptor layer answers at steady state. <c>default</c> is a silent cell.</summary>
/// <param name="Akt">Phosphorylated share of AKT, 0 to 1.</param>
/// <param name="Erk">Phosphorylated share of ERK, 0 to 1.</param>
/// <param name="BoundAntibodies">Antibodies of either kind on the cell surface, molecules per cell: the Fc density that ADCC sees.</param>
/// <param name="TrastuzumabUptakePerSecond">Trastuzumab molecules that one cell removes from the interstitium per second.</param>
/// <param name="PertuzumabUptakePerSecond">Pertuzumab molecules that one cell removes from the interstitium per second.</param>
public readonly record struct ReceptorResponse(
    double Akt, double Erk, double BoundAntibodies, double TrastuzumabUptakePerSecond, double PertuzumabUptakePerSecond)
{
    /// <summary>Log-odds of a share; shares within 1e-12 of none or all count as that far from it.</summary>
    internal static double LogOdds(double share) => Math.Log(Math.Max(share, 1e-12) / Math.Max(1 - share, 1e-12));

    /// <summary>The response among a network's functions; <paramref name="outputs"/> are the places of <see cref="ReceptorModel.Outputs"/>.</summary>
    internal static ReceptorResponse Of(ReadOnlySpan<double> functions, ReadOnlySpan<int> outputs) => new(
        functions[outputs[0]], functions[outputs[1]], functions[outputs[2]], functions[outputs[3]], functions[outputs[4]]);
}

namespace Blockade.Simulation;

/// <summary>What the receptor layer answers at steady state. <c>default</c> is a silent cell.</summary>
/// <param name="Akt">Phosphorylated share of AKT, 0 to 1.</param>
/// <param name="Erk">Phosphorylated share of ERK, 0 to 1.</param>
/// <param name="BoundAntibodies">Antibodies of either kind on the cell surface, molecules per cell: the Fc density that ADCC sees.</param>
/// <param name="TrastuzumabUptakePerSecond">Trastuzumab molecules that one cell removes from the interstitium per second.</param>
/// <param name="PertuzumabUptakePerSecond">Pertuzumab molecules that one cell removes from the interstitium per second.</param>
public readonly record struct ReceptorResponse(
    double Akt, double Erk, double BoundAntibodies, double TrastuzumabUptakePerSecond, double PertuzumabUptakePerSecond);

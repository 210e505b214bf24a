namespace Blockade.Populations;

/// <summary>One patient's two-compartment kinetics of an antibody. Michaelis-Menten elimination is absent where Vmax is zero.</summary>
/// <param name="ClearanceLitresPerDay">Linear clearance, L/day.</param>
/// <param name="CentralLitres">Central volume, L.</param>
/// <param name="ExchangeLitresPerDay">Inter-compartmental clearance, L/day.</param>
/// <param name="PeripheralLitres">Peripheral volume, L.</param>
/// <param name="VmaxMilligramsPerDay">Capacity of the saturable route, mg/day.</param>
/// <param name="KmMilligramsPerLitre">Its Michaelis constant, mg/L; positive.</param>
public sealed record AntibodyKinetics(
    double ClearanceLitresPerDay,
    double CentralLitres,
    double ExchangeLitresPerDay,
    double PeripheralLitres,
    double VmaxMilligramsPerDay,
    double KmMilligramsPerLitre);

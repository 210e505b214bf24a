namespace Blockade.Tumours;

/// <summary>What treatment does to the tumour's cells on one day, before mutations and killing are reckoned.</summary>
/// <param name="AktLogOdds">Log-odds of phosphorylated AKT.</param>
/// <param name="ErkLogOdds">Log-odds of phosphorylated ERK.</param>
/// <param name="BoundAntibodies">Antibodies on the surface, which effector cells see; molecules per cell.</param>
/// <param name="Docetaxel">Docetaxel's effect compartment, mg h/L.</param>
public readonly record struct TreatmentDrive(double AktLogOdds, double ErkLogOdds, double BoundAntibodies, double Docetaxel);

namespace Blockade.Simulation;

/// <summary>What treatment does to the tumour on one day. <c>default</c> is no signal at all; untreated has Signal 1.</summary>
/// <param name="Signal">Growth signal relative to the same cell without antibodies.</param>
/// <param name="BoundAntibodies">Fc density, molecules per cell.</param>
/// <param name="Docetaxel">Docetaxel's effect-compartment amount, mg h/L of accumulated exposure.</param>
public readonly record struct TreatmentDrive(double Signal, double BoundAntibodies, double Docetaxel);

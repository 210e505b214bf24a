namespace Blockade.Synergy;

/// <summary>One well of a plate, or one run of a model.</summary>
/// <param name="Dose1">Dose of the first drug, 0 or more, in that drug's unit.</param>
/// <param name="Dose2">Dose of the second drug, 0 or more, in its unit.</param>
/// <param name="Effect">What was lost, as a share of what there is without drug: 0 for nothing, 1 for all. May lie outside.</param>
public readonly record struct Well(double Dose1, double Dose2, double Effect);

namespace Blockade.Simulation;

/// <summary>What a tumour cell's receptor layer sees and carries: the five coordinates of a <see cref="ReceptorSurface"/>.</summary>
/// <param name="TrastuzumabNanomolar">Free trastuzumab in the interstitium, nM; zero or more.</param>
/// <param name="PertuzumabNanomolar">Free pertuzumab in the interstitium, nM; zero or more.</param>
/// <param name="Her2PerCell">HER2 of an untreated cell, molecules per cell.</param>
/// <param name="Her3PerCell">HER3 of an untreated cell, molecules per cell.</param>
/// <param name="HeregulinNanomolar">Free heregulin, nM; zero or more.</param>
public readonly record struct ReceptorEnvironment(
    double TrastuzumabNanomolar, double PertuzumabNanomolar, double Her2PerCell, double Her3PerCell, double HeregulinNanomolar);

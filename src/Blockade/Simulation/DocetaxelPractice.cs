namespace Blockade.Simulation;

/// <summary>What physicians do with docetaxel in a trial, beyond the rules.</summary>
/// <param name="LeastCycles">Cycles that everyone is meant to get.</param>
/// <param name="MeanFurtherCycles">Mean of the geometric number of cycles beyond those.</param>
/// <param name="EscalatedShareAsia">Share of patients raised to the higher dose, Asia.</param>
/// <param name="EscalatedShareOther">Share of patients raised to the higher dose, elsewhere.</param>
public sealed record DocetaxelPractice(
    int LeastCycles, double MeanFurtherCycles, double EscalatedShareAsia, double EscalatedShareOther);

using Blockade.Survival;

namespace Blockade.Trials;

/// <summary>One arm in one analysis.</summary>
/// <param name="Arm">Its name.</param>
/// <param name="Patients">Patients who had entered.</param>
/// <param name="Events">Events among them.</param>
/// <param name="Median">Median with its 95 % interval, months; NaN where not reached.</param>
/// <param name="Curve">The Kaplan-Meier estimate.</param>
public sealed record ArmSummary(string Arm, int Patients, int Events, Estimate Median, SurvivalCurve Curve);

namespace Blockade.Dosing;

/// <summary>
/// How docetaxel's dose follows the neutrophils: the label and CLEOPATRA's protocol.
/// </summary>
/// <param name="StartNeutrophils">A cycle waits until neutrophils reach this, 1e9/L.</param>
/// <param name="SevereNeutrophils">Below this neutropenia is grade 4, 1e9/L.</param>
/// <param name="SevereDays">Grade 4 for longer than this calls for a reduction, days.</param>
/// <param name="ReductionFactor">What is left of the dose after a reduction.</param>
/// <param name="Reductions">Reductions allowed; the next one ends docetaxel.</param>
/// <param name="EscalatedMilligramsPerSquareMetre">The dose after an escalation, mg/m2.</param>
/// <param name="LongestDelayDays">A cycle that still waits after this many days ends docetaxel.</param>
/// <remarks>Label text and Cancer Res 2013;73(24 suppl) P4-12-10: 75 mg/m2, two reductions of 25 % allowed, no re-escalation.</remarks>
public sealed record DocetaxelRules(
    double StartNeutrophils = 1.5,
    double SevereNeutrophils = 0.5,
    double SevereDays = 7,
    double ReductionFactor = 0.75,
    int Reductions = 2,
    double EscalatedMilligramsPerSquareMetre = 100,
    double LongestDelayDays = 21);

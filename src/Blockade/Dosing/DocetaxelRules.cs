namespace Blockade.Dosing;

/// <summary>
/// How docetaxel's dose follows the neutrophils: the label and CLEOPATRA's protocol.
/// </summary>
/// <param name="StartNeutrophils">A cycle waits until neutrophils reach this, 1e9/L.</param>
/// <param name="SevereNeutrophils">Below this neutropenia is grade 4, 1e9/L.</param>
/// <param name="SevereDays">Grade 4 for longer than this calls for a reduction, days.</param>
/// <param name="ReductionFactor">What is left of the dose after a reduction.</param>
/// <param name="LeastMilligramsPerSquareMetre">A second reduction below this ends docetaxel, mg/m2: from 75 one step down is allowed, from 100 two.</param>
/// <param name="EscalatedMilligramsPerSquareMetre">The dose after an escalation, mg/m2.</param>
/// <param name="LongestDelayDays">A cycle that still waits after this many days ends docetaxel.</param>
/// <remarks>Label text and Cancer Res 2013;73(24 suppl) P4-12-10: 75 mg/m2, two reductions of 25 % allowed, to 75 and 55 mg/m2, no re-escalation.</remarks>
public sealed record DocetaxelRules(
    double StartNeutrophils = 1.5,
    double SevereNeutrophils = 0.5,
    double SevereDays = 7,
    double ReductionFactor = 0.75,
    double LeastMilligramsPerSquareMetre = 55,
    double EscalatedMilligramsPerSquareMetre = 100,
    double LongestDelayDays = 21)
{
    /// <summary>
    /// Whether a dose may be reduced once more: always a first time, then only down to the least dose. Doses that do not go by body surface have
    /// no least.
    /// </summary>
    public bool MayReduce(DoseAmount amount, int reductions) =>
        reductions == 0 || amount.Times(ReductionFactor) is not DoseAmount.PerSquareMetre reduced
        || reduced.MilligramsPerSquareMetre >= LeastMilligramsPerSquareMetre;
}

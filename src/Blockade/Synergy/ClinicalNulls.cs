namespace Blockade.Synergy;

/// <summary>
/// What a patient's time on two drugs would be if they did not work together: nulls of clinical combinations. Each takes the time that one patient has on each of the
/// two alone; how these go together over patients is the caller's, from the same virtual patient or from <see cref="ResponseCorrelation"/>.
/// </summary>
public static class ClinicalNulls
{
    /// <summary>Independent drug action: each patient has the better of the two drugs and nothing of the other.</summary>
    /// <param name="first">Time on the first alone.</param>
    /// <param name="second">Time on the second alone, in the same unit.</param>
    /// <remarks>Palmer and Sorger (2017), Cell 171:1678-1691, doi:10.1016/j.cell.2017.11.009.</remarks>
    public static double IndependentAction(double first, double second) => Math.Max(first, second);

    /// <summary>
    /// Additivity: the times of a patient add up, but for the time to the first scan, which even a drug without effect seems to give; never less than the better alone.
    /// </summary>
    /// <param name="first">Time on the first alone.</param>
    /// <param name="second">Time on the second alone, in the same unit.</param>
    /// <param name="firstScan">When progression is first looked for, in the same unit.</param>
    /// <remarks>
    /// Hwangbo, Patterson, Dai, Plana and Palmer (2023), Nat. Cancer 4:1693-1704, doi:10.1038/s43018-023-00667-z. The authors' program takes the scan from one of the two
    /// times, not below zero, and the sum no smaller than that time: which is the larger of the three numbers below.
    /// </remarks>
    public static double Additivity(double first, double second, double firstScan) =>
        Math.Max(Math.Max(first, second), first + second - firstScan);

    /// <summary>A constant hazard ratio: the survival at which the control is when the treated are at <paramref name="survival"/>, so that S = S0^ratio throughout.</summary>
    /// <param name="survival">Share of the treated without the event, 0 to 1.</param>
    /// <param name="ratio">Hazard of the treated over that of the control; positive.</param>
    /// <remarks>Cox (1972), J. R. Stat. Soc. B 34:187-220.</remarks>
    public static double ConstantHazardRatio(double survival, double ratio) => Math.Pow(survival, 1 / ratio);
}

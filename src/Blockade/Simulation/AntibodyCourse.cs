using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>Both antibodies day by day: what is in plasma and what the tumour's cells answer.</summary>
/// <param name="TrastuzumabMilligramsPerLitre">Plasma, mg/L, at the end of each day.</param>
/// <param name="PertuzumabMilligramsPerLitre">Plasma, mg/L, at the end of each day.</param>
/// <param name="TrastuzumabNanomolar">Free in the interstitium, nM.</param>
/// <param name="PertuzumabNanomolar">Free in the interstitium, nM.</param>
/// <param name="AktLogOdds">Log-odds of phosphorylated AKT.</param>
/// <param name="ErkLogOdds">Log-odds of phosphorylated ERK.</param>
/// <param name="BoundAntibodies">On the surface, molecules per cell.</param>
/// <param name="UntreatedAktLogOdds">Without antibodies.</param>
/// <param name="UntreatedErkLogOdds">Without antibodies.</param>
/// <param name="RepeatDays">The period in which days beyond the computed ones repeat.</param>
/// <param name="Status">How the integration ended; days after a failure are missing.</param>
public sealed record AntibodyCourse(
    float[] TrastuzumabMilligramsPerLitre,
    float[] PertuzumabMilligramsPerLitre,
    float[] TrastuzumabNanomolar,
    float[] PertuzumabNanomolar,
    float[] AktLogOdds,
    float[] ErkLogOdds,
    float[] BoundAntibodies,
    double UntreatedAktLogOdds,
    double UntreatedErkLogOdds,
    int RepeatDays,
    SolveStatus Status)
{
    /// <summary>
    /// Where a day is kept: days beyond the computed ones repeat the last period, which is exact once the antibodies are at steady state.
    /// </summary>
    public int IndexOf(int day) =>
        day < AktLogOdds.Length ? day : AktLogOdds.Length - RepeatDays + ((day - AktLogOdds.Length) % RepeatDays);

    /// <summary>The same with fewer days kept.</summary>
    internal AntibodyCourse Until(int days) => days >= AktLogOdds.Length ? this : this with
    {
        TrastuzumabMilligramsPerLitre = TrastuzumabMilligramsPerLitre[..days], PertuzumabMilligramsPerLitre = PertuzumabMilligramsPerLitre[..days],
        TrastuzumabNanomolar = TrastuzumabNanomolar[..days], PertuzumabNanomolar = PertuzumabNanomolar[..days],
        AktLogOdds = AktLogOdds[..days], ErkLogOdds = ErkLogOdds[..days], BoundAntibodies = BoundAntibodies[..days],
    };
}

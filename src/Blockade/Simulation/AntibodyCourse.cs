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
    /// <summary>The most of a change from one cycle to the next that is taken to come again.</summary>
    internal const double MostShare = 0.99;

    /// <summary>
    /// Where a day is kept: days beyond the computed ones repeat the last period, which is exact once the antibodies are at steady state.
    /// </summary>
    public int IndexOf(int day) =>
        day < AktLogOdds.Length ? day : AktLogOdds.Length - RepeatDays + ((day - AktLogOdds.Length) % RepeatDays);

    /// <summary>A patient without antibodies.</summary>
    internal static AntibodyCourse Untreated(double akt, double erk, SolveStatus status) => new([0], [0], [0], [0], [(float)akt], [(float)erk], [0], akt, erk, 1, status);

    /// <summary>A patient whose cells have no state to begin with.</summary>
    internal static AntibodyCourse Missing(int days, double akt, double erk, SolveStatus status)
    {
        var none = new float[days];
        return new AntibodyCourse(none, none, none, none, none, none, none, akt, erk, 1, status);
    }

    /// <summary>A member's course: the computed days of a record, and those from there on by the geometric series with which the last cycles go on.</summary>
    internal static AntibodyCourse Of(AntibodyRecord record, int member, int computed, int days, double untreatedAkt, double untreatedErk, int repeatDays, SolveStatus status)
    {
        return new AntibodyCourse(
            All(record.TrastuzumabMilligramsPerLitre(member)), All(record.PertuzumabMilligramsPerLitre(member)), All(record.TrastuzumabNanomolar(member)),
            All(record.PertuzumabNanomolar(member)), All(record.AktLogOdds(member)), All(record.ErkLogOdds(member)), All(record.BoundAntibodies(member)),
            untreatedAkt, untreatedErk, repeatDays, status);

        // each day of the cycle by itself: x, then x + change share, x + change (share + share^2), ...
        float[] All(ReadOnlySpan<float> daily)
        {
            var all = new float[days];
            daily[..computed].CopyTo(all);
            for (int day = computed - repeatDays; day < computed && computed < days; day++)
            {
                double x = daily[day], change = x - daily[day - repeatDays], before = daily[day - repeatDays] - (double)daily[day - (2 * repeatDays)];
                double share = before == 0 ? 0 : Math.Clamp(change / before, 0, MostShare);
                for (int next = day + repeatDays; next < days; next += repeatDays)
                {
                    change *= share;
                    x += change;
                    all[next] = (float)x;
                }
            }

            return all;
        }
    }
}

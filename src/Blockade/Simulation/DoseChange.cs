using System.Collections.Immutable;
using Blockade.Dosing;

namespace Blockade.Simulation;

/// <summary>A moment at which doses of either antibody start or end: what is added at once, mg, and the infusions that run from then on, mg/day.</summary>
internal readonly record struct DoseChange(double Day, double TrastuzumabAdded, double PertuzumabAdded, double TrastuzumabRate, double PertuzumabRate)
{
    // Days, a tenth of a millisecond: an end and a start that are meant to be the same minute may differ by rounding, and no solver can step so little.
    private const double Sliver = 1e-9;

    /// <summary>The changes up to a day, in order; doses come in the order of their starts.</summary>
    public static DoseChange[] Of(ImmutableArray<Dose> doses, double days)
    {
        var times = new double[2 * doses.Length];
        for (int i = 0; i < doses.Length; i++) (times[2 * i], times[(2 * i) + 1]) = (Minute(doses[i].StartDays), Minute(doses[i].EndDays));
        Array.Sort(times);
        var changes = new DoseChange[times.Length];
        int count = 0;
        var running = new List<Infusion>();
        int next = 0;
        for (int k = 0; k < times.Length && times[k] <= days; k++)
        {
            double time = times[k];
            if (k > 0 && time == times[k - 1]) continue;
            double addedTrastuzumab = 0, addedPertuzumab = 0;
            bool changed = running.RemoveAll(i => i.EndDays <= time + Sliver) > 0;
            for (; next < doses.Length && doses[next].StartDays <= time + Sliver; next++, changed = true)
            {
                if (doses[next] is Infusion infusion) running.Add(infusion);
                else if (doses[next].Drug == "trastuzumab") addedTrastuzumab += doses[next].Milligrams;
                else addedPertuzumab += doses[next].Milligrams;
            }

            if (!changed) continue;
            double trastuzumabRate = 0, pertuzumabRate = 0;
            foreach (Infusion infusion in running)
            {
                if (infusion.Drug == "trastuzumab") trastuzumabRate += infusion.MilligramsPerDay;
                else pertuzumabRate += infusion.MilligramsPerDay;
            }

            changes[count++] = new DoseChange(time, addedTrastuzumab, addedPertuzumab, trastuzumabRate, pertuzumabRate);
        }

        Array.Resize(ref changes, count);
        return changes;
    }

    private static double Minute(double day) => Math.Abs(day - Math.Round(day)) < Sliver ? Math.Round(day) : day;
}

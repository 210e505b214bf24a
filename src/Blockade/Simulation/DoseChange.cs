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
        double[] times =
        [
            .. doses.SelectMany(d => new[] { d.StartDays, d.EndDays })
                .Select(d => Math.Abs(d - Math.Round(d)) < Sliver ? Math.Round(d) : d)
                .Where(d => d <= days).Distinct().Order(),
        ];
        var changes = new List<DoseChange>();
        var running = new List<Infusion>();
        int next = 0;
        foreach (double time in times)
        {
            double addedTrastuzumab = 0, addedPertuzumab = 0;
            bool changed = running.RemoveAll(i => i.EndDays <= time + Sliver) > 0;
            for (; next < doses.Length && doses[next].StartDays <= time + Sliver; next++, changed = true)
            {
                if (doses[next] is Infusion infusion) running.Add(infusion);
                else if (doses[next].Drug == "trastuzumab") addedTrastuzumab += doses[next].Milligrams;
                else addedPertuzumab += doses[next].Milligrams;
            }

            if (!changed) continue;
            changes.Add(new DoseChange(
                time, addedTrastuzumab, addedPertuzumab,
                running.Where(i => i.Drug == "trastuzumab").Sum(i => i.MilligramsPerDay),
                running.Where(i => i.Drug == "pertuzumab").Sum(i => i.MilligramsPerDay)));
        }

        return [.. changes];
    }
}

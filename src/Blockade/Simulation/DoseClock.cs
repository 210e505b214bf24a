using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>Takes a solver from dose to dose: it stops at each start and end, changes state or rate, and starts again.</summary>
internal static class DoseClock
{
    // Days, a tenth of a millisecond: an end and a start that are meant to be the same minute may differ by rounding, and no solver can step so little.
    private const double Sliver = 1e-9;

    /// <summary>
    /// Runs to <paramref name="days"/>, calling <paramref name="setRates"/> (mg/day of both antibodies) at each change and
    /// <paramref name="endOfDay"/> with the day's number, from 0, at the end of each.
    /// </summary>
    public static SolveStatus Run(
        ImmutableArray<Dose> doses, int days, OdeSolver solver, double[] y, int trastuzumabState, int pertuzumabState,
        Action<double, double> setRates, Action<int> endOfDay, CancellationToken cancellation)
    {
        double[] stops =
        [
            .. doses.SelectMany(d => new[] { d.StartDays, d.EndDays })
                .Concat(Enumerable.Range(1, days).Select(d => (double)d))
                .Select(d => Math.Abs(d - Math.Round(d)) < Sliver ? Math.Round(d) : d)
                .Where(d => d <= days).Distinct().Order(),
        ];
        double t = 0;
        int next = 0;
        var running = new List<Infusion>();
        foreach (double stop in stops)
        {
            if (stop - t > Sliver)
            {
                SolveStatus status = solver.Advance(ref t, y, stop, cancellation);
                if (status != SolveStatus.Completed) return status;
            }

            if (stop == Math.Floor(stop) && stop >= 1) endOfDay((int)stop - 1);   // a trough is before the dose
            bool changed = running.RemoveAll(i => i.EndDays <= t + Sliver) > 0;
            for (; next < doses.Length && doses[next].StartDays <= t + Sliver; next++, changed = true)
            {
                if (doses[next] is Infusion infusion) running.Add(infusion);
                else y[doses[next].Drug == "trastuzumab" ? trastuzumabState : pertuzumabState] += doses[next].Milligrams;
            }

            if (!changed) continue;
            setRates(
                running.Where(i => i.Drug == "trastuzumab").Sum(i => i.MilligramsPerDay),
                running.Where(i => i.Drug == "pertuzumab").Sum(i => i.MilligramsPerDay));
            solver.Restart();
        }

        return SolveStatus.Completed;
    }
}

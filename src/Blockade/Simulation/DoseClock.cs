using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>Takes a solver from dose to dose: it stops at each start and end, changes state or rate, and starts again.</summary>
internal static class DoseClock
{
    /// <summary>
    /// Runs to <paramref name="days"/>, calling <paramref name="setRates"/> (mg/day of both antibodies) at each change and
    /// <paramref name="endOfDay"/> with the day's number, from 0, at the end of each. Days cut no step short: they are read between steps.
    /// </summary>
    public static SolveStatus Run(
        ImmutableArray<Dose> doses, int days, OdeSolver solver, double[] y, int trastuzumabState, int pertuzumabState,
        Action<double, double> setRates, Action<int> endOfDay, CancellationToken cancellation)
    {
        double t = 0;
        int day = 0;
        foreach (DoseChange change in DoseChange.Of(doses, days))
        {
            SolveStatus status = RunTo(change.Day);
            if (status != SolveStatus.Completed) return status;
            y[trastuzumabState] += change.TrastuzumabAdded;
            y[pertuzumabState] += change.PertuzumabAdded;
            setRates(change.TrastuzumabRate, change.PertuzumabRate);
            solver.Restart();
        }

        return RunTo(days);

        SolveStatus RunTo(double limit)
        {
            SolveStatus status = SolveStatus.Completed;
            for (; day + 1 <= limit && status == SolveStatus.Completed; day++)
            {
                status = solver.Sample(ref t, y, day + 1, limit, cancellation);
                if (status == SolveStatus.Completed) endOfDay(day);   // a trough is before the dose
            }

            return status == SolveStatus.Completed && t < limit ? solver.Advance(ref t, y, limit, cancellation) : status;
        }
    }
}

using System.Collections.Immutable;

namespace Blockade.Dosing;

/// <summary>One row of an event table. Times and rates are in the model's own unit of time, amounts in its unit of amount.</summary>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Time">When; within a subject never before the row above, but for a reset.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Amount">AMT; 0 for no dose, and for an infusion that has run for ever.</param>
/// <param name="Rate">RATE: 0 at once, above 0 an infusion at this rate, -1 at the model's rate, -2 over the model's duration.</param>
/// <param name="Interval">II; 0 where none is needed.</param>
/// <param name="Additional">ADDL: how many equal doses follow, an interval apart.</param>
/// <param name="SteadyState">SS.</param>
/// <param name="Compartment">CMT: a name or a number.</param>
/// <param name="Values">The table's further columns, in its order; NaN where there is none.</param>
public sealed record EventRecord(
    int Line, double Time, EventKind Kind, double Amount, double Rate, double Interval, int Additional, SteadyStateKind SteadyState, string Compartment,
    ImmutableArray<double> Values)
{
    /// <summary>RATE of a dose whose rate the model gives.</summary>
    public const double RateOfModel = -1;

    /// <summary>RATE of a dose whose duration the model gives.</summary>
    public const double DurationOfModel = -2;
}

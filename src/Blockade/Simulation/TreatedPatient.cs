using Blockade.Dosing;
using Blockade.Populations;

namespace Blockade.Simulation;

/// <summary>A patient on antibodies, as <see cref="AntibodyTransport"/> follows her.</summary>
internal sealed class TreatedPatient(VirtualPatient patient, CellSurface cell, Regimen regimen, DoseChange[] changes)
{
    public VirtualPatient Patient => patient;

    public CellSurface Cell => cell;

    public DoseChange[] Changes => changes;

    /// <summary>The longest interval of an antibody, days.</summary>
    public int PeriodDays { get; } = (int)regimen.Schedules.Where(s => s.Drug != "docetaxel").Max(s => s.IntervalDays);

    /// <summary>Whether doses go on for good, each interval a part of the longest.</summary>
    public bool IsPeriodic { get; } = regimen.Schedules.Where(s => s.Drug != "docetaxel")
        .All(s => s.Cycles is null && regimen.Schedules.Where(o => o.Drug != "docetaxel").Max(o => (int)o.IntervalDays) % s.IntervalDays == 0);

    /// <summary>The day from which cycles repeat; null where it was not reached.</summary>
    public int? SteadyDay { get; set; }
}

using Blockade.Dosing;
using Blockade.Populations;

namespace Blockade.Simulation;

/// <summary>A patient on antibodies, as <see cref="AntibodyLanes"/> follows her.</summary>
internal sealed class TreatedPatient
{
    public TreatedPatient(VirtualPatient patient, Regimen regimen, DoseChange[] changes)
    {
        (Patient, Changes) = (patient, changes);
        DrugSchedule[] antibodies = [.. regimen.Schedules.Where(s => s.Drug != "docetaxel")];
        PeriodDays = (int)antibodies.Max(s => s.IntervalDays);
        IsPeriodic = antibodies.All(s => s.Cycles is null && PeriodDays % s.IntervalDays == 0);
    }

    public VirtualPatient Patient { get; }

    public DoseChange[] Changes { get; }

    /// <summary>The longest interval of an antibody, days.</summary>
    public int PeriodDays { get; }

    /// <summary>Whether doses go on for good, each interval a part of the longest.</summary>
    public bool IsPeriodic { get; }

    /// <summary>The day from which cycles repeat; null where it was not reached.</summary>
    public int? SteadyDay { get; set; }
}

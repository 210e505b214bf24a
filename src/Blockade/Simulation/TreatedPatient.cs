using Blockade.Dosing;
using Blockade.Populations;

namespace Blockade.Simulation;

/// <summary>A patient on antibodies, as <see cref="AntibodyLanes"/> follows her.</summary>
internal sealed class TreatedPatient
{
    public TreatedPatient(int index, VirtualPatient patient, Regimen regimen, DoseChange[] changes)
    {
        (Index, Patient, Changes) = (index, patient, changes);
        DrugSchedule[] antibodies = [.. regimen.Schedules.Where(s => s.Drug != "docetaxel")];
        PeriodDays = (int)antibodies.Max(s => s.IntervalDays);
        SlowestPerDay = antibodies.Min(s => SlowRate(s.Drug == "trastuzumab" ? patient.Trastuzumab : patient.Pertuzumab));
        IsPeriodic = antibodies.All(s => s.Cycles is null && PeriodDays % s.IntervalDays == 0);
    }

    /// <summary>Where the patient stands among those that were asked for.</summary>
    public int Index { get; }

    public VirtualPatient Patient { get; }

    public DoseChange[] Changes { get; }

    /// <summary>The longest interval of an antibody, days.</summary>
    public int PeriodDays { get; }

    /// <summary>How fast the antibody that stays longest leaves in the end, its saturable route aside: the slower, the more cycles until they repeat. 1/day.</summary>
    public double SlowestPerDay { get; }

    /// <summary>Whether doses go on for good, each interval a part of the longest.</summary>
    public bool IsPeriodic { get; }

    /// <summary>The day from which changes from cycle to cycle are a geometric series; null where it was not reached.</summary>
    public int? ComputedDay { get; set; }

    /// <summary>The day from which cycles repeat; null where it was not reached.</summary>
    public int? SteadyDay { get; set; }

    // of two compartments
    private static double SlowRate(AntibodyKinetics k)
    {
        double elimination = k.ClearanceLitresPerDay / k.CentralLitres, back = k.ExchangeLitresPerDay / k.PeripheralLitres;
        double half = (elimination + (k.ExchangeLitresPerDay / k.CentralLitres) + back) / 2;
        return half - Math.Sqrt(Math.Max(0, (half * half) - (elimination * back)));
    }
}

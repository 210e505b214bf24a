namespace Blockade.Dosing;

/// <summary>One drug of a regimen.</summary>
/// <param name="Drug">The drug, or the one in whose place it is followed: see <see cref="Name"/>.</param>
/// <param name="Loading">The first dose, or null where it is a maintenance dose.</param>
/// <param name="Maintenance">Every later dose.</param>
/// <param name="IntervalDays">Days from dose to dose; positive.</param>
/// <param name="Cycles">How many doses; null until progression.</param>
/// <param name="FirstInfusionMinutes">How long the first infusion runs; zero is a bolus.</param>
/// <param name="LaterInfusionMinutes">How long later infusions run; zero is a bolus.</param>
/// <param name="ReloadAfterDays">A gap since the last dose of this length or more calls for the loading dose again; null where no label rule says so.</param>
/// <param name="StartMinutes">Start on the dosing day, minutes after the first drug of the day.</param>
public sealed record DrugSchedule(
    string Drug,
    DoseAmount? Loading,
    DoseAmount Maintenance,
    double IntervalDays,
    int? Cycles,
    double FirstInfusionMinutes,
    double LaterInfusionMinutes,
    double? ReloadAfterDays,
    double StartMinutes)
{
    /// <summary>What the drug is called: another name than <see cref="Drug"/> where somebody's own antibody has that drug's pharmacokinetics and its place in the patient.</summary>
    public string Name { get; init; } = Drug;
}

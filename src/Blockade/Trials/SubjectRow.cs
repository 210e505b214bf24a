using Blockade.Populations;
using Blockade.Simulation;

namespace Blockade.Trials;

/// <summary>One patient of a trial and what happened: everything an analysis needs, before any cut-off.</summary>
/// <param name="Patient">The patient.</param>
/// <param name="Arm">Index of the arm.</param>
/// <param name="Stratum">Index of the stratum.</param>
/// <param name="EntryDays">Entry, days since the first patient.</param>
/// <param name="DropoutDays">Day since randomisation on which the patient is lost; infinite if never.</param>
/// <param name="Disease">The disease.</param>
/// <param name="Docetaxel">Docetaxel as given.</param>
/// <param name="TrastuzumabTrough">Plasma at the end of cycle 1, mg/L.</param>
/// <param name="PertuzumabTrough">Plasma at the end of cycle 1, mg/L.</param>
/// <param name="SignalOnTreatment">Growth signal at the end of the last computed cycle relative to untreated, before any bypass.</param>
/// <param name="PathologicallyComplete">Whether nothing was left at surgery; null in a trial without.</param>
/// <param name="Status">Null, or why the patient could not be simulated; then the disease is missing.</param>
public sealed record SubjectRow(
    VirtualPatient Patient,
    int Arm,
    int Stratum,
    double EntryDays,
    double DropoutDays,
    DiseaseCourse? Disease,
    GivenDocetaxel Docetaxel,
    double TrastuzumabTrough,
    double PertuzumabTrough,
    double SignalOnTreatment,
    bool? PathologicallyComplete,
    string? Status);

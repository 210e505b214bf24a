using System.Collections.Immutable;
using Blockade.Tumours;

namespace Blockade.Simulation;

/// <summary>One patient's disease on one treatment, from randomisation until death or the end of the simulated time. Days count from randomisation.</summary>
/// <param name="BaselineMillimetres">What the independent reader measured before treatment: the sum of the target lesions' diameters; NaN without any.</param>
/// <param name="ScanDays">Days of the scans that were made, ascending, until both readers have called progression.</param>
/// <param name="SumMillimetres">What the independent reader measured at each scan; NaN without target lesions.</param>
/// <param name="IndependentProgressionDay">The day the independent reader called progression; null if never.</param>
/// <param name="InvestigatorProgressionDay">The day the investigator did; null if never.</param>
/// <param name="ByNewLesion">Whether the independent reader's progression came with a new lesion.</param>
/// <param name="DeathDay">The day of death; null if later than the simulated time.</param>
/// <param name="NextLineDay">The day treatment ended for progression and the next line began; null if never.</param>
/// <param name="CrossoverDay">The day the patient crossed over to what the trial offers; null if never.</param>
/// <param name="SecondProgressionDay">The day of progression on the next line, against its own baseline, by the investigator; null if never.</param>
/// <param name="Best">Best confirmed response by the independent reader.</param>
/// <param name="BestChange">Smallest sum the independent reader measured up to progression, relative to baseline, minus one; NaN without a scan, or where nothing was measured at baseline.</param>
public sealed record DiseaseCourse(
    double BaselineMillimetres,
    ImmutableArray<int> ScanDays,
    ImmutableArray<double> SumMillimetres,
    int? IndependentProgressionDay,
    int? InvestigatorProgressionDay,
    bool ByNewLesion,
    int? DeathDay,
    int? NextLineDay,
    int? CrossoverDay,
    int? SecondProgressionDay,
    Response Best,
    double BestChange)
{
    /// <summary>Non-target lesions; null in a population of target lesions only.</summary>
    public NonTargetCourse? NonTarget { get; init; }

    /// <summary>Whether there was a target lesion at baseline.</summary>
    public bool HasMeasurableDisease => NonTarget is not { Targets: 0 };

    /// <summary>Whether the patient counts in a share of responders: those without measurable disease may not, by the criteria.</summary>
    public bool CountsForResponse { get; init; } = true;

    /// <summary>Whether the best response is complete or partial; null of a patient who does not count.</summary>
    public bool? Responds => CountsForResponse ? Best >= Response.Partial : null;
}

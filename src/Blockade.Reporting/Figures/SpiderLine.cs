using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>A patient of a <see cref="SpiderArm"/>.</summary>
/// <param name="Patient">Address of the patient.</param>
/// <param name="Points">Baseline and scans, in time order.</param>
/// <param name="Progressed">Whether the last point is progression.</param>
public sealed record SpiderLine(string Patient, ImmutableArray<SpiderPoint> Points, bool Progressed);

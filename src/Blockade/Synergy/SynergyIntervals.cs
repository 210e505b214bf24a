using System.Collections.Immutable;

namespace Blockade.Synergy;

/// <summary>Intervals of a plate's scores.</summary>
/// <param name="Noise">Where the scatter was read from.</param>
/// <param name="Plates">Plates drawn.</param>
/// <param name="Means">Of the mean excess, a null each, in the order of <see cref="NullModel"/>.</param>
/// <param name="Excess">Of the excess of each cell, a null each.</param>
/// <param name="Beta">Of <see cref="MusycSurface.Beta"/>.</param>
/// <param name="Alpha12">Of <see cref="MusycSurface.Alpha12"/>.</param>
/// <param name="Alpha21">Of <see cref="MusycSurface.Alpha21"/>.</param>
public sealed record SynergyIntervals(
    NoiseSource Noise, int Plates, ImmutableArray<Interval> Means, ImmutableArray<ImmutableArray<Interval>> Excess, Interval Beta, Interval Alpha12, Interval Alpha21);

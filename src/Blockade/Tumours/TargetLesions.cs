using System.Collections.Immutable;

namespace Blockade.Tumours;

/// <summary>Which lesions at baseline are targets: the largest measurable ones, as many as the criteria allow in all and in one organ.</summary>
/// <remarks>Eisenhauer et al. 2009, section 3.2. Of two equally large lesions the first is taken. Lymph nodes, which are measured across, are lesions as others.</remarks>
public static class TargetLesions
{
    /// <summary>The places of the targets among the lesions, largest first. Cost: O(n log n).</summary>
    /// <param name="criteria">The rules.</param>
    /// <param name="lesions">Longest diameter in mm and organ of each; a lesion that cannot be measured by its kind, such as an effusion, has a diameter of zero.</param>
    public static ImmutableArray<int> Choose(ResponseCriteria criteria, IReadOnlyList<(double Millimetres, int Organ)> lesions)
    {
        ArgumentNullException.ThrowIfNull(criteria);
        ArgumentNullException.ThrowIfNull(lesions);
        var chosen = ImmutableArray.CreateBuilder<int>();
        foreach (int i in Enumerable.Range(0, lesions.Count).Where(i => lesions[i].Millimetres >= criteria.MeasurableMillimetres).OrderByDescending(i => lesions[i].Millimetres))
        {
            if (chosen.Count == criteria.MostTargets) break;
            if (chosen.Count(c => lesions[c].Organ == lesions[i].Organ) < criteria.MostTargetsPerOrgan) chosen.Add(i);
        }

        return chosen.ToImmutable();
    }
}

using System.Collections.Immutable;

namespace Blockade.Trials;

/// <summary>A combination of drugs that a label allows in a setting of HER2-positive breast cancer.</summary>
/// <param name="Drugs">The drugs that are followed here, no more and no fewer.</param>
/// <param name="Setting">Where.</param>
/// <param name="Source">Which label says so.</param>
public sealed record Indication(ImmutableArray<string> Drugs, Setting Setting, string Source)
{
    /// <summary>The label that allows an arm in a setting, or null where the arm lies outside all of them. An antibody of one's own has no label.</summary>
    public static Indication? Of(ImmutableArray<Indication> labels, Arm arm, Setting setting)
    {
        ArgumentNullException.ThrowIfNull(arm);
        string[] given = [.. arm.Regimen.Schedules.Select(s => s.Name).Order(StringComparer.Ordinal)];
        return labels.FirstOrDefault(l => l.Setting == setting && l.Drugs.Order(StringComparer.Ordinal).SequenceEqual(given));
    }
}

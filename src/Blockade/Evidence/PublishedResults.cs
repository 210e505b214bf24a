using System.Collections.Immutable;

namespace Blockade.Evidence;

/// <summary>All published results of the flagship. Fitting code is never given this type, only <see cref="CalibrationTargets"/>.</summary>
/// <param name="Rows">In the order of the file.</param>
public sealed record PublishedResults(ImmutableArray<PublishedResult> Rows)
{
    /// <summary>The part that fitting code may see.</summary>
    public CalibrationTargets Targets => CalibrationTargets.From(this);

    /// <summary>The row of a name, or null.</summary>
    public PublishedResult? Find(string id) => Rows.FirstOrDefault(r => r.Id == id);
}

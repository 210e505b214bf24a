using System.Collections.Immutable;
using Blockade.Models.Sedml;

namespace Blockade.Archives;

/// <summary>What became of an output.</summary>
/// <param name="Output">The output.</param>
/// <param name="Status">How it went.</param>
/// <param name="Reason">Why it was skipped or failed; null where it was made.</param>
/// <param name="Columns">Values of the data sets, or of <c>x</c> and <c>y</c> of each curve in turn; empty where it was not made.</param>
public sealed record OutputOutcome(SedmlOutput Output, ExperimentStatus Status, string? Reason, ImmutableArray<ResultArray> Columns)
{
    /// <summary>Whether chance has a part in it.</summary>
    public bool IsDrawn { get; init; }
}

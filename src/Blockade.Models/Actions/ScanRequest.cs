using System.Collections.Immutable;

namespace Blockade.Models.Actions;

/// <summary>A checked <c>parameter_scan</c> or <c>bifurcate</c>.</summary>
/// <param name="Parameter">The parameter that is varied.</param>
/// <param name="Values">Its values, in order.</param>
/// <param name="Name">What its file is called; without a suffix the parameter's name is one.</param>
/// <param name="Body">What is done at each value: one simulation, or the file's protocol.</param>
public sealed record ScanRequest(string Parameter, ImmutableArray<double> Values, OutputName Name, ImmutableArray<ActionStep> Body)
{
    /// <summary>Every point starts from the amounts before the scan, not from the end of the point before. Default true.</summary>
    public bool ResetsAmounts { get; init; } = true;

    /// <summary>There and back, with one file for each observable.</summary>
    public bool IsBifurcation { get; init; }
}

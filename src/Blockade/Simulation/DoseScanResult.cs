using System.Collections.Immutable;

namespace Blockade.Simulation;

/// <summary>A model's outputs over two doses.</summary>
/// <param name="Values">For each output its values, a row for each dose of the first drug and a column for each of the second.</param>
/// <param name="Trouble">Where a run failed and why, or null; <paramref name="Values"/> is then empty.</param>
public sealed record DoseScanResult(ImmutableArray<ImmutableArray<double>> Values, string? Trouble);

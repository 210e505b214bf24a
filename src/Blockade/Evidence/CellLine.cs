using System.Collections.Immutable;

namespace Blockade.Evidence;

/// <summary>A cell line by the receptors that were counted on it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Counts">One row for each receptor of which a count is known; the row's name ends in the parameter of the receptor model.</param>
public sealed record CellLine(string Name, ImmutableArray<SourcedParameter> Counts)
{
    /// <summary>Receptors by the parameter that holds how many of them a cell has.</summary>
    public static ImmutableArray<(string Parameter, string Receptor)> Receptors { get; } = [("H2_0", "HER2"), ("H3_0", "HER3"), ("E1_0", "EGFR"), ("H4_0", "HER4")];

    /// <summary>The lines of <c>models/her2/cell-lines.csv</c>, in its order.</summary>
    public static ImmutableArray<CellLine> All() =>
        [.. EvidenceReader.ReadParameters(Her2Files.Read("cell-lines.csv")).Value!.GroupBy(r => r.Id[..r.Id.LastIndexOf('.')]).Select(g => new CellLine(g.Key, [.. g]))];

    /// <summary>The row of a receptor by its parameter, or null where no count is known.</summary>
    public SourcedParameter? Count(string parameter) => Counts.FirstOrDefault(c => c.Id == $"{Name}.{parameter}");
}

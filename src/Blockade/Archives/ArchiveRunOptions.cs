using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Sbml;

namespace Blockade.Archives;

/// <summary>What a run of an archive may do.</summary>
public sealed record ArchiveRunOptions
{
    /// <summary>How unlike the algorithm that is asked for the one that is used may be.</summary>
    public SubstitutionPolicy Policy { get; init; } = SubstitutionPolicy.SimilarVariables;

    /// <summary>Seed of the draws of experiments that have none of their own.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Most numbers that the results of one experiment may hold, option <c>--max-values</c>.</summary>
    public long MaxValues { get; init; } = 20_000_000;

    /// <summary>The file of a model that an experiment names by its number in BioModels, such as BIOMD0000000003, and that is not in the archive; null where there is none.</summary>
    public Func<string, SourceText?> ModelOf { get; init; } = _ => null;

    /// <summary>How large models and experiments may be.</summary>
    public SbmlLimits Xml { get; init; } = SbmlLimits.Default;

    /// <summary>How large the networks of models in BNGL may become.</summary>
    public ExpansionLimits Expansion { get; init; } = ExpansionLimits.Default;
}

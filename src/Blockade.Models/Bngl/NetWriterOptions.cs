using System.Collections.Immutable;
using Blockade.Models.Expressions;

namespace Blockade.Models.Bngl;

/// <summary>How a <c>.net</c> file is written.</summary>
public sealed record NetWriterOptions
{
    /// <summary>Amount of each species, over parameters. Default: the seeds', and nothing of the others.</summary>
    public ImmutableArray<Expression>? Amounts { get; init; }

    /// <summary>Values that are written in place of the parameters' formulas. Default: formulas stay.</summary>
    public ImmutableDictionary<string, double>? Values { get; init; }

    /// <summary>Species by their text, not as S1, S2 and so on. Default true.</summary>
    public bool TextSpecies { get; init; } = true;

    /// <summary>A second list of reactions with species by their text. Default false.</summary>
    public bool TextReaction { get; init; }
}

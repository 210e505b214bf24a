using System.Collections.Immutable;

namespace Blockade.Evidence;

/// <summary>Equally weighted draws of constants from what a fit knows of them: <c>posterior.csv</c>.</summary>
/// <param name="Names">The constants, in the order of the columns.</param>
/// <param name="Values">For each draw the constants' values, in the units of their rows in <c>parameters.csv</c> or <c>calibrated.csv</c>.</param>
public sealed record PosteriorDraws(ImmutableArray<string> Names, ImmutableArray<ImmutableArray<double>> Values)
{
    /// <summary>A table with one draw's constants in place of its own.</summary>
    /// <exception cref="ArgumentException">The table lacks one of the constants.</exception>
    public ParameterTable In(ParameterTable table, int draw)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.With(new ParameterTable([.. Names.Select((name, i) => table[name] with { Value = Values[draw][i] })]));
    }

    /// <summary>Numbers of some draws, spread evenly over all; of all where there are fewer.</summary>
    public IEnumerable<int> Spread(int count)
    {
        int taken = Math.Min(count, Values.Length);
        return Enumerable.Range(0, taken).Select(d => (int)((long)d * Values.Length / taken));
    }
}

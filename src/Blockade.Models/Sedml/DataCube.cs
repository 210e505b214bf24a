using System.Collections.Immutable;

namespace Blockade.Models.Sedml;

/// <summary>The numbers of a file, in its dimensions.</summary>
/// <param name="Dimensions">The outermost first.</param>
/// <param name="Values">The last dimension runs fastest; NaN where the file has nothing.</param>
public sealed record DataCube(ImmutableArray<DataDimension> Dimensions, ImmutableArray<double> Values)
{
    /// <summary>The place of a dimension by one of its names, or -1.</summary>
    public int PlaceOf(string dimension)
    {
        for (int d = 0; d < Dimensions.Length; d++)
        {
            if (Dimensions[d].Names.Contains(dimension)) return d;
        }

        return -1;
    }

    /// <summary>The numbers with some dimensions held, in the dimensions that are left. Cost: as many as they are.</summary>
    /// <param name="held">By dimension the place that it is held at, or -1.</param>
    public (ImmutableArray<int> Shape, ImmutableArray<double> Values) Slice(ReadOnlySpan<int> held)
    {
        int start = 0, stride = 1, count = 1;
        var free = new List<(int Length, int Stride)>();   // the innermost first
        for (int d = Dimensions.Length - 1; d >= 0; d--)
        {
            int length = Dimensions[d].Index.Length;
            if (held[d] >= 0) start += held[d] * stride;
            else
            {
                free.Add((length, stride));
                count *= length;
            }

            stride *= length;
        }

        var values = ImmutableArray.CreateBuilder<double>(count);
        for (int k = 0; k < count; k++)
        {
            int place = start, rest = k;
            foreach ((int length, int step) in free)
            {
                place += rest % length * step;
                rest /= length;
            }

            values.Add(Values[place]);
        }

        free.Reverse();
        return (free.Count == 0 ? [1] : [.. free.Select(f => f.Length)], values.MoveToImmutable());   // all held: one number
    }
}

using System.Collections.Immutable;

namespace Blockade.Archives;

/// <summary>Numbers in any number of dimensions, the last of which runs fastest. Where a part is shorter than others beside it, NaN fills it up.</summary>
/// <param name="Shape">The lengths of the dimensions.</param>
/// <param name="Values">As many as their product.</param>
public sealed record ResultArray(ImmutableArray<int> Shape, ImmutableArray<double> Values)
{
    /// <summary>One dimension.</summary>
    public static ResultArray Of(params ImmutableArray<double> values) => new([values.Length], values);

    /// <summary>Parts side by side in a new first dimension.</summary>
    public static ResultArray Stack(IReadOnlyList<ResultArray> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        int rank = parts.Select(p => p.Shape.Length).DefaultIfEmpty(1).Max();
        int[] largest = [.. Enumerable.Range(0, rank).Select(d => parts.Select(p => Length(p, d)).DefaultIfEmpty(0).Max())];
        int size = largest.Aggregate(1, (a, b) => a * b);
        var values = new double[parts.Count * size];
        Array.Fill(values, double.NaN);
        for (int k = 0; k < parts.Count; k++) Copy(parts[k], rank, largest, values.AsSpan(k * size, size));
        return new ResultArray([parts.Count, .. largest], [.. values]);
    }

    /// <summary>All numbers one after the other.</summary>
    public static ResultArray Join(IReadOnlyList<ResultArray> parts) => Of([.. parts.SelectMany(p => p.Values)]);

    /// <summary>The same in a shape that is at least as long everywhere; one number stands for all along a dimension.</summary>
    public ResultArray Fit(ImmutableArray<int> shape)
    {
        if (Shape.SequenceEqual(shape)) return this;
        var values = new double[shape.Aggregate(1, (a, b) => a * b)];
        if (Values.Length == 1) Array.Fill(values, Values[0]);
        else
        {
            Array.Fill(values, double.NaN);
            Copy(this, shape.Length, [.. shape], values);
        }

        return new ResultArray(shape, [.. values]);
    }

    // fewer dimensions stand at the first place of those that are missing behind
    private static int Length(ResultArray part, int dimension) => dimension < part.Shape.Length ? part.Shape[dimension] : 1;

    private static void Copy(ResultArray from, int rank, int[] into, Span<double> values)
    {
        Span<int> at = stackalloc int[rank];
        for (int k = 0; k < from.Values.Length; k++)
        {
            int place = 0;
            for (int d = 0; d < rank; d++) place = (place * into[d]) + at[d];
            values[place] = from.Values[k];
            for (int d = Math.Min(rank, from.Shape.Length) - 1; d >= 0 && ++at[d] == from.Shape[d]; d--) at[d] = 0;
        }
    }
}

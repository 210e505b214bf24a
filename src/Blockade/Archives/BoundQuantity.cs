namespace Blockade.Archives;

/// <summary>What a target is in a model's equations.</summary>
/// <param name="Read">The place of the quantity that it is.</param>
/// <param name="Over">The place of what that is divided by, or -1.</param>
/// <param name="Written">The quantity that is given a value in its stead; null where it follows from others.</param>
/// <param name="Times">The place of what the value is multiplied with, or -1.</param>
internal readonly record struct BoundQuantity(int Read, int Over, string? Written, int Times)
{
    /// <summary>Its value among all of a model's.</summary>
    public double Value(ReadOnlySpan<double> values) => Over < 0 ? values[Read] : values[Read] / values[Over];

    /// <summary>The value to be written so that it becomes a number.</summary>
    public double ToWrite(double value, ReadOnlySpan<double> values) => Times < 0 ? value : value * values[Times];
}

namespace Blockade.Sensitivity;

/// <summary>A constant that is not known: uniform between two values, or its logarithm is.</summary>
public sealed record UncertainInput
{
    /// <summary>Takes the range.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="low">Lower end.</param>
    /// <param name="high">Upper end, above the lower one.</param>
    /// <param name="isLogarithmic">Whether the logarithm is uniform; then the lower end is positive.</param>
    /// <exception cref="ArgumentException">The range is empty or not finite, or has no logarithm.</exception>
    public UncertainInput(string name, double low, double high, bool isLogarithmic)
    {
        if (!(double.IsFinite(low) && double.IsFinite(high) && low < high)) throw new ArgumentException($"'{name}' needs two finite ends, the lower first, not {low} and {high}.", nameof(high));
        if (isLogarithmic && low <= 0) throw new ArgumentException($"'{name}' has a logarithm, so its range begins above zero, not at {low}.", nameof(low));
        (Name, Low, High, IsLogarithmic) = (name, low, high, isLogarithmic);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Lower end.</summary>
    public double Low { get; }

    /// <summary>Upper end.</summary>
    public double High { get; }

    /// <summary>Whether the logarithm is uniform.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>The value at a place of the range, 0 at the lower end and 1 at the upper one.</summary>
    public double At(double place) => IsLogarithmic ? Low * Math.Pow(High / Low, place) : Low + (place * (High - Low));
}

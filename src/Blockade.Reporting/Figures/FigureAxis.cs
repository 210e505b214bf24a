namespace Blockade.Reporting;

/// <summary>What an axis measures.</summary>
public sealed record FigureAxis
{
    /// <param name="label">The quantity, such as <c>Time since randomisation</c>.</param>
    /// <param name="unit">Its unit, such as <c>months</c>; <c>1</c> for a pure number, which is then not printed.</param>
    /// <exception cref="ArgumentException">One of them is blank.</exception>
    public FigureAxis(string label, string unit)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(label);
        ArgumentException.ThrowIfNullOrWhiteSpace(unit);
        (Label, Unit) = (label, unit);
    }

    /// <summary>The quantity.</summary>
    public string Label { get; }

    /// <summary>Its unit; <c>1</c> for a pure number.</summary>
    public string Unit { get; }

    /// <summary>Whether equal ratios are equally far apart. All values are then positive.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>The axis title: <c>label (unit)</c>.</summary>
    public string Title => Unit == "1" ? Label : $"{Label} ({Unit})";
}

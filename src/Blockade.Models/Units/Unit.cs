namespace Blockade.Models.Units;

/// <summary>A unit: its kind and its size in the canonical unit of that kind (nmol, mg, dm, hour; so litre and nM).</summary>
/// <param name="Text">As written.</param>
/// <param name="Dimension">Its kind.</param>
/// <param name="Factor">One of it in canonical units; positive.</param>
public sealed record Unit(string Text, Dimension Dimension, double Factor)
{
    /// <summary>What a value in this unit is in another.</summary>
    /// <exception cref="ArgumentException">The other measures something else.</exception>
    public double To(Unit other, double value)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Dimension != Dimension) throw new ArgumentException($"'{Text}' is {Dimension.Describe()}, '{other.Text}' is {other.Dimension.Describe()}.", nameof(other));
        return Factor == other.Factor ? value : value * (Factor / other.Factor);
    }
}

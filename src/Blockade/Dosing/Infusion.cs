namespace Blockade.Dosing;

/// <summary>A dose given at a constant rate.</summary>
/// <param name="Drug">The drug's name.</param>
/// <param name="StartDays">When it begins, days.</param>
/// <param name="Milligrams">How much.</param>
/// <param name="DurationDays">How long it runs, days; positive.</param>
public sealed record Infusion(string Drug, double StartDays, double Milligrams, double DurationDays) : Dose(Drug, StartDays, Milligrams)
{
    /// <inheritdoc/>
    public override double EndDays => StartDays + DurationDays;

    /// <summary>mg/day while it runs.</summary>
    public double MilligramsPerDay => Milligrams / DurationDays;
}

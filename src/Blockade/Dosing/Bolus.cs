namespace Blockade.Dosing;

/// <summary>A dose given at once.</summary>
public sealed record Bolus(string Drug, double StartDays, double Milligrams) : Dose(Drug, StartDays, Milligrams)
{
    /// <inheritdoc/>
    public override double EndDays => StartDays;
}

namespace Blockade.Dosing;

/// <summary>One administration to one patient.</summary>
/// <param name="Drug">The drug's name, such as <c>trastuzumab</c>.</param>
/// <param name="StartDays">When it begins, days since the first dose of the regimen.</param>
/// <param name="Milligrams">How much.</param>
public abstract record Dose(string Drug, double StartDays, double Milligrams)
{
    /// <summary>When the last of it has been given, days.</summary>
    public abstract double EndDays { get; }
}

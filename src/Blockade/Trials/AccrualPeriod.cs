namespace Blockade.Trials;

/// <summary>A time in which patients enter at one rate.</summary>
/// <param name="Months">How long; positive.</param>
/// <param name="PatientsPerMonth">How many enter a month, relative to the other periods.</param>
public readonly record struct AccrualPeriod(double Months, double PatientsPerMonth);

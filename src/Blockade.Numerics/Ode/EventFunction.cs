namespace Blockade.Numerics.Ode;

/// <summary>A function of time and state whose change of sign stops an integration.</summary>
public delegate double EventFunction(double t, ReadOnlySpan<double> y);

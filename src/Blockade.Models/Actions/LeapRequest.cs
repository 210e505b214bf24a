namespace Blockade.Models.Actions;

/// <summary>What a file asks of leaps (<c>pla_config</c>).</summary>
/// <param name="Tolerance">By what share of the total a propensity may change in a leap, 1e-6 to 0.5; infinite where the length alone counts, null for the method's own.</param>
/// <param name="Longest">The longest leap; null where only the tolerance bounds it.</param>
/// <param name="Order">1 for the propensities at the start of a leap (<c>fEuler</c>), 2 for those in its middle (<c>midpt</c>), 4 for a Runge-Kutta mean of four (<c>rk4</c>).</param>
public sealed record LeapRequest(double? Tolerance, double? Longest, int Order);

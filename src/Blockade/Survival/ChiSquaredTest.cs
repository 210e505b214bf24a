namespace Blockade.Survival;

/// <summary>A test that refers to the chi-squared distribution.</summary>
/// <param name="Statistic">The statistic; zero where there was nothing to compare.</param>
/// <param name="DegreesOfFreedom">Degrees of freedom; zero where there was nothing to compare.</param>
public readonly record struct ChiSquaredTest(double Statistic, int DegreesOfFreedom)
{
    /// <summary>The chance of a larger statistic under the null; NaN without degrees of freedom, for then there is no test.</summary>
    public double PValue => Tail.ChiSquared(Statistic, DegreesOfFreedom);
}

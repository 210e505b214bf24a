using System.Diagnostics;
using MathNet.Numerics.Distributions;

namespace Blockade.Petab;

/// <summary>A prior density of a parameter.</summary>
/// <param name="Shape">The family.</param>
/// <param name="A">Its first parameter.</param>
/// <param name="B">Its second, where the family has one.</param>
/// <param name="Scale">
/// Linear: of the parameter itself. Log: of the parameter, whose logarithm has the family's law. Otherwise of the number on that scale.
/// </param>
/// <param name="OnScale">The density is that of the number on the scale, not of the parameter.</param>
/// <param name="Lower">Where it is cut off; minus infinity where it is not.</param>
/// <param name="Upper">Where it is cut off above.</param>
public sealed record PetabPrior(PriorShape Shape, double A, double B, ParameterScale Scale, bool OnScale, double Lower, double Upper)
{
    /// <summary>The logarithm of the density at a value of the parameter; minus infinity where it is zero.</summary>
    public double LogDensity(double value)
    {
        if (value < Lower || value > Upper) return double.NegativeInfinity;
        double scaled = Scale.Apply(value);
        double density = Log(scaled);
        if (!OnScale && Scale != ParameterScale.Linear) density -= Math.Log(value);
        double mass = Mass(double.IsPositiveInfinity(Upper) ? Upper : Scale.Apply(Upper)) - Mass(Lower <= 0 && Scale != ParameterScale.Linear ? double.NegativeInfinity : Scale.Apply(Lower));
        return mass == 1 ? density : density - Math.Log(mass);
    }

    /// <summary>The value of the parameter below which a part of the prior lies. Of uniform, normal and Laplace laws, from which starts are drawn; not cut off.</summary>
    /// <param name="part">Above 0 and below 1.</param>
    public double Quantile(double part) => Scale.Invert(Shape switch
    {
        PriorShape.Uniform => A + ((B - A) * part),
        PriorShape.Normal => Normal.InvCDF(A, B, part),
        PriorShape.Laplace => part < 0.5 ? A + (B * Math.Log(2 * part)) : A - (B * Math.Log(2 * (1 - part))),
        _ => throw new UnreachableException(),
    });

    private double Log(double x) => Shape switch
    {
        PriorShape.Uniform => x < A || x > B ? double.NegativeInfinity : -Math.Log(B - A),
        PriorShape.Normal => Normal.PDFLn(A, B, x),
        PriorShape.Laplace => -Math.Log(2 * B) - (Math.Abs(x - A) / B),
        PriorShape.Cauchy => Cauchy.PDFLn(A, B, x),
        _ when x < 0 => double.NegativeInfinity,
        PriorShape.ChiSquare => ChiSquared.PDFLn(A, x),
        PriorShape.Exponential => -Math.Log(A) - (x / A),
        PriorShape.Gamma => Gamma.PDFLn(A, 1 / B, x),
        PriorShape.Rayleigh => Rayleigh.PDFLn(A, x),
        _ => throw new UnreachableException(),
    };

    private double Mass(double x)
    {
        if (double.IsInfinity(x)) return x > 0 ? 1 : 0;
        return Shape switch
        {
            PriorShape.Uniform => Math.Clamp((x - A) / (B - A), 0, 1),
            PriorShape.Normal => Normal.CDF(A, B, x),
            PriorShape.Laplace => x < A ? Math.Exp((x - A) / B) / 2 : 1 - (Math.Exp((A - x) / B) / 2),
            PriorShape.Cauchy => Cauchy.CDF(A, B, x),
            _ when x <= 0 => 0,
            PriorShape.ChiSquare => ChiSquared.CDF(A, x),
            PriorShape.Exponential => 1 - Math.Exp(-x / A),
            PriorShape.Gamma => Gamma.CDF(A, 1 / B, x),
            PriorShape.Rayleigh => Rayleigh.CDF(A, x),
            _ => throw new UnreachableException(),
        };
    }
}

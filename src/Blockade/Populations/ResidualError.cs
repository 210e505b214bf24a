using Blockade.Evidence;
using Blockade.Numerics.Random;

namespace Blockade.Populations;

/// <summary>
/// How far an observed plasma concentration lies from the model's: assay, timing and misfit together, as the population models report it. Trials are not
/// touched by it: nobody acts on a measured concentration.
/// </summary>
/// <param name="Proportional">SD of the part that goes with the concentration, as a share of it.</param>
/// <param name="AdditiveMilligramsPerLitre">SD of the part that does not, mg/L.</param>
/// <param name="IsLogarithmic">Whether the first part adds to the logarithm instead of multiplying the concentration.</param>
public sealed record ResidualError(double Proportional, double AdditiveMilligramsPerLitre, bool IsLogarithmic)
{
    /// <summary>Trastuzumab's: proportional and additive (Quartino 2019).</summary>
    public static ResidualError OfTrastuzumab(ParameterTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new ResidualError(table.Value("pk.trastuzumab.proportionalError"), table.Value("pk.trastuzumab.additiveError"), false);
    }

    /// <summary>Pertuzumab's: additive on the logarithm (Garg 2014).</summary>
    public static ResidualError OfPertuzumab(ParameterTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new ResidualError(table.Value("pk.pertuzumab.proportionalError"), 0, true);
    }

    /// <summary>
    /// One observation, mg/L; none below zero, since an assay reports none. Takes two draws from <paramref name="random"/>, whatever the
    /// parts, so that observations of two drugs stay aligned.
    /// </summary>
    public double Observe(double milligramsPerLitre, ref RandomSequence random)
    {
        double first = Proportional * random.NextNormal();
        double second = AdditiveMilligramsPerLitre * random.NextNormal();
        double observed = IsLogarithmic ? milligramsPerLitre * Math.Exp(first) : milligramsPerLitre * (1 + first);
        return Math.Max(0, observed + second);
    }
}

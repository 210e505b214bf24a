using System.Collections.Immutable;
using Blockade.Numerics.Random;

namespace Blockade.Tumours;

/// <summary>One patient's disease: rates and lesions, the same in every arm.</summary>
/// <param name="GrowthPerDay">Net growth with full signal, 1/day.</param>
/// <param name="LossPerDay">Net loss without signal, 1/day.</param>
/// <param name="DocetaxelKill">Kill per mg h/L of docetaxel's effect, 1/day.</param>
/// <param name="Bypass">Share of a blocked signal that is replaced downstream, 0 to 1.</param>
/// <param name="Lesions">Target lesions, at least one.</param>
/// <param name="DeathThreshold">Cumulative hazard at which the patient dies: a unit exponential.</param>
/// <param name="NewLesionThreshold">Cumulative hazard at which a new lesion appears: a unit exponential.</param>
public sealed record TumourTraits(
    double GrowthPerDay,
    double LossPerDay,
    double DocetaxelKill,
    double Bypass,
    ImmutableArray<Lesion> Lesions,
    double DeathThreshold,
    double NewLesionThreshold)
{
    /// <summary>Sum of the diameters at baseline, mm.</summary>
    public double BaselineMillimetres => Lesions.Sum(l => l.DiameterMillimetres);

    /// <summary>The same disease after an earlier line: every lesion with the clones that line has left, and docetaxel as far as cells still answer it.</summary>
    /// <param name="logSensitive">Logarithm of the factor by which sensitive cells have grown.</param>
    /// <param name="logResistant">Logarithm of the factor by which resistant cells have.</param>
    /// <param name="docetaxelLeft">Share of docetaxel's kill that is left.</param>
    public TumourTraits After(double logSensitive, double logResistant, double docetaxelLeft)
    {
        (double sensitive, double resistant) = (Math.Exp(logSensitive), Math.Exp(logResistant));
        return this with
        {
            DocetaxelKill = DocetaxelKill * docetaxelLeft,
            Lesions =
            [
                .. Lesions.Select(l =>
                {
                    double left = (l.ResistantShare * resistant) + ((1 - l.ResistantShare) * sensitive);
                    double volume = l.ScarShare + ((1 - l.ScarShare) * left);
                    return new Lesion(l.DiameterMillimetres * Math.Cbrt(volume), l.ResistantShare * resistant / left, l.ScarShare / volume);
                }),
            ],
        };
    }

    /// <summary>
    /// Draws the traits at one patient's address. The draws are taken in a fixed order and scaled by the parameters, so that two
    /// parameter sets see the same patients (common random numbers).
    /// </summary>
    public static TumourTraits Draw(
        TumourParameters parameters, double baselineMillimetres, int lesionCount, bool pik3caMutated, RandomSequence random)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfLessThan(lesionCount, 1);
        double growth = parameters.GrowthPerDay * Math.Exp(parameters.GrowthSpread * random.NextNormal());
        double loss = parameters.LossPerDay * Math.Exp(parameters.LossSpread * random.NextNormal());
        double kill = parameters.DocetaxelKill * Math.Exp(parameters.DocetaxelKillSpread * random.NextNormal());
        double logOdds = parameters.ResistantLogOdds + (parameters.ResistantSpread * random.NextNormal());
        double death = random.NextExponential();
        double newLesion = random.NextExponential();

        var sizes = new double[lesionCount];
        var lesionLogOdds = new double[lesionCount];
        for (int i = 0; i < lesionCount; i++)
        {
            sizes[i] = 0.3 + random.NextExponential();   // lesions of unlike size, none negligible
            lesionLogOdds[i] = logOdds + (parameters.LesionSpread * random.NextNormal());
        }

        // after all that was drawn before there were scars
        var scars = new double[lesionCount];
        for (int i = 0; i < lesionCount; i++) scars[i] = parameters.ScarLogOdds + (parameters.ScarSpread * random.NextNormal());

        double total = sizes.Sum();
        return new TumourTraits(
            growth,
            loss,
            kill,
            pik3caMutated ? parameters.Pik3caBypass : 0,
            [.. Enumerable.Range(0, lesionCount).Select(i => new Lesion(
                baselineMillimetres * sizes[i] / total, 1 / (1 + Math.Exp(-lesionLogOdds[i])), 1 / (1 + Math.Exp(-scars[i]))))],
            death,
            newLesion);
    }
}

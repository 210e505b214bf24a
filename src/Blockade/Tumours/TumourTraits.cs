using System.Collections.Immutable;
using Blockade.Numerics.Random;

namespace Blockade.Tumours;

/// <summary>One patient's disease: rates and lesions, the same in every arm.</summary>
/// <param name="GrowthPerDay">Net growth with full signal, 1/day.</param>
/// <param name="LossPerDay">Net loss without signal, 1/day.</param>
/// <param name="DocetaxelKill">Kill per mg h/L of docetaxel's effect, 1/day.</param>
/// <param name="Bypass">Share of a blocked signal that is replaced downstream, 0 to 1.</param>
/// <param name="Lesions">Lesions, at least one; those that are targets come first.</param>
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
    /// <summary>How many of the lesions are targets.</summary>
    public int Targets { get; init; } = Lesions.Length;

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
                    return l with { DiameterMillimetres = l.DiameterMillimetres * Math.Cbrt(volume), ResistantShare = l.ResistantShare * resistant / left, ScarShare = l.ScarShare / volume };
                }),
            ],
        };
    }

    /// <summary>The same disease with its target lesions chosen by criteria; all others are followed as non-target lesions.</summary>
    public TumourTraits Followed(ResponseCriteria criteria)
    {
        ImmutableArray<int> targets = TargetLesions.Choose(criteria, [.. Lesions.Select(l => (l.NotMeasurable ? 0 : l.DiameterMillimetres, l.Organ))]);
        return this with
        {
            Targets = targets.Length,
            Lesions = [.. targets.Select(i => Lesions[i]), .. Lesions.Where((_, i) => !targets.Contains(i))],
        };
    }

    /// <summary>
    /// Draws the traits at one patient's address. The draws are taken in a fixed order and scaled by the parameters, so that two
    /// parameter sets see the same patients (common random numbers). Lesions that cannot be measured have draws of their own.
    /// </summary>
    public static TumourTraits Draw(
        TumourParameters parameters, double baselineMillimetres, int lesionCount, bool pik3caMutated, RandomSequence random, OtherLesionDraws? others = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfLessThan(lesionCount + (others?.Count ?? 0), 1);
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
        Lesion[] lesions =
        [
            .. Enumerable.Range(0, lesionCount).Select(i => new Lesion(
                baselineMillimetres * sizes[i] / total, 1 / (1 + Math.Exp(-lesionLogOdds[i])), 1 / (1 + Math.Exp(-scars[i])))),
        ];
        return new TumourTraits(
            growth, loss, kill, pik3caMutated ? parameters.Pik3caBypass : 0, [.. others is OtherLesionDraws draws ? Joined(parameters, lesions, logOdds, draws) : lesions], death, newLesion);
    }

    // those that cannot be measured are of the same tumour: their clones scatter about the patient's as those of the others do
    private static Lesion[] Joined(TumourParameters parameters, Lesion[] measurable, double logOdds, OtherLesionDraws draws)
    {
        RandomSequence random = draws.Random;
        var others = new Lesion[draws.Count];
        for (int i = 0; i < others.Length; i++)
        {
            double size = 0.3 + random.NextExponential();
            double resistant = logOdds + (parameters.LesionSpread * random.NextNormal());
            double scar = parameters.ScarLogOdds + (parameters.ScarSpread * random.NextNormal());
            others[i] = new Lesion(size, 1 / (1 + Math.Exp(-resistant)), 1 / (1 + Math.Exp(-scar))) { NotMeasurable = true };
        }

        double total = others.Sum(l => l.DiameterMillimetres);
        Lesion[] all = [.. measurable, .. others.Select(l => l with { DiameterMillimetres = draws.Millimetres * l.DiameterMillimetres / total })];
        for (int i = 0; i < all.Length; i++) all[i] = all[i] with { Organ = random.NextInt32(draws.Organs) };
        return all;
    }
}

using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Tumours;

namespace Blockade.Tests.Tumours;

/// <summary>A tumour with round numbers, so that closed forms are easy to write down.</summary>
internal static class SampleTumour
{
    public static TumourParameters Parameters { get; } = new()
    {
        GrowthPerDay = 0.01, GrowthSpread = 0.5, LossPerDay = 0.02, LossSpread = 0.7, SignalHalfScale = 1, AktWeight = 8, ErkWeight = 0.5,
        DocetaxelKill = 0.004, DocetaxelKillSpread = 0.8, DocetaxelEliminationPerDay = 0.0143, DocetaxelFadePerDay = 0.0064,
        AdccKillPerDay = 0.006, AdccHalfMolecules = 2e5, ResistantLogOdds = -3, ResistantSpread = 2, LesionSpread = 0.7, ScarLogOdds = -800, ScarSpread = 0,
        ResistantDocetaxelShare = 0.7, Pik3caBypass = 0.35, NewLesionsPerYear = 0.25, DeathPerYear = 0.2, DeathExponent = 0.7,
        NextLineGrowthShare = 0.3, PathologicalResponseLog10 = -3,
    };

    /// <summary>RECIST 1.0 or 1.1, as it ships.</summary>
    public static ResponseCriteria Recist(string version) => CriteriaReader.Read(Her2Files.Read($"criteria/recist-{version}.toml")).Value!;

    /// <summary>Neither grows nor shrinks without treatment.</summary>
    public static TumourTraits Resting { get; } = new(0, 0, 0, 0, [new Lesion(100, 0, 0)], double.PositiveInfinity, double.PositiveInfinity);

    public static TumourTraits Traits { get; } = new(
        0.012, 0.03, 0.005, 0.25, [new Lesion(60, 0.02, 0), new Lesion(40, 0.3, 0)], double.PositiveInfinity, double.PositiveInfinity);

    public static TreatmentDrive Untreated { get; } = new(0.4, -0.3, 0, 0);

    public static double[] Diameters(TumourState tumour, TumourTraits traits)
    {
        var millimetres = new double[traits.Lesions.Length];
        tumour.Diameters(millimetres);
        return millimetres;
    }

    public static ImmutableArray<double> SumsByDay(TumourParameters parameters, TumourTraits traits, TreatmentDrive drive, int days)
    {
        var tumour = new TumourState(parameters, traits, Untreated);
        var sums = ImmutableArray.CreateBuilder<double>(days);
        for (int day = 0; day < days; day++)
        {
            tumour.Advance(drive);
            sums.Add(Diameters(tumour, traits).Sum());
        }

        return sums.MoveToImmutable();
    }
}

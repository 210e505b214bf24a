using System.Collections.Immutable;
using System.Diagnostics;
using Blockade.Populations;

namespace Blockade.Trials;

/// <summary>What each factor of stratification is called, and which level of it a patient has.</summary>
public static class StratificationFactors
{
    /// <summary>All of them by their words in files, in the order of the enumeration.</summary>
    public static ImmutableArray<(string Word, StratificationFactor Factor)> All { get; } = [.. Enum.GetValues<StratificationFactor>().Select(f => (Words(f), f))];

    /// <summary>The factor in words, as files have it.</summary>
    public static string Words(StratificationFactor factor) => factor switch
    {
        StratificationFactor.Region => "region",
        StratificationFactor.PriorChemotherapy => "prior chemotherapy",
        StratificationFactor.HormoneReceptor => "hormone receptor",
        StratificationFactor.PerformanceStatus => "performance status",
        StratificationFactor.LiverMetastases => "liver metastases",
        StratificationFactor.Pik3ca => "PIK3CA",
        _ => throw new UnreachableException(),
    };

    /// <summary>A patient's level, from 0, and how many levels there are.</summary>
    public static (int Level, int Levels) Level(StratificationFactor factor, VirtualPatient patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        return factor switch
        {
            StratificationFactor.Region => ((int)patient.Region, 4),
            StratificationFactor.PriorChemotherapy => (patient.PriorChemotherapy ? 1 : 0, 2),
            StratificationFactor.HormoneReceptor => (patient.HormoneReceptorPositive ? 1 : 0, 2),
            StratificationFactor.PerformanceStatus => (Math.Min(patient.Ecog, 1), 2),
            StratificationFactor.LiverMetastases => (patient.LiverMetastases ? 1 : 0, 2),
            StratificationFactor.Pik3ca => (patient.Pik3caMutated ? 1 : 0, 2),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>A patient's level in words.</summary>
    public static string LevelWords(StratificationFactor factor, VirtualPatient patient) => (factor, Level(factor, patient).Level) switch
    {
        (StratificationFactor.Region, _) => patient.Region.ToString(),
        (StratificationFactor.PriorChemotherapy, int yes) => yes == 1 ? "prior chemotherapy" : "no prior chemotherapy",
        (StratificationFactor.HormoneReceptor, int yes) => yes == 1 ? "hormone receptor positive" : "hormone receptor negative",
        (StratificationFactor.PerformanceStatus, int one) => one == 1 ? "ECOG 1 or more" : "ECOG 0",
        (StratificationFactor.LiverMetastases, int yes) => yes == 1 ? "liver metastases" : "no liver metastases",
        (StratificationFactor.Pik3ca, int yes) => yes == 1 ? "PIK3CA mutated" : "PIK3CA wild type",
        _ => throw new UnreachableException(),
    };
}

using System.Collections.Immutable;

namespace Blockade.Populations;

/// <summary>Something of a patient that a protocol may ask for.</summary>
/// <param name="Name">What it is called in files.</param>
/// <param name="Unit">Its unit; null where the answer is yes or no, 1 or 0.</param>
/// <param name="Of">Its value.</param>
public sealed record PatientProperty(string Name, string? Unit, Func<VirtualPatient, double> Of)
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<PatientProperty> All { get; } =
    [
        new("age", "years", p => p.AgeYears),
        new("weight", "kg", p => p.WeightKilograms),
        new("ECOG", "1", p => p.Ecog),
        new("albumin", "g/L", p => p.AlbuminGramsPerLitre),
        new("AST", "IU/L", p => p.AstUnitsPerLitre),
        new("AAG", "g/L", p => p.AagGramsPerLitre),
        new("neutrophils", "1e9/L", p => p.Neutrophils.BaselineGigaPerLitre),
        new("target lesions", "1", p => p.TargetLesions),
        new("sum of diameters", "mm", p => p.BaselineMillimetres),
        new("HER2", "molecules", p => p.Her2PerCell),
        new("HER3", "molecules", p => p.Her3PerCell),
        new("heregulin", "nM", p => p.HeregulinNanomolar),
        new("prior chemotherapy", null, p => p.PriorChemotherapy ? 1 : 0),
        new("hormone receptor", null, p => p.HormoneReceptorPositive ? 1 : 0),
        new("liver metastases", null, p => p.LiverMetastases ? 1 : 0),
        new("PIK3CA mutated", null, p => p.Pik3caMutated ? 1 : 0),
    ];
}

using System.Collections.Immutable;
using Blockade.Populations;

namespace Blockade.Trials;

/// <summary>Patients who have something in common before they are treated.</summary>
/// <param name="Factor">What they are told apart by, such as <c>region</c>.</param>
/// <param name="Name">What they are called, such as <c>Asia</c>.</param>
/// <param name="Holds">Who is one.</param>
public sealed record Subgroup(string Factor, string Name, Func<VirtualPatient, bool> Holds)
{
    /// <summary>All of them, factor by factor; those of one factor are everybody, each once.</summary>
    public static ImmutableArray<Subgroup> All { get; } =
    [
        new("region", "Asia", p => p.Region == Region.Asia),
        new("region", "outside Asia", p => p.Region != Region.Asia),
        new("age", "under 65", p => p.AgeYears < 65),
        new("age", "65 and over", p => p.AgeYears >= 65),
        new("performance status", "ECOG 0", p => p.Ecog == 0),
        new("performance status", "ECOG 1 or more", p => p.Ecog > 0),
        new("prior chemotherapy", "prior chemotherapy", p => p.PriorChemotherapy),
        new("prior chemotherapy", "no prior chemotherapy", p => !p.PriorChemotherapy),
        new("hormone receptor", "hormone receptor positive", p => p.HormoneReceptorPositive),
        new("hormone receptor", "hormone receptor negative", p => !p.HormoneReceptorPositive),
        new("liver metastases", "liver metastases", p => p.LiverMetastases),
        new("liver metastases", "no liver metastases", p => !p.LiverMetastases),
        new("PIK3CA", "PIK3CA mutated", p => p.Pik3caMutated),
        new("PIK3CA", "PIK3CA wild type", p => !p.Pik3caMutated),
        new("heregulin", "heregulin", p => p.HeregulinNanomolar > 0),
        new("heregulin", "no heregulin", p => p.HeregulinNanomolar == 0),
    ];

    /// <summary>The one of a name, or null.</summary>
    public static Subgroup? Named(string name) => All.FirstOrDefault(s => s.Name == name);
}

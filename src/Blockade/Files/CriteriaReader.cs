using Blockade.Models.Diagnostics;
using Blockade.Tumours;

namespace Blockade.Files;

/// <summary>Reads response criteria: a file of <c>models/her2/criteria</c>, or the <c>[criteria]</c> table of a trial.</summary>
public static class CriteriaReader
{
    /// <summary>Reads a file; every problem is reported at once.</summary>
    public static Checked<ResponseCriteria> Read(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return TomlDocument.Read(source, "response criteria", Criteria);
    }

    internal static ResponseCriteria Criteria(TomlTable table)
    {
        string name = table.Text("name");
        TomlTable response = table.Table("response"), progression = table.Table("progression");
        return new ResponseCriteria
        {
            Name = name,
            Shrinkage = response.Quantity("shrinkage", "1", 0.01, 1),
            ConfirmedAfterDays = response.OptionalQuantity("confirmed_after", "days", 1, 365),
            BenefitDays = response.OptionalQuantity("benefit_after", "days", 1, 3650) ?? 168,
            Growth = progression.Quantity("growth", "1", 0.01, 10),
            LeastGrowthMillimetres = progression.OptionalQuantity("least_growth", "mm", 0, 100) ?? 0,
            NewLesionProgresses = progression.Boolean("new_lesion"),
            ReappearanceProgresses = progression.Boolean("reappearance"),
        };
    }
}

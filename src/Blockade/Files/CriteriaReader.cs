using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Tumours;

namespace Blockade.Files;

/// <summary>Reads response criteria: a file of <c>models/her2/criteria</c>, or the <c>[criteria]</c> table of a trial. What a table leaves out is as in RECIST 1.1.</summary>
public static class CriteriaReader
{
    private static readonly ImmutableArray<(string Word, Response? Value)> TargetWords =
        [("none", null), ("CR", Response.Complete), ("PR", Response.Partial), ("SD", Response.Stable), ("NE", Response.NotEvaluable)];

    private static readonly ImmutableArray<(string Word, Response? Value)> NonTargetWords =
        [("none", null), ("CR", Response.Complete), ("non-CR/non-PD", Response.Persisting), ("NE", Response.NotEvaluable)];

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
        TomlTable? measurable = table.OptionalTable("measurable"), nonTarget = table.OptionalTable("non_target");
        return new ResponseCriteria
        {
            Name = name,
            MeasurableMillimetres = measurable?.Quantity("smallest", "mm", 1, 100) ?? 10,
            MostTargets = measurable?.Integer("most_targets", 1, 100) ?? 5,
            MostTargetsPerOrgan = measurable?.Integer("most_targets_per_organ", 1, 100) ?? 2,
            Shrinkage = response.Quantity("shrinkage", "1", 0.01, 1),
            ConfirmedAfterDays = response.OptionalQuantity("confirmed_after", "days", 1, 365),
            BenefitDays = response.OptionalQuantity("benefit_after", "days", 1, 3650) ?? 168,
            StableAfterDays = response.OptionalQuantity("stable_after", "days", 1, 365),
            AmongMeasurable = !response.MayHave("among") || response.Choice("among", ("measurable disease", true), ("all patients", false)),
            Growth = progression.Quantity("growth", "1", 0.01, 10),
            LeastGrowthMillimetres = progression.OptionalQuantity("least_growth", "mm", 0, 100) ?? 0,
            NewLesionProgresses = progression.Boolean("new_lesion"),
            ReappearanceProgresses = progression.Boolean("reappearance"),
            NonTargetGrowth = nonTarget?.Quantity("growth", "1", 0.01, 10) ?? 0.2,
            TimePoints = table.MayHave("time_point") ? TimePoints(table) : TimePointTable.Recist11,
        };
    }

    private static TimePointTable TimePoints(TomlTable criteria)
    {
        ImmutableArray<TomlTable> tables = criteria.Tables("time_point");
        var rows = new TimePointTable([.. tables.Select(row => new TimePointRow(
            row.MayHave("target") ? row.Choices("target", TargetWords.AsSpan()) : [],
            row.MayHave("non_target") ? row.Choices("non_target", NonTargetWords.AsSpan()) : [],
            row.Choice("overall", ("CR", Response.Complete), ("PR", Response.Partial), ("SD", Response.Stable), ("non-CR/non-PD", Response.Persisting),
                ("PD", Response.Progression), ("NE", Response.NotEvaluable))))]);
        if (tables.IsEmpty || tables.Any(t => t.HasErrors) || !rows.Missing.Any()) return rows;
        string Words((Response? Target, Response? NonTarget) pair) => $"target {TargetWords.First(w => w.Value == pair.Target).Word} with non-target {NonTargetWords.First(w => w.Value == pair.NonTarget).Word}";
        criteria.Error("STD1033", criteria.SpanOf("time_point"), $"no row of 'time_point' is about {string.Join(", ", rows.Missing.Select(Words))}", "add a row; one that leaves out target or non_target is about whatever that does");
        return rows;
    }
}

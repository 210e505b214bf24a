using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Models.Diagnostics;
using Blockade.Models.Units;
using Blockade.Simulation;

namespace Blockade.Files;

/// <summary>Reads a regimen: drugs, doses and the clock.</summary>
public static class RegimenReader
{
    /// <summary>Reads a regimen file; every problem is reported at once.</summary>
    public static Checked<Regimen> Read(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return TomlDocument.Read(source, "a regimen", root => new Regimen(root.Text("name"), Drugs(root)));
    }

    /// <summary>The drugs of a table that holds [[drug]] tables: a regimen's root, or a trial's arm.</summary>
    internal static ImmutableArray<DrugSchedule> Drugs(TomlTable table)
    {
        var schedules = ImmutableArray.CreateBuilder<DrugSchedule>();
        foreach (TomlTable drug in table.Tables("drug"))
        {
            string name = drug.Choice("drug", [.. SubjectSimulator.Drugs.Select(d => (d, d))]);
            if (!drug.HasErrors && schedules.Any(s => s.Drug == name)) drug.Error("STD1001", drug.SpanOf("drug"), $"'{name}' is there twice");
            double interval = drug.Quantity("interval", "days", 1, 365);
            if (interval != Math.Floor(interval)) drug.Error("STD1002", drug.SpanOf("interval"), "an interval is a whole number of days");
            schedules.Add(new DrugSchedule(
                name,
                drug.MayHave("loading") ? Amount(drug, "loading") : null,
                Amount(drug, "maintenance"),
                interval,
                drug.OptionalInteger("cycles", 1, 1000),
                drug.Quantity("first_infusion", "min", 0, 1440),
                drug.Quantity("later_infusions", "min", 0, 1440),
                drug.OptionalQuantity("reload_after", "days", 1, 365),
                drug.OptionalQuantity("start", "min", 0, 1440) ?? 0));
        }

        return schedules.ToImmutable();
    }

    // mg, mg/kg or mg/m2: three dimensions, because body weight is not a mass
    private static DoseAmount Amount(TomlTable drug, string key)
    {
        Quantity dose = drug.Quantity(key, QuantityKind.Dose, 1e-3, 1e5);
        return QuantityKind.DosePerWeight.Accepts(dose.Dimension) ? new DoseAmount.PerKilogram(dose.In("mg/kg"))
            : QuantityKind.DosePerArea.Accepts(dose.Dimension) ? new DoseAmount.PerSquareMetre(dose.In("mg/m^2"))
            : new DoseAmount.Fixed(dose.In("mg"));
    }
}

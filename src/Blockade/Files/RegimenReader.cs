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
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        (TomlTable? root, _) = StudyFile.Open(source, diagnostics);
        Regimen? regimen = null;
        if (root is not null)
        {
            regimen = new Regimen(root.Text("name"), Drugs(root));
            root.Finish();
        }

        return new(diagnostics.Any(d => d.Severity == Severity.Error) ? null : regimen, diagnostics.ToImmutable());
    }

    /// <summary>The drugs of a table that holds [[drug]] tables: a regimen's root, or a trial's arm.</summary>
    internal static ImmutableArray<DrugSchedule> Drugs(TomlTable table)
    {
        var schedules = ImmutableArray.CreateBuilder<DrugSchedule>();
        foreach (TomlTable drug in table.Tables("drug"))
        {
            string name = drug.Choice("drug", [.. SubjectSimulator.Drugs.Select(d => (d, d))]);
            if (schedules.Any(s => s.Drug == name)) drug.Error("STD1001", drug.SpanOf("drug"), $"'{name}' is there twice");
            double interval = drug.Quantity("interval", "days", 1, 365);
            if (interval != Math.Floor(interval)) drug.Error("STD1002", drug.SpanOf("interval"), "an interval is a whole number of days");
            schedules.Add(new DrugSchedule(
                name,
                drug.MayHave("loading") ? Amount(drug, "loading") : null,
                Amount(drug, "maintenance")!,
                interval,
                drug.MayHave("cycles") ? drug.Integer("cycles", 1, 1000) : null,
                drug.Quantity("first_infusion", "min", 0, 1440),
                drug.Quantity("later_infusions", "min", 0, 1440),
                drug.OptionalQuantity("reload_after", "days", 1, 365),
                drug.OptionalQuantity("start", "min", 0, 1440) ?? 0));
            drug.Finish();
        }

        return schedules.ToImmutable();
    }

    // mg, mg/kg or mg/m2: three dimensions, because body weight is not a mass
    private static DoseAmount? Amount(TomlTable drug, string key)
    {
        const double Most = 1e5;
        string text = drug.Text(key);
        var none = new DoseAmount.Fixed(0);
        if (text.Length == 0) return none;
        if (!Quantity.TryParse(text, out Quantity quantity, out string? problem))
        {
            drug.Error("TML1008", drug.SpanOf(key), $"'{key}': {problem}", "a dose is written \"840 mg\", \"8 mg/kg\" or \"75 mg/m2\"");
            return none;
        }

        DoseAmount? amount =
            QuantityKind.DosePerWeight.Accepts(quantity.Dimension) ? new DoseAmount.PerKilogram(quantity.In("mg/kg"))
            : QuantityKind.DosePerArea.Accepts(quantity.Dimension) ? new DoseAmount.PerSquareMetre(quantity.In("mg/m^2"))
            : QuantityKind.Mass.Accepts(quantity.Dimension) ? new DoseAmount.Fixed(quantity.In("mg"))
            : null;
        if (amount is null)
        {
            drug.Error("TML1009", drug.SpanOf(key), $"'{key}': {QuantityKind.Dose.Mismatch(quantity.Unit)}", "a dose is written \"840 mg\", \"8 mg/kg\" or \"75 mg/m2\"");
            return none;
        }

        if (!(quantity.Value > 0) || quantity.Value > Most) drug.Error("TML1006", drug.SpanOf(key), $"'{key}' is {quantity}; a dose is positive");
        return amount;
    }
}

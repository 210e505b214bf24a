using System.Collections.Immutable;
using Blockade.Antibodies;
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
            (string name, string place) = Name(drug);
            if (!drug.HasErrors && schedules.FirstOrDefault(s => s.Drug == place) is { } other)
            {
                string message = other.Name == name ? $"'{name}' is there twice" : $"'{name}' and '{other.Name}' both stand in {place}'s place";
                drug.Error("STD1001", drug.SpanOf("drug"), message);
            }

            double interval = drug.Quantity("interval", "days", 1, 365);
            if (interval != Math.Floor(interval)) drug.Error("STD1002", drug.SpanOf("interval"), "an interval is a whole number of days");
            schedules.Add(new DrugSchedule(
                place,
                drug.MayHave("loading") ? Amount(drug, "loading") : null,
                Amount(drug, "maintenance"),
                interval,
                drug.OptionalInteger("cycles", 1, 1000),
                drug.Quantity("first_infusion", "min", 0, 1440),
                drug.Quantity("later_infusions", "min", 0, 1440),
                drug.OptionalQuantity("reload_after", "days", 1, 365),
                drug.OptionalQuantity("start", "min", 0, 1440) ?? 0) { Name = name });
        }

        return schedules.ToImmutable();
    }

    // a drug that is followed, or somebody's own antibody in the place of one
    private static (string Name, string Place) Name(TomlTable drug)
    {
        if (!drug.MayHave("like"))
        {
            string known = drug.Choice("drug", [.. SubjectSimulator.Drugs.Select(d => (d, d))]);
            return (known, known);
        }

        string own = drug.Text("drug");
        string place = drug.Choice("like", [.. ReceptorModel.StandardPair.Select(d => (d, d))]);
        if (own.Length > 0 && (!AntibodyDesign.IsName(own) || SubjectSimulator.Drugs.Contains(own)))
        {
            drug.Error("STD1012", drug.SpanOf("drug"), $"'{own}' cannot be the name of an antibody of one's own", "letters, digits and _, a letter first, and no drug that is known already");
        }

        return (own, place);
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

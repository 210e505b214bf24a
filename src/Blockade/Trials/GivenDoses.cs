using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Simulation;

namespace Blockade.Trials;

/// <summary>The doses one patient was given.</summary>
public static class GivenDoses
{
    /// <summary>
    /// Doses up to a cut, drug by drug in the regimen's order, each in time order: antibodies as planned, docetaxel as the marrow allowed; then those of the
    /// treatment crossed over to. Treatment ends with progression, as the deciding reader calls it, and with death. Cost: O(doses).
    /// </summary>
    /// <param name="design">The protocol.</param>
    /// <param name="row">The patient.</param>
    /// <param name="availableDays">Days from the patient's entry to the cut.</param>
    /// <exception cref="ArgumentException">The patient could not be simulated.</exception>
    public static ImmutableArray<Dose> Of(TrialDesign design, SubjectRow row, double availableDays)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(row);
        DiseaseCourse disease = row.Disease ?? throw new ArgumentException($"Patient {row.Patient.Address.Subject} has no course: {row.Status}.", nameof(row));
        double seen = Observation.SeenDays(design, row, availableDays);
        Arm arm = design.Arms[row.Arm];
        IEnumerable<Dose> Planned(Regimen regimen, string drug, double days) => regimen.Doses(drug, row.Patient.WeightKilograms, row.Patient.BodySurfaceSquareMetres, days);
        IEnumerable<Dose> given = arm.Regimen.Schedules
            .SelectMany(s => s.Drug == "docetaxel" ? row.Docetaxel.Doses : Planned(arm.Regimen, s.Drug, seen + 1))
            .Where(d => d.StartDays < new[] { disease.NextLineDay, disease.CrossoverDay, disease.DeathDay }.Min(e => e ?? double.PositiveInfinity));
        if (arm.Crossover is Crossover offer && disease.CrossoverDay is int begins)
        {
            given = given.Concat(offer.Regimen.Schedules
                .SelectMany(s => Planned(offer.Regimen, s.Drug, seen - begins + 1).Select(d => d with { StartDays = d.StartDays + begins }))
                .Where(d => d.StartDays < Math.Min((offer.AtProgression ? disease.SecondProgressionDay : disease.NextLineDay) ?? double.PositiveInfinity, disease.DeathDay ?? double.PositiveInfinity)));
        }

        return [.. given.Where(d => d.StartDays <= seen)];
    }
}

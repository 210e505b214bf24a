using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Simulation;

namespace Blockade.Trials;

/// <summary>The doses one patient was given.</summary>
public static class GivenDoses
{
    /// <summary>
    /// Doses up to a cut, drug by drug in the regimen's order, each in time order: antibodies as planned, docetaxel as the marrow allowed. Treatment ends when
    /// the independent reader calls progression, and with death. Cost: O(doses).
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
        double off = Math.Min(disease.IndependentProgressionDay ?? double.PositiveInfinity, disease.DeathDay ?? double.PositiveInfinity);
        return
        [
            .. design.Arms[row.Arm].Regimen.Schedules
                .SelectMany(s => s.Drug == "docetaxel"
                    ? row.Docetaxel.Doses
                    : design.Arms[row.Arm].Regimen.Doses(s.Drug, row.Patient.WeightKilograms, row.Patient.BodySurfaceSquareMetres, seen + 1))
                .Where(d => d.StartDays < off && d.StartDays <= seen),
        ];
    }
}

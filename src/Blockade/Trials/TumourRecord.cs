using System.Collections.Immutable;
using Blockade.Simulation;
using Blockade.Tumours;

namespace Blockade.Trials;

/// <summary>What the independent reader has on file of one patient by a day.</summary>
/// <param name="BaselineMillimetres">Sum of the target lesions' diameters before treatment, mm; NaN without any.</param>
/// <param name="Scans">The scans made by then.</param>
/// <param name="Best">Best confirmed response of these scans.</param>
/// <param name="ResponseDay">The day of the scan with which the first confirmed response began; null without one.</param>
public sealed record TumourRecord(double BaselineMillimetres, ImmutableArray<ScanReading> Scans, Response Best, int? ResponseDay)
{
    /// <summary>Reads a patient's scans again up to a cut. Cost: O(scans).</summary>
    /// <param name="design">The protocol.</param>
    /// <param name="row">The patient.</param>
    /// <param name="availableDays">Days from the patient's entry to the cut.</param>
    /// <exception cref="ArgumentException">The patient could not be simulated.</exception>
    public static TumourRecord Of(TrialDesign design, SubjectRow row, double availableDays)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(row);
        DiseaseCourse disease = row.Disease ?? throw new ArgumentException($"Patient {row.Patient.Address.Subject} has no course: {row.Status}.", nameof(row));
        double seen = Observation.SeenDays(design, row, availableDays);
        NonTargetCourse? others = disease.NonTarget is { BaselineMillimetres: > 0 } seenOnes ? seenOnes : null;
        var reader = new RecistReader(design.Scans.Criteria, disease.HasMeasurableDisease ? disease.BaselineMillimetres : null, others?.BaselineMillimetres);
        var scans = ImmutableArray.CreateBuilder<ScanReading>();
        bool progressed = false;
        for (int i = 0; i < disease.ScanDays.Length && disease.ScanDays[i] <= seen; i++)
        {
            (int day, double sum, double nadir) = (disease.ScanDays[i], disease.SumMillimetres[i], reader.NadirMillimetres);
            ScanResponse? called = progressed ? null : reader.Read(day, sum, disease.ByNewLesion && day == disease.IndependentProgressionDay, others?.SumMillimetres[i]);
            progressed |= called?.Overall == Response.Progression;
            scans.Add(new ScanReading(i + 1, day, sum, nadir, called));
        }

        return new TumourRecord(disease.BaselineMillimetres, scans.ToImmutable(), reader.Best, (int?)reader.ResponseDay);
    }
}

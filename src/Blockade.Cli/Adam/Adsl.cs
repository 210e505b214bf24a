using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Reporting;
using Blockade.Trials;

namespace Blockade.Cli.Adam;

/// <summary>ADSL: one row a patient.</summary>
internal static class Adsl
{
    public static Dataset<Row> Of(AdamStudy study)
    {
        string Arm(Row r) => study.Design.Arms[r.Subject.Arm].Name;
        return new Dataset<Row>("ADSL", "Subject-Level Analysis (simulated)",
        [
            new DatasetVariable<Row>.Text("STUDYID", "Study Identifier", _ => study.Id) { Key = 1 },
            new DatasetVariable<Row>.Text("USUBJID", "Unique Subject Identifier", r => study.SubjectId(r.Subject)) { Key = 2 },
            new DatasetVariable<Row>.Text("SUBJID", "Subject Identifier for the Study", r => AdamStudy.Number(r.Subject)),
            new DatasetVariable<Row>.Number("AGE", "Age", r => r.Subject.Patient.AgeYears),
            new DatasetVariable<Row>.Text("AGEU", "Age Units", _ => "YEARS"),
            new DatasetVariable<Row>.Text("REGION1", "Geographic Region 1", r => r.Subject.Patient.Region.ToString()),
            new DatasetVariable<Row>.Text("ARM", "Description of Planned Arm", Arm),
            new DatasetVariable<Row>.Text("ARMCD", "Planned Arm Code", r => FormattableString.Invariant($"ARM{r.Subject.Arm + 1}")),
            new DatasetVariable<Row>.Text("TRT01P", "Planned Treatment for Period 01", Arm),
            new DatasetVariable<Row>.Integer("TRT01PN", "Planned Treatment for Period 01 (N)", r => r.Subject.Arm + 1),
            new DatasetVariable<Row>.Text("STRATAR", "Strata Used for Randomization", r => study.Stratum(r.Subject)),
            new DatasetVariable<Row>.Integer("STRATARN", "Strata Used for Randomization (N)", r => r.Subject.Stratum),
            new DatasetVariable<Row>.Date("RANDDT", "Date of Randomization", r => AdamStudy.Date(r.Subject, 0)),
            new DatasetVariable<Row>.Date("TRTSDT", "Date of First Exposure to Treatment", r => Dose(r, d => d.Min(x => x.StartDays))),
            new DatasetVariable<Row>.Date("TRTEDT", "Date of Last Exposure to Treatment", r => Dose(r, d => d.Max(x => x.StartDays))),
            new DatasetVariable<Row>.Text("RANDFL", "Randomized Population Flag", _ => "Y"),
            new DatasetVariable<Row>.Text("ITTFL", "Intent-To-Treat Population Flag", _ => "Y"),
            new DatasetVariable<Row>.Text("SAFFL", "Safety Population Flag", r => r.Doses.IsEmpty ? "N" : "Y"),
            new DatasetVariable<Row>.Number("WEIGHTBL", "Baseline Weight (kg)", r => r.Subject.Patient.WeightKilograms),
            new DatasetVariable<Row>.Number("HEIGHTBL", "Baseline Height (cm)", r => r.Subject.Patient.HeightCentimetres),
            new DatasetVariable<Row>.Number("BSABL", "Baseline Body Surface Area (m2)", r => r.Subject.Patient.BodySurfaceSquareMetres),
            new DatasetVariable<Row>.Number("ALBBL", "Baseline Albumin (g/L)", r => r.Subject.Patient.AlbuminGramsPerLitre),
            new DatasetVariable<Row>.Integer("ECOGBL", "Baseline ECOG Performance Status", r => r.Subject.Patient.Ecog),
            new DatasetVariable<Row>.Text("PRCHEMFL", "Prior (Neo)Adjuvant Chemotherapy Flag", r => Flag(r.Subject.Patient.PriorChemotherapy)),
            new DatasetVariable<Row>.Text("HORMRFL", "Hormone Receptor Positive Flag", r => Flag(r.Subject.Patient.HormoneReceptorPositive)),
            new DatasetVariable<Row>.Text("LIVMETFL", "Liver Metastases Flag", r => Flag(r.Subject.Patient.LiverMetastases)),
            new DatasetVariable<Row>.Text("PIK3CAFL", "PIK3CA Mutation Flag", r => Flag(r.Subject.Patient.Pik3caMutated)),
            new DatasetVariable<Row>.Integer("TLESBL", "Baseline Number of Target Lesions", r => r.Subject.Disease?.NonTarget?.Targets ?? r.Subject.Patient.TargetLesions),
            new DatasetVariable<Row>.Integer("NTLESBL", "Baseline Number of Non-Target Lesions", r => r.Subject.Disease?.NonTarget?.Lesions ?? 0),
            new DatasetVariable<Row>.Text("MEASFL", "Measurable Disease at Baseline Flag", r => r.Subject.Disease is null ? "" : Flag(r.Subject.Disease.HasMeasurableDisease)),
            new DatasetVariable<Row>.Number("SDIAMBL", "Baseline Sum of Diameters, Measured (mm)", r => r.Subject.Disease?.BaselineMillimetres ?? double.NaN),
            new DatasetVariable<Row>.Text("PCRFL", "Pathological Complete Response Flag", r => r.Subject.PathologicallyComplete is bool gone ? Flag(gone) : ""),
            new DatasetVariable<Row>.Text("EOSSTT", "End of Study Status", r => Status(r.Watched)),
            new DatasetVariable<Row>.Text("DCSREAS", "Reason for Discontinuation from Study", r => r.Watched?.End switch
            {
                ObservationEnd.Death => "DEATH",
                ObservationEnd.Lost => "LOST TO FOLLOW-UP",
                _ => "",
            }),
            new DatasetVariable<Row>.Text("DTHFL", "Subject Death Flag", r => r.Watched?.End == ObservationEnd.Death ? "Y" : ""),
            new DatasetVariable<Row>.Date("DTHDT", "Date of Death", r => r.Watched?.End == ObservationEnd.Death ? AdamStudy.Date(r.Subject, r.Subject.Disease!.DeathDay!.Value) : null),
            new DatasetVariable<Row>.Date("LSTALVDT", "Date Last Known Alive", r => r.Watched is Observation watched ? AdamStudy.Date(r.Subject, StudyTime.DaysOf(watched.FollowUp)) : null),
            new DatasetVariable<Row>.Text("SIMSTAT", "Status of the Simulation", r => r.Subject.Status ?? "Completed"),
        ], study.Subjects.Select(s => new Row(s, s.Disease is null ? [] : GivenDoses.Of(study.Design, s, study.AvailableDays(s)), Watch(study, s))));
    }

    private static Observation? Watch(AdamStudy study, SubjectRow row) =>
        row.Disease is null ? null : Observation.Of(study.Design, row, Endpoint.OverallSurvival, study.AvailableDays(row));

    private static DateOnly? Dose(Row row, Func<ImmutableArray<Dose>, double> day) => row.Doses.IsEmpty ? null : AdamStudy.Date(row.Subject, day(row.Doses));

    private static string Status(Observation? watched) => watched?.End switch
    {
        null => "",
        ObservationEnd.Cutoff => "ONGOING",
        ObservationEnd.EndOfFollowUp => "COMPLETED",
        _ => "DISCONTINUED",
    };

    private static string Flag(bool holds) => holds ? "Y" : "N";

    /// <summary>A patient, what was given, and the watch for death; null where the simulation failed.</summary>
    internal sealed record Row(SubjectRow Subject, ImmutableArray<Dose> Doses, Observation? Watched);
}

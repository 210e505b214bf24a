using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Blockade.Cli.Adam;
using Blockade.Dosing;
using Blockade.Populations;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>What each patient of a trial was given, as a table in NONMEM's dialect with her own kinetics beside it: the model <c>pk</c> takes it as it is.</summary>
/// <remarks>Days since the first dose, mg, mg/day. A trough at the end of the first cycle stands as an observation before the next dose.</remarks>
internal static class DosingEvents
{
    private const int TroughDay = 21;

    private static ImmutableArray<string> Header { get; } =
    [
        "ID", "TIME", "EVID", "AMT", "RATE", "CMT", "DVID", "DV", "MDV", "ARM", "AGE", "WT", "HT", "CLT", "VcT", "QT", "VpT", "VmaxT", "KmT", "CLP", "VcP", "QP", "VpP",
        "CLD", "V1D", "Q2D", "V2D", "Q3D", "V3D",
    ];

    /// <summary>Writes the table: every patient who could be simulated and had entered by the last cut, doses up to there.</summary>
    public static void Write(VirtualTrial run, Stream stream)
    {
        var study = new AdamStudy(run);
        using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        text.WriteLine(string.Join(',', Header));
        foreach (SubjectRow subject in study.Followed)
        {
            string number = subject.Patient.Address.Subject.ToString(CultureInfo.InvariantCulture), own = Own(subject.Patient, subject.Arm);
            Dose[] doses = [.. GivenDoses.Of(study.Design, subject, study.AvailableDays(subject)).OrderBy(d => d.StartDays)];
            void Row(double time, int kind, string amount, string rate, string compartment, string of, string value) => text.WriteLine(
                string.Join(',', number, Text(time), kind.ToString(CultureInfo.InvariantCulture), amount, rate, compartment, of, value, kind == 0 ? "0" : "1", own));
            foreach (Dose dose in doses.Where(d => d.StartDays < TroughDay)) Dosed(dose);
            foreach ((string drug, string compartment, string of, double trough) in new[] { ("trastuzumab", "TC", "1", subject.TrastuzumabTrough), ("pertuzumab", "PC", "2", subject.PertuzumabTrough) })
            {
                if (doses.Any(d => d.Drug == drug && d.StartDays < TroughDay)) Row(TroughDay, 0, ".", ".", compartment, of, Text(trough));
            }

            foreach (Dose dose in doses.Where(d => d.StartDays >= TroughDay)) Dosed(dose);

            void Dosed(Dose dose) => Row(
                dose.StartDays, 1, Text(dose.Milligrams), dose is Infusion infusion ? Text(infusion.MilligramsPerDay) : "0",
                dose.Drug switch { "trastuzumab" => "TC", "pertuzumab" => "PC", _ => "DC" }, ".", ".");
        }
    }

    private static string Own(VirtualPatient p, int arm) => string.Join(',', new[]
    {
        arm + 1, p.AgeYears, p.WeightKilograms, p.HeightCentimetres,
        p.Trastuzumab.ClearanceLitresPerDay, p.Trastuzumab.CentralLitres, p.Trastuzumab.ExchangeLitresPerDay, p.Trastuzumab.PeripheralLitres,
        p.Trastuzumab.VmaxMilligramsPerDay, p.Trastuzumab.KmMilligramsPerLitre,
        p.Pertuzumab.ClearanceLitresPerDay, p.Pertuzumab.CentralLitres, p.Pertuzumab.ExchangeLitresPerDay, p.Pertuzumab.PeripheralLitres,
        p.Docetaxel.ClearanceLitresPerHour / p.BodySurfaceSquareMetres, p.Docetaxel.CentralLitres, p.Docetaxel.FastExchangeLitresPerHour, p.Docetaxel.FastLitres,
        p.Docetaxel.SlowExchangeLitresPerHour, p.Docetaxel.SlowLitres,
    }.Select(Text));

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

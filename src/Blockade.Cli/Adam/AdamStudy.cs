using System.Collections.Immutable;
using System.Globalization;
using Blockade.Reporting;
using Blockade.Trials;

namespace Blockade.Cli.Adam;

/// <summary>What all analysis datasets of a trial share: who is in them, how patients are called, dates, and the first variables of every row.</summary>
/// <remarks>
/// The conventions are CDISC's ADaM Implementation Guide 1.3 and its structure for times to events. A simulated trial has no calendar: its first patient
/// enters on 1 January 2000. Every identifier begins with SIMULATED, so that no row can be taken for a person's.
/// </remarks>
internal sealed class AdamStudy
{
    private static readonly DateOnly FirstPatientIn = new(2000, 1, 1);
    private readonly VirtualTrial _run;
    private readonly StudyTime _cut;

    public AdamStudy(VirtualTrial run)
    {
        _run = run;
        _cut = run.Analyses.IsEmpty ? new StudyTime(double.PositiveInfinity) : run.Analyses.Max(a => a.Data.At);
        Id = "SIMULATED-" + string.Concat(run.Trial.Design.Name.ToUpperInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
    }

    /// <summary>The study's identifier.</summary>
    public string Id { get; }

    /// <summary>The protocol.</summary>
    public TrialDesign Design => _run.Trial.Design;

    /// <summary>The planned looks.</summary>
    public ImmutableArray<AnalysisResult> Analyses => _run.Analyses;

    /// <summary>Patients who had entered by the last cut, in the order of their numbers.</summary>
    public IEnumerable<SubjectRow> Subjects => _run.Trial.Subjects.Where(r => r.EntryDays < _cut.Days);

    /// <summary>Those of them who could be simulated.</summary>
    public IEnumerable<SubjectRow> Followed => Subjects.Where(r => r.Disease is not null);

    /// <summary>The last cut.</summary>
    public StudyTime Cut => _cut;

    /// <summary>Days from a patient's entry to the last cut: what happened later is in no dataset.</summary>
    public double AvailableDays(SubjectRow row) => _cut.Days - row.EntryDays;

    /// <summary>A patient's identifier.</summary>
    public string SubjectId(SubjectRow row) => FormattableString.Invariant($"{Id}-{row.Patient.Address.Replicate}-{Number(row)}");

    /// <summary>A patient's number within the replicate, as <c>patients</c> has it.</summary>
    public static string Number(SubjectRow row) => row.Patient.Address.Subject.ToString("D7", CultureInfo.InvariantCulture);

    /// <summary>The date of a day since a patient's randomisation; the time of day is dropped.</summary>
    public static DateOnly Date(SubjectRow row, double day) => FirstPatientIn.AddDays((int)row.EntryDays + (int)Math.Floor(day));

    /// <summary>The date of a cut.</summary>
    public static DateOnly Date(StudyTime at) => FirstPatientIn.AddDays((int)Math.Floor(at.Days));

    /// <summary>The number of a day in a study: randomisation is day 1, and there is no day 0.</summary>
    public static int StudyDay(double day) => (int)Math.Floor(day) + 1;

    /// <summary>A patient's stratum of randomisation in words.</summary>
    public string Stratum(SubjectRow row) => string.Join("; ", Design.Stratification.Select(f => StratificationFactors.LevelWords(f, row.Patient)));

    /// <summary>The variables with which a row of every dataset but ADSL begins.</summary>
    public ImmutableArray<DatasetVariable<TRow>> First<TRow>(Func<TRow, SubjectRow> subject) =>
    [
        new DatasetVariable<TRow>.Text("STUDYID", "Study Identifier", _ => Id) { Key = 1 },
        new DatasetVariable<TRow>.Text("USUBJID", "Unique Subject Identifier", r => SubjectId(subject(r))) { Key = 2 },
        new DatasetVariable<TRow>.Text("TRTP", "Planned Treatment", r => Design.Arms[subject(r).Arm].Name),
        new DatasetVariable<TRow>.Integer("TRTPN", "Planned Treatment (N)", r => subject(r).Arm + 1),
    ];
}

using System.Collections.Immutable;
using System.Diagnostics;
using Blockade.Reporting;
using Blockade.Survival;
using Blockade.Trials;

namespace Blockade.Cli.Adam;

/// <summary>
/// ADTTE: one row a patient and planned look, as the look's own cut has it; then by the last cut the endpoints that no look has, and for responders the time to their response
/// and its duration.
/// </summary>
/// <remarks>
/// CNSR is 0 for an event and above 0 for a reason of censoring, the reverse of what survival programs take; EVENT is 1 for an event. AVAL is in
/// months of 365.25/12 days since randomisation, and not rounded: a patient who is lost is lost at some hour of ADT.
/// </remarks>
internal static class Adtte
{
    private const string LastCut = "last cut";
    private const string ToResponse = "TTRESP";
    private const string OfResponse = "DOR";

    public static Dataset<Row> Of(AdamStudy study)
    {
        Watch[] looks = [.. Codes(study.Analyses)];
        return new Dataset<Row>("ADTTE", "Time-to-Event Analysis (simulated)",
        [
            .. study.First<Row>(r => r.Subject),
            new DatasetVariable<Row>.Text("STRATAR", "Strata Used for Randomization", r => study.Stratum(r.Subject)),
            new DatasetVariable<Row>.Integer("STRATARN", "Strata Used for Randomization (N)", r => r.Subject.Stratum),
            new DatasetVariable<Row>.Text("PARAM", "Parameter", r => $"{Words(r)} (Months), {r.Look.Name}"),
            new DatasetVariable<Row>.Text("PARAMCD", "Parameter Code", r => r.Code) { Key = 3 },
            new DatasetVariable<Row>.Text("ANALYSIS", "Planned Look", r => r.Look.Name),
            new DatasetVariable<Row>.Number("AVAL", "Analysis Value", r => r.Watched.FollowUp.Months),
            new DatasetVariable<Row>.Integer("CNSR", "Censor", r => Censor(r.Watched.End)),
            new DatasetVariable<Row>.Integer("EVENT", "Event (1 = Event, 0 = Censored)", r => r.Watched.FollowUp.HadEvent ? 1 : 0),
            new DatasetVariable<Row>.Text("EVNTDESC", "Event or Censoring Description", r => Event(study.Design, r)),
            new DatasetVariable<Row>.Text("CNSDTDSC", "Censor Date Description", CensorDate),
            new DatasetVariable<Row>.Date("STARTDT", "Time-to-Event Origin Date for Subject", r => AdamStudy.Date(r.Subject, r.FromDay)),
            new DatasetVariable<Row>.Date("ADT", "Analysis Date", r => AdamStudy.Date(r.Subject, r.FromDay + StudyTime.DaysOf(r.Watched.FollowUp))),
            new DatasetVariable<Row>.Integer("ADY", "Analysis Relative Day", r => AdamStudy.StudyDay(r.FromDay + StudyTime.DaysOf(r.Watched.FollowUp))),
            new DatasetVariable<Row>.Date("CUTDT", "Data Cut-off Date", r => AdamStudy.Date(r.At)),
            new DatasetVariable<Row>.Text("SRCDOM", "Source Data", r => r.Watched.End switch
            {
                ObservationEnd.Progression => "ADRS",
                ObservationEnd.Death or ObservationEnd.NoScan => "ADSL",
                _ => r.Look.Endpoint is Endpoint.OverallSurvival or Endpoint.SecondProgression ? "ADSL" : "ADTR",
            }),
        ], Rows(study, looks));
    }

    private static IEnumerable<Row> Rows(AdamStudy study, Watch[] looks) =>
        study.Followed.SelectMany(subject => Of(study, subject, looks).OrderBy(r => r.Code, StringComparer.Ordinal));

    private static IEnumerable<Row> Of(AdamStudy study, SubjectRow subject, Watch[] looks)
    {
        foreach ((string code, Analysis look, StudyTime at) in looks)
        {
            if (subject.EntryDays < at.Days) yield return new Row(subject, code, look, at, Observation.Of(study.Design, subject, look.Endpoint, at.Days - subject.EntryDays));
        }

        if (looks.Length == 0 || TumourRecord.Of(study.Design, subject, study.AvailableDays(subject)).ResponseDay is not int day) yield break;
        var last = new Analysis(LastCut, Endpoint.ProgressionFreeSurvival, new Cutoff.ByDate(study.Cut));
        Observation pfs = Observation.Of(study.Design, subject, Endpoint.ProgressionFreeSurvival, study.AvailableDays(subject));
        yield return new Row(subject, ToResponse, last, study.Cut, new Observation(new FollowUp(day / StudyTime.DaysPerMonth, true), ObservationEnd.Progression));
        yield return new Row(subject, OfResponse, last, study.Cut, pfs with { FollowUp = ResponseSummary.DurationOf(pfs.FollowUp, day) }) { FromDay = day };
    }

    // PFS, PFSINV, OS; a second look at one endpoint is OS_2, for PFS2 and OS2 would be other endpoints
    private static IEnumerable<Watch> Codes(ImmutableArray<AnalysisResult> analyses)
    {
        var seen = new Dictionary<Endpoint, int>();
        foreach (AnalysisData data in analyses.Select(a => a.Data))
        {
            Endpoint endpoint = data.Analysis.Endpoint;
            int number = seen[endpoint] = seen.GetValueOrDefault(endpoint) + 1;
            yield return new Watch(FormattableString.Invariant($"{Code(endpoint)}{(number == 1 ? "" : "_")}{(number == 1 ? "" : number)}"), data.Analysis, data.At);
        }

        if (analyses.IsEmpty) yield break;
        StudyTime last = analyses.Max(a => a.Data.At);
        foreach (Endpoint endpoint in Enum.GetValues<Endpoint>().Where(e => !seen.ContainsKey(e)))
        {
            yield return new Watch(Code(endpoint), new Analysis(LastCut, endpoint, new Cutoff.ByDate(last)), last);
        }
    }

    private static string Code(Endpoint endpoint) => endpoint switch
    {
        Endpoint.ProgressionFreeSurvival => "PFS",
        Endpoint.InvestigatorProgressionFreeSurvival => "PFSINV",
        Endpoint.OverallSurvival => "OS",
        Endpoint.TimeToProgression => "TTP",
        Endpoint.SecondProgression => "PFS2",
        _ => throw new UnreachableException(),
    };

    private static string Words(Row row) => row.Code switch
    {
        ToResponse => "Time to Confirmed Response by Independent Review",
        OfResponse => "Duration of Confirmed Response by Independent Review",
        _ => Words(row.Look.Endpoint),
    };

    private static string Words(Endpoint endpoint) => endpoint switch
    {
        Endpoint.ProgressionFreeSurvival => "Progression-Free Survival by Independent Review",
        Endpoint.InvestigatorProgressionFreeSurvival => "Progression-Free Survival by Investigator",
        Endpoint.OverallSurvival => "Overall Survival",
        Endpoint.TimeToProgression => "Time to Progression by Independent Review",
        Endpoint.SecondProgression => "Progression-Free Survival on Next-Line Therapy by Investigator",
        _ => throw new UnreachableException(),
    };

    private static int Censor(ObservationEnd end) => end switch
    {
        ObservationEnd.Progression or ObservationEnd.Death => 0,
        ObservationEnd.Cutoff => 1,
        ObservationEnd.Lost => 2,
        ObservationEnd.EndOfFollowUp => 3,
        ObservationEnd.LateDeath => 4,
        ObservationEnd.NoScan => 5,
        ObservationEnd.NewTherapy => 6,
        ObservationEnd.MissedScans => 7,
        _ => throw new UnreachableException(),
    };

    private static string Event(TrialDesign design, Row row) => row.Watched.End switch
    {
        _ when row.Code == ToResponse => "Confirmed response",
        ObservationEnd.Progression => "Disease progression",
        ObservationEnd.Death => "Death",
        ObservationEnd.Cutoff => "No event by data cut-off",
        ObservationEnd.Lost => "Lost to follow-up",
        ObservationEnd.EndOfFollowUp => "No event by end of planned follow-up",
        ObservationEnd.LateDeath when row.Look.Endpoint == Endpoint.TimeToProgression => "Death without progression",
        ObservationEnd.LateDeath => FormattableString.Invariant($"Death more than {design.Censoring.DeathWindowDays} days after last tumour assessment"),
        ObservationEnd.NewTherapy => "New anti-cancer therapy before an event",
        ObservationEnd.MissedScans => FormattableString.Invariant($"Event after {design.Censoring.MissedScans} or more missed tumour assessments"),
        ObservationEnd.NoScan => "No tumour assessment after randomization",
        _ => throw new UnreachableException(),
    };

    private static string CensorDate(Row row) => row.Watched.End switch
    {
        ObservationEnd.Progression or ObservationEnd.Death => "",
        ObservationEnd.NoScan => "Day after randomization",
        _ when row.Look.Endpoint is not (Endpoint.OverallSurvival or Endpoint.SecondProgression) => "Last tumour assessment",
        ObservationEnd.Cutoff => "Data cut-off",
        ObservationEnd.Lost => "Last contact",
        ObservationEnd.EndOfFollowUp => "End of planned follow-up",
        _ => throw new UnreachableException(),
    };

    /// <summary>A patient's watch for the endpoint of one look, from randomisation on or from a later day.</summary>
    internal sealed record Row(SubjectRow Subject, string Code, Analysis Look, StudyTime At, Observation Watched, int FromDay = 0);

    /// <summary>An endpoint and the cut of its data.</summary>
    private sealed record Watch(string Code, Analysis Look, StudyTime At);
}

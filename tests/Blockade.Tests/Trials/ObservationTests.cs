using Blockade.Dosing;
using Blockade.Simulation;
using Blockade.Testing;
using Blockade.Trials;
using Blockade.Tumours;
using static Blockade.Tests.Trials.HandTrial;

namespace Blockade.Tests.Trials;

/// <summary>Patients whose ends are worked out by hand: why a watch ended, what was read and given by then.</summary>
public class ObservationTests
{
    [Fact]
    [Evidence(EvidenceKind.Published, "CLEOPATRA's rules: first progression, or death within 18 weeks of the last assessment; else censored at the last assessment")]
    public void A_watch_for_progression_says_why_it_ended()
    {
        (SubjectRow Row, ObservationEnd End)[] cases =
        [
            (Patient(0, 0, [63, 126], progression: 126), ObservationEnd.Progression),
            (Patient(0, 0, [63], death: 189), ObservationEnd.Death),                            // 126 days after the scan: 18 weeks, inclusive
            (Patient(0, 0, [63], death: 190), ObservationEnd.LateDeath),
            (Patient(0, 0, [63, 126], dropout: 130), ObservationEnd.Lost),
            (Patient(0, 0, [63, 126]), ObservationEnd.Cutoff),
            (Patient(0, 0, [63, 126], progression: 126, dropout: 100), ObservationEnd.Lost),    // lost before it could be seen
            (Patient(0, 0, [], dropout: 20), ObservationEnd.NoScan),
            (Patient(0, 0, [], death: 127), ObservationEnd.LateDeath),
        ];

        Assert.All(cases, c => Assert.Equal(c.End, Observation.Of(Cleopatra.Design, c.Row, Endpoint.ProgressionFreeSurvival, 200).End));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the first of cut, dropout and the protocol's follow-up ends a watch without death")]
    public void A_watch_for_death_says_why_it_ended()
    {
        (SubjectRow Row, double Available, ObservationEnd End)[] cases =
        [
            (Patient(0, 0, [63], death: 200), 200, ObservationEnd.Death),
            (Patient(0, 0, [63], death: 201), 200, ObservationEnd.Cutoff),
            (Patient(0, 0, [63], death: 201, dropout: 100.5), 200, ObservationEnd.Lost),
            (Patient(0, 0, [63]), 1e6, ObservationEnd.EndOfFollowUp),
        ];

        Assert.All(cases, c => Assert.Equal(c.End, Observation.Of(Cleopatra.Design, c.Row, Endpoint.OverallSurvival, c.Available).End));
        Assert.Throws<ArgumentException>(() => Observation.Of(Cleopatra.Design, Patient(0, 0, []) with { Disease = null, Status = "x" }, Endpoint.OverallSurvival, 1));
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "FDA guidance on endpoints in cancer trials (2018), appendix 3, table C1: censored at the last assessment before new therapy, or before two missed ones")]
    public void What_came_before_an_event_may_take_it_away()
    {
        TrialDesign strict = Cleopatra.Design with { Censoring = new CensoringRules(126, MissedScans: 2, AtNewTherapy: true) };
        (SubjectRow Row, int Day, ObservationEnd End)[] cases =
        [
            (Patient(0, 0, [63, 126, 189], progression: 189), 189, ObservationEnd.Progression),
            (Patient(0, 0, [63, 189], progression: 189), 189, ObservationEnd.Progression),                  // one is missing
            (Patient(0, 0, [63, 252], progression: 252), 63, ObservationEnd.MissedScans),                   // two are
            (Patient(0, 0, [189], progression: 189), 1, ObservationEnd.MissedScans),                        // two, and none before
            (Patient(0, 0, [63], death: 188), 188, ObservationEnd.Death),
            (Patient(0, 0, [63], death: 189), 63, ObservationEnd.MissedScans),                              // those of day 126 and 189 were due
            (Patient(0, 0, [63, 126, 189], progression: 189, nextLine: 150), 126, ObservationEnd.NewTherapy),
            (Patient(0, 0, [63, 126, 189], progression: 189, nextLine: 189), 189, ObservationEnd.Progression),
            (Patient(0, 0, [63, 126], death: 160, nextLine: 130), 126, ObservationEnd.NewTherapy),
            (Patient(0, 0, [63, 126], nextLine: 350), 126, ObservationEnd.Cutoff),                           // after the cut
        ];

        Assert.All(cases, c =>
        {
            Observation seen = Observation.Of(strict, c.Row, Endpoint.ProgressionFreeSurvival, 300);
            Assert.Equal((c.Day, c.End), ((int)Math.Round(StudyTime.DaysOf(seen.FollowUp)), seen.End));
            Assert.Equal(c.End is ObservationEnd.Progression or ObservationEnd.Death, seen.FollowUp.HadEvent);
        });
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "time to progression counts no death; PFS2 counts the second progression or death, whenever the last scan was")]
    public void Time_to_progression_and_second_progression_count_other_events()
    {
        (SubjectRow Row, Endpoint Endpoint, int Day, ObservationEnd End)[] cases =
        [
            (Patient(0, 0, [63, 126], progression: 126), Endpoint.TimeToProgression, 126, ObservationEnd.Progression),
            (Patient(0, 0, [63], death: 70), Endpoint.TimeToProgression, 63, ObservationEnd.LateDeath),
            (Patient(0, 0, [63, 126], progression: 126, second: 190), Endpoint.SecondProgression, 190, ObservationEnd.Progression),
            (Patient(0, 0, [63, 126], progression: 126, second: 310), Endpoint.SecondProgression, 300, ObservationEnd.Cutoff),
            (Patient(0, 0, [63, 126], progression: 126, death: 290), Endpoint.SecondProgression, 290, ObservationEnd.Death),
            (Patient(0, 0, [63, 126], progression: 126, dropout: 200), Endpoint.SecondProgression, 200, ObservationEnd.Lost),
        ];

        Assert.All(cases, c =>
        {
            Observation seen = Observation.Of(Cleopatra.Design, c.Row, c.Endpoint, 300);
            Assert.Equal((c.Day, c.End), ((int)Math.Round(StudyTime.DaysOf(seen.FollowUp)), seen.End));
        });
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "RECIST 1.0, Therasse 2000: -30 % of baseline is a partial response, confirmed after four weeks; +20 % of the smallest sum is progression")]
    public void Scans_are_read_again_up_to_the_cut()
    {
        SubjectRow row = Patient(0, 0, [63, 126, 189, 252], progression: 189);
        row = row with { Disease = row.Disease! with { BaselineMillimetres = 100, SumMillimetres = [70, 60, 72, 80] } };

        TumourRecord all = TumourRecord.Of(Cleopatra.Design, row, 1000);
        TumourRecord early = TumourRecord.Of(Cleopatra.Design, row, 125);

        Assert.Equal([Response.Partial, Response.Partial, Response.Progression, null], all.Scans.Select(s => s.Response));
        Assert.Equal([100.0, 70, 60, 60], all.Scans.Select(s => s.NadirMillimetres));
        Assert.Equal([(1, 63, 70.0), (2, 126, 60.0), (3, 189, 72.0), (4, 252, 80.0)], all.Scans.Select(s => (s.Visit, s.Day, s.SumMillimetres)));
        Assert.Equal((Response.Partial, Response.Stable), (all.Best, early.Best));   // one scan confirms nothing
        Assert.Equal([63], early.Scans.Select(s => s.Day));
        Assert.Equal((63, null), (all.ResponseDay, early.ResponseDay));              // it began with the scan that was confirmed
    }

    [Theory]
    [InlineData(1000.0, null, null, 48)]       // every three weeks: days 0 to 987
    [InlineData(1000.0, 63, null, 3)]          // day 63 is the scan's, and treatment has ended
    [InlineData(1000.0, null, 64, 4)]
    [InlineData(21.0, null, null, 1)]          // the dose of day 21 comes an hour after pertuzumab's: after a cut at midnight
    [InlineData(22.0, null, null, 2)]
    [Evidence(EvidenceKind.Analytic, "CLEOPATRA's regimen: trastuzumab on day 0 and every 21 days until progression")]
    public void Doses_end_with_progression_death_and_the_cut(double available, int? progression, int? death, int doses)
    {
        SubjectRow row = Patient(0, 0, [63], progression: progression, death: death) with
        {
            Docetaxel = GivenDocetaxel.None with { Doses = [new Infusion("docetaxel", 0, 100, 1 / 24.0), new Infusion("docetaxel", 70, 75, 1 / 24.0)] },
        };

        Dose[] given = [.. GivenDoses.Of(Cleopatra.Design, row, available)];

        Assert.Equal(doses, given.Count(d => d.Drug == "trastuzumab"));
        Assert.Equal(doses > 4 ? 2 : 1, given.Count(d => d.Drug == "docetaxel"));
        Assert.Equal(8 * row.Patient.WeightKilograms, given[0].Milligrams, 1e-12 * given[0].Milligrams);   // a product, rounded once
    }
}

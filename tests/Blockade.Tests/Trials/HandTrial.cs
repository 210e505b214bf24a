using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Trials;
using Blockade.Tumours;

namespace Blockade.Tests.Trials;

/// <summary>Trials whose patients' courses are written down, day by day, instead of simulated.</summary>
internal static class HandTrial
{
    public static TrialFile Cleopatra { get; } = TrialReader.Read(Her2Files.Read("trials/cleopatra.toml"), null).Value!;

    private static readonly VirtualPatient Someone =
        new PopulationModel(Cleopatra.Population, Her2Evidence.Parameters().Value!).Draw(new RandomSource(1), default);

    /// <summary>One patient. Without a word about the investigator, both readers agree, and another line of therapy begins with the independent reader's progression.</summary>
    public static SubjectRow Patient(
        int arm, double entry, int[] scans, int? progression = null, int? death = null, double dropout = double.PositiveInfinity,
        int? investigator = null, Response best = Response.NotEvaluable, bool? complete = null, int stratum = 0,
        int? nextLine = null, int? second = null) =>
        new(
            Someone, arm, stratum, entry, dropout,
            new DiseaseCourse(100, [.. scans], [.. scans.Select(_ => 50.0)], progression, investigator ?? progression, false, death, nextLine ?? progression, null, second, best, -0.5),
            GivenDocetaxel.None, 0, 0, 1, complete, null);

    public static TrialResult Of(params IEnumerable<SubjectRow> rows) => new(Cleopatra.Design, 0, [.. rows], false, 0);

    public static Analysis By(Endpoint endpoint, Cutoff cutoff) => new("by hand", endpoint, cutoff);

    public static Cutoff.ByDate AtDay(double day) => new(StudyTime.FromDays(day));

    /// <summary>Follow-ups as days, with an asterisk for an event.</summary>
    public static string Days(AnalysisData data) => string.Join(
        ' ', data.FollowUps.Select(f => FormattableString.Invariant($"{Math.Round(f.Months * StudyTime.DaysPerMonth, 6)}{(f.HadEvent ? "*" : "")}")));

    public static ImmutableArray<int> NineWeekly(int last) => [.. Enumerable.Range(1, last / 63).Select(k => 63 * k)];
}

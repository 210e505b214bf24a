using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Reporting;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>A scorecard on one screen: the results one asks for first in plain words, and by subject how many were foretold and which were not.</summary>
internal static class ScorecardSubjects
{
    /// <summary>The blind results that are judged, by trial and subject, in the order of the file.</summary>
    public static ImmutableArray<(string Subject, ImmutableArray<ScoredPrediction> Rows)> Of(Scorecard card) =>
    [
        .. Judged(card).GroupBy(r => $"{r.Published.Trial}: {Subject(r.Published.Quantity)}").Select(g => (g.Key, g.ToImmutableArray())),
    ];

    /// <summary>The blind results that one asks for first.</summary>
    public static IEnumerable<ScoredPrediction> First(Scorecard card) =>
        Judged(card).Where(r => r.Published.Quantity is "median-pfs" or "hazard-ratio-pfs" or "hazard-ratio-os" or "total-pcr" or "clinical-benefit");

    /// <summary>A row in words that need no key.</summary>
    public static string Words(PublishedResult p) => $"{p.Trial}: " + p.Quantity switch
    {
        "median-pfs" => $"months until half have progressed or died, {p.Arm}",
        "hazard-ratio-pfs" => $"risk of progression or death at any time, {p.Arm}",
        "hazard-ratio-os" => $"risk of death at any time, {p.Arm}",
        "total-pcr" => $"share with no cancer left at surgery, {p.Arm}",
        "clinical-benefit" => $"share with a response or six stable months, {p.Arm}",
        _ => $"{ScorecardTables.Quantity(p.Quantity)}, {p.Arm}",
    };

    /// <summary>How many of the predicted trials had a ratio of hazards as low as the published one; empty where none was published.</summary>
    public static string AsLow(Scorecard card)
    {
        string[] said = [.. First(card).Where(r => r.Published.Quantity.StartsWith("hazard-ratio", StringComparison.Ordinal))
            .Select(r => FormattableString.Invariant($"{ScorecardTables.Label(r.Published)} {r.Published.Value:0.00} or less in {r.Values.Count(v => v <= r.Published.Value)} of {r.Values.Length}"))];
        return said.Length == 0 ? "" : $"How often a predicted trial came out as well as the published one: {string.Join("; ", said)}.";
    }

    /// <summary>One row a subject.</summary>
    public static Table Counts(Scorecard card)
    {
        ImmutableArray<(string Subject, ImmutableArray<ScoredPrediction> Rows)> subjects = Of(card);
        return new Table("subjects", "How many blind results lie inside their interval, by subject",
        [
            new Column.Text("subject", "trial, and what was measured", [.. subjects.Select(s => s.Subject)]),
            new Column.Number("results", "1", "blind results that are judged", [.. subjects.Select(s => (double)s.Rows.Length)]),
            new Column.Number("inside", "1", "how many of them lie in their 90 % interval", [.. subjects.Select(s => (double)s.Rows.Count(r => r.IsInside))]),
            new Column.Text("outside", "those that do not, and on which side of the prediction the published value lies", [.. subjects.Select(s => Outside(s.Rows))]),
        ]);
    }

    /// <summary>Those outside, said once for each arm and side; empty where all are inside.</summary>
    public static string Outside(ImmutableArray<ScoredPrediction> rows) => string.Join("; ", rows.Where(r => !r.IsInside)
        .Select(r => (Parts(r.Published).Who, Parts(r.Published).What, IsAbove: r.Published.Value > r.Median))
        .GroupBy(r => (r.Who, r.IsAbove))
        .Select(g => $"{g.Key.Who}: {string.Join(", ", g.Select(r => r.What))} (published {(g.Key.IsAbove ? "above" : "below")})"));

    private static IEnumerable<ScoredPrediction> Judged(Scorecard card) =>
        card.Rows.Where(r => r.Published.Role == ResultRole.Blind && r.Published.Grade != Grade.Recall);

    private static string Subject(string quantity) =>
        quantity.Contains('[', StringComparison.Ordinal) ? "subgroups"
        : quantity.StartsWith("hazard-ratio-pfs", StringComparison.Ordinal) ? "progression, one arm against the other"
        : quantity.Contains("pfs", StringComparison.Ordinal) ? "progression in each arm"
        : quantity.Contains("-os", StringComparison.Ordinal) ? "survival"
        : "response";

    private static (string Who, string What) Parts(PublishedResult p)
    {
        string what = ScorecardTables.Quantity(p.Quantity);
        if (p.Quantity.Split('[', ']') is [string of, string subgroup, ""]) return ($"{ScorecardTables.Quantity(of)}, {p.Arm}", subgroup);
        if (p.Quantity.StartsWith("survival-", StringComparison.Ordinal)) return ($"{p.Arm}, month", p.Quantity.Split('@')[1]);
        if (p.Quantity.StartsWith("hazard-ratio", StringComparison.Ordinal)) return (what.Split(", ") is [string ratio, string when] ? (ratio, when) : (p.Arm, what));
        return (p.Arm, what);
    }
}

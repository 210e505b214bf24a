using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Reporting;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>A scorecard as tables with units.</summary>
internal static class ScorecardTables
{
    /// <summary>One row a published result.</summary>
    public static Table Scores(Scorecard card)
    {
        ImmutableArray<ScoredPrediction> rows = card.Rows;
        return new Table("scorecard", "Published results beside their predictions",
        [
            new Column.Text("id", "row of published.csv", [.. rows.Select(r => r.Published.Id)]),
            new Column.Text("trial", "trial", [.. rows.Select(r => r.Published.Trial)]),
            new Column.Text("arm", "arm", [.. rows.Select(r => r.Published.Arm)]),
            new Column.Text("quantity", "what was published", [.. rows.Select(r => r.Published.Quantity)]),
            new Column.Text("unit", "unit of every number of the row", [.. rows.Select(r => r.Published.Unit)]),
            new Column.Text("role", "calibrate: the fit saw it; blind: it did not", [.. rows.Select(r => Role(r.Published))]),
            new Column.Text("grade", "how well the published value is known", [.. rows.Select(r => r.Published.Grade.ToString().ToLowerInvariant())]),
            new Column.Number("predicted", "row", "median of the predictions; empty where not reached", [.. rows.Select(r => r.Median)]),
            new Column.Number("lower", "row", "lower end of their 90 % interval", [.. rows.Select(r => r.Lower)]),
            new Column.Number("upper", "row", "upper end of their 90 % interval; empty where not reached", [.. rows.Select(r => r.Upper)]),
            new Column.Number("published", "row", "the published value", [.. rows.Select(r => r.Published.Value)]),
            new Column.Number("published_lower", "row", "its lower 95 % limit", [.. rows.Select(r => r.Published.Lower)]),
            new Column.Number("published_upper", "row", "its upper 95 % limit", [.. rows.Select(r => r.Published.Upper)]),
            new Column.Text("inside", "whether the published value lies in the 90 % interval", [.. rows.Select(r => r.IsInside ? "yes" : "no")]),
            new Column.Number("crps", "row", "continuous ranked probability score (Gneiting and Raftery 2007)", [.. rows.Select(r => r.Crps)]),
            new Column.Number("sd_constants", "row", "SD that comes of not knowing the constants", [.. rows.Select(r => r.Spread.Parameters)]),
            new Column.Number("sd_patients", "row", "SD that comes of who is enrolled", [.. rows.Select(r => r.Spread.Patients)]),
            new Column.Text("source", "who published it", [.. rows.Select(r => r.Published.Source)]),
        ]);
    }

    /// <summary>Every prediction: one row a published result, draw and set of patients.</summary>
    public static Table Predictions(Scorecard card)
    {
        (ScoredPrediction Row, int Index)[] all = [.. card.Rows.SelectMany(r => Enumerable.Range(0, r.Values.Length).Select(i => (r, i)))];
        return new Table("predictions", "Every prediction",
        [
            new Column.Text("id", "row of published.csv", [.. all.Select(a => a.Row.Published.Id)]),
            new Column.Number("draw", "1", "draw of the constants", [.. all.Select(a => (double)(a.Index / card.Replicates))]),
            new Column.Number("replicate", "1", "set of patients", [.. all.Select(a => (double)(a.Index % card.Replicates))]),
            new Column.Number("predicted", "row", "the prediction, in the published value's unit; empty where not reached", [.. all.Select(a => a.Row.Values[a.Index])]),
        ]);
    }

    /// <summary>A row as people read it.</summary>
    public static IEnumerable<string> Cells(ScoredPrediction row)
    {
        string format = row.Published.Unit == "months" ? "0.0" : "0.00", fine = row.Published.Unit == "months" ? "0.00" : "0.000";
        yield return Label(row.Published);
        yield return Numbers.Estimate(new Survival.Estimate(row.Median, row.Lower, row.Upper), format);
        yield return Numbers.Estimate(new Survival.Estimate(row.Published.Value, row.Published.Lower, row.Published.Upper), format) + (row.Published.Grade == Grade.Recall ? " [recall]" : "");
        yield return Role(row.Published);
        yield return row.IsInside ? "yes" : "no";
        yield return Numbers.One(row.Crps, fine);
        yield return Numbers.One(row.Spread.Parameters, fine);
        yield return Numbers.One(row.Spread.Patients, fine);
    }

    /// <summary>What a row is about, in words.</summary>
    public static string Label(PublishedResult p) => $"{p.Trial}, {p.Arm}: {Quantity(p.Quantity)}";

    /// <summary>What was measured, in words.</summary>
    public static string Quantity(string quantity) => quantity.Split('[', ']') is [string of, string subgroup, ""] ? $"{Quantity(of)}, {subgroup}" : quantity.Split('@') switch
    {
        ["hazard-ratio-pfs" or "hazard-ratio-pfs-final" or "hazard-ratio-os", string months] =>
            $"hazard ratio of {(quantity.Contains("os", StringComparison.Ordinal) ? "OS" : "PFS")}{(months.EndsWith('-') ? $" from month {months[..^1]}" : $", months {months.Replace("-", " to ", StringComparison.Ordinal)}")}",
        ["survival-pfs", string month] => $"PFS at {month} months",
        ["survival-os", string month] => $"OS at {month} months",
        ["median-pfs"] => "median PFS",
        ["median-os"] => "median OS",
        ["hazard-ratio-pfs"] => "hazard ratio of PFS, primary",
        ["hazard-ratio-pfs-final"] => "hazard ratio of PFS, final",
        ["hazard-ratio-os"] => "hazard ratio of OS",
        ["orr"] => "response",
        ["clinical-benefit"] => "clinical benefit",
        ["median-pfs-after-switch"] => "median PFS after trastuzumab is added",
        ["docetaxel-below-75"] => "docetaxel below 75 mg/m2",
        ["febrile-neutropenia"] => "febrile neutropenia",
        ["total-pcr"] => "nothing left at surgery",
        _ => quantity,
    };

    private static string Role(PublishedResult p) => p.Role.ToString().ToLowerInvariant();
}

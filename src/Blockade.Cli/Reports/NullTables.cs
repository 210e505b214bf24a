using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Reporting;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>A scorecard's nulls: tables and words.</summary>
internal static class NullTables
{
    /// <summary>How the nulls are made.</summary>
    public const string Method =
        "Each null sees the results that the fit sees and no mechanism: medians of one treatment alone (log-normal times with the spread of MA.31's curve), response rates, and the curve of survival of the placebo arm. "
        + "Independent action gives each patient the better of the two treatments (Palmer and Sorger 2017), additivity the sum of both times less the time to the first scan (Hwangbo et al. 2023), a constant hazard ratio multiplies the control's hazard by 0.7, chosen before the model was run but by people who knew what CLEOPATRA found. "
        + "The pertuzumab arm is taken apart into trastuzumab with docetaxel, and pertuzumab alone, which was never given in first line and is taken to do what trastuzumab alone does; the placebo arm into trastuzumab and docetaxel. "
        + "Their patients are enrolled, lost, cut and tested as the model's are.";

    /// <summary>One row a blind result and null.</summary>
    public static ImmutableArray<NullRow> Rows(Scorecard card) =>
    [
        .. card.Nulls.Select(n => new NullRow(
            n.Published, card.Rows.FirstOrDefault(r => r.Published == n.Published)?.Crps ?? double.NaN, n.Null, n.Forecast?.Median ?? double.NaN,
            n.Forecast?.Lower ?? double.NaN, n.Forecast?.Upper ?? double.NaN, n.Forecast?.Crps ?? double.NaN, n.Undefined)),
    ];

    /// <summary>The rows as a table with units.</summary>
    public static Table Forecasts(Scorecard card)
    {
        ImmutableArray<NullRow> rows = Rows(card);
        return new Table("nulls", "What nulls forecast of the blind results",
        [
            new Column.Text("id", "row of published.csv", [.. rows.Select(r => r.Published.Id)]),
            new Column.Text("null", "the null", [.. rows.Select(r => Key(r.Null))]),
            new Column.Number("model_crps", "row", "continuous ranked probability score of the model, in the published value's unit", [.. rows.Select(r => r.ModelCrps)]),
            new Column.Number("forecast", "row", "median of the null's forecasts; empty where not reached or not defined", [.. rows.Select(r => r.Median)]),
            new Column.Number("lower", "row", "lower end of their 90 % interval", [.. rows.Select(r => r.Lower)]),
            new Column.Number("upper", "row", "upper end of their 90 % interval", [.. rows.Select(r => r.Upper)]),
            new Column.Number("crps", "row", "continuous ranked probability score of the null", [.. rows.Select(r => r.Crps)]),
            new Column.Text("not_defined", "why the null says nothing of such a result", [.. rows.Select(r => r.Undefined)]),
        ]);
    }

    /// <summary>One sentence a null: of how many results the model came nearer.</summary>
    public static string Summary(ImmutableArray<NullRow> rows)
    {
        if (rows.IsEmpty) return "No null forecasts any of these.";
        IEnumerable<string> sentences = Enum.GetValues<TrialNull>().Select(model =>
        {
            NullRow[] judged = [.. rows.Where(r => r.Null == model && r.Published.Grade != Grade.Recall && double.IsFinite(r.Crps) && double.IsFinite(r.ModelCrps))];
            if (judged.Length == 0) return $"{Capital(Name(model))} is defined for none.";
            NullRow[] shares = [.. judged.Where(r => r.Published.Quantity.StartsWith("survival-pfs@", StringComparison.Ordinal))];
            string mean = shares.Length == 0
                ? ""
                : FormattableString.Invariant($"; mean score at {shares.Length} landmarks of PFS {shares.Average(r => r.ModelCrps):0.000} against {shares.Average(r => r.Crps):0.000}");
            return FormattableString.Invariant($"Against {Name(model)} the model scores better on {judged.Count(r => r.ModelCrps < r.Crps)} of {judged.Length} blind results{mean}.");
        });
        return string.Join(" ", sentences);
    }

    /// <summary>A forecast as people read it: middle, interval, score.</summary>
    public static string Cell(NullRow row)
    {
        if (row.Undefined.Length > 0) return "not defined";
        (string format, string fine) = Formats(row.Published);
        return $"{Numbers.Estimate(new Survival.Estimate(row.Median, row.Lower, row.Upper), format)}; {Numbers.One(row.Crps, fine)}";
    }

    /// <summary>The model's score as people read it.</summary>
    public static string ModelCell(NullRow row) => Numbers.One(row.ModelCrps, Formats(row.Published).Fine);

    /// <summary>A null in words.</summary>
    public static string Name(TrialNull model) => model switch
    {
        TrialNull.IndependentAction => "independent action",
        TrialNull.Additivity => "additivity",
        TrialNull.ConstantHazardRatio => "a constant hazard ratio",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A null in a file.</summary>
    public static string Key(TrialNull model) => model switch
    {
        TrialNull.IndependentAction => "independent-action",
        TrialNull.Additivity => "additivity",
        TrialNull.ConstantHazardRatio => "constant-hazard-ratio",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static (string Format, string Fine) Formats(PublishedResult p) => p.Unit == "months" ? ("0.0", "0.00") : ("0.00", "0.000");

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

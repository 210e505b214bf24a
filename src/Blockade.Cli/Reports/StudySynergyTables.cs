using System.Collections.Immutable;
using Blockade.Reporting;
using Blockade.Trials;
using Spectre.Console;
using Table = Blockade.Reporting.Table;

namespace Blockade.Cli.Reports;

/// <summary>A study's synergy as tables.</summary>
internal static class StudySynergyTables
{
    /// <summary>The tables of a level, the excess first.</summary>
    public static ImmutableArray<Table> Of(StudySynergy found) => found.Tumours.IsEmpty ? [Times(found.Times)] : [Tumours(found.Tumours), Changes(found.Changes)];

    /// <summary>The excess as people read it.</summary>
    public static void Print(StudySynergy found, CommandHost host)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Simple);
        if (!found.Tumours.IsEmpty)
        {
            table.AddColumns("treatment", "heregulin", "week", "null", "excess, powers of ten (90 %)", "Monte Carlo SE", "patients, 5 % to 95 %");
            foreach (TumourExcess t in found.Tumours)
                table.AddRow(Docetaxel(t.Docetaxel), Heregulin(t.Heregulin), Week(t.Day), Name(t.Null), Interval(t.Excess), Two(t.Excess.StandardError), $"{Two(t.Excess.Lower)} to {Two(t.Excess.Upper)}");
        }
        else
        {
            table.AddColumns("treatment", "endpoint", "null", "correlation", "median, expected", "median, both", "hazard ratio", "months more (90 %)", "Monte Carlo SE");
            foreach (TrialExcess t in found.Times)
            {
                table.AddRow(
                    Docetaxel(t.Docetaxel), Endpoint(t.Endpoint), Name(t.Null), Pairing(t), Numbers.One(t.MedianExpected, "0.0"), Numbers.One(t.MedianBoth, "0.0"), Two(t.HazardRatio), Interval(t.Excess),
                    Two(t.Excess.StandardError));
            }
        }

        host.Results().Write(table);
    }

    /// <summary>A row of the figure.</summary>
    public static string Label(TumourExcess t) => $"{(t.Docetaxel ? "docetaxel" : "no docetaxel")}, {(t.Heregulin ? "heregulin" : "no heregulin")}, week {Week(t.Day)}: {(t.Null == TumourNull.Bliss ? "Bliss" : "HSA")}";

    /// <summary>A row of the figure.</summary>
    public static string Label(TrialExcess t) => $"{Endpoint(t.Endpoint)}, {(t.Docetaxel ? "docetaxel" : "no docetaxel")}: {Name(t.Null)}, {(t.Correlation is null ? "own r" : $"r {Numbers.One(t.Correlation.Value, "0.0")}")}";

    /// <summary>The mean and the interval over the constants; without draws two standard errors.</summary>
    public static string Interval(PairedExcess e) => e.Draws.IsEmpty
        ? $"{Two(e.Mean)} ({Two(e.Mean - (2 * e.StandardError))} to {Two(e.Mean + (2 * e.StandardError))})"
        : $"{Two(e.Centre)} ({Two(e.OverDraws.Lower)} to {Two(e.OverDraws.Upper)})";

    public static string Docetaxel(bool given) => given ? "with docetaxel" : "without docetaxel";

    public static string Heregulin(bool own) => own ? "own" : "none";

    public static string Week(int day) => Numbers.One(day / 7.0, "0.#");

    public static string Name(TumourNull model) => model == TumourNull.Bliss ? "Bliss independence" : "highest single agent";

    public static string Name(ClinicalNull model) => model == ClinicalNull.IndependentAction ? "independent action" : "additivity";

    public static string Endpoint(Endpoint endpoint) => endpoint == Blockade.Trials.Endpoint.OverallSurvival ? "OS" : "PFS";

    private static string Pairing(TrialExcess t) => t.Correlation is null ? $"own, {Two(t.OwnCorrelation)}" : Numbers.One(t.Correlation.Value, "0.00");

    private static string Two(double value) => Numbers.One(value, "0.00");

    private static Table Tumours(ImmutableArray<TumourExcess> rows) => new("tumour-excess", "What both antibodies do to tumours' volume beyond a null",
    [
        new Column.Text("docetaxel", "whether docetaxel is given with neither, each and both", [.. rows.Select(r => YesNo(r.Docetaxel))]),
        new Column.Text("heregulin", "own: as the patients have it; none", [.. rows.Select(r => Heregulin(r.Heregulin))]),
        new Column.Integer("day", "day", "days since the first dose", [.. rows.Select(r => (long)r.Day)]),
        new Column.Text("null", "what is expected of both", [.. rows.Select(r => Name(r.Null))]),
        .. Excess("log10", "powers of ten by which volume is smaller than expected", [.. rows.Select(r => r.Excess)]),
    ]);

    private static Table Changes(ImmutableArray<TumourChange> rows) => new("tumour-changes", "Sum of diameters under each treatment, relative to baseline, minus one",
    [
        new Column.Text("antibodies", "which are given", [.. rows.Select(r => r.Pair.ToString().ToLowerInvariant())]),
        new Column.Text("docetaxel", "whether docetaxel is given", [.. rows.Select(r => YesNo(r.Docetaxel))]),
        new Column.Text("heregulin", "own: as the patients have it; none", [.. rows.Select(r => Heregulin(r.Heregulin))]),
        new Column.Integer("day", "day", "days since the first dose", [.. rows.Select(r => (long)r.Day)]),
        new Column.Number("mean", "1", "mean over patients", [.. rows.Select(r => r.Change.Mean)]),
        new Column.Number("p05", "1", "5th percentile of the patients", [.. rows.Select(r => r.Change.Lower)]),
        new Column.Number("p95", "1", "95th percentile of the patients", [.. rows.Select(r => r.Change.Upper)]),
    ]);

    private static Table Times(ImmutableArray<TrialExcess> rows) => new("trial-excess", "How much longer patients do well on both antibodies than a null expects",
    [
        new Column.Text("docetaxel", "whether docetaxel is given with trastuzumab and with both", [.. rows.Select(r => YesNo(r.Docetaxel))]),
        new Column.Text("endpoint", "PFS: independent reader, or death; OS: death", [.. rows.Select(r => Endpoint(r.Endpoint))]),
        new Column.Text("null", "what is expected of both", [.. rows.Select(r => Name(r.Null))]),
        new Column.Text("pairing", "own: each virtual patient's own two times; else times are given to patients anew", [.. rows.Select(r => r.Correlation is null ? "own" : "given")]),
        new Column.Number("correlation", "1", "rank correlation of the two times", [.. rows.Select(r => r.Correlation ?? r.OwnCorrelation)]),
        new Column.Number("median_expected", "month", "median that the null expects; empty where not reached", [.. rows.Select(r => r.MedianExpected)]),
        new Column.Number("median_both", "month", "median on both", [.. rows.Select(r => r.MedianBoth)]),
        new Column.Number("hazard_ratio", "1", "hazard on both over the null's", [.. rows.Select(r => r.HazardRatio)]),
        .. Excess("month", "months more than expected up to the end of follow-up", [.. rows.Select(r => r.Excess)]),
    ]);

    private static IEnumerable<Column> Excess(string unit, string what, PairedExcess[] rows) =>
    [
        new Column.Number("mean", unit, what + ", mean over patients with the constants as fitted", [.. rows.Select(r => r.Mean)]),
        new Column.Number("standard_error", unit, "its Monte Carlo standard error", [.. rows.Select(r => r.StandardError)]),
        new Column.Number("p05", unit, "5th percentile of the patients", [.. rows.Select(r => r.Lower)]),
        new Column.Number("p95", unit, "95th percentile of the patients", [.. rows.Select(r => r.Upper)]),
        new Column.Number("draws_mean", unit, "mean over patients and draws of the constants; that of the fit without draws", [.. rows.Select(r => r.Centre)]),
        new Column.Number("draws_lower", unit, "lower end of 90 % of the means over draws of the constants; empty without", [.. rows.Select(r => r.OverDraws.Lower)]),
        new Column.Number("draws_upper", unit, "upper end", [.. rows.Select(r => r.OverDraws.Upper)]),
    ];

    private static string YesNo(bool value) => value ? "yes" : "no";
}

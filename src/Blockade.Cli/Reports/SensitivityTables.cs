using System.Collections.Immutable;
using Blockade.Reporting;
using Blockade.Sensitivity;
using Blockade.Trials;
using Spectre.Console;
using Table = Blockade.Reporting.Table;

namespace Blockade.Cli.Reports;

/// <summary>An analysis of sensitivity as tables.</summary>
internal static class SensitivityTables
{
    /// <summary>Names of the outputs on a command line.</summary>
    public static ImmutableSortedDictionary<string, TrialOutput> Outputs { get; } = Enum.GetValues<TrialOutput>().ToImmutableSortedDictionary(Key, o => o, StringComparer.Ordinal);

    /// <summary>The name of an output on a command line.</summary>
    public static string Key(TrialOutput output) => output switch
    {
        TrialOutput.HazardRatio => "hr",
        TrialOutput.HazardRatioOfSurvival => "hr_os",
        TrialOutput.MedianPfs => "median_pfs",
        TrialOutput.MedianPfsOfControl => "median_pfs_control",
        TrialOutput.MedianOs => "median_os",
        TrialOutput.PfsAtOneYear => "pfs_12",
        TrialOutput.GainOfPfs => "gain_pfs",
        TrialOutput.Response => "response",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>An output in words, and its unit.</summary>
    public static (string Label, string Unit) Words(TrialOutput output) => output switch
    {
        TrialOutput.HazardRatio => ("Hazard ratio of PFS", "1"),
        TrialOutput.HazardRatioOfSurvival => ("Hazard ratio of OS", "1"),
        TrialOutput.MedianPfs => ("Median PFS", "months"),
        TrialOutput.MedianPfsOfControl => ("Median PFS of the control", "months"),
        TrialOutput.MedianOs => ("Median OS", "months"),
        TrialOutput.PfsAtOneYear => ("Share without progression at 12 months", "1"),
        TrialOutput.GainOfPfs => ("Mean gain of PFS", "months"),
        TrialOutput.Response => ("Share with a response", "1"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The tables: outputs, ends of ranges, and effects or shares.</summary>
    public static ImmutableArray<Table> Of(SensitivityResult found) =>
    [
        new Table("outputs", "Outputs with the constants as they are",
        [
            new Column.Text("output", "output", [.. found.Outputs.Select(Key)]),
            new Column.Text("unit", "unit of the row", [.. found.Outputs.Select(o => Words(o).Unit)]),
            new Column.Number("value", "row", "with the coarse table of the receptors, as at every point", [.. found.Nominal.Select(n => n.Value)]),
            new Column.Number("standard_error", "row", "its Monte Carlo standard error: patients drawn again", [.. found.Nominal.Select(n => n.StandardError)]),
            new Column.Number("full", "row", "with the full table", [.. found.Full.Select(n => n.Value)]),
        ]),
        .. found.Parts.IsEmpty ? [Ends(found), found.Shares.IsEmpty ? Effects(found.Effects) : Shares(found.Shares)] : new[] { Parts(found.Parts) },
    ];

    /// <summary>Effects or shares as people read them, the largest first.</summary>
    public static void Print(SensitivityResult found, CommandHost host)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Simple);
        if (!found.Parts.IsEmpty)
        {
            table.AddColumns("output", "mechanism", "part", "alone", "last");
            foreach (ShapleyShare s in Sorted(found.Parts)) table.AddRow(s.Output, Markup.Escape(s.Mechanism), Three(s.Value), Three(s.Alone), Three(s.Last));
        }
        else if (found.Shares.IsEmpty)
        {
            table.AddColumns("output", "constant", "mean effect", "mean magnitude (SE)", "spread");
            foreach (MorrisEffect e in Sorted(found.Effects))
                table.AddRow(e.Output, Markup.Escape(e.Input), Three(e.Mean), $"{Three(e.MeanOfMagnitudes)} ({Three(e.StandardError)})", Three(e.Spread));
        }
        else
        {
            table.AddColumns("output", "constant", "first order (95 %)", "total (95 %)");
            foreach (SobolIndex s in Sorted(found.Shares))
                table.AddRow(s.Output, Markup.Escape(s.Input), $"{Two(s.First)} ({Two(s.FirstLower)} to {Two(s.FirstUpper)})", $"{Two(s.Total)} ({Two(s.TotalLower)} to {Two(s.TotalUpper)})");
        }

        host.Results().Write(table);
        foreach ((TrialOutput output, MonteCarlo value) in found.Outputs.Zip(found.Nominal))
            host.Out.WriteLine($"{Words(output).Label}, {Words(output).Unit}: {Three(value.Value)}, Monte Carlo standard error {Three(value.StandardError)}; with the full table of receptors {Three(found.Full[found.Outputs.IndexOf(output)].Value)}.");
    }

    /// <summary>Output by output, the largest first.</summary>
    public static IEnumerable<MorrisEffect> Sorted(ImmutableArray<MorrisEffect> effects) => effects.GroupBy(e => e.Output).SelectMany(g => g.OrderByDescending(e => e.MeanOfMagnitudes));

    /// <summary>Output by output, the largest first.</summary>
    public static IEnumerable<SobolIndex> Sorted(ImmutableArray<SobolIndex> shares) => shares.GroupBy(s => s.Output).SelectMany(g => g.OrderByDescending(s => s.Total));

    /// <summary>Output by output, the largest first.</summary>
    public static IEnumerable<ShapleyShare> Sorted(ImmutableArray<ShapleyShare> parts) => parts.GroupBy(s => s.Output).SelectMany(g => g.OrderByDescending(s => Math.Abs(s.Value)));

    private static string Two(double value) => Numbers.One(value, "0.00");

    private static string Three(double value) => Numbers.One(value, "0.000");

    private static Table Ends(SensitivityResult found)
    {
        (int Input, int Output)[] rows = [.. from o in Enumerable.Range(0, found.Outputs.Length) from i in Enumerable.Range(0, found.Varied.Length) select (i, o)];
        return new Table("ends", "Outputs with one constant at an end of its range, the others as they are",
        [
            new Column.Text("output", "output", [.. rows.Select(r => Key(found.Outputs[r.Output]))]),
            new Column.Text("constant", "constant", [.. rows.Select(r => found.Varied[r.Input].Name)]),
            new Column.Number("low", "constant's", "lower end of its range, in the unit of its row", [.. rows.Select(r => found.Varied[r.Input].Low)]),
            new Column.Number("high", "constant's", "upper end", [.. rows.Select(r => found.Varied[r.Input].High)]),
            new Column.Text("scale", "what is uniform in the range", [.. rows.Select(r => found.Varied[r.Input].IsLogarithmic ? "logarithm" : "value")]),
            new Column.Number("at_low", "output's", "output at the lower end", [.. rows.Select(r => found.Ends[2 * r.Input][r.Output])]),
            new Column.Number("at_high", "output's", "output at the upper end", [.. rows.Select(r => found.Ends[(2 * r.Input) + 1][r.Output])]),
        ]);
    }

    private static Table Effects(ImmutableArray<MorrisEffect> rows) => new("effects", "Elementary effects: Morris 1991, doi:10.2307/1269043; Campolongo et al. 2007, doi:10.1016/j.envsoft.2006.10.004",
    [
        new Column.Text("output", "output", [.. rows.Select(r => r.Output)]),
        new Column.Text("constant", "constant", [.. rows.Select(r => r.Input)]),
        new Column.Number("mean", "output's", "mean change of the output across the constant's range", [.. rows.Select(r => r.Mean)]),
        new Column.Number("mean_of_magnitudes", "output's", "mean magnitude of that change", [.. rows.Select(r => r.MeanOfMagnitudes)]),
        new Column.Number("standard_error", "output's", "standard error of the mean magnitude", [.. rows.Select(r => r.StandardError)]),
        new Column.Number("spread", "output's", "standard deviation of the change: curvature, and other constants", [.. rows.Select(r => r.Spread)]),
    ]);

    private static Table Parts(ImmutableArray<ShapleyShare> rows) => new("parts", "Parts of mechanisms in what all of them change: Shapley 1953",
    [
        new Column.Text("output", "output", [.. rows.Select(r => r.Output)]),
        new Column.Text("mechanism", "mechanism", [.. rows.Select(r => r.Mechanism)]),
        new Column.Number("part", "output's", "mean change of the output as this one comes, over all orders; they add up to all on minus all off", [.. rows.Select(r => r.Value)]),
        new Column.Number("alone", "output's", "change from all off to this one on", [.. rows.Select(r => r.Alone)]),
        new Column.Number("last", "output's", "change from all but this one to all on", [.. rows.Select(r => r.Last)]),
    ]);

    private static Table Shares(ImmutableArray<SobolIndex> rows) => new("shares", "Shares of variance: Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018; Jansen 1999, doi:10.1016/S0010-4655(98)00154-4",
    [
        new Column.Text("output", "output", [.. rows.Select(r => r.Output)]),
        new Column.Text("constant", "constant", [.. rows.Select(r => r.Input)]),
        new Column.Number("first", "1", "of the variance, by the constant itself", [.. rows.Select(r => r.First)]),
        new Column.Number("first_lower", "1", "lower end of its 95 % interval", [.. rows.Select(r => r.FirstLower)]),
        new Column.Number("first_upper", "1", "upper end", [.. rows.Select(r => r.FirstUpper)]),
        new Column.Number("total", "1", "of the variance, by itself and with others", [.. rows.Select(r => r.Total)]),
        new Column.Number("total_lower", "1", "lower end of its 95 % interval", [.. rows.Select(r => r.TotalLower)]),
        new Column.Number("total_upper", "1", "upper end", [.. rows.Select(r => r.TotalUpper)]),
    ]);
}

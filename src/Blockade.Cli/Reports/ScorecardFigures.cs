using Blockade.Evidence;
using Blockade.Reporting;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>A scorecard's figures: one for each kind of number, blind results apart from those that the fit saw.</summary>
internal static class ScorecardFigures
{
    private const int MostRows = 40;

    public static IEnumerable<(string Name, Figure Figure)> Of(Scorecard card)
    {
        (string Name, string Title, FigureAxis Axis, Func<PublishedResult, bool> Holds)[] kinds =
        [
            ("hazard-ratios", "Hazard ratios", new FigureAxis("Hazard ratio", "1") { Logarithmic = true }, p => p.Quantity.StartsWith("hazard-ratio", StringComparison.Ordinal)),
            ("medians", "Medians", new FigureAxis("Median", "months"), p => p.Unit == "months"),
            ("progression", "Patients without progression", new FigureAxis("Share of patients", "1"), p => p.Quantity.StartsWith("survival-pfs", StringComparison.Ordinal)),
            ("survival", "Patients alive", new FigureAxis("Share of patients", "1"), p => p.Quantity.StartsWith("survival-os", StringComparison.Ordinal)),
            ("response", "Response", new FigureAxis("Share of patients", "1"), p => p.Quantity is "orr" or "total-pcr"),
        ];
        foreach ((string name, string title, FigureAxis axis, Func<PublishedResult, bool> holds) in kinds)
        {
            ScoredPrediction[] rows = [.. card.Rows.Where(r => holds(r.Published) && double.IsFinite(r.Median) && double.IsFinite(r.Lower) && !(axis.Logarithmic && r.Lower <= 0)).Take(MostRows)];
            if (rows.Length == 0) continue;
            yield return (name, new ForestFigure
            {
                Title = $"{title}{(rows.Select(r => r.Published.Trial).Distinct().Count() == 1 ? $" in {rows[0].Published.Trial}" : "")}: predicted (90 % of predictions) and published",
                Description = $"{title}, predicted and published. " + string.Join("; ", rows.Select(r => FormattableString.Invariant(
                    $"{ScorecardTables.Label(r.Published)} {r.Median:0.00} ({r.Lower:0.00} to {r.Upper:0.00}) against {r.Published.Value:0.00}{(r.IsInside ? "" : ", outside")}"))) + ".",
                Value = axis,
                Reference = axis.Logarithmic ? 1 : null,
                BelowReference = axis.Logarithmic ? "favours pertuzumab" : "",
                AboveReference = axis.Logarithmic ? "favours control" : "",
                Rows =
                [
                    .. rows.Select(r => new ForestRow(
                        Label(r.Published, rows.Select(x => x.Published.Trial).Distinct().Count() > 1), new ForestEstimate(r.Median, r.Lower, r.Upper),
                        new ForestEstimate(r.Published.Value, r.Published.Lower, r.Published.Upper), r.Published.Role == ResultRole.Blind ? ForestRole.Blind : ForestRole.Calibrate)),
                ],
            });
        }
    }

    // as short as the title allows: a row has one line or two
    private static string Label(PublishedResult p, bool withTrial)
    {
        string of = p.Quantity.Split('@') is [_, string month] ? $"{p.Arm}, {month} months"
            : p.Quantity.StartsWith("hazard-ratio", StringComparison.Ordinal) ? p.Quantity switch { "hazard-ratio-pfs" => "PFS, primary", "hazard-ratio-pfs-final" => "PFS, final", _ => "overall survival" }
            : p.Unit == "months" ? $"{p.Arm}, {(p.Quantity == "median-os" ? "OS" : "PFS")}"
            : p.Arm;
        return withTrial ? $"{p.Trial}: {of}" : of;
    }
}

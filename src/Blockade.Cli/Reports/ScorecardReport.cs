using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Reporting;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>A scorecard's page.</summary>
internal static class ScorecardReport
{
    public static Report Of(Scorecard card, ImmutableArray<RenderedFigure> figures) => new(
        "What was predicted, and what was published",
        Summary(card),
        [
            new ReportSection("Predicted and published", [.. figures.Select(f => new ReportBlock.Drawing(f)), new ReportBlock.Tabulated(ScorecardTables.Scores(card))]),
            new ReportSection("Beside three nulls",
            [
                new ReportBlock.Paragraph(NullTables.Summary(NullTables.Rows(card))),
                new ReportBlock.Paragraph(NullTables.Method),
                new ReportBlock.Tabulated(NullTables.Forecasts(card)),
            ]),
            new ReportSection("How to read it",
            [
                new ReportBlock.Paragraph(FormattableString.Invariant(
                    $"Each of {card.Draws} draws of the tumour's constants, from what the fit left open, was run in the same {card.Replicates} sets of virtual patients. The interval holds nine predictions of ten: of one trial of this size, by this model, with constants that are not known better. SD: constants is the part that more data to fit would take away, SD: patients the part that a larger trial would.")),
                new ReportBlock.Paragraph("Constants of the receptors and of the drugs are held at their sourced values, and the model's form is taken for granted: what that leaves out is not in the interval. Rows marked calibrate were seen by the fit; agreement there is no test. Rows graded recall are from memory and judge nothing."),
            ]),
        ]);

    /// <summary>How many blind results lie inside, and which do not.</summary>
    public static string Summary(Scorecard card)
    {
        ScoredPrediction[] blind = [.. card.Rows.Where(r => r.Published.Role == ResultRole.Blind && r.Published.Grade != Grade.Recall)];
        if (blind.Length == 0) return "No blind result is among these.";
        string[] outside = [.. blind.Where(r => !r.IsInside).Select(r => FormattableString.Invariant($"{ScorecardTables.Label(r.Published)} ({(r.Published.Value > r.Median ? "published above" : "published below")})"))];
        return FormattableString.Invariant($"{blind.Length - outside.Length} of {blind.Length} blind results lie inside their 90 % interval; of independent results one in ten would not.")
            + (outside.Length == 0 ? "" : $" Outside: {string.Join("; ", outside)}.");
    }
}

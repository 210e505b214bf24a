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
        Count(card),
        [
            new ReportSection("Which were foretold, and which not", [new ReportBlock.Tabulated(ScorecardSubjects.Counts(card)), .. ScorecardSubjects.AsLow(card) is { Length: > 0 } low ? [new ReportBlock.Paragraph(low)] : Array.Empty<ReportBlock>()]),
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
        ImmutableArray<(string Subject, ImmutableArray<ScoredPrediction> Rows)> subjects = ScorecardSubjects.Of(card);
        if (subjects.IsEmpty) return Count(card);
        string[] outside = [.. subjects.Where(s => s.Rows.Any(r => !r.IsInside)).Select(s => FormattableString.Invariant($"{s.Subject}, {s.Rows.Count(r => !r.IsInside)} of {s.Rows.Length}, {ScorecardSubjects.Outside(s.Rows)}"))];
        return string.Join(" ", new[] { Count(card), ScorecardSubjects.AsLow(card), outside.Length == 0 ? "" : $"Outside: {string.Join(". ", outside)}." }.Where(s => s.Length > 0));
    }

    /// <summary>How many blind results lie inside.</summary>
    public static string Count(Scorecard card)
    {
        ScoredPrediction[] judged = [.. ScorecardSubjects.Of(card).SelectMany(s => s.Rows)];
        if (judged.Length == 0) return "No blind result is among these.";
        return FormattableString.Invariant($"{judged.Count(r => r.IsInside)} of {judged.Length} blind results lie inside their 90 % interval; of independent results one in ten would not.");
    }
}

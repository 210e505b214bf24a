using System.Collections.Immutable;
using Blockade.Reporting;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>The page on a design's operating characteristics.</summary>
internal static class ReplicatesReport
{
    public static Report Of(ReplicatedTrial run, VirtualTrialOptions options, ImmutableArray<RenderedFigure> figures) => new(
        $"{run.Design.Name}, {run.Outcomes.Length} replicates of a virtual trial{(run.IdenticalArms ? " with identical arms" : "")}{(run.IsPartial ? ", partial" : "")}",
        Summary(run),
        [
            new ReportSection("What the design does", [.. Warnings(run), new ReportBlock.Tabulated(ReplicatesTables.Characteristics(run)), .. ClaimTables.Of(run).Select(t => new ReportBlock.Tabulated(t)), .. figures.Select(f => new ReportBlock.Drawing(f))]),
            new ReportSection("Look by look", [new ReportBlock.Tabulated(ReplicatesTables.Looks(run))]),
            new ReportSection("How it was computed", [new ReportBlock.Paragraph(Method(run, options))]),
        ]);

    /// <summary>One paragraph with the main numbers.</summary>
    public static string Summary(ReplicatedTrial run) => string.Join(" ", run.Characteristics.Select(t => FormattableString.Invariant(
        $"{t.Test.Name}, {t.Arm}: found better in {100 * t.Success.Value:0.0} % of {t.Replicates} replicates ({100 * t.Success.Lower:0.0} to {100 * t.Success.Upper:0.0}), after {t.Months.Value:0.0} months and {t.Events.Value:0} events on average; hazard ratio {Math.Exp(t.LogHazardRatio.Value):0.00}.")));

    /// <summary>How far an interrupted run got, a sentence.</summary>
    public static string Interrupted(ReplicatedTrial run) => FormattableString.Invariant($"This run was interrupted after {run.Outcomes.Length} of {run.Wanted} replicates.");

    /// <summary>What is computed, in a few sentences.</summary>
    public static string Method(ReplicatedTrial run, VirtualTrialOptions options) => FormattableString.Invariant(
        $"Each replicate draws its own patients; patient k of replicate r is a function of seed {options.Seed}, r and k. Every look is analysed by the stratified log-rank test and a stratified Cox model, and a test stops at the first look that decides; a look that stands alone is two-sided at 5 %. Shares have Wilson's 95 % limits, means their Monte Carlo standard error. The hazard ratio is the geometric mean of the last look's, stopping ignored; bias is the mean log hazard ratio at success less that.{(run.Design.Multiplicity is null ? " Tests are judged one by one, without an account of multiplicity." : " Claims that share an error are judged together by their graph, and every test by itself as well.")} {run.Outcomes.Sum(o => o.Failed)} patients failed.{(options.IsCoupled ? " The whole receptor network was followed in every patient." : "")}{(run.IdenticalArms ? " Every arm got the control's treatment: every success is an error." : "")}");

    private static IEnumerable<ReportBlock> Warnings(ReplicatedTrial run)
    {
        if (run.IsPartial) yield return new ReportBlock.Warning($"{Interrupted(run)} Its numbers are partial.");
        int failed = run.Outcomes.Sum(o => o.Failed);
        if (failed > 0) yield return new ReportBlock.Warning($"{failed} patients could not be simulated and are left out of every analysis.");
    }
}

using System.Collections.Immutable;
using Blockade.Designs;
using Blockade.Reporting;
using Blockade.Survival;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>The page and the figure on the size of a study: its power by events, or its assurance where constants were drawn.</summary>
internal static class DesignReport
{
    private const int MostPlanned = 5;

    /// <summary>The figure; null where no number of events was reached by every replicate.</summary>
    public static PowerFigure? Figure(TrialDesign design, DesignGoal goal, PowerCurve curve, ImmutableArray<DesignRow> planned, bool partial)
    {
        if (curve.Points.IsEmpty) return null;
        string chance = Chance(curve);
        Estimate events = curve.EventsFor(goal.Power);
        return new PowerFigure
        {
            Title = $"{(partial ? "Partial run: " : "")}{design.Name}, {chance.ToLowerInvariant()} by number of events",
            Description = FormattableString.Invariant(
                $"{chance} rises from {100 * curve.Points[0].Power.Value:0.0} % with {curve.Points[0].Events} events to {100 * curve.Points[^1].Power.Value:0.0} % with {curve.Points[^1].Events}; {100 * goal.Power:0.#} % {(double.IsNaN(events.Value) ? "is not reached" : FormattableString.Invariant($"is reached with {Math.Ceiling(events.Value):0} events"))}."),
            Chance = chance,
            Curve = [.. curve.Points.Select(p => ((double)p.Events, Drawn(p.Power)))],
            Planned = [.. planned.Take(MostPlanned).Where(r => double.IsFinite(r.Events) && double.IsFinite(r.Power.Value)).Select(r => (r.Method, r.Events, Drawn(r.Power)))],
            Goal = goal.Power,
        };
    }

    /// <summary>The page.</summary>
    /// <param name="design">The study.</param>
    /// <param name="answer">What the run says, in sentences.</param>
    /// <param name="curve">The curve.</param>
    /// <param name="table">All sizes.</param>
    /// <param name="figures">The figure, if there is one.</param>
    /// <param name="partial">Whether the run was interrupted.</param>
    public static Report Of(TrialDesign design, string answer, PowerCurve curve, Table table, ImmutableArray<RenderedFigure> figures, bool partial) => new(
        $"The size of {design.Name}{(partial ? ", partial" : "")}",
        answer,
        [
            new ReportSection($"{Chance(curve)} by events", [.. partial ? new ReportBlock[] { new ReportBlock.Warning("This run was interrupted. Its numbers are partial.") } : [], .. figures.Select(f => new ReportBlock.Drawing(f)), new ReportBlock.Tabulated(table)]),
            new ReportSection("How", [new ReportBlock.Paragraph(Method)]),
        ]);

    private const string Method =
        "Each replicate draws its own patients and is cut at every number of events, so that all numbers come from the same patients; every cut is tested once, by the stratified log-rank test. Where constants were drawn, every draw meets the same patients; the assurance is the mean of the power over draws, and its Monte Carlo error is told apart into what more draws and what more replicates would make smaller. Tests of the study as it is planned keep their own looks and limits. Limits are Wilson's, or of the nested mean, at 95 %.";

    private static string Chance(PowerCurve curve) => curve.Points.Any(p => p.Assurance is not null) ? "Assurance" : "Power";

    private static ForestEstimate Drawn(Estimate e) => new(e.Value, e.Lower, e.Upper);
}

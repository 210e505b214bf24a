using System.Collections.Immutable;
using Blockade.Calibration;
using Blockade.Petab;
using Blockade.Reporting;

namespace Blockade.Cli.Reports;

/// <summary>The page of a fit.</summary>
internal static class FitReport
{
    private const double FewAtBest = 0.2;   // of the searches
    private const double LargeResidual = 3;

    public static Report Of(PetabSimulator simulator, FitProblem fit, FitResult result, ImmutableArray<RenderedFigure> searches, ImmutableArray<RenderedFigure> profiles) => new(
        $"Fit of {result.Name}",
        Summary(simulator.Problem, result),
        [
            new ReportSection("Estimates", [.. Warnings(fit, result).Select(w => new ReportBlock.Warning(w)), new ReportBlock.Tabulated(FitTables.Best(fit, result.Best, result.Profiles, result.Confidence)), .. profiles.Select(f => new ReportBlock.Drawing(f))]),
            new ReportSection("Searches", [.. searches.Select(f => new ReportBlock.Drawing(f)), new ReportBlock.Tabulated(FitTables.Starts(fit, result.Starts), MaxRows: 50)]),
            new ReportSection("Measurements", [new ReportBlock.Tabulated(FitTables.Observables(simulator.Problem, result.Outcome)), new ReportBlock.Tabulated(FitTables.Residuals(simulator.Problem, result.Outcome))]),
            new ReportSection("How", [new ReportBlock.Paragraph(Method(simulator))]),
        ]);

    private static string Summary(PetabProblem problem, FitResult result) => FormattableString.Invariant(
        $"The lowest objective is {result.Best.Objective:0.####}, minus the logarithm of {(problem.Parameters.Any(p => p.Prior is not null) ? "likelihood and prior" : "the likelihood")}; {MultiStartFit.AtBest(result.Starts)} of {result.Starts.Count} searches end within 0.1 of it. The sum of squared residuals over the noise is {result.Outcome.ChiSquare:0.##} for {problem.Measurements.Length} measurements and {problem.Estimated.Length} parameters.");

    // what a reader would otherwise have to find in the tables
    private static IEnumerable<string> Warnings(FitProblem fit, FitResult result)
    {
        if (result.IsPartial) yield return "The fit was interrupted: searches, or intervals, are missing. The same command with --resume goes on.";
        if (MultiStartFit.AtBest(result.Starts) < Math.Max(2, FewAtBest * result.Starts.Count)) yield return "Few searches came to the lowest objective: there may be a lower one, which more --starts would find.";
        if (result.Better is { } better) yield return FormattableString.Invariant($"A profile came to {better.Objective:0.####}, lower than the best search: the intervals are not to be relied on.");
        string[] atBounds = [.. fit.Parameters.Where((_, j) => result.Best.Point[j] <= fit.Lower[j] || result.Best.Point[j] >= fit.Upper[j]).Select(p => p.Id)];
        if (atBounds.Length > 0) yield return $"At a bound of the parameter table: {string.Join(", ", atBounds)}. The estimate is the bound's, not the data's.";
        string[] open = [.. result.Profiles.Where(p => !p.IsIdentified).Select(p => fit.Parameters[p.Parameter].Id)];
        if (open.Length > 0) yield return $"Not determined by the data on one side or both: {string.Join(", ", open)}.";
        int large = result.Residuals.Count(r => !(Math.Abs(r) <= LargeResidual));
        if (large > 0) yield return FormattableString.Invariant($"{large} of {result.Residuals.Length} residuals are larger than {LargeResidual} times the noise.");
    }

    private static string Method(PetabSimulator simulator) =>
        "Each search begins at a drawn point and goes down by Fisher scoring, damped, within the bounds, on the parameters' scales. "
        + (simulator.HasForwardSensitivities ? "Slopes come from sensitivities integrated beside the states. " : "Slopes are central differences of whole runs. ")
        + FormattableString.Invariant($"Simulations hold a relative tolerance of {simulator.Options.RelativeTolerance:g3} and an absolute one of {simulator.Options.AbsoluteTolerance:g3}. ")
        + "An interval ends where the profile, all other parameters fitted again, has risen by the quantile of the likelihood ratio.";
}

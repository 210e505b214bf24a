using System.Collections.Immutable;
using Blockade.Calibration;
using Blockade.Petab;

namespace Blockade.Cli.Reports;

/// <summary>What a fit came to.</summary>
/// <param name="Name">The problem's file.</param>
/// <param name="Starts">Where each search ended.</param>
/// <param name="Best">The lowest of them.</param>
/// <param name="Outcome">The model there.</param>
/// <param name="Residuals">By measurement, over the noise.</param>
/// <param name="Profiles">Those that were made.</param>
/// <param name="Confidence">Of the intervals.</param>
/// <param name="IsPartial">It was interrupted.</param>
internal sealed record FitResult(
    string Name, SortedDictionary<int, FitPoint> Starts, FitPoint Best, PetabOutcome Outcome, ImmutableArray<double> Residuals, ImmutableArray<ParameterProfile> Profiles, double Confidence, bool IsPartial)
{
    /// <summary>A point that a profile found below the best search, or null.</summary>
    public FitPoint? Better => Profiles.Select(p => p.Better).OfType<FitPoint>().MinBy(p => p.Objective);
}

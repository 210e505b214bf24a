using System.Collections.Immutable;
using Blockade.Calibration;
using Blockade.Petab;
using Blockade.Reporting;

namespace Blockade.Cli.Reports;

/// <summary>A fit as pictures.</summary>
internal static class FitFigures
{
    private const double Least = 1e-6;   // where differences of the objective end to mean something

    /// <summary>The waterfall: how much worse than the best each search ended, in order. Steps are minima that several starts found.</summary>
    public static TrajectoryFigure Starts(SortedDictionary<int, FitPoint> starts, FitPoint best)
    {
        FitPoint[] ended = [.. MultiStartFit.Ordered(starts).Select(s => s.Point).Where(p => double.IsFinite(p.Objective))];
        return new TrajectoryFigure
        {
            Title = "Where the searches ended",
            Description = FormattableString.Invariant($"{ended.Length} searches in the order of their objective; {MultiStartFit.AtBest(starts)} of them end within 0.1 of the best, {best.Objective:0.####}. Flat stretches are minima that several starts came to."),
            Time = new FigureAxis("Rank of the search", "1"),
            Panels =
            [
                new TrajectoryPanel(
                    "Objective above the best",
                    new FigureAxis("Difference, at least 1e-6", "1") { Logarithmic = true },
                    [new TrajectorySeries("searches", [.. ended.Select((p, i) => new TrajectoryPoint(i + 1, Math.Max(Least, p.Objective - best.Objective)))])]),
            ],
        };
    }

    /// <summary>Up to six profiles, each over its distance from the estimate in widths of its own.</summary>
    public static TrajectoryFigure Profiles(FitProblem fit, ImmutableArray<ParameterProfile> profiles, double confidence)
    {
        double threshold = MathNet.Numerics.Distributions.ChiSquared.InvCDF(1, confidence) / 2;
        return new TrajectoryFigure
        {
            Title = "Profile likelihoods",
            Description = FormattableString.Invariant($"How much the objective rises when a parameter is moved and all others are fitted again, against the move in percent of the profile's own width. A profile that crosses {threshold:0.###} on both sides has a {100 * confidence:0.#} % interval."),
            Time = new FigureAxis("Way along the profile", "%"),
            Panels = [.. profiles.Select(p => Panel(fit.Parameters[p.Parameter], p, threshold))],
        };
    }

    private static TrajectoryPanel Panel(PetabParameter parameter, ParameterProfile profile, double threshold)
    {
        double first = profile.Points[0].Value, width = Math.Max(1e-300, profile.Points[^1].Value - first);
        return new TrajectoryPanel(
            FormattableString.Invariant($"{parameter.Id}: {parameter.Scale.Invert(first):g3} to {parameter.Scale.Invert(profile.Points[^1].Value):g3}"),
            new FigureAxis("Rise", "1"),
            [
                new TrajectorySeries("profile", [.. profile.Points.Select(p => new TrajectoryPoint(100 * (p.Value - first) / width, Math.Max(0, p.Rise)))]),
                new TrajectorySeries("threshold", [new TrajectoryPoint(0, threshold), new TrajectoryPoint(100, threshold)]),
            ]);
    }
}

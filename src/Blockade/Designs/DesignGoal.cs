using System.Collections.Immutable;
using Blockade.Trials;

namespace Blockade.Designs;

/// <summary>What a design is to reach, and by which test.</summary>
/// <param name="Power">The chance to find the effect, inside (0, 1).</param>
/// <param name="Alpha">The error of the first kind, both sides together.</param>
/// <param name="Sides">Which crossings stop the trial.</param>
/// <param name="Information">The share of the events at each look, rising to one.</param>
/// <param name="Shape">How the error is shared out over the looks.</param>
public sealed record DesignGoal(double Power, double Alpha, BoundarySides Sides, ImmutableArray<double> Information, BoundaryShape Shape)
{
    /// <summary>The limits of its looks.</summary>
    public GroupSequentialPlan Plan { get; } = GroupSequentialPlan.Of(Shape, Information.AsSpan(), Alpha, Sides);

    /// <summary>By how much the looks raise the number of events over a test without: the squared ratio of the drifts that the power needs.</summary>
    public double Inflation
    {
        get
        {
            double ratio = Plan.DriftFor(Power) / SampleSize.Drift(Alpha, Sides == BoundarySides.Both ? 2 : 1, Power);
            return ratio * ratio;
        }
    }

    /// <summary>The test with a number of events at its last look.</summary>
    public PlannedTest Test(int events)
    {
        var at = ImmutableArray.CreateBuilder<Cutoff>(Information.Length);
        foreach (double share in Information) at.Add(new Cutoff.ByEvents(Math.Max(1, (int)Math.Round(share * events))));
        return new PlannedTest("design", Endpoint.OverallSurvival, at.MoveToImmutable(), Plan, null);
    }
}

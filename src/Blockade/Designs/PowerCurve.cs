using System.Collections.Immutable;
using Blockade.Survival;
using Blockade.Trials;
using MathNet.Numerics.Distributions;

namespace Blockade.Designs;

/// <summary>Power by number of events, from replicates that were all cut at each: the same patients, so that the curve rises with events and little noise.</summary>
/// <param name="Points">By events: power with Wilson's 95 % limits, and the mean date of the cut.</param>
public sealed record PowerCurve(ImmutableArray<DesignPoint> Points)
{
    /// <summary>Tests of one look at about geometrically spaced numbers of events, up to nearly every patient.</summary>
    /// <param name="endpoint">What is compared.</param>
    /// <param name="patients">Patients of the trial.</param>
    /// <param name="goal">The error and the sides; its looks are not used.</param>
    /// <param name="points">How many numbers of events at most.</param>
    public static ImmutableArray<PlannedTest> Tests(Endpoint endpoint, int patients, DesignGoal goal, int points = 24)
    {
        ArgumentNullException.ThrowIfNull(goal);
        double low = Math.Max(4, patients / 40.0), high = Math.Max(low, 0.95 * patients);
        int[] events = [.. Enumerable.Range(0, points).Select(i => (int)Math.Round(low * Math.Pow(high / low, (double)i / (points - 1)))).Distinct()];
        return [.. events.Select(e => PlannedTest.Of(FormattableString.Invariant($"{e} events"), endpoint, [e], goal.Shape, goal.Alpha, goal.Sides))];
    }

    /// <summary>The curve of one arm. A number of events that some replicates never reached has no point.</summary>
    /// <param name="tests">As <see cref="Tests"/> makes them.</param>
    /// <param name="outcomes">The replicates.</param>
    /// <param name="patients">Patients of the trial.</param>
    /// <param name="comparison">The arm, counted from 0 without the control.</param>
    public static PowerCurve Of(ImmutableArray<PlannedTest> tests, ImmutableArray<ReplicateOutcome> outcomes, int patients, int comparison = 0) => new(
    [
        .. tests.Select((test, t) => (Events: ((Cutoff.ByEvents)test.Cutoffs[0]).Events, Looks: outcomes.Select(o => o.Tests[t][0]).ToArray(), Test: test))
            .Where(x => x.Looks.All(l => l.Events.Sum() >= x.Events))
            .Select(x => new DesignPoint(
                x.Events, patients, Proportion.Wilson(x.Looks.Count(l => x.Test.Decide(0, l.Comparisons[comparison]) == LookDecision.Success), x.Looks.Length),
                x.Looks.Average(l => l.Months))),
    ]);

    /// <summary>The curve of one arm where constants are uncertain: at each number of events the mean of the power over their draws.</summary>
    /// <param name="trial">The replicates under every draw.</param>
    /// <param name="tests">Those of its tests that are on the curve, as <see cref="Tests"/> makes them; they come first.</param>
    /// <param name="comparison">The arm, counted from 0 without the control.</param>
    public static PowerCurve Of(DrawnTrial trial, ImmutableArray<PlannedTest> tests, int comparison = 0)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ReplicateOutcome[] all = [.. trial.Outcomes.SelectMany(o => o)];
        return new(
        [
            .. tests.Select((test, t) => (Events: ((Cutoff.ByEvents)test.Cutoffs[0]).Events, Number: t))
                .Where(x => all.All(o => o.Tests[x.Number][0].Events.Sum() >= x.Events))
                .Select(x => (x.Events, Assurance: Assurance.Crossed(trial.Succeeded(x.Number, comparison)), Months: all.Average(o => o.Tests[x.Number][0].Months)))
                .Select(x => new DesignPoint(x.Events, trial.Design.Patients, x.Assurance.Limits, x.Months) { Assurance = x.Assurance }),
        ]);
    }

    /// <summary>
    /// The events at which the curve comes to a power and stays there, with the events at which its limits do: interpolated on the scale of normal
    /// quantiles over the root of the events, which is straight where hazards are proportional. NaN for what the curve does not reach.
    /// </summary>
    public Estimate EventsFor(double power) => new(
        Crossing(power, e => e.Value), Crossing(power, e => e.Upper), Crossing(power, e => e.Lower));

    /// <summary>The mean date of that many events, between the points.</summary>
    public double MonthsFor(double events)
    {
        for (int i = 1; i < Points.Length; i++)
        {
            if (Points[i].Events < events) continue;
            double part = (events - Points[i - 1].Events) / (Points[i].Events - Points[i - 1].Events);
            return Points[i - 1].Months + (part * (Points[i].Months - Points[i - 1].Months));
        }

        return double.NaN;
    }

    private double Crossing(double power, Func<Estimate, double> of)
    {
        int i = Points.Length;
        while (i > 0 && of(Points[i - 1].Power) >= power) i--;
        if (i == Points.Length) return double.NaN;
        if (i == 0) return Points[0].Events;
        double Quantile(double p) => Normal.InvCDF(0, 1, Math.Clamp(p, 1e-6, 1 - 1e-6));
        (DesignPoint a, DesignPoint b) = (Points[i - 1], Points[i]);
        (double low, double high) = (Quantile(of(a.Power)), Quantile(of(b.Power)));
        double part = high > low ? (Quantile(power) - low) / (high - low) : 1;
        double root = Math.Sqrt(a.Events) + (part * (Math.Sqrt(b.Events) - Math.Sqrt(a.Events)));
        return root * root;
    }
}

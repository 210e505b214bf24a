using System.Collections.Immutable;
using Blockade.Numerics.Random;
using Blockade.Trials;
using MathNet.Numerics.Distributions;

namespace Blockade.Designs;

/// <summary>The smallest trial with a power, found by simulation with common random numbers. Made by <see cref="Find"/>.</summary>
/// <param name="Answer">The smallest design whose simulated power is enough, to one event in a hundred.</param>
/// <param name="Lower">Events with which the power would be enough if the Monte Carlo error of the answer's power were 1.96 the one way.</param>
/// <param name="Upper">The same the other way.</param>
/// <param name="Tried">Every design that was simulated, by events.</param>
/// <param name="Replicates">Replicates of each.</param>
/// <remarks>
/// Every design draws its patients at the same addresses, so that power rises with events by more than noise. The duration is kept: patients
/// are the events over the share of patients that <see cref="TrialForecast"/> expects to have had theirs by then.
/// </remarks>
public sealed record DesignSearch(DesignPoint Answer, int Lower, int Upper, ImmutableArray<DesignPoint> Tried, int Replicates)
{
    /// <summary>Searches; null where the forecast sees no effect in the right direction, so that no size would do.</summary>
    /// <param name="trial">Laws, accrual and dropout; its number of patients is not used.</param>
    /// <param name="months">The planned date of the last look, from the opening of accrual.</param>
    /// <param name="goal">The power and the test.</param>
    /// <param name="random">The random space.</param>
    /// <param name="replicates">Replicates of each design.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    /// <param name="cancellation">Stops the search with an exception.</param>
    public static DesignSearch? Find(
        AnalyticTrial trial, double months, DesignGoal goal, RandomSource random, int replicates, int threads, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(goal);
        ArgumentOutOfRangeException.ThrowIfLessThan(replicates, 1);
        TrialForecast forecast = TrialForecast.At(trial, months);
        if (forecast.DriftPerRootPatient <= 0) return null;
        double drift = goal.Plan.DriftFor(goal.Power), root = drift / forecast.DriftPerRootPatient;
        var tried = new SortedDictionary<int, DesignPoint>();
        DesignPoint Try(int events)
        {
            if (tried.TryGetValue(events, out DesignPoint? known)) return known;
            int patients = Math.Max(2, (int)Math.Ceiling(events / forecast.EventShare));
            ImmutableArray<PlannedTest> tests = [goal.Test(events)];
            ImmutableArray<ReplicateOutcome> outcomes = (trial with { Patients = patients }).Run(tests, random, replicates, threads, cancellation);
            TestCharacteristics found = OperatingCharacteristics.Of(tests, [.. trial.Arms.Select(a => a.Name)], outcomes)[0];
            return tried[events] = new DesignPoint(events, patients, found.Success, found.Looks[^1].Months.Value);
        }

        // the forecast is near; from there the power is walked to both sides of the goal, and halved between
        int step = Math.Max(1, (int)Math.Ceiling(0.04 * root * root * forecast.EventShare));
        int high = Math.Max(goal.Information.Length + 3, (int)Math.Ceiling(root * root * forecast.EventShare)), low = high;
        while (Try(high).Power.Value < goal.Power)
        {
            (low, high) = (high, high + step);
            step *= 2;
        }

        while (low > goal.Information.Length + 3 && Try(low).Power.Value >= goal.Power)
        {
            (high, low) = (low, Math.Max(goal.Information.Length + 3, low - step));
            step *= 2;
        }

        while (high - low > Math.Max(1, high / 100))
        {
            int middle = (low + high) / 2;
            if (Try(middle).Power.Value >= goal.Power) high = middle;
            else low = middle;
        }

        DesignPoint answer = Try(high);
        // power is about Phi(drift sqrt(events) - limit): its slope there turns its error into events
        double slope = Normal.PDF(0, 1, Normal.InvCDF(0, 1, goal.Power)) * drift / (2 * answer.Events);
        double error = 1.96 * Math.Sqrt(goal.Power * (1 - goal.Power) / replicates) / slope;
        return new DesignSearch(answer, (int)Math.Floor(answer.Events - error), (int)Math.Ceiling(answer.Events + error), [.. tried.Values], replicates);
    }
}

using Blockade.Models.Dynamics;

namespace Blockade.Simulation;

/// <summary>Goes on until nothing changes any more.</summary>
public static class SteadyStateSearch
{
    private const double FirstHorizon = 1e4;   // nothing counts as steady before
    private const double LastHorizon = 1e13;

    /// <summary>
    /// Horizons ten times as long each, until the states have moved by no more over nine tenths of all the time than a hundred times what the solver can
    /// tell. Null, or what stopped it.
    /// </summary>
    /// <param name="process">Under way; it ends in the steady state.</param>
    /// <param name="model">Its model.</param>
    /// <param name="cancellation">Stops it.</param>
    public static string? Run(DynamicProcess process, DynamicModel model, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(model);
        double start = process.Time;
        double[] before = [.. process.Amounts];
        for (double horizon = 1; horizon <= LastHorizon; horizon *= 10)
        {
            if (process.Advance(start + horizon, start + horizon, cancellation) is { } trouble) return trouble;
            ReadOnlySpan<double> now = process.Amounts;
            bool isSteady = horizon >= FirstHorizon;
            for (int s = 0; s < now.Length && isSteady; s++) isSteady = model.StateNames.IsEmpty || Math.Abs(now[s] - before[s]) <= 100 * ((process.Options.RelativeTolerance * Math.Abs(now[s])) + process.Options.AbsoluteTolerance);
            if (isSteady) return null;
            before = [.. now];
        }

        return FormattableString.Invariant($"finds no steady state up to time {LastHorizon:g3}");
    }
}

using System.Collections.Immutable;

namespace Blockade.Numerics.Jump;

/// <summary>Means and deviations of an ensemble over the output times, and the runs that were kept.</summary>
public sealed class EnsembleResult
{
    private readonly RunMoments _moments;

    internal EnsembleResult(
        ImmutableArray<double> times, int outputCount, int runs, RunMoments moments, ImmutableArray<ImmutableArray<double>> kept,
        ImmutableArray<EnsembleFailure> failures, JumpStatistics statistics)
    {
        Times = times;
        OutputCount = outputCount;
        Runs = runs;
        _moments = moments;
        Kept = kept;
        Failures = failures;
        Statistics = statistics;
    }

    /// <summary>The output times.</summary>
    public ImmutableArray<double> Times { get; }

    /// <summary>Values at each time, as the system's outputs.</summary>
    public int OutputCount { get; }

    /// <summary>Runs made: the first so many, fewer than asked for where the caller cancelled. Failures are among them.</summary>
    public int Runs { get; }

    /// <summary>Runs that reached the end; means and deviations are over these.</summary>
    public int CompletedRuns => _moments.Count;

    /// <summary>Runs that did not reach the end, by number.</summary>
    public ImmutableArray<EnsembleFailure> Failures { get; }

    /// <summary>Of each kept run, time by time, the outputs; NaN from where it stopped early.</summary>
    public ImmutableArray<ImmutableArray<double>> Kept { get; }

    /// <summary>Method, reason, and the sums over all runs.</summary>
    public JumpStatistics Statistics { get; }

    /// <summary>The mean of an output at a time; NaN without completed runs.</summary>
    public double Mean(int time, int output) => _moments.Count == 0 ? double.NaN : _moments.Mean[(time * OutputCount) + output];

    /// <summary>The sample's standard deviation (over n - 1); NaN with fewer than two completed runs.</summary>
    public double StandardDeviation(int time, int output) => _moments.StandardDeviation((time * OutputCount) + output);

    /// <summary>The value of an output at a time in a kept run.</summary>
    public double Value(int run, int time, int output) => Kept[run][(time * OutputCount) + output];
}

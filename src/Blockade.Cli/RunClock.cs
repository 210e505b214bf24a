using System.Collections.Immutable;
using System.Globalization;
using Blockade.Reporting;

namespace Blockade.Cli;

/// <summary>When a run began, and what its manifest says of its time.</summary>
internal sealed class RunClock
{
    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly DateTimeOffset _startedUtc;

    /// <summary>The run begins now.</summary>
    public RunClock(CommandHost host)
    {
        _clock = host.Clock;
        _startedUtc = _clock.GetUtcNow();
        _started = _clock.GetTimestamp();
    }

    /// <summary>Since it began.</summary>
    public double Seconds => _clock.GetElapsedTime(_started).TotalSeconds;

    /// <summary>The manifest's part that may differ between two runs of one command.</summary>
    public RunTimings Timings(int threads, params ImmutableArray<(string Name, double Seconds)> phases) => new()
    {
        StartedUtc = _startedUtc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ElapsedSeconds = Math.Round(Seconds, 3),
        Threads = threads,
        Machine = System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier,
        Phases = [.. phases.Select(p => new RunPhase(p.Name, Math.Round(p.Seconds, 3)))],
    };
}

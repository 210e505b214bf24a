using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>The only part of a manifest in which two runs of one command may differ: clocks and machines. The host fills it in.</summary>
public sealed record RunTimings
{
    /// <summary>When the run began, ISO 8601 in UTC such as <c>2025-03-01T09:30:00Z</c>; empty if not recorded.</summary>
    public string StartedUtc { get; init; } = "";

    /// <summary>Wall time in seconds.</summary>
    public double ElapsedSeconds { get; init; }

    /// <summary>Threads the run was allowed; results do not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Operating system, processor and runtime in words; empty if not recorded.</summary>
    public string Machine { get; init; } = "";

    /// <summary>Wall time of each phase in seconds, in the order they ran.</summary>
    public ImmutableArray<RunPhase> Phases { get; init; } = [];
}

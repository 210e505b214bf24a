using System.Diagnostics;
using Blockade.Numerics.Random;

namespace Blockade.Bench;

/// <summary>How long a line of memory is waited for that nothing foretells: a walk through so many bytes, each step to a line that only the one before names.</summary>
internal sealed class MemoryWait
{
    private const int LineOfCells = 16;   // 64 bytes
    private const int Steps = 500_000;

    private readonly int[] _next;
    private int _at;

    public MemoryWait(int bytes)
    {
        // one cycle through all lines, each as likely as any other (Sattolo 1986)
        int lines = Math.Max(2, bytes / (LineOfCells * sizeof(int)));
        RandomSequence random = new RandomSource(1).Sequence(2, 0);
        int[] order = [.. Enumerable.Range(0, lines)];
        for (int i = lines - 1; i > 0; i--)
        {
            int j = random.NextInt32(i);
            (order[i], order[j]) = (order[j], order[i]);
        }

        _next = new int[lines * LineOfCells];
        for (int i = 0; i < lines; i++) _next[i * LineOfCells] = order[i] * LineOfCells;
    }

    /// <summary>Nanoseconds a step, by processor time.</summary>
    public double Measure()
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        int at = _at;
        for (int i = 0; i < Steps; i++) at = _next[at];
        _at = at;   // so that it is not left out
        Debug.Assert(at >= 0, "the walk stays in its array");
        return (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / Steps;
    }
}

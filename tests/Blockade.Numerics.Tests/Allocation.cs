namespace Blockade.Numerics.Tests;

/// <summary>What a piece of work allocates on this thread.</summary>
internal static class Allocation
{
    public const int Runs = 5;

    /// <summary>The least of five runs, bytes: while the runtime compiles anew it may allocate on this thread, once.</summary>
    public static long Least(Action run)
    {
        long least = long.MaxValue;
        for (int k = 0; k < Runs; k++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}

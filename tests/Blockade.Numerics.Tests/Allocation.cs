namespace Blockade.Numerics.Tests;

/// <summary>What a piece of work allocates on this thread.</summary>
internal static class Allocation
{
    /// <summary>The least of five runs, bytes: while the runtime compiles anew it may allocate on this thread, once.</summary>
    public static long Least(Action run)
    {
        long least = long.MaxValue;
        for (int k = 0; k < 5; k++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}

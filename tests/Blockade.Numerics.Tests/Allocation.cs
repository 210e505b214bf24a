namespace Blockade.Numerics.Tests;

/// <summary>What a piece of work allocates on this thread.</summary>
internal static class Allocation
{
    /// <summary>The least of five runs of the same work, bytes: while the runtime compiles anew it may allocate on this thread, once.</summary>
    /// <param name="prepare">Makes what the work is done on, anew for each run; what that allocates does not count.</param>
    /// <param name="run">The work.</param>
    public static long Least<T>(Func<T> prepare, Action<T> run)
    {
        long least = long.MaxValue;
        for (int k = 0; k < 5; k++)
        {
            T ready = prepare();
            long before = GC.GetAllocatedBytesForCurrentThread();
            run(ready);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    /// <summary>The same of work that finds everything as it was.</summary>
    public static long Least(Action run) => Least(() => run, again => again());
}

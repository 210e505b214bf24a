namespace Blockade.Bench;

/// <summary>What one run costs, in processor time of this process, which a busy machine disturbs least.</summary>
internal static class Measurement
{
    /// <summary>The median of runs, in seconds; runs are repeated for about <paramref name="seconds"/>, at least once after one that is not counted where that is cheap.</summary>
    public static (double Seconds, T Result) Median<T>(Func<T> run, double seconds = 2)
    {
        var times = new List<double>();
        T result = Once(run, out double first);
        if (first > seconds) return (first, result);
        for (double spent = 0; times.Count < 3 || (spent < seconds && times.Count < 101); spent += times[^1])
        {
            result = Once(run, out double time);
            times.Add(time);
        }

        times.Sort();
        return (times[times.Count / 2], result);
    }

    private static T Once<T>(Func<T> run, out double seconds)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        T result = run();
        seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        return result;
    }
}

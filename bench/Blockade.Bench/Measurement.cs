namespace Blockade.Bench;

/// <summary>What a run costs, in processor time of this process, which a busy machine disturbs least.</summary>
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

        return (Middle(times), result);
    }

    /// <summary>
    /// Runs taken in turn, so that what disturbs one disturbs its neighbours: seconds by run and round, and each run's last result. Rounds go on for about
    /// <paramref name="seconds"/>, at least three after one that is not counted, or one alone if it takes that long.
    /// </summary>
    public static (double[][] Seconds, T[] Results) Interleaved<T>(Func<T>[] runs, double seconds = 10)
    {
        List<double>[] times = [.. runs.Select(_ => new List<double>())];
        var results = new T[runs.Length];
        double spent = 0;
        for (int round = 0; round < 1 || (spent < seconds && round < 50) || (round < 4 && spent < 3 * seconds); round++)
        {
            if (round == 1 && spent <= seconds) Array.ForEach(times, t => t.Clear());   // compiled and warm from here on
            for (int k = 0; k < runs.Length; k++)
            {
                results[k] = Once(runs[k], out double time);
                times[k].Add(time);
                spent += time;
            }
        }

        return ([.. times.Select(t => t.ToArray())], results);
    }

    public static double Middle(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>"1.9 (1.7-2.2)": the median of ratios taken round by round, and the least and largest.</summary>
    public static string Ratio(double[] above, double[] below)
    {
        double[] ratios = [.. above.Zip(below, (a, b) => a / b).Order()];
        return ratios.Length < 2 ? Two(ratios[0]) : $"{Two(ratios[ratios.Length / 2])} ({Two(ratios[0])}-{Two(ratios[^1])})";

        static string Two(double ratio) => ratio >= 99.5 ? $"{10 * Math.Round(ratio / 10):0}" : $"{ratio:G2}";   // two digits without an exponent
    }

    private static T Once<T>(Func<T> run, out double seconds)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        T result = run();
        seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        return result;
    }
}

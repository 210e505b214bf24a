using System.Diagnostics;
using System.Globalization;

namespace Blockade.Bench;

/// <summary>The main job as whole processes at four sizes: what a patient costs, and the most memory.</summary>
internal sealed class ScaleBench(TextWriter output, string blockade)
{
    public void Run()
    {
        output.WriteLine("| patients | processor time, s | wall time, s | ms of processor time a patient beyond the first 100 | most memory, MB |");
        output.WriteLine("|---:|---:|---:|---:|---:|");
        double first = 0;
        foreach (int patients in new[] { 100, 1000, 10_000, 100_000 })
        {
            DirectoryInfo work = Directory.CreateTempSubdirectory("blockade-bench-");
            long began = Stopwatch.GetTimestamp();
            (double seconds, double megabytes) = ChildProcess.Measure(
                work.FullName, blockade, "trial", "cleopatra", "--patients", patients.ToString(CultureInfo.InvariantCulture), "--quiet", "--out", Path.Combine(work.FullName, "run"));
            double wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
            work.Delete(recursive: true);
            if (patients == 100) first = seconds;
            string each = patients == 100 ? "" : string.Create(CultureInfo.InvariantCulture, $"{(seconds - first) / (patients - 100) * 1e3:F2}");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {patients:N0} | {seconds:F2} | {wall:F2} | {each} | {megabytes:F0} |"));
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Blockade.Bench;

/// <summary>What another program costs, start and end included.</summary>
internal static class ChildProcess
{
    private const int Children = -1;   // RUSAGE_CHILDREN

    /// <summary>Processor time of a process in seconds, as the system counts it when it has ended, and the most memory that was seen, MB.</summary>
    public static (double Seconds, double Megabytes) Measure(string folder, string program, params string[] arguments)
    {
        double before = Ended(), megabytes = 0;
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process run = Process.Start(start)!;
        run.OutputDataReceived += (_, _) => { };
        run.ErrorDataReceived += (_, _) => { };
        run.BeginOutputReadLine();
        run.BeginErrorReadLine();
        while (!run.WaitForExit(2))
        {
            try
            {
                run.Refresh();
                megabytes = Math.Max(megabytes, run.PeakWorkingSet64 / 1048576.0);
            }
            catch (Exception e) when (e is InvalidOperationException or Win32Exception)
            {
                break;   // it ended just now
            }
        }

        run.WaitForExit();

        // no other child ends meanwhile
        return run.ExitCode == 0 ? (Ended() - before, megabytes) : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {run.ExitCode}");
    }

    private static double Ended()
    {
        Span<long> usage = stackalloc long[18];   // two times of seconds and microseconds, then fourteen counts
        if (GetUsage(Children, ref usage[0]) != 0) throw new InvalidOperationException("the system does not say what processes cost");
        return usage[0] + usage[2] + (1e-6 * (usage[1] + usage[3]));
    }

    [DllImport("libc", EntryPoint = "getrusage")]
    private static extern int GetUsage(int who, ref long usage);
}

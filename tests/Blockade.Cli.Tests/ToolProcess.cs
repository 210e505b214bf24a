using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Blockade.Cli.Tests;

/// <summary>The built tool as a process of its own, for what cannot be seen within one: signals, and the death of the process.</summary>
internal sealed partial class ToolProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private ToolProcess(Process process) => _process = process;

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    /// <summary>What <c>dotnet</c> is to run: the tool as it stands beside the tests, whose list of native libraries it must use.</summary>
    public static string[] Host =>
    [
        "exec", "--depsfile", Path.Combine(AppContext.BaseDirectory, "Blockade.Cli.Tests.deps.json"), Path.Combine(AppContext.BaseDirectory, "Blockade.Cli.dll"),
    ];

    public static ToolProcess Start(string folder, string line)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (string word in Host.Concat(CommandLine.Words(line))) start.ArgumentList.Add(word);
        var tool = new ToolProcess(Process.Start(start)!);
        tool._process.OutputDataReceived += (_, e) => Append(tool._output, e.Data);
        tool._process.ErrorDataReceived += (_, e) => Append(tool._errors, e.Data);
        tool._process.BeginOutputReadLine();
        tool._process.BeginErrorReadLine();
        return tool;
    }

    /// <summary>Waits until something holds, a minute at most.</summary>
    public async Task UntilAsync(Func<bool> holds, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            bool hasEnded = _process.HasExited;   // looked at first: the end may have brought what is waited for
            if (holds()) return;
            Assert.False(hasEnded, $"the tool ended early with {(hasEnded ? _process.ExitCode : 0)}: {Errors}");
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), "a minute was not enough");
            await Task.Delay(5, cancellation);
        }
    }

    /// <summary>
    /// Whether it was born deaf to Ctrl-C: a shell without job control starts what runs in the background so, and children inherit it. Only
    /// Linux tells.
    /// </summary>
    public bool IsDeafToInterrupts()
    {
        string status = $"/proc/{_process.Id}/status";
        string? ignored = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(l => l.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        return ignored is not null && (Convert.ToUInt64(ignored[7..].Trim(), 16) & (1UL << (SigInt - 1))) != 0;
    }

    /// <summary>Ctrl-C.</summary>
    public void Interrupt() => Assert.Equal(0, Kill(_process.Id, SigInt));

    /// <summary>Death without warning: SIGKILL.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for the end; returns the exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private const int SigInt = 2;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.Append(line).Append('\n');
    }

    private static string Text(StringBuilder text)
    {
        lock (text) return text.ToString();
    }
}

using System.Diagnostics;
using System.Text.RegularExpressions;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Interrupts;

/// <summary>What a person at a terminal sees: the tool on a pseudo-terminal, which the program <c>script</c> of util-linux makes.</summary>
public sealed partial class TerminalTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Theory, InlineData(false), InlineData(true)]
    [Evidence(EvidenceKind.Analytic, "ECMA-48: colours are control sequences that end in m; no-color.org: NO_COLOR takes them away")]
    public async Task Progress_and_the_time_left_are_drawn_on_a_terminal(bool withoutColour)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "this system has no 'script' that makes a terminal");
        var start = new ProcessStartInfo("/usr/bin/script") { WorkingDirectory = _line.Folder, RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (string word in new[] { "-qec", $"dotnet {string.Join(' ', ToolProcess.Host.Select(w => $"'{w}'"))} trial cleopatra --model {CommandLine.SmallModel} --patients 40 --out results", "/dev/null" }) start.ArgumentList.Add(word);
        start.Environment["TERM"] = "xterm-256color";
        start.Environment.Remove("NO_COLOR");
        if (withoutColour) start.Environment["NO_COLOR"] = "1";

        using Process process = Process.Start(start)!;
        string screen = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Done, process.ExitCode);
        Assert.Contains("receptor cells", screen, StringComparison.Ordinal);
        Assert.Matches(Counted(), screen);
        Assert.Matches(TimeLeft(), screen);
        Assert.Equal(!withoutColour, Colour().IsMatch(screen));
    }

    [GeneratedRegex(@"\d+/40\b")]
    private static partial Regex Counted();

    [GeneratedRegex(@"\d\d:\d\d:\d\d")]
    private static partial Regex TimeLeft();

    [GeneratedRegex(@"\x1b\[(3|4|9)\d[;\d]*m")]
    private static partial Regex Colour();
}

using System.Diagnostics;
using Blockade.Testing;

namespace Blockade.Cli.Tests.BadInput;

/// <summary>Disks that are full and folders that cannot be written: real ones, since the message depends on what the system says.</summary>
public sealed class DiskTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact, Evidence(EvidenceKind.Analytic, "ENOSPC of a file system of 200 kB")]
    public async Task A_trial_on_a_full_disk_says_so_and_leaves_whole_files_only()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a small file system is mounted with Linux's mount");
        Directory.CreateDirectory(_line["small"]);
        Assert.SkipUnless(Runs("mount", "-t", "tmpfs", "-o", "size=200k", "none", _line["small"]), "this user may not mount a small file system");
        try
        {
            CommandResult result = await _line.RunAsync($"trial cleopatra {CommandLine.Small} --out small/results", TestContext.Current.CancellationToken);

            Assert.Equal((ExitCode.LimitReached, ""), (result.Code, result.Out));
            Assert.Contains("the disk is full. Free some space or choose another folder with --out, then run again.", result.Errors, StringComparison.Ordinal);
            Assert.Contains($"blockade: {_line["small"]}{Path.DirectorySeparatorChar}results", result.Errors, StringComparison.Ordinal);
            Assert.Contains("\"status\": \"partial\"", await File.ReadAllTextAsync(_line["small/results/run.json"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.False(File.Exists(_line["small/results/report.html"]));
            Assert.Empty(Directory.GetFiles(_line["small/results"], "*.partial"));
        }
        finally
        {
            Assert.True(Runs("umount", _line["small"]));
        }
    }

    [Fact, Evidence(EvidenceKind.Analytic, "ENOSPC of the device that is always full")]
    public async Task A_table_for_a_full_device_is_refused_and_leaves_nothing()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "this system has no /dev/full");
        File.CreateSymbolicLink(_line["cell.csv.partial"], "/dev/full");

        CommandResult result = await _line.RunAsync("simulate plain-receptor.bngl --points 2000 --out cell.csv", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.LimitReached, result.Code);
        Assert.Equal($"blockade: {_line["cell.csv"]}: the disk is full. Free some space or choose another folder with --out, then run again.\n", result.Errors);
        Assert.Equal([CommandLine.SmallModel], Directory.GetFileSystemEntries(_line.Folder).Select(f => Path.GetFileName(f)!));
    }

    [Theory]
    [InlineData("trial cleopatra --model plain-receptor.bngl --patients 4 --out")]
    [InlineData("simulate plain-receptor.bngl --out")]
    [Evidence(EvidenceKind.Analytic, "EPERM of a folder that even root may not write to")]
    public async Task A_read_only_folder_is_told_before_anything_is_computed(string line)
    {
        string folder = "/sys/kernel";
        Assert.SkipUnless(Directory.Exists(folder), "this system has no folder that refuses everyone");
        var clock = Stopwatch.StartNew();

        CommandResult result = await _line.RunAsync($"{line} {folder}/blockade-results", TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.Usage, ""), (result.Code, result.Out));
        Assert.Equal($"blockade: {folder}/blockade-results: no permission to write here. Choose a folder you may write to with --out.\n", result.Errors);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
    }

    [Fact, Evidence(EvidenceKind.Analytic, "ENOTDIR: a file is no folder")]
    public async Task A_folder_below_a_file_is_refused()
    {
        CommandResult result = await _line.RunAsync($"trial cleopatra --patients 4 --out {CommandLine.SmallModel}/results", TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.Usage, ""), (result.Code, result.Out));
        Assert.Equal($"blockade: {_line[CommandLine.SmallModel]}: there is a file of this name, and a folder is wanted. Choose another folder with --out.\n", result.Errors);
    }

    private static bool Runs(string program, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

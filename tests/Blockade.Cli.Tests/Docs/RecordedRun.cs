using System.Collections.Immutable;
using System.Security.Cryptography;
using Blockade.Reporting;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Docs;

/// <summary>
/// A run that a document shows and that takes minutes: what it printed and some of its files are kept beside the document, with its manifest. It must be of the files that
/// ship now; with BLOCKADE_ACCEPT=1 it is made again where one of them has changed.
/// </summary>
/// <param name="name">The folder under <c>docs</c>.</param>
/// <param name="command">The command line, without <c>--out</c>.</param>
/// <param name="files">Files of the run that are kept.</param>
internal sealed class RecordedRun(string name, string command, ImmutableArray<string> files)
{
    private const string Printed = "printed.txt";

    private readonly string _folder = Path.Combine(Repository.Root, "docs", name);

    /// <summary>What the run printed, as a block of a document.</summary>
    public async Task<string> BlockAsync()
    {
        if (Environment.GetEnvironmentVariable("BLOCKADE_ACCEPT") == "1" && !IsCurrent()) await RecordAsync();
        RunManifest run = Manifest();
        Assert.Equal(RunStatus.Complete, run.Status);
        Assert.All(run.Inputs, i => Assert.True(i.Sha256 == Hash(Path.Combine(Repository.Root, i.Name)), $"{i.Name} has changed since docs/{name} was made; BLOCKADE_ACCEPT=1 makes it again"));
        Assert.All(files, f => Assert.Equal(run.Outputs.Single(o => o.Name == f).Sha256, Hash(Path.Combine(_folder, f))));
        string text = await File.ReadAllTextAsync(Path.Combine(_folder, Printed), TestContext.Current.CancellationToken);
        return $"```\n{string.Join('\n', text.Split('\n').Select(l => l.TrimEnd())).Trim('\n')}\n```";
    }

    private bool IsCurrent() => files.Append(RunManifest.FileName).Append(Printed).All(f => File.Exists(Path.Combine(_folder, f)))
        && Manifest().Inputs.All(i => i.Sha256 == Hash(Path.Combine(Repository.Root, i.Name)));

    private async Task RecordAsync()
    {
        using var line = new CommandLine();
        CommandResult result = await line.RunAsync($"{command} --out results", TestContext.Current.CancellationToken);
        Assert.True(result.Code == ExitCode.Done, result.Errors);
        Directory.CreateDirectory(_folder);
        foreach (string file in files) File.Copy(Path.Combine(line["results"], file), Path.Combine(_folder, file), overwrite: true);
        await File.WriteAllTextAsync(Path.Combine(_folder, Printed), result.Out, TestContext.Current.CancellationToken);
        using FileStream read = File.OpenRead(Path.Combine(line["results"], RunManifest.FileName));
        using FileStream write = File.Create(Path.Combine(_folder, RunManifest.FileName));
        (RunManifest.Read(read) with { Timings = new RunTimings() }).Write(write);
    }

    private RunManifest Manifest()
    {
        using FileStream stream = File.OpenRead(Path.Combine(_folder, RunManifest.FileName));
        return RunManifest.Read(stream);
    }

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}

using Blockade.Evidence;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Commands;

public sealed class HelpTests : IDisposable
{
    private static readonly string[] Commands =
    [
        "", "trial", "design", "simulate", "bngl", "bngl run", "new", "new antibody", "check", "show", "show parameters", "show published", "show mechanisms", "show cell-lines", "show network", "show regimen", "show files", "draw", "draw contact", "draw rules", "draw regulatory",
        "draw reactions", "explain", "explain rule", "explain molecule", "explain observable", "export", "synergy", "fit", "omex", "pack", "verify", "calibrate", "predict", "sense", "doctor",
    ];

    private readonly CommandLine _line = new();

    public HelpTests()
    {
        // what 'show files' prints is a starting point for one's own, and the examples are about such files
        File.WriteAllText(_line["my-trial.toml"], Her2Files.Read("trials/cleopatra.toml").Text);
        File.Copy(_line[CommandLine.SmallModel], _line["my-model.bngl"]);
        File.Copy(Path.Combine(Repository.Root, "docs", "examples", "receptor-actions.bngl"), _line["my-actions.bngl"]);
        File.Copy(Path.Combine(Repository.Root, "docs", "examples", "my-plate.csv"), _line["my-plate.csv"]);
        File.Copy(Path.Combine(Repository.Root, "docs", "examples", "two-compartments.bngl"), _line["my-kinetics.bngl"]);
        File.Copy(Path.Combine(Repository.Root, "docs", "examples", "doses.csv"), _line["my-doses.csv"]);
        SmallArchive.Write(_line["my-archive.omex"]);
        foreach (string file in Directory.GetFiles(Path.Combine(Repository.Root, "docs", "examples"), "decay*")) File.Copy(file, _line[Path.GetFileName(file).Replace("decay.yaml", "my-problem.yaml", StringComparison.Ordinal)]);
    }

    // a calibration costs all of the flagship's steady states, however small: CheckAndDoctorTests runs it, once
    public static TheoryData<string> Quick => [.. Commands.Where(c => c is not ("calibrate" or "predict"))];

    public void Dispose() => _line.Dispose();

    [Theory, MemberData(nameof(Quick))]
    [Evidence(EvidenceKind.Analytic, "an example that does not run is a mistake in the help")]
    public async Task Every_example_of_the_help_runs(string command)
    {
        CommandResult help = await _line.RunAsync($"{command} --help".Trim(), TestContext.Current.CancellationToken);
        string[] examples = [.. help.Out.Split('\n').SkipWhile(l => l != "Examples:").Skip(1).Where(l => l.Length > 0).Select(l => l.Trim())];

        Assert.Equal((ExitCode.Done, ""), (help.Code, help.Errors));
        Assert.NotEmpty(examples);
        foreach (string example in examples)
        {
            Assert.StartsWith($"blockade {command}".TrimEnd(), example, StringComparison.Ordinal);
            CommandResult result = await _line.RunAsync(Smaller(example["blockade ".Length..]), TestContext.Current.CancellationToken);
            Assert.True(result.Code == ExitCode.Done || example.EndsWith("doctor", StringComparison.Ordinal), $"{example} returned {result.Code}: {result.Errors}");
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a command is built when its name is asked for")]
    public void Commands_are_called_what_they_are_looked_up_by()
    {
        Assert.All(BlockadeCli.Names, name => Assert.Equal(name, BlockadeCli.Build(name, _line.Host(TextWriter.Null, TextWriter.Null)).Name));
        Assert.Equal(Commands.Where(c => c.Length > 0 && !c.Contains(' ')).Order(), BlockadeCli.Names.Order());
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a command without help would be missing above")]
    public async Task The_help_lists_every_command()
    {
        CommandResult root = await _line.RunAsync("--help", TestContext.Current.CancellationToken);
        List<string> listed = [.. Names(root)];
        foreach (string group in (string[])["show", "draw", "explain", "bngl", "new"])
        {
            listed.AddRange(Names(await _line.RunAsync($"{group} --help", TestContext.Current.CancellationToken)).Select(n => $"{group} {n}"));
        }

        Assert.Equal(Commands.Skip(1).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Theory, InlineData("--version"), InlineData("--help"), InlineData("show --help")]
    [Evidence(EvidenceKind.Analytic, "GNU coding standards 4.8: --help and --version on standard output, success")]
    public async Task What_was_asked_for_is_output(string line)
    {
        CommandResult result = await _line.RunAsync(line, TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Errors));
        Assert.NotEqual("", result.Out);
    }

    [Theory]
    [InlineData("trial --hlep", "blockade trial: there is no option '--hlep'; did you mean '--help'?")]
    [InlineData("calibrate --starts 3", "blockade calibrate: there is no option '--starts'.")]
    [InlineData("check --balnce her2", "blockade check: there is no option '--balnce'; did you mean '--balance'?")]
    [Evidence(EvidenceKind.Analytic, "commands that take files take none that looks like an option, unless it is there or follows a lone --")]
    public async Task An_unknown_option_is_not_taken_for_a_file(string line, string said)
    {
        CommandResult result = await _line.RunAsync(line, TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.Usage, ""), (result.Code, result.Out));
        Assert.StartsWith(said, result.Errors, StringComparison.Ordinal);
        Assert.Contains("there is no file '--odd'", (await _line.RunAsync("check -- --odd", TestContext.Current.CancellationToken)).Errors, StringComparison.Ordinal);
    }

    // the same example at a smaller size
    private static string Smaller(string example)
    {
        if (!example.Contains("cleopatra", StringComparison.Ordinal) && !example.StartsWith("trial", StringComparison.Ordinal)) return example;
        string small = $"--model {CommandLine.SmallModel} --patients 2";
        if (example.StartsWith("synergy", StringComparison.Ordinal)) small += " --draws 1";
        if (example.StartsWith("sense", StringComparison.Ordinal)) small += example.Contains("--samples", StringComparison.Ordinal) ? " --samples 2" : " --trajectories 1";
        else if (!example.StartsWith("trial", StringComparison.Ordinal) && !example.StartsWith("synergy", StringComparison.Ordinal)) return example;
        string[] words = [.. example.Split(' ')];
        foreach (string option in (string[])["--patients", "--samples"])
        {
            int at = Array.IndexOf(words, option);
            if (at >= 0) words = [.. words[..at], .. words[(at + 2)..]];
        }

        return $"{string.Join(' ', words)} {small}";
    }

    private static IEnumerable<string> Names(CommandResult help) => help.Out.Split('\n').SkipWhile(l => l != "Commands:").Skip(1)
        .TakeWhile(l => l.StartsWith("  ", StringComparison.Ordinal)).Select(l => l.Trim().Split(' ')[0]);
}

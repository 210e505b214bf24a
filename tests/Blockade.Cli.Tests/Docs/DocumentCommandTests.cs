using System.Text.RegularExpressions;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Docs;

/// <summary>
/// Every command of a document is run, top to bottom in one folder: lines of <c>console</c> blocks that begin with <c>$ blockade</c> or with the long
/// form of the README. Trials are run small. A line that ends in <c># exit code N</c> is to end so.
/// </summary>
public sealed partial class DocumentCommandTests : IDisposable
{
    private const string LongForm = "dotnet run -c Release --project src/Blockade.Cli --";

    private readonly CommandLine _line = new();

    public static TheoryData<string> Documents =>
        ["README.md", "docs/tour.md", "docs/run-your-own-trial.md", "docs/replace-the-receptor-model.md", "docs/bring-your-own-antibody.md", "docs/turn-mechanisms-off.md", "docs/cell-lines.md", "docs/receptor-family.md", "docs/draw-and-export.md", "docs/use-sbml.md", "docs/results-folder.md", "docs/exit-codes.md", "docs/run-bngl-actions.md", "docs/measure-synergy.md", "docs/dose-your-own-model.md", "docs/fit-petab.md", "docs/fit-a-population.md", "docs/run-archives.md"];

    public void Dispose() => _line.Dispose();

    [Theory, MemberData(nameof(Documents))]
    [Evidence(EvidenceKind.Analytic, "a command in a document must work when pasted")]
    public async Task Every_command_of_a_document_runs(string document)
    {
        string text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, document), TestContext.Current.CancellationToken);
        Directory.CreateDirectory(_line["docs/examples"]);
        foreach (string example in Directory.GetFiles(Path.Combine(Repository.Root, "docs", "examples"))) File.Copy(example, _line[$"docs/examples/{Path.GetFileName(example)}"]);
        int count = 0;
        foreach (Match block in Block().Matches(text))
        {
            foreach (string command in block.Groups[1].Value.Split('\n').Where(l => l.StartsWith("$ ", StringComparison.Ordinal)).Select(l => l[2..].Replace(LongForm, "blockade", StringComparison.Ordinal)))
            {
                if (!command.StartsWith("blockade ", StringComparison.Ordinal))
                {
                    Assert.True(command.StartsWith("dotnet test ", StringComparison.Ordinal) || command.StartsWith("BLOCKADE_ACCEPT=1 dotnet test ", StringComparison.Ordinal), $"{document}: '{command}' is not tested");
                    continue;
                }

                count++;
                await RunAsync(document, command["blockade ".Length..]);
            }
        }

        Assert.True(count > 0, $"{document} has no command");
    }

    private async Task RunAsync(string document, string command)
    {
        string[] parts = command.Split(" # exit code ");
        int code = parts.Length > 1 ? int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : ExitCode.Done;
        string[] redirected = parts[0].Split(" > ");
        string line = redirected[0].Trim();
        if (line.StartsWith("trial ", StringComparison.Ordinal) && code == ExitCode.Done)
        {
            string model = line.Contains("--model", StringComparison.Ordinal) ? "" : $" --model {CommandLine.SmallModel}";
            line = $"{Patients().Replace(line, "")}{model} --patients 2";
        }

        CommandResult result = await _line.RunAsync(line, TestContext.Current.CancellationToken);
        Assert.True(result.Code == code, $"{document}: '{command}' returned {result.Code}, not {code}: {result.Errors}");
        if (redirected.Length > 1) await File.WriteAllTextAsync(_line[redirected[1].Trim()], result.Out, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"```console\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@" --patients \d+")]
    private static partial Regex Patients();
}

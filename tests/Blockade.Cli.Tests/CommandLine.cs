using System.Text;
using Blockade.Testing;

namespace Blockade.Cli.Tests;

/// <summary>Runs one command line in this process, as a person would without a terminal, in a folder of its own.</summary>
internal sealed class CommandLine : IDisposable
{
    /// <summary>A receptor model with six species, so that a trial takes seconds: it stands in the documents as an example.</summary>
    public const string SmallModel = "plain-receptor.bngl";

    /// <summary>Arguments that make a trial small.</summary>
    public static readonly string Small = $"--model {SmallModel} --patients 12";

    public CommandLine() => File.Copy(Path.Combine(Repository.Root, "docs", "examples", SmallModel), this[SmallModel]);

    public string Folder { get; } = Directory.CreateTempSubdirectory("blockade-cli-").FullName;

    public string this[string name] => Path.Combine(Folder, name);

    /// <summary>Runs it; words are separated by blanks, and quotes keep words together.</summary>
    public async Task<CommandResult> RunAsync(string line, CancellationToken cancellation = default, Func<CommandHost, CommandHost>? host = null)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        CommandHost plain = Host(output, errors);
        int code = await BlockadeCli.RunAsync(Words(line), host is null ? plain : host(plain), cancellation);
        return new CommandResult(code, output.ToString(), errors.ToString());
    }

    /// <summary>What a command sees of the process.</summary>
    public CommandHost Host(TextWriter output, TextWriter errors) =>
        new(output, errors, OutIsTerminal: false, ErrorsIsTerminal: false, Colour: true, Width: 160, TimeProvider.System, Folder, Invocation: "blockade");

    /// <summary>Splits a command line as a shell does, quotes only.</summary>
    public static string[] Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool quoted = false;
        bool any = false;
        foreach (char c in line)
        {
            if (c == '"')
            {
                quoted = !quoted;
                any = true;
            }
            else if (c == ' ' && !quoted)
            {
                if (any) words.Add(word.ToString());
                word.Clear();
                any = false;
            }
            else
            {
                word.Append(c);
                any = true;
            }
        }

        if (any) words.Add(word.ToString());
        return [.. words];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

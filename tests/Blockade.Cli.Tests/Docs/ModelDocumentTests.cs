using System.Xml.Linq;
using Blockade.Evidence;
using Blockade.Models.Bngl;
using Blockade.Models.Graphs;
using Blockade.Testing;
using Blockade.Tests.Docs;

namespace Blockade.Cli.Tests.Docs;

/// <summary>What docs/draw-and-export.md shows: the picture of the flagship and the words on one of its rules are those of the model that ships.</summary>
public sealed class ModelDocumentTests
{
    private static readonly string Picture = Path.Combine(Repository.Root, "docs", "pictures", "her2-contact-map.svg");
    private static readonly string Processes = Path.Combine(Repository.Root, "docs", "pictures", "her2-processes.svg");

    [Fact]
    [Evidence(EvidenceKind.Analytic, "every molecule, site, state and rule name of the model's contact map stands in the picture; BLOCKADE_ACCEPT=1 draws it anew")]
    public async Task The_picture_is_of_the_model_that_ships()
    {
        using var line = new CommandLine();
        if (Environment.GetEnvironmentVariable("BLOCKADE_ACCEPT") == "1")
        {
            CommandResult result = await line.RunAsync("draw contact her2 --out her2.svg", TestContext.Current.CancellationToken);
            Assert.Equal((ExitCode.Done, ""), (result.Code, result.Errors));
            File.Copy(line["her2.svg"], Picture, overwrite: true);
        }

        // fonts, and with them places, differ between machines: the words do not
        string[] words = [.. XDocument.Load(Picture).Descendants().Where(e => e.Name.LocalName == "text").SelectMany(t => t.Value.Split([' ', ',', '+', '\u2212', '\u00B1'], StringSplitOptions.RemoveEmptyEntries))];
        ModelGraph map = ContactMap.Of(BnglReader.Read(Her2Files.Read("her2.bngl")).Value!);
        string[] expected = [.. map.Nodes.Select(n => n.Label).Concat(map.Edges.SelectMany(e => e.Label.Split([' ', ',', '+', '-', '\n'], StringSplitOptions.RemoveEmptyEntries)))];
        Assert.Empty(expected.Except(words));
        Assert.Equal(map.Nodes.Count(n => n.Kind == GraphNodeKind.State), words.Count(w => w is "0" or "P" or "s" or "e") - 1);   // one P is pertuzumab
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "every process of the model, with the names of its rules, stands in the picture; BLOCKADE_ACCEPT=1 draws it anew")]
    public async Task The_picture_of_processes_is_of_the_model_that_ships()
    {
        using var line = new CommandLine();
        CommandResult result = await line.RunAsync("draw rules her2 --out her2.svg", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Done, result.Code);
        if (Environment.GetEnvironmentVariable("BLOCKADE_ACCEPT") == "1") File.Copy(line["her2.svg"], Processes, overwrite: true);

        ModelGraph graph = ProcessGraph.Of(BnglReader.Read(Her2Files.Read("her2.bngl")).Value!);
        Assert.Contains(graph.Description, result.Errors, StringComparison.Ordinal);
        foreach (string picture in new[] { line["her2.svg"], Processes })
        {
            string[] words = [.. XDocument.Load(picture).Descendants().Where(e => e.Name.LocalName == "text").SelectMany(t => t.Value.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))];
            Assert.Empty(graph.Nodes.SelectMany(n => n.Label.Split([' ', ',', '\n'], StringSplitOptions.RemoveEmptyEntries)).Except(words));
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "what the command prints")]
    public async Task The_words_on_a_rule_are_those_of_the_command()
    {
        using var line = new CommandLine();
        CommandResult result = await line.RunAsync("explain rule onT", TestContext.Current.CancellationToken);

        WrittenDocument.Agrees("docs/draw-and-export.md", ("explanation", $"```\n{result.Out.TrimEnd()}\n```"));
    }
}

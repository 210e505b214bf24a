using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using Blockade.Cli.Reports;
using Blockade.Models.Graphs;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Reporting;

namespace Blockade.Cli;

/// <summary><c>blockade draw WHAT MODEL --out FILE</c>: a model as a picture, or as a graph for other programs.</summary>
internal sealed class DrawCommand(CommandHost host)
{
    private const int LinksPerNode = 4;   // a picture of more is a ball of wool

    private static readonly ImmutableArray<string> Formats = ["svg", "png", "graphml", "dot"];

    private readonly Option<string?> _out = new("--out") { Description = "The file; its ending says the format.", HelpName = "FILE", Required = true };
    private readonly Option<string?> _format = new("--format") { Description = "The format, where the ending does not say it.", HelpName = "svg|png|graphml|dot" };
    private readonly Option<int> _most = new("--most-nodes") { Description = "Pictures: most boxes, and four times as many lines. Files for other programs are always whole.", DefaultValueFactory = _ => 150, HelpName = "N" };
    private readonly Option<bool> _force = new("--force") { Description = "Replace the file if it is there." };
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public Command Build() => new("draw", "Draw a model: what can touch what, how rules depend on each other, the reactions.")
    {
        Picture("contact", "Molecules with their sites and states, and the bonds that rules make and break.", (model, _, _) => (ContactMap.Of(model), ExitCode.Done)),
        Picture("rules", "Rules, and which makes or takes away what another needs; in a picture of too many, those that change the same things as one.", (model, _, _) => (RuleGraph.Of(model), ExitCode.Done), ProcessGraph.Of),
        Picture("regulatory", "Rules, and the bonds, sites and states that they take, make or must find.", (model, _, _) => (RegulatoryGraph.Of(model), ExitCode.Done)),
        Picture("reactions", "Species and reactions of the expanded network.", null),
    };

    private Command Picture(string name, string description, Func<RuleModel, ParseResult, CancellationToken, (ModelGraph?, int)>? view, Func<RuleModel, ModelGraph>? folded = null)
    {
        var model = new Argument<string>("model") { Description = "A BNGL file, or her2.", HelpName = "FILE|her2" };
        var command = new Command(name, description) { model, _out, _format, _most, _force, _quiet };
        var options = new ModelOptions(host);
        if (view is null) options.AddTo(command);
        command.SetAction((parse, cancellation) =>
        {
            if (Format(parse) is not { } format) return Task.FromResult(ExitCode.Usage);
            (RuleModel? rules, int code) = options.Read(parse.GetRequiredValue(model), parse.GetValue(_quiet));
            if (rules is null) return Task.FromResult(code);
            ModelGraph? graph;
            if (view is not null)
            {
                (graph, code) = view(rules, parse, cancellation);
            }
            else
            {
                (ReactionNetwork? network, code) = options.Expand(rules, parse, parse.GetValue(_quiet), cancellation);
                graph = network is null ? null : ReactionGraph.Of(network);
            }

            if (graph is not null && folded is not null && IsTooLarge(graph, format, parse))
            {
                graph = folded(rules);
                if (!parse.GetValue(_quiet)) host.Errors.WriteLine($"blockade: {graph.Description} --most-nodes draws every rule.");
            }

            return Task.FromResult(graph is null ? code : Write(graph, format, parse));
        });
        return command;
    }

    private string? Format(ParseResult parse)
    {
        string format = parse.GetValue(_format) ?? Path.GetExtension(parse.GetRequiredValue(_out)!).TrimStart('.').ToLowerInvariant();
        if (format == "gv") format = "dot";
        if (Formats.Contains(format) && parse.GetValue(_most) > 0) return format;
        host.Errors.WriteLine(Formats.Contains(format)
            ? "blockade: --most-nodes is 1 or more."
            : $"blockade: a picture is written as {string.Join(", ", Formats)}, and '{format}' is none of these; give --out such an ending, or --format.");
        return null;
    }

    private static int Boxes(ModelGraph graph) => graph.Nodes.Count(n => n.Parent is null);

    private bool IsTooLarge(ModelGraph graph, string format, ParseResult parse) =>
        format is "svg" or "png" && (Boxes(graph) > parse.GetValue(_most) || graph.Edges.Length > (long)LinksPerNode * parse.GetValue(_most));

    private int Write(ModelGraph graph, string format, ParseResult parse)
    {
        if (IsTooLarge(graph, format, parse))
        {
            int boxes = Boxes(graph);
            int needed = Math.Max(boxes, (graph.Edges.Length + LinksPerNode - 1) / LinksPerNode);
            host.Errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"blockade: the picture would have {boxes} boxes and {graph.Edges.Length} lines, too many to read. --most-nodes {needed} draws it all the same; .graphml and .dot are for programs that can search and fold it."));
            return ExitCode.LimitReached;
        }

        string path = parse.GetRequiredValue(_out)!;
        if (format == "graphml") return Outputs.WriteFile(host, path, parse.GetValue(_force), stream => GraphMl.Write(graph, stream));
        byte[] bytes;
        try
        {
            bytes = format switch
            {
                "svg" => Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{FigureRenderer.Draw(GraphFigures.Of(graph), "graph").Svg}\n"),
                "png" => FigureRenderer.Png(GraphFigures.Of(graph)),
                _ => Encoding.UTF8.GetBytes(Dot.Write(graph)),
            };
        }
        catch (NotSupportedException e)
        {
            host.Errors.WriteLine($"blockade: {e.Message}; .svg has no such limit.");
            return ExitCode.LimitReached;
        }

        return Outputs.WriteFile(host, path, parse.GetValue(_force), stream => stream.Write(bytes));
    }
}

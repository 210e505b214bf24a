using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Rules;

namespace Blockade.Models.Graphs;

/// <summary>
/// The rule graph with rules that change the same things as one process: all that make or break one bond, set the states of one site, or make and
/// destroy one kind of molecule. For models whose rules by themselves are too many to look at.
/// </summary>
/// <remarks>
/// Rules that are one process under several conditions as one node: Sekar, Tapia and Faeder (2017), PLoS Comput. Biol. 13:e1005857,
/// doi:10.1371/journal.pcbi.1005857.
/// </remarks>
public static class ProcessGraph
{
    private const int NamesPerLine = 3;
    private const int MostNames = 8;

    /// <summary>
    /// The graph of a model. An edge stands for all influences of one process's rules on another's (<see cref="RuleGraph"/>); one within a process is left out.
    /// Cost: as of the rule graph.
    /// </summary>
    public static ModelGraph Of(RuleModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        RuleAnatomy[] rules = [.. RuleAnatomy.Of(model).OfType<RuleAnatomy>()];
        string[] processes = [.. rules.Select(Things)];
        string[] nodes = [.. processes.Distinct()];
        var edges = new SortedDictionary<(int From, int To), (int Enabled, int Hindered)>();
        for (int from = 0; from < rules.Length; from++)
        {
            for (int to = 0; to < rules.Length; to++)
            {
                if (processes[from] == processes[to]) continue;
                (int, int) key = (Array.IndexOf(nodes, processes[from]), Array.IndexOf(nodes, processes[to]));
                (int enabled, int hindered) = edges.GetValueOrDefault(key);
                if (RuleGraph.Influences(rules[from], rules[to], enables: true)) enabled++;
                if (RuleGraph.Influences(rules[from], rules[to], enables: false)) hindered++;
                if (enabled + hindered > 0) edges[key] = (enabled, hindered);
            }
        }

        return new ModelGraph(
            $"Processes of {Path.GetFileNameWithoutExtension(model.Source.Name)}",
            $"{rules.Length} rules as {nodes.Length} processes, each with the rules that change the same bonds, states or molecules, and {edges.Count} influences between them.",
            [.. nodes.Select((n, i) => new GraphNode(Id(i), $"{n}\n{Names([.. rules.Where((_, r) => processes[r] == n).Select(r => r.Rule.Name)])}", GraphNodeKind.Rule))],
            [.. edges.Select(e => new GraphEdge(Id(e.Key.From), Id(e.Key.To), e.Value switch { (_, 0) => GraphEdgeKind.Enables, (0, _) => GraphEdgeKind.Hinders, _ => GraphEdgeKind.Regulates }))]);

        static string Id(int process) => string.Create(CultureInfo.InvariantCulture, $"process.{process + 1}");
    }

    // what a rule changes, whichever way: rules of one text are one process
    private static string Things(RuleAnatomy rule)
    {
        string[] things = [.. rule.Changes.Select(Thing).Distinct().Order(StringComparer.Ordinal)];
        return things.Length == 0 ? "nothing" : string.Join(", ", things);
    }

    private static string Thing(RuleChange change) => change switch
    {
        RuleChange.BondMade b => Bond(b.A, b.B),
        RuleChange.BondBroken b => Bond(b.A, b.B),
        RuleChange.StateSet s => $"{s.Site} state",
        RuleChange.MoleculeMade m => $"{m.Type.Name} made or lost",
        RuleChange.MoleculeDestroyed m => $"{m.Type.Name} made or lost",
        RuleChange.MoleculeMoved m => $"{m.Type.Name} moves",
        _ => "a complex moves",
    };

    private static string Bond(SiteName a, SiteName b) => a.CompareTo(b) <= 0 ? $"{a}\u2013{b}" : $"{b}\u2013{a}";

    private static string Names(string[] names)
    {
        string[] forward = [.. names.Where(n => !n.StartsWith("_reverse_", StringComparison.Ordinal) || !names.Contains(n["_reverse_".Length..]))];
        string[] shown = forward.Length <= MostNames ? forward : [.. forward.Take(MostNames - 1), string.Create(CultureInfo.InvariantCulture, $"and {forward.Length - MostNames + 1} more")];
        return string.Join('\n', shown.Chunk(NamesPerLine).Select(line => string.Join(", ", line)));
    }
}

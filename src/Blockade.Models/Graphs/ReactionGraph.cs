using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Networks;

namespace Blockade.Models.Graphs;

/// <summary>Species and reactions of a network, in two kinds of nodes.</summary>
public static class ReactionGraph
{
    /// <summary>The graph. A species that a reaction does not change, or that is clamped, is its context. Cost: linear in the reactions.</summary>
    public static ModelGraph Of(ReactionNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var edges = ImmutableArray.CreateBuilder<GraphEdge>();
        for (int r = 0; r < network.Reactions.Length; r++)
        {
            Reaction reaction = network.Reactions[r];
            var net = new SortedDictionary<int, (int Taken, int Made)>();
            foreach (int s in reaction.Reactants) net[s] = (net.GetValueOrDefault(s).Taken + 1, net.GetValueOrDefault(s).Made);
            foreach (int s in reaction.Products) net[s] = (net.GetValueOrDefault(s).Taken, net.GetValueOrDefault(s).Made + 1);
            foreach ((int s, (int taken, int made)) in net)
            {
                int stays = network.Species[s].IsClamped ? taken : Math.Min(taken, made);
                if (stays > 0) edges.Add(new GraphEdge(SpeciesId(s), ReactionId(r), GraphEdgeKind.Context, Count: stays));
                if (taken > stays) edges.Add(new GraphEdge(SpeciesId(s), ReactionId(r), GraphEdgeKind.Reactant, Count: taken - stays));
                if (made > stays && !network.Species[s].IsClamped) edges.Add(new GraphEdge(ReactionId(r), SpeciesId(s), GraphEdgeKind.Product, Count: made - stays));
            }
        }

        return new ModelGraph(
            $"Reactions of {Path.GetFileNameWithoutExtension(network.Model.Source.Name)}",
            $"{network.Species.Length} species and {network.Reactions.Length} reactions.",
            [
                .. network.Species.Select((s, i) => new GraphNode(SpeciesId(i), s.Name, GraphNodeKind.Species)),
                .. network.Reactions.Select((r, i) => new GraphNode(ReactionId(i), network.Model.Rules[r.RuleIndex].Name, GraphNodeKind.Reaction)),
            ],
            edges.ToImmutable());

        static string SpeciesId(int s) => string.Create(CultureInfo.InvariantCulture, $"S{s + 1}");

        static string ReactionId(int r) => string.Create(CultureInfo.InvariantCulture, $"R{r + 1}");
    }
}

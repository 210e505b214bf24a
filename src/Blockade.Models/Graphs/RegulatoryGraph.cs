using System.Collections.Immutable;
using Blockade.Models.Rules;

namespace Blockade.Models.Graphs;

/// <summary>
/// Rules and the features they are about: bonds, bound and free sites, states, molecules. A feature leads to a rule that takes it or must find
/// it, and a rule to what it makes.
/// </summary>
/// <remarks>Sekar, Tapia and Faeder (2017), PLoS Comput. Biol. 13:e1005857, doi:10.1371/journal.pcbi.1005857.</remarks>
public static class RegulatoryGraph
{
    /// <summary>The graph of a model. Features are named as patterns: <c>H2(jm)</c> is a free site.</summary>
    public static ModelGraph Of(RuleModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var features = new Dictionary<string, GraphNode>();
        var edges = new List<GraphEdge>();
        ImmutableArray<GraphNode>.Builder rules = ImmutableArray.CreateBuilder<GraphNode>();
        foreach (RuleAnatomy? rule in RuleAnatomy.Of(model))
        {
            if (rule is null) continue;
            string id = $"rule.{rule.Rule.Name}";
            rules.Add(new GraphNode(id, rule.Rule.Name, GraphNodeKind.Rule));
            var before = rule.Molecules.Where(m => !m.IsMade).SelectMany(m => Features(m, s => s.Before!)).ToHashSet();
            var after = rule.Molecules.Where(m => !m.IsRemoved).SelectMany(m => Features(m, s => s.After!)).ToHashSet();
            foreach (string f in before.Union(after).Order(StringComparer.Ordinal))
            {
                if (!features.TryGetValue(f, out GraphNode? node)) features.Add(f, node = new GraphNode($"feature.{features.Count + 1}", f, GraphNodeKind.Feature));
                edges.Add(!before.Contains(f) ? new GraphEdge(id, node.Id, GraphEdgeKind.Product)
                    : new GraphEdge(node.Id, id, after.Contains(f) ? GraphEdgeKind.Context : GraphEdgeKind.Reactant));
            }
        }

        return new ModelGraph(
            $"Rules and features of {Path.GetFileNameWithoutExtension(model.Source.Name)}",
            $"{rules.Count} rules and {features.Count} features: bonds, free and bound sites, states and molecules that they take, make or must find.",
            [.. rules, .. features.Values], [.. edges]);
    }

    private static IEnumerable<string> Features(RuleAnatomy.Molecule molecule, Func<RuleAnatomy.SiteChange, RuleAnatomy.SiteView> side)
    {
        string type = molecule.Type.Name;
        if (molecule.IsMade || molecule.IsRemoved || molecule.Sites.Length == 0) yield return $"{type}()";
        foreach (RuleAnatomy.SiteChange site in molecule.Sites)
        {
            RuleAnatomy.SiteView view = side(site);
            if (view.State is { } state) yield return $"{type}({site.Component}~{state})";

            // a site that is written for its state alone is written as free, and is no feature
            bool binds = view.State is null || (site.Changes && site.Before!.Bond != site.After!.Bond);
            switch (view.Bond)
            {
                case BondKind.Bound:
                    yield return $"{type}({site.Component}!+)";
                    break;
                case BondKind.Labelled:
                    foreach (SiteName partner in view.Partners)
                    {
                        var here = new SiteName(type, site.Component);
                        (SiteName a, SiteName b) = here.CompareTo(partner) <= 0 ? (here, partner) : (partner, here);
                        yield return $"{a.Molecule}({a.Component}!1).{b.Molecule}({b.Component}!1)";
                    }

                    break;
                case BondKind.Free when binds:
                    yield return $"{type}({site.Component})";
                    break;
            }
        }
    }
}

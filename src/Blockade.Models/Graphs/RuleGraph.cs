using System.Collections.Immutable;
using Blockade.Models.Rules;

namespace Blockade.Models.Graphs;

/// <summary>
/// Which rule makes, or takes away, what another rule needs: an edge where the site that one changes is a site that the other asks about, and
/// the rest of the two molecules does not exclude it. It looks at the molecules that rules name, one at a time: an influence may be shown that
/// the rest of a complex rules out, and what a rule does to molecules it does not name is not shown.
/// </summary>
/// <remarks>The influence map of Kappa: Danos et al. (2007), CONCUR, 17-41, doi:10.1007/978-3-540-74407-8_3.</remarks>
public static class RuleGraph
{
    /// <summary>The graph of a model. A rule's loss of its own reactants is no edge. Cost: pairs of rules times their molecules.</summary>
    public static ModelGraph Of(RuleModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ImmutableArray<RuleAnatomy?> rules = RuleAnatomy.Of(model);
        var edges = ImmutableArray.CreateBuilder<GraphEdge>();
        for (int from = 0; from < rules.Length; from++)
        {
            for (int to = 0; to < rules.Length; to++)
            {
                if (rules[from] is not { } source || rules[to] is not { } target) continue;
                if (Influences(source, target, enables: true)) edges.Add(new GraphEdge(Id(from), Id(to), GraphEdgeKind.Enables));
                if (from != to && Influences(source, target, enables: false)) edges.Add(new GraphEdge(Id(from), Id(to), GraphEdgeKind.Hinders));
            }
        }

        return new ModelGraph(
            $"Rules of {Path.GetFileNameWithoutExtension(model.Source.Name)}",
            $"{rules.Length} rules, {edges.Count(e => e.Kind == GraphEdgeKind.Enables)} times one makes what another needs and {edges.Count(e => e.Kind == GraphEdgeKind.Hinders)} times one takes it away.",
            [.. model.Rules.Select((r, i) => new GraphNode(Id(i), r.Name, GraphNodeKind.Rule))], edges.ToImmutable());

        string Id(int rule) => model.Rules[rule].Name;
    }

    /// <summary>Whether one rule makes (or takes away) what another needs.</summary>
    internal static bool Influences(RuleAnatomy source, RuleAnatomy target, bool enables) =>
        target.Molecules.Where(m => !m.IsMade).Any(asked => source.Molecules.Any(m => m.Type == asked.Type && (enables ? Makes(m, asked) : Takes(m, asked))));

    private static bool Makes(RuleAnatomy.Molecule changed, RuleAnatomy.Molecule asked) => !changed.IsRemoved && (changed.IsMade
        ? !Excluded(changed, asked, s => s.After!, except: null)
        : changed.Sites.Any(s => s.Changes && asked.Sites.Any(a => a.Component == s.Component && s.After!.Has(a.Before!) && !s.Before!.Has(a.Before!))
            && !Excluded(changed, asked, c => c.After!, s.Component)));

    private static bool Takes(RuleAnatomy.Molecule changed, RuleAnatomy.Molecule asked) => !changed.IsMade && (changed.IsRemoved
        ? !Excluded(changed, asked, s => s.Before!, except: null)
        : changed.Sites.Any(s => s.Changes && asked.Sites.Any(a => a.Component == s.Component && s.Before!.Has(a.Before!) && !s.After!.Has(a.Before!))
            && !Excluded(changed, asked, c => c.Before!, s.Component)));

    // sites that a molecule has several of may be the others
    private static bool Excluded(RuleAnatomy.Molecule changed, RuleAnatomy.Molecule asked, Func<RuleAnatomy.SiteChange, RuleAnatomy.SiteView> side, string? except) =>
        changed.Sites.Any(s => s.Component != except && changed.Type.Components.Count(c => c.Name == s.Component) == 1
            && asked.Sites.Any(a => a.Component == s.Component && side(s).Excludes(a.Before!)));
}

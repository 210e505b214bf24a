using System.Collections.Immutable;
using Blockade.Models.Rules;

namespace Blockade.Models.Graphs;

/// <summary>What can touch what: molecule types with their components and states, and every bond that a rule makes or breaks or a seed has.</summary>
/// <remarks>Danos and Laneve (2004), Theor. Comput. Sci. 325:69-110, doi:10.1016/j.tcs.2004.03.065.</remarks>
public static class ContactMap
{
    /// <summary>The map of a model. A bond's label has the rules that make it after <c>+</c>, those that break it after <c>-</c>, and reversible ones after <c>+-</c>.</summary>
    public static ModelGraph Of(RuleModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var nodes = ImmutableArray.CreateBuilder<GraphNode>();
        foreach (MoleculeType type in model.MoleculeTypes)
        {
            nodes.Add(new GraphNode(type.Name, type.Name, GraphNodeKind.Molecule));
            foreach (ComponentType component in type.Components.DistinctBy(c => c.Name))   // interchangeable ones are one node
            {
                int alike = type.Components.Count(c => c.Name == component.Name);
                string id = $"{type.Name}.{component.Name}";
                nodes.Add(new GraphNode(id, alike == 1 ? component.Name : $"{component.Name} (x{alike})", GraphNodeKind.Component, type.Name));
                nodes.AddRange(component.States.Select(s => new GraphNode($"{id}~{s}", s, GraphNodeKind.State, id)));
            }
        }

        var bonds = new SortedDictionary<(SiteName, SiteName), (List<string> Made, List<string> Broken)>();
        foreach (RuleAnatomy? rule in RuleAnatomy.Of(model))
        {
            foreach (RuleChange change in rule?.Changes ?? [])
            {
                if (change is RuleChange.BondMade made) Add(Bond(made.A, made.B).Made, rule!.Rule.Name);
                else if (change is RuleChange.BondBroken broken) Add(Bond(broken.A, broken.B).Broken, rule!.Rule.Name);
            }
        }

        foreach (SeedSpecies seed in model.Seeds)
        {
            foreach (var ends in seed.Species.Molecules.SelectMany(m => m.Components.SelectMany(c => c.BondLabels.Select(label => (Site: new SiteName(m.Type.Name, c.Name), label)))).GroupBy(c => c.label, c => c.Site))
            {
                _ = Bond(ends.First(), ends.Last());
            }
        }

        ImmutableArray<GraphEdge> edges = [.. bonds.Select(b => new GraphEdge(b.Key.Item1.ToString(), b.Key.Item2.ToString(), GraphEdgeKind.Bond, Label(b.Value)))];
        return new ModelGraph(
            $"Contact map of {Path.GetFileNameWithoutExtension(model.Source.Name)}",
            $"{model.MoleculeTypes.Length} molecule types with their components and states, and {edges.Length} bonds: {string.Join(", ", edges.Select(e => $"{e.Source} to {e.Target}"))}.",
            nodes.ToImmutable(), edges);

        (List<string> Made, List<string> Broken) Bond(SiteName a, SiteName b)
        {
            (SiteName, SiteName) key = a.CompareTo(b) <= 0 ? (a, b) : (b, a);
            if (!bonds.TryGetValue(key, out (List<string> Made, List<string> Broken) rules)) bonds.Add(key, rules = ([], []));
            return rules;
        }

        static void Add(List<string> rules, string name)
        {
            if (!rules.Contains(name)) rules.Add(name);
        }
    }

    // a rule and its way back are one
    private static string Label((List<string> Made, List<string> Broken) rules)
    {
        string[] both = [.. rules.Made.Where(m => rules.Broken.Contains(ReverseOf(m))), .. rules.Broken.Where(b => rules.Made.Contains(ReverseOf(b)))];
        string[] lines = [.. new[]
        {
            (Sign: "+-", Rules: both),
            (Sign: "+", Rules: [.. rules.Made.Where(m => !both.Contains(m) && !both.Any(b => ReverseOf(b) == m))]),
            (Sign: "-", Rules: [.. rules.Broken.Where(b => !both.Contains(b) && !both.Any(m => ReverseOf(m) == b))]),
        }.Where(l => l.Rules.Length > 0).Select(l => $"{l.Sign} {string.Join(", ", l.Rules)}")];
        return lines.Length == 0 ? "in a seed species" : string.Join('\n', lines);

        static string ReverseOf(string rule) => $"_reverse_{rule}";
    }
}

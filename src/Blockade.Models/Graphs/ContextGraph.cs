using System.Collections.Immutable;
using Blockade.Models.Rules;

namespace Blockade.Models.Graphs;

/// <summary>
/// Rules, and which of them change what another must find and leaves as it is: BioNetGen's process graph. Where <see cref="RuleGraph"/>
/// follows what rules take as well, this shows only how one rule sets the conditions of another.
/// </summary>
/// <remarks>Sekar, Tapia and Faeder (2017), PLoS Comput. Biol. 13:e1005857, doi:10.1371/journal.pcbi.1005857.</remarks>
public static class ContextGraph
{
    /// <summary>
    /// The graph of a model: a node for each rule, and an edge from one that makes or takes a feature (a bond, a free site, a state, a
    /// molecule) to one for which it is a condition, itself too. What the first rule in order to change it takes is background, as free
    /// sites and first states mostly are, and joins nothing. A site that must be bound, to whatever, stands for all bonds of it that rules
    /// name. Cost: the square of the rules times the features of one.
    /// </summary>
    public static ModelGraph Of(RuleModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Conditions[] rules = [.. RuleAnatomy.Of(model).OfType<RuleAnatomy>().Select(r => new Conditions(r))];
        var isBackground = new Dictionary<string, bool>();
        foreach ((string feature, bool isTaken) in rules.SelectMany(r => r.Steps)) isBackground.TryAdd(feature, isTaken);
        ILookup<string, string> bondsOfSite = rules.SelectMany(r => r.BondsOfSite).Distinct().ToLookup(b => b.Site, b => b.Bond);
        HashSet<string>[] found =
        [
            .. rules.Select(r => r.Found.SelectMany(f => bondsOfSite.Contains(f) ? bondsOfSite[f] : [f]).Where(f => !isBackground.GetValueOrDefault(f)).ToHashSet()),
        ];
        var edges = ImmutableArray.CreateBuilder<GraphEdge>();
        for (int from = 0; from < rules.Length; from++)
        {
            for (int to = 0; to < rules.Length; to++)
            {
                (bool enables, bool hinders) = (found[to].Overlaps(rules[from].Made), found[to].Overlaps(rules[from].Taken));
                if (!enables && !hinders) continue;
                GraphEdgeKind kind = !hinders ? GraphEdgeKind.Enables : enables ? GraphEdgeKind.Regulates : GraphEdgeKind.Hinders;
                edges.Add(new GraphEdge(rules[from].Id, rules[to].Id, kind));
            }
        }

        return new ModelGraph(
            $"Rules of {Path.GetFileNameWithoutExtension(model.Source.Name)} that set conditions of others",
            $"{rules.Length} rules, and {edges.Count} times one makes or takes what another must find.",
            [.. rules.Select(r => new GraphNode(r.Id, r.Name, GraphNodeKind.Rule))], edges.ToImmutable());
    }

    // what a rule takes, makes and must find
    private sealed class Conditions
    {
        public Conditions(RuleAnatomy rule)
        {
            Name = rule.Rule.Name;
            foreach (RuleAnatomy.Molecule m in rule.Molecules)
            {
                if (m.IsRemoved) Step(Whole(m), isTaken: true);
                else if (m.IsMade) Step(Whole(m), isTaken: false);
                else if (m.Sites.IsEmpty) Found.Add(Whole(m));
                foreach (RuleAnatomy.SiteChange site in m.Sites) Add(m, site);
            }
        }

        public string Name { get; }

        public string Id => $"rule.{Name}";

        public HashSet<string> Taken { get; } = [];

        public HashSet<string> Made { get; } = [];

        public HashSet<string> Found { get; } = [];

        /// <summary>What is changed, in order, and whether it is taken; the sites and states that come and go with a molecule are not among them.</summary>
        public List<(string Feature, bool IsTaken)> Steps { get; } = [];

        /// <summary>Each bond that the rule names, with either site as one that must be bound.</summary>
        public List<(string Site, string Bond)> BondsOfSite { get; } = [];

        private void Add(RuleAnatomy.Molecule m, RuleAnatomy.SiteChange site)
        {
            var here = new SiteName(m.Type.Name, site.Component);
            (RuleAnatomy.SiteView? before, RuleAnatomy.SiteView? after) = (site.Before, site.After);
            (string? was, string? becomes) = (before?.State, after?.State);
            if (was is not null && was == becomes) Found.Add($"{here}~{was}");
            else if (m.IsMade || m.IsRemoved)
            {
                if (was is not null) Taken.Add($"{here}~{was}");
                if (becomes is not null) Made.Add($"{here}~{becomes}");
            }
            else if (becomes is not null)
            {
                if (was is not null) Step($"{here}~{was}", isTaken: true);
                Step($"{here}~{becomes}", isTaken: false);
            }

            string[] bonds = Bonds(here, before), next = Bonds(here, after);
            foreach (string bond in bonds)
            {
                if (next.Contains(bond)) Found.Add(bond);
                else Break(m, here, bond);
            }

            foreach (string bond in next.Except(bonds))
            {
                Step(Free(here), isTaken: true);
                Step(bond, isTaken: false);
            }

            bool isFree = before?.Bond == BondKind.Free, staysFree = after?.Bond == BondKind.Free;
            if (isFree && staysFree) Found.Add(Free(here));
            else if (isFree && m.IsRemoved) Taken.Add(Free(here));
            else if (staysFree && m.IsMade) Made.Add(Free(here));
        }

        private void Break(RuleAnatomy.Molecule m, SiteName here, string bond)
        {
            bool isNamed = bond != Bound(here);
            if (isNamed) Step(bond, isTaken: true);
            else Taken.Add(bond);
            if (m.IsRemoved)
            {
                if (isNamed) Steps.Add((Free(here), false));   // a site that goes is made by no rule, but counts as met
            }
            else if (isNamed) Step(Free(here), isTaken: false);
            else Made.Add(Free(here));
        }

        private string[] Bonds(SiteName here, RuleAnatomy.SiteView? view)
        {
            switch (view?.Bond)
            {
                case BondKind.Bound:
                    return [Bound(here)];
                case BondKind.Labelled:
                    string[] bonds = [.. view.Partners.Select(p => here.CompareTo(p) <= 0 ? $"{here}-{p}" : $"{p}-{here}")];
                    BondsOfSite.AddRange(bonds.Select(b => (Bound(here), b)));
                    return bonds;
                default:
                    return [];
            }
        }

        private void Step(string feature, bool isTaken)
        {
            (isTaken ? Taken : Made).Add(feature);
            Steps.Add((feature, isTaken));
        }

        private static string Whole(RuleAnatomy.Molecule m) => m.Type.Name;

        private static string Free(SiteName site) => $"{site} free";

        private static string Bound(SiteName site) => $"{site} bound";
    }
}

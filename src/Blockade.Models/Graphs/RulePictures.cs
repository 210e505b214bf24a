using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Graphs;

/// <summary>The rules of a model one beside the other, as what they do to one graph or as their patterns: the pictures that BioNetGen calls ruleviz.</summary>
/// <remarks>Sekar, Tapia and Faeder (2017), PLoS Comput. Biol. 13:e1005857, doi:10.1371/journal.pcbi.1005857.</remarks>
public sealed class RulePictures
{
    private readonly ImmutableArray<GraphNode>.Builder _nodes = ImmutableArray.CreateBuilder<GraphNode>();
    private readonly ImmutableArray<GraphEdge>.Builder _edges = ImmutableArray.CreateBuilder<GraphEdge>();
    private readonly Dictionary<string, int> _operations = [];   // by what they are part of

    private RulePictures()
    {
    }

    /// <summary>Each rule as one graph: what it looks at and makes, and beside it what it does (<c>AddBond</c>, <c>DeleteBond</c>, <c>ChangeState</c>, <c>AddMol</c>, <c>DeleteMol</c>).</summary>
    public static ModelGraph Operations(RuleModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var picture = new RulePictures();
        var vocabulary = new Vocabulary(model);
        foreach (Rule rule in model.Rules)
        {
            if (CompiledRule.Compile(rule, vocabulary, model.Source, ImmutableArray.CreateBuilder<Diagnostic>()) is { } compiled) picture.AddOperations(compiled, vocabulary);
        }

        return picture.Of(model, "what each does to the molecules that it names");
    }

    /// <summary>Each rule as a node between the patterns that it takes and those that it makes.</summary>
    public static ModelGraph Patterns(RuleModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var picture = new RulePictures();
        foreach (Rule rule in model.Rules)
        {
            picture.Node(rule.Name, rule.Name, GraphNodeKind.Rule, null);
            foreach ((Pattern pattern, int i) in rule.Reactants.Concat(rule.Products).Select((p, i) => (p, i)))
            {
                string id = string.Create(CultureInfo.InvariantCulture, $"{rule.Name}.p{i + 1}");
                picture.Node(id, "", GraphNodeKind.Pattern, null);
                picture.AddPattern(pattern, id, (m, c) => string.Create(CultureInfo.InvariantCulture, $"{id}.{m + 1}.{c + 1}"), m => string.Create(CultureInfo.InvariantCulture, $"{id}.{m + 1}"), (_, _) => true);
                picture._edges.Add(i < rule.Reactants.Length ? new GraphEdge(id, rule.Name, GraphEdgeKind.Reactant) : new GraphEdge(rule.Name, id, GraphEdgeKind.Product));
            }
        }

        return picture.Of(model, "each between the patterns that it takes and those that it makes");
    }

    private ModelGraph Of(RuleModel model, string how) => new(
        $"Rules of {Path.GetFileNameWithoutExtension(model.Source.Name)}", $"{model.Rules.Length} rules, {how}.", _nodes.ToImmutable(), _edges.ToImmutable());

    private void AddOperations(CompiledRule compiled, Vocabulary vocabulary)
    {
        (Rule rule, RuleEdits edits) = (compiled.Rule, compiled.Edits);
        Node(rule.Name, rule.Name, GraphNodeKind.Rule, null);
        var siteIds = new Dictionary<int, string>();
        HashSet<int> cut = [.. edits.Cuts.SelectMany(c => new[] { c.A, c.B })];
        HashSet<int> gone = [.. edits.Removed, .. edits.RemovedWhole.SelectMany(r => Enumerable.Range(edits.MoleculeStart[r], edits.MoleculeStart[r + 1] - edits.MoleculeStart[r]))];
        for (int r = 0; r < rule.Reactants.Length; r++)
        {
            int first = edits.MoleculeStart[r], firstSite = edits.SiteStart[r];
            CompiledPattern pattern = compiled.Reactants[r];
            for (int m = 0; m < pattern.Types.Length; m++)
            {
                for (int s = pattern.SiteStart[m]; s < pattern.SiteStart[m + 1]; s++) siteIds[firstSite + s] = SiteId(first + m, Array.IndexOf(pattern.SiteOfComponent[m], pattern.Sites[s].Component));
            }

            bool IsKept(int m, int c) => !cut.Contains(firstSite + pattern.SiteOfComponent[m][c]) && !gone.Contains(first + m)
                && (pattern.Sites[pattern.SiteOfComponent[m][c]].Partner is not (>= 0 and int end) || !gone.Contains(first + pattern.Sites[end].Molecule));
            AddPattern(rule.Reactants[r], rule.Name, (m, c) => SiteId(first + m, c), m => MoleculeId(first + m), IsKept);
        }

        for (int a = 0; a < edits.Added.Count; a++) AddMolecule(compiled, a, vocabulary, siteIds);
        foreach ((int x, int y) in edits.Joins) Operation("AddBond", rule.Name, made: [siteIds[x], siteIds[y]]);
        foreach ((int x, int y) in edits.Cuts) Operation("DeleteBond", rule.Name, taken: [siteIds[x], siteIds[y]]);
        foreach (string[] ends in BondsOf(compiled, gone, siteIds)) Operation("DeleteBond", rule.Name, taken: ends);
        for (int a = 0; a < edits.Added.Count; a++) Operation("AddMol", rule.Name, made: [MoleculeId(edits.MoleculeCount + a)]);
        foreach (int m in gone.Order()) Operation("DeleteMol", rule.Name, taken: [MoleculeId(m)]);
        foreach ((int site, int state) in edits.NewStates.Where(n => n.Site < edits.SiteCount))
        {
            string component = siteIds[site], after = component + ".after";
            int r = 0;
            while (site >= edits.SiteStart[r + 1]) r++;
            CompiledPattern.Site at = compiled.Reactants[r].Sites[site - edits.SiteStart[r]];
            Node(after, vocabulary.ComponentOf(compiled.Reactants[r].Types[at.Molecule], at.Class).States[state], GraphNodeKind.State, component);
            Operation("ChangeState", component, taken: at.State >= 0 ? [component + ".state"] : [], made: [after]);
        }

        string MoleculeId(int m) => string.Create(CultureInfo.InvariantCulture, $"{rule.Name}.{m + 1}");
        string SiteId(int m, int c) => string.Create(CultureInfo.InvariantCulture, $"{MoleculeId(m)}.{c + 1}");
    }

    // a molecule that the rule makes, with the sites that its product says something of
    private void AddMolecule(CompiledRule compiled, int added, Vocabulary vocabulary, Dictionary<int, string> siteIds)
    {
        RuleEdits edits = compiled.Edits;
        int number = edits.MoleculeCount + added;
        string id = string.Create(CultureInfo.InvariantCulture, $"{compiled.Rule.Name}.{number + 1}");
        PatternMolecule molecule = compiled.Rule.Products.SelectMany(p => p.Molecules).ElementAt(edits.ProductMoleculeOf[number]);
        Node(id, molecule.Type.Name, GraphNodeKind.Molecule, compiled.Rule.Name);
        (int type, _, int firstSite, _) = edits.Added[added];
        var used = new HashSet<int>();
        for (int c = 0; c < molecule.Components.Length; c++)
        {
            string site = string.Create(CultureInfo.InvariantCulture, $"{id}.{c + 1}");
            Node(site, molecule.Components[c].Name, GraphNodeKind.Component, id);
            if (molecule.Components[c].State is { } state) Node(site + ".state", state, GraphNodeKind.State, site);
            int place = vocabulary.ClassOf(type, molecule.Components[c].Name);
            while (!used.Add(place)) place++;
            siteIds[firstSite + place] = site;
        }

        foreach ((int a, int b) in edits.Joins)
        {
            foreach (int end in new[] { a, b }.Where(e => e >= firstSite && e < firstSite + edits.Added[added].Sites && !siteIds.ContainsKey(e))) siteIds[end] = id;
        }
    }

    // bonds that go with a molecule, each once; of one that leads out of the pattern its end here
    private static IEnumerable<string[]> BondsOf(CompiledRule compiled, HashSet<int> gone, Dictionary<int, string> siteIds)
    {
        var seen = new HashSet<int>();
        for (int r = 0; r < compiled.Reactants.Length; r++)
        {
            (int first, int firstSite) = (compiled.Edits.MoleculeStart[r], compiled.Edits.SiteStart[r]);
            CompiledPattern.Site[] sites = compiled.Reactants[r].Sites;
            for (int s = 0; s < sites.Length; s++)
            {
                if (!gone.Contains(first + sites[s].Molecule) || !seen.Add(firstSite + s) || sites[s].Bonds > 0) continue;
                if (sites[s].Partner >= 0)
                {
                    seen.Add(firstSite + sites[s].Partner);
                    yield return [siteIds[firstSite + s], siteIds[firstSite + sites[s].Partner]];
                }
                else if (sites[s].Bond is BondKind.Bound or BondKind.Any)
                {
                    yield return [siteIds[firstSite + s]];
                }
            }
        }
    }

    private void AddPattern(Pattern pattern, string parent, Func<int, int, string> siteId, Func<int, string> moleculeId, Func<int, int, bool> isKept)
    {
        var ends = new Dictionary<int, string>();
        for (int m = 0; m < pattern.Molecules.Length; m++)
        {
            PatternMolecule molecule = pattern.Molecules[m];
            Node(moleculeId(m), molecule.Type.Name, GraphNodeKind.Molecule, parent);
            for (int c = 0; c < molecule.Components.Length; c++)
            {
                PatternComponent component = molecule.Components[c];
                string id = siteId(m, c);
                Node(id, component.Name, GraphNodeKind.Component, moleculeId(m));
                if (component.State is { } state) Node(id + ".state", state, GraphNodeKind.State, id);
                if (component.Bond is BondKind.Bound or BondKind.Any)
                {
                    Node(id + ".bond", component.Bond == BondKind.Bound ? "+" : "?", GraphNodeKind.Feature, parent);
                    _edges.Add(new GraphEdge(id + ".bond", id, GraphEdgeKind.Bond));
                }

                foreach (int label in component.BondLabels)
                {
                    if (!ends.TryAdd(label, id) && isKept(m, c)) _edges.Add(new GraphEdge(ends[label], id, GraphEdgeKind.Bond));
                }
            }
        }
    }

    private void Operation(string what, string parent, IEnumerable<string>? taken = null, IEnumerable<string>? made = null)
    {
        _operations[parent] = _operations.GetValueOrDefault(parent) + 1;
        string id = string.Create(CultureInfo.InvariantCulture, $"{parent}.o{_operations[parent]}");
        Node(id, what, GraphNodeKind.Operation, parent);
        foreach (string source in taken ?? []) _edges.Add(new GraphEdge(source, id, GraphEdgeKind.Reactant));
        foreach (string target in made ?? []) _edges.Add(new GraphEdge(id, target, GraphEdgeKind.Product));
    }

    private void Node(string id, string label, GraphNodeKind kind, string? parent) => _nodes.Add(new GraphNode(id, label, kind, parent));
}

using System.Collections.Immutable;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Hybrids;

/// <summary>One choice of what each reactant of a rule is, a pattern or a mapped species, and what the rule makes of it. Builder of one rule.</summary>
internal sealed class HybridMatch
{
    private readonly CompiledRule _rule;
    private readonly RuleEdits _edits;
    private readonly Vocabulary _vocabulary;
    private readonly List<HybridMolecule> _molecules = [];
    private readonly HybridMolecule[] _left;
    private readonly Dictionary<int, HybridSite> _sites = [];

    public HybridMatch(CompiledRule rule, Vocabulary vocabulary, ImmutableArray<MappedSpecies> mapped, (int Map, int[] Match)?[] chosen)
    {
        (_rule, _edits, _vocabulary) = (rule, rule.Edits, vocabulary);
        _left = new HybridMolecule[_edits.MoleculeCount];
        for (int r = 0; r < chosen.Length; r++)
        {
            if (chosen[r] is { } choice) AddSpecies(r, mapped[choice.Map].Graph, choice.Match);
            else AddPattern(r);
        }
    }

    /// <summary>The molecules of each product, or null where the rule does not happen so.</summary>
    public List<List<HybridMolecule>>? Rewrite()
    {
        for (int l = 0; l < _left.Length; l++) _left[l].Product = _edits.ProductOf[l];
        for (int a = 0; a < _edits.Added.Count; a++) AddNew(a);
        foreach ((int site, int state) in _edits.NewStates) SetState(site, state);
        foreach ((int a, _) in _edits.Cuts) _sites[a].Cut();
        foreach (HybridMolecule removed in _left.Where(m => m.Product == -1)) Remove(removed);
        foreach ((int a, int b) in _edits.Joins)
        {
            if (_sites[a].Bond != BondKind.Free || _sites[b].Bond != BondKind.Free) return null;
            _sites[a].Join(_sites[b]);
        }

        return Products();
    }

    private void AddPattern(int r)
    {
        ImmutableArray<PatternMolecule> molecules = _rule.Rule.Reactants[r].Molecules;
        var ends = new Dictionary<int, HybridSite>();
        for (int m = 0; m < molecules.Length; m++)
        {
            var molecule = new HybridMolecule(molecules[m].Type, _edits.MoleculeStart[r] + m);
            _molecules.Add(molecule);
            _left[_edits.MoleculeStart[r] + m] = molecule;
            for (int c = 0; c < molecules[m].Components.Length; c++)
            {
                PatternComponent component = molecules[m].Components[c];
                var site = new HybridSite(component.Name, molecule) { State = component.State, Label = component.Label, Bond = component.Bond };
                molecule.Sites.Add(site);
                _sites[_edits.SiteStart[r] + _rule.Reactants[r].SiteOfComponent[m][c]] = site;
                if (component.Bond != BondKind.Labelled) continue;
                if (ends.TryGetValue(component.BondLabel, out HybridSite? other)) site.Join(other);
                else ends.Add(component.BondLabel, site);
            }
        }
    }

    private void AddSpecies(int r, SpeciesGraph graph, int[] match)
    {
        int first = _molecules.Count;
        var sites = new HybridSite[graph.SiteCount];
        for (int m = 0; m < graph.MoleculeCount; m++)
        {
            var molecule = new HybridMolecule(_vocabulary.Types[graph.Types[m]], -1);
            _molecules.Add(molecule);
            for (int c = 0; c < molecule.Type.Components.Length; c++)
            {
                int s = graph.SiteStart[m] + c;
                ComponentType component = molecule.Type.Components[c];
                sites[s] = new HybridSite(component.Name, molecule) { State = graph.States[s] < 0 ? null : component.States[graph.States[s]] };
                molecule.Sites.Add(sites[s]);
                if (graph.Bonds[s] >= 0 && graph.Bonds[s] < s) sites[s].Join(sites[graph.Bonds[s]]);
            }
        }

        int count = _rule.Reactants[r].Types.Length;
        bool isGone = _edits.RemovedWhole.Contains(r);
        for (int m = 0; m < count; m++) _left[_edits.MoleculeStart[r] + m] = _molecules[first + match[m]];
        for (int s = 0; s < _rule.Reactants[r].Sites.Length; s++) _sites[_edits.SiteStart[r] + s] = sites[match[count + s]];
        foreach (HybridMolecule molecule in _molecules.Skip(first).Where(_ => isGone)) molecule.Product = -1;
    }

    private void AddNew(int number)
    {
        (int type, _, int firstSite, _) = _edits.Added[number];
        var molecule = new HybridMolecule(_vocabulary.Types[type], -1) { Product = _edits.ProductOf[_edits.MoleculeCount + number] };
        _molecules.Add(molecule);
        for (int c = 0; c < molecule.Type.Components.Length; c++)
        {
            var site = new HybridSite(molecule.Type.Components[c].Name, molecule);
            molecule.Sites.Add(site);
            _sites[firstSite + c] = site;
        }
    }

    private void SetState(int site, int state)
    {
        HybridSite at = _sites[site];
        at.State = at.Owner.Type.Components.First(c => c.Name == at.Name).States[state];
    }

    private static void Remove(HybridMolecule molecule)
    {
        foreach (HybridSite site in molecule.Sites) site.Cut();
    }

    private List<List<HybridMolecule>>? Products()
    {
        // what no pattern named goes where it is bound
        bool moves = true;
        while (moves)
        {
            moves = false;
            foreach (HybridMolecule molecule in _molecules)
            {
                foreach (HybridMolecule other in molecule.Sites.Select(s => s.Partner?.Owner).OfType<HybridMolecule>())
                {
                    if (molecule.Product < 0 || other.Product == molecule.Product) continue;
                    if (other.Product >= 0) return null;   // what should be apart is bound
                    other.Product = molecule.Product;
                    moves = true;
                }
            }
        }

        var products = Enumerable.Range(0, _rule.Rule.Products.Length).Select(p => _molecules.FindAll(m => m.Product == p)).ToList();
        if (products.Any(p => p.TrueForAll(m => m.Left < 0) && !IsConnected(p))) return null;
        for (HybridMolecule? rest = Rest(); rest is not null; rest = Rest())
        {
            // pieces that are left over: only where molecules are cut out
            if (!_rule.Rule.DeleteMolecules) return null;
            rest.Product = products.Count;
            products.Add([rest]);
            Spread(products[^1]);
        }

        Code();
        foreach (List<HybridMolecule> product in products)
        {
            foreach (HybridMolecule molecule in product.Where(m => m.Left < 0)) molecule.Sites.Sort((a, b) => string.CompareOrdinal(Text(a), Text(b)));
            List<HybridMolecule> ordered = [.. product.Where(m => m.Left >= 0).OrderBy(m => m.Left), .. product.Where(m => m.Left < 0).OrderBy(m => m.Code, StringComparer.Ordinal)];
            product.Clear();
            product.AddRange(ordered);
        }

        return products;

        HybridMolecule? Rest() => _molecules.Find(m => m.Product == HybridMolecule.Unknown);
    }

    private static bool IsConnected(List<HybridMolecule> molecules)
    {
        if (molecules.Count == 0) return true;
        List<HybridMolecule> reached = [molecules[0]];
        Spread(reached);
        return reached.Count == molecules.Count;
    }

    private static void Spread(List<HybridMolecule> reached)
    {
        for (int i = 0; i < reached.Count; i++)
        {
            foreach (HybridMolecule other in reached[i].Sites.Select(s => s.Partner?.Owner).OfType<HybridMolecule>())
            {
                if (reached.Contains(other)) continue;
                other.Product = reached[0].Product;
                reached.Add(other);
            }
        }
    }

    // alike molecules need not be told apart: whichever comes first, the pattern is the same
    private void Code()
    {
        foreach (HybridMolecule molecule in _molecules) molecule.Code = molecule.Left < 0 ? $"~{molecule.Type.Name}" : FormattableString.Invariant($"{molecule.Left:d6}");
        for (int round = 0; round < _molecules.Count; round++)
        {
            string[] seen = [.. _molecules.Select(m => $"{m.Code}({string.Join(',', m.Sites.Select(Text).Order(StringComparer.Ordinal))})")];
            string[] kinds = [.. seen.Distinct().Order(StringComparer.Ordinal)];
            for (int i = 0; i < seen.Length; i++) _molecules[i].Code = FormattableString.Invariant($"{Array.IndexOf(kinds, seen[i]):d6}");
        }
    }

    private static string Text(HybridSite site) => $"{site.Name}~{site.State}!{site.Bond}{site.Partner?.Name}.{site.Partner?.Owner.Code}";
}

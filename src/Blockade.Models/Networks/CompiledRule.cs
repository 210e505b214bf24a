using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>
/// A rule as edits on a match: states set, bonds cut and made, molecules added and removed. Rule-wide numbers run over the molecules
/// and sites of all reactant patterns, then over those of molecules the products add.
/// </summary>
internal sealed class CompiledRule
{
    private readonly Vocabulary _vocabulary;
    private readonly List<(int Site, int State)> _newStates = [];
    private readonly List<(int A, int B)> _cuts = [];
    private readonly List<(int A, int B)> _joins = [];
    private readonly List<int> _removed = [];              // reactant molecules cut out
    private readonly List<int> _removedWhole = [];         // reactant patterns whose species disappears
    private readonly List<PatternMolecule> _added = [];
    private readonly int[] _moleculeStart;
    private readonly int[] _siteStart;
    private readonly int[] _productOf;                     // product pattern of each kept or added molecule, -1 when removed
    private readonly List<int[]> _addedSites = [];         // for each added molecule, rule-wide site of each of its type's sites
    private readonly bool _deletesMolecules;
    private readonly int _productCount;

    private CompiledRule(Rule rule, Vocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        Rule = rule;
        Reactants = [.. rule.Reactants.Select(p => new CompiledPattern(p, vocabulary))];
        _moleculeStart = new int[Reactants.Length + 1];
        _siteStart = new int[Reactants.Length + 1];
        for (int r = 0; r < Reactants.Length; r++)
        {
            _moleculeStart[r + 1] = _moleculeStart[r] + Reactants[r].Types.Length;
            _siteStart[r + 1] = _siteStart[r] + Reactants[r].Sites.Length;
        }

        _productOf = new int[_moleculeStart[^1] + rule.Products.Sum(p => p.Molecules.Length)];
        Array.Fill(_productOf, -1);
        _deletesMolecules = rule.DeleteMolecules;
        _productCount = rule.Products.Length;
    }

    public Rule Rule { get; }

    public ImmutableArray<CompiledPattern> Reactants { get; }

    /// <summary>How many relabellings of the rule move its centre and leave it the same rule: matches are counted this many times over.</summary>
    public int Symmetry { get; private set; } = 1;

    /// <summary>For each reactant pattern, the molecules and sites that the rule changes. Matches with the same centre are one.</summary>
    public ImmutableArray<(int[] Molecules, int[] Sites)> Centres { get; private set; } = [];

    public static CompiledRule? Compile(Rule rule, Vocabulary vocabulary, SourceText source, ImmutableArray<Diagnostic>.Builder diagnostics)
    {
        var compiled = new CompiledRule(rule, vocabulary);
        int before = diagnostics.Count;
        compiled.MapProducts(source, diagnostics);
        if (diagnostics.Count > before) return null;
        compiled.Centres = compiled.FindCentres();
        compiled.Symmetry = compiled.CountSymmetries() * compiled.CountEqualContexts();
        return compiled;
    }

    /// <summary>
    /// Rewrites one match and returns the products' complexes, or null where the outcome does not have the rule's product molecularity
    /// (an unbinding that leaves the complex in one piece, say).
    /// </summary>
    public List<SpeciesGraph>? Apply(ReadOnlySpan<SpeciesGraph> reactants, int[][] moleculeMaps, int[][] siteMaps)
    {
        int molecules = 0, sites = 0;
        foreach (SpeciesGraph g in reactants)
        {
            molecules += g.MoleculeCount;
            sites += g.SiteCount;
        }

        int addedSites = _added.Sum(a => a.Type.Components.Length);
        var types = new int[molecules + _added.Count];
        var starts = new int[types.Length + 1];
        var states = new int[sites + addedSites];
        var bonds = new int[states.Length];
        var moleculeOffset = new int[reactants.Length];
        int m0 = 0, s0 = 0;
        var where = new int[_siteStart[^1] + addedSites];           // rule-wide site -> site of the joint graph
        var ofMolecule = new int[_moleculeStart[^1] + _added.Count];
        for (int r = 0; r < reactants.Length; r++)
        {
            SpeciesGraph g = reactants[r];
            moleculeOffset[r] = m0;
            for (int m = 0; m < g.MoleculeCount; m++)
            {
                types[m0 + m] = g.Types[m];
                starts[m0 + m] = s0 + g.SiteStart[m];
            }

            for (int s = 0; s < g.SiteCount; s++)
            {
                states[s0 + s] = g.States[s];
                bonds[s0 + s] = g.Bonds[s] < 0 ? -1 : s0 + g.Bonds[s];
            }

            for (int m = 0; m < moleculeMaps[r].Length; m++) ofMolecule[_moleculeStart[r] + m] = m0 + moleculeMaps[r][m];
            for (int s = 0; s < siteMaps[r].Length; s++) where[_siteStart[r] + s] = s0 + siteMaps[r][s];
            m0 += g.MoleculeCount;
            s0 += g.SiteCount;
        }

        for (int a = 0; a < _added.Count; a++)
        {
            MoleculeType type = _added[a].Type;
            types[m0] = _vocabulary.IndexOf(type);
            starts[m0] = s0;
            ofMolecule[_moleculeStart[^1] + a] = m0++;
            for (int i = 0; i < type.Components.Length; i++)
            {
                where[_addedSites[a][i]] = s0;
                states[s0] = -1;
                bonds[s0++] = -1;
            }
        }

        starts[^1] = s0;
        foreach ((int a, int b) in _cuts) bonds[where[a]] = bonds[where[b]] = -1;
        foreach ((int a, int b) in _joins)
        {
            // two matches of one species cannot reach here; within one match a site is bound once
            bonds[where[a]] = where[b];
            bonds[where[b]] = where[a];
        }

        foreach ((int site, int state) in _newStates) states[where[site]] = state;

        var removed = new bool[types.Length];
        foreach (int m in _removed) removed[ofMolecule[m]] = true;
        foreach (int r in _removedWhole)
        {
            for (int m = 0; m < reactants[r].MoleculeCount; m++) removed[moleculeOffset[r] + m] = true;
        }

        SpeciesGraph joint = new(types, starts, states, bonds);
        int[] old = [];
        if (Array.IndexOf(removed, true) >= 0)
        {
            old = [.. Enumerable.Range(0, types.Length).Where(m => !removed[m])];
            joint = joint.Part(m => !removed[m]);
        }

        (int[] complexOf, int count) = joint.Complexes();
        if (!HasRightMolecularity()) return null;
        if (count == 1) return [joint];
        var products = new List<SpeciesGraph>(count);
        for (int c = 0; c < count; c++) products.Add(joint.Part(m => complexOf[m] == c));
        return products;

        bool HasRightMolecularity()
        {
            // each product pattern lies in one complex, and no two in the same
            Span<int> complexOfProduct = stackalloc int[_productCount];
            complexOfProduct.Fill(-1);
            for (int m = 0; m < ofMolecule.Length; m++)
            {
                int product = _productOf[m];
                if (product < 0) continue;
                int now = old.Length == 0 ? ofMolecule[m] : Array.BinarySearch(old, ofMolecule[m]);
                int complex = complexOf[now];
                if (complexOfProduct[product] < 0) complexOfProduct[product] = complex;
                else if (complexOfProduct[product] != complex) return false;
            }

            for (int p = 1; p < complexOfProduct.Length; p++)
            {
                if (complexOfProduct[..p].Contains(complexOfProduct[p])) return false;
            }

            return count == _productCount || (_deletesMolecules && count > _productCount);
        }
    }

    // Pairs product molecules with reactant molecules: by label first, then in order by type and the sites written, then by type.
    private void MapProducts(SourceText source, ImmutableArray<Diagnostic>.Builder diagnostics)
    {
        (PatternMolecule Molecule, int Pattern)[] left = [.. Rule.Reactants.SelectMany((p, i) => p.Molecules.Select(m => (m, i)))];
        (PatternMolecule Molecule, int Pattern)[] right = [.. Rule.Products.SelectMany((p, i) => p.Molecules.Select(m => (m, i)))];
        var partner = new int[right.Length];
        Array.Fill(partner, -1);
        var taken = new bool[left.Length];
        Pair((l, r) => r.Label is not null && l.Label == r.Label && l.Type == r.Type);
        Pair((l, r) => l.Label is null && r.Label is null && l.Type == r.Type
            && l.Components.Select(c => c.Name).Order().SequenceEqual(r.Components.Select(c => c.Name).Order()));
        Pair((l, r) => l.Label is null && r.Label is null && l.Type == r.Type);

        var joinEnds = new Dictionary<(int Pattern, int Label), int>();
        var bondAfter = new Dictionary<int, (int Pattern, int Label)>();
        for (int r = 0; r < right.Length; r++)
        {
            (PatternMolecule molecule, int pattern) = right[r];
            if (partner[r] < 0)
            {
                Add(molecule, pattern);
                continue;
            }

            _productOf[partner[r]] = pattern;
            Edit(partner[r], left[partner[r]], molecule, pattern);
        }

        foreach (var group in bondAfter.GroupBy(e => e.Value))
        {
            int[] ends = [.. group.Select(e => e.Key).Order()];
            if (ends.Length == 2) _joins.Add((ends[0], ends[1]));
        }

        // a bond on both sides between the same sites is neither cut nor made
        (int, int)[] kept = [.. _cuts.Intersect(_joins)];
        _cuts.RemoveAll(kept.Contains);
        _joins.RemoveAll(kept.Contains);

        for (int p = 0; p < Rule.Reactants.Length; p++)
        {
            int[] members = [.. Enumerable.Range(_moleculeStart[p], Reactants[p].Types.Length)];
            if (members.All(m => !taken[m]) && !Rule.DeleteMolecules) _removedWhole.Add(p);
            else _removed.AddRange(members.Where(m => !taken[m]));
        }

        HashSet<int> gone = [.. _removed];
        foreach (int p in _removedWhole) gone.UnionWith(Enumerable.Range(_moleculeStart[p], Reactants[p].Types.Length));
        _cuts.RemoveAll(c => gone.Contains(MoleculeOf(c.A)) || gone.Contains(MoleculeOf(c.B)));

        int MoleculeOf(int site)
        {
            int p = 0;
            while (site >= _siteStart[p + 1]) p++;
            return _moleculeStart[p] + Reactants[p].Sites[site - _siteStart[p]].Molecule;
        }

        void Pair(Func<PatternMolecule, PatternMolecule, bool> fits)
        {
            for (int r = 0; r < right.Length; r++)
            {
                for (int l = 0; l < left.Length && partner[r] < 0; l++)
                {
                    if (taken[l] || !fits(left[l].Molecule, right[r].Molecule)) continue;
                    partner[r] = l;
                    taken[l] = true;
                }
            }
        }

        void Edit(int index, (PatternMolecule Molecule, int Pattern) reactant, PatternMolecule product, int productPattern)
        {
            int firstSite = _siteStart[reactant.Pattern] + Reactants[reactant.Pattern].SiteStart[index - _moleculeStart[reactant.Pattern]];
            var used = new bool[reactant.Molecule.Components.Length];
            foreach (PatternComponent after in product.Components)
            {
                int i = -1;
                for (int k = 0; k < used.Length && i < 0; k++)
                {
                    if (!used[k] && reactant.Molecule.Components[k].Name == after.Name) i = k;
                }

                if (i < 0)
                {
                    Refuse(after.Span, $"component '{after.Name}' stands in the products and not in the reactants of rule '{Rule.Name}'", "write it on both sides");
                    continue;
                }

                used[i] = true;
                PatternComponent before = reactant.Molecule.Components[i];
                int site = firstSite + i;
                if (after.State is { } state && state != before.State)
                {
                    int type = _vocabulary.IndexOf(product.Type);
                    int siteClass = product.Type.Components.ToList().FindIndex(c => c.Name == after.Name);
                    _newStates.Add((site, _vocabulary.StateIndex(type, siteClass, state)));
                }

                bool wildBefore = before.Bond is BondKind.Any or BondKind.Bound;
                bool wildAfter = after.Bond is BondKind.Any or BondKind.Bound;
                if (wildBefore || wildAfter)
                {
                    if (before.Bond != after.Bond)
                    {
                        Refuse(after.Span, $"the bond of '{after.Name}' is a wildcard on one side of rule '{Rule.Name}' only: which bond changes is not said", "write the bond and its partner");
                    }

                    continue;
                }

                if (after.Bond == BondKind.Labelled) bondAfter[site] = (productPattern, after.BondLabel);
            }

            for (int k = 0; k < used.Length; k++)
            {
                if (!used[k]) Refuse(product.Span, $"component '{reactant.Molecule.Components[k].Name}' stands in the reactants and not in the products of rule '{Rule.Name}'", "write it on both sides");
            }

            CutBonds(reactant.Pattern, index - _moleculeStart[reactant.Pattern]);
        }

        void CutBonds(int pattern, int molecule)
        {
            CompiledPattern compiled = Reactants[pattern];
            for (int s = compiled.SiteStart[molecule]; s < compiled.SiteStart[molecule + 1]; s++)
            {
                int other = compiled.Sites[s].Partner;
                if (other < 0) continue;
                (int, int) cut = (_siteStart[pattern] + Math.Min(s, other), _siteStart[pattern] + Math.Max(s, other));
                if (!_cuts.Contains(cut)) _cuts.Add(cut);
            }
        }

        void Add(PatternMolecule molecule, int pattern)
        {
            int number = _added.Count;
            _added.Add(molecule);
            _productOf[_moleculeStart[^1] + number] = pattern;
            int next = _siteStart[^1] + _addedSites.Sum(a => a.Length);
            int[] sites = [.. Enumerable.Range(next, molecule.Type.Components.Length)];
            _addedSites.Add(sites);
            var used = new bool[sites.Length];
            foreach (PatternComponent component in molecule.Components)
            {
                int i = Enumerable.Range(0, sites.Length).First(k => !used[k] && molecule.Type.Components[k].Name == component.Name);
                used[i] = true;
                if (component.State is { } state) _newStates.Add((sites[i], molecule.Type.Components[i].States.IndexOf(state)));
                if (component.Bond == BondKind.Labelled) bondAfter[sites[i]] = (pattern, component.BondLabel);
                if (component.Bond is BondKind.Any or BondKind.Bound) Refuse(component.Span, "a molecule that is made has definite bonds");
            }

            for (int i = 0; i < sites.Length; i++)
            {
                ComponentType type = molecule.Type.Components[i];
                bool hasState = molecule.Components.Count(c => c.Name == type.Name && c.State is not null) >= molecule.Type.Components.Count(c => c.Name == type.Name);
                if (type.States.Length > 0 && !hasState)
                {
                    Refuse(molecule.Span, $"rule '{Rule.Name}' makes a '{molecule.Type.Name}' without saying the state of '{type.Name}'", $"one of {string.Join(", ", type.States)}");
                    break;
                }
            }
        }

        void Refuse(SourceSpan span, string message, string? hint = null) =>
            diagnostics.Add(new Diagnostic("NET1001", Severity.Error, source, span, message, hint));
    }

    // A bond that goes because its partner is removed, and a species that goes as a whole, have no centre of their own.
    private ImmutableArray<(int[] Molecules, int[] Sites)> FindCentres()
    {
        int sites = _siteStart[^1];
        IEnumerable<int> changed = _newStates.Select(n => n.Site).Concat(_cuts.SelectMany(Ends)).Concat(_joins.SelectMany(Ends))
            .Where(s => s < sites).Distinct();
        return
        [
            .. Enumerable.Range(0, Reactants.Length).Select(r => (
                _removed.Where(m => m >= _moleculeStart[r] && m < _moleculeStart[r + 1]).Select(m => m - _moleculeStart[r]).ToArray(),
                changed.Where(s => s >= _siteStart[r] && s < _siteStart[r + 1]).Select(s => s - _siteStart[r]).ToArray())),
        ];

        static IEnumerable<int> Ends((int A, int B) bond) => [bond.A, bond.B];
    }

    // Equal reactant patterns that the rule only looks at can be exchanged without moving any centre.
    private int CountEqualContexts()
    {
        int count = 1;
        var kinds = new Dictionary<string, int>();
        for (int r = 0; r < Reactants.Length; r++)
        {
            if (Centres[r] is not ({ Length: 0 }, { Length: 0 }) || _removedWhole.Contains(r)) continue;
            string kind = Reactants[r].Describe();
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            count *= kinds[kind];
        }

        return count;
    }

    // Counts permutations of the reactants' molecules and sites that keep patterns, states and bonds, before and after, over those that
    // leave the centre where it is.
    private int CountSymmetries()
    {
        int molecules = _moleculeStart[^1];
        int sites = _siteStart[^1];
        if (molecules == 0) return 1;
        var patternOf = new int[molecules];
        var typeOf = new int[molecules];
        var firstSite = new int[molecules + 1];
        var site = new CompiledPattern.Site[sites];
        for (int r = 0; r < Reactants.Length; r++)
        {
            for (int m = 0; m < Reactants[r].Types.Length; m++)
            {
                patternOf[_moleculeStart[r] + m] = r;
                typeOf[_moleculeStart[r] + m] = Reactants[r].Types[m];
                firstSite[_moleculeStart[r] + m] = _siteStart[r] + Reactants[r].SiteStart[m];
            }

            for (int s = 0; s < Reactants[r].Sites.Length; s++)
            {
                CompiledPattern.Site p = Reactants[r].Sites[s];
                site[_siteStart[r] + s] = p with
                {
                    Molecule = _moleculeStart[r] + p.Molecule,
                    Partner = p.Partner < 0 ? -1 : _siteStart[r] + p.Partner,
                };
            }
        }

        firstSite[molecules] = sites;
        var stateAfter = new int[sites];
        Array.Fill(stateAfter, -2);
        foreach ((int s, int state) in _newStates.Where(n => n.Site < sites)) stateAfter[s] = state;

        // after: the partner's site, or -1, or below that a number for the kind of added site it binds
        var partnerAfter = new int[sites];
        for (int s = 0; s < sites; s++) partnerAfter[s] = site[s].Partner;
        foreach ((int a, int b) in _cuts) partnerAfter[a] = partnerAfter[b] = -1;
        foreach ((int a, int b) in _joins)
        {
            if (a < sites) partnerAfter[a] = b < sites ? b : AddedKind(b);
            if (b < sites) partnerAfter[b] = a < sites ? a : AddedKind(a);
        }

        var removedWhole = new bool[molecules];
        foreach (int r in _removedWhole) Array.Fill(removedWhole, true, _moleculeStart[r], Reactants[r].Types.Length);
        var moleculeMap = new int[molecules];
        Array.Fill(moleculeMap, -1);
        var moleculeTaken = new bool[molecules];
        var siteMap = new int[sites];
        Array.Fill(siteMap, -1);
        var siteTaken = new bool[sites];
        int count = 0, still = 0;
        Place(0);
        return count / still;

        bool IsStill()
        {
            for (int r = 0; r < Reactants.Length; r++)
            {
                if (_removedWhole.Contains(r) && patternOf[moleculeMap[_moleculeStart[r]]] != r) return false;
                foreach (int m in Centres[r].Molecules)
                {
                    if (moleculeMap[_moleculeStart[r] + m] != _moleculeStart[r] + m) return false;
                }

                foreach (int s in Centres[r].Sites)
                {
                    if (siteMap[_siteStart[r] + s] != _siteStart[r] + s) return false;
                }
            }

            return true;
        }

        int AddedKind(int s)
        {
            for (int a = 0; a < _addedSites.Count; a++)
            {
                int i = Array.IndexOf(_addedSites[a], s);
                if (i >= 0) return -2 - ((_vocabulary.IndexOf(_added[a].Type) * 1000) + _vocabulary.SiteClass[_vocabulary.IndexOf(_added[a].Type)][i]);
            }

            return -1;
        }

        void Place(int m)
        {
            if (m == molecules)
            {
                if (!IsConsistent()) return;
                count++;
                if (IsStill()) still++;
                return;
            }

            for (int target = 0; target < molecules; target++)
            {
                if (moleculeTaken[target] || typeOf[target] != typeOf[m] || removedWhole[target] != removedWhole[m]
                    || firstSite[target + 1] - firstSite[target] != firstSite[m + 1] - firstSite[m]
                    || (_productOf[target] < 0) != (_productOf[m] < 0))
                {
                    continue;
                }

                bool together = true;
                for (int other = 0; other < m; other++)
                {
                    together &= (patternOf[other] == patternOf[m]) == (patternOf[moleculeMap[other]] == patternOf[target]);
                    together &= (_productOf[other] == _productOf[m]) == (_productOf[moleculeMap[other]] == _productOf[target]);
                }

                if (!together) continue;
                moleculeTaken[target] = true;
                moleculeMap[m] = target;
                Sites(m, target, firstSite[m]);
                moleculeMap[m] = -1;
                moleculeTaken[target] = false;
            }
        }

        void Sites(int m, int target, int s)
        {
            if (s == firstSite[m + 1])
            {
                Place(m + 1);
                return;
            }

            for (int t = firstSite[target]; t < firstSite[target + 1]; t++)
            {
                if (siteTaken[t] || site[t].Class != site[s].Class || site[t].State != site[s].State || site[t].Bond != site[s].Bond
                    || stateAfter[t] != stateAfter[s])
                {
                    continue;
                }

                siteTaken[t] = true;
                siteMap[s] = t;
                Sites(m, target, s + 1);
                siteMap[s] = -1;
                siteTaken[t] = false;
            }
        }

        bool IsConsistent()
        {
            for (int s = 0; s < sites; s++)
            {
                if (site[s].Partner >= 0 && siteMap[site[s].Partner] != site[siteMap[s]].Partner) return false;
                int after = partnerAfter[s];
                int image = partnerAfter[siteMap[s]];
                if (after >= 0 ? siteMap[after] != image : after != image) return false;
            }

            return true;
        }
    }
}

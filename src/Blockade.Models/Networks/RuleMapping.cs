using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>
/// Finds which molecule and site of a rule's left side is which on its right, and what therefore changes. Labels decide; without them,
/// molecules of one type with the same sites written correspond in order, and equal sites within them in order.
/// </summary>
internal sealed class RuleMapping
{
    private readonly Rule _rule;
    private readonly Vocabulary _vocabulary;
    private readonly SourceText _source;
    private readonly ImmutableArray<Diagnostic>.Builder _diagnostics;
    private readonly CompiledPattern[] _reactants;
    private readonly RuleEdits _edits;
    private readonly (PatternMolecule Molecule, int Pattern)[] _left;
    private readonly (PatternMolecule Molecule, int Pattern)[] _right;
    private readonly int[] _partner;          // left molecule of each right one, or -1
    private readonly bool[] _taken;           // left molecules that stay
    private readonly Dictionary<string, int> _labelledSites = [];
    private readonly List<(int Site, int Pattern, int Label)> _bondsAfter = [];

    private RuleMapping(Rule rule, CompiledPattern[] reactants, Vocabulary vocabulary, SourceText source, ImmutableArray<Diagnostic>.Builder diagnostics)
    {
        (_rule, _reactants, _vocabulary, _source, _diagnostics) = (rule, reactants, vocabulary, source, diagnostics);
        _edits = new RuleEdits(reactants, rule.Products.Sum(p => p.Molecules.Length));
        _left = [.. rule.Reactants.SelectMany((p, i) => p.Molecules.Select(m => (m, i)))];
        _right = [.. rule.Products.SelectMany((p, i) => p.Molecules.Select(m => (m, i)))];
        _partner = new int[_right.Length];
        Array.Fill(_partner, -1);
        _taken = new bool[_left.Length];
    }

    /// <summary>The edits; what is wrong with the rule is added to <paramref name="diagnostics"/>.</summary>
    public static RuleEdits Find(Rule rule, CompiledPattern[] reactants, Vocabulary vocabulary, SourceText source, ImmutableArray<Diagnostic>.Builder diagnostics)
    {
        var mapping = new RuleMapping(rule, reactants, vocabulary, source, diagnostics);
        mapping.PairMolecules();
        for (int l = 0; l < mapping._left.Length; l++) mapping.NoteLabels(l);
        for (int r = 0; r < mapping._right.Length; r++)
        {
            if (mapping._partner[r] < 0) mapping.AddMolecule(r);
            else mapping.EditMolecule(r);
        }

        mapping.FindRemoved();
        mapping.FindBonds();
        mapping.FindSpeciesMoves();
        return mapping._edits;
    }

    private void PairMolecules()
    {
        Pair((l, r) => r.Label is not null && l.Label == r.Label && l.Type == r.Type);
        Pair((l, r) => l.Label is null && r.Label is null && l.Type == r.Type && Signature(l).SequenceEqual(Signature(r)));

        static IEnumerable<string> Signature(PatternMolecule m) =>
            m.Components.Select(c => c.Label is null ? c.Name : "%" + c.Label).Order(StringComparer.Ordinal);

        void Pair(Func<PatternMolecule, PatternMolecule, bool> fits)
        {
            for (int r = 0; r < _right.Length; r++)
            {
                for (int l = 0; l < _left.Length && _partner[r] < 0; l++)
                {
                    if (_taken[l] || !fits(_left[l].Molecule, _right[r].Molecule)) continue;
                    _partner[r] = l;
                    _taken[l] = true;
                }
            }
        }
    }

    private int SiteOf(int l, int component)
    {
        int p = _left[l].Pattern;
        return _edits.SiteStart[p] + _reactants[p].SiteOfComponent[l - _edits.MoleculeStart[p]][component];
    }

    private void NoteLabels(int l)
    {
        ImmutableArray<PatternComponent> components = _left[l].Molecule.Components;
        for (int i = 0; i < components.Length; i++)
        {
            if (components[i].Label is { } label) _labelledSites.TryAdd(label, SiteOf(l, i));
        }
    }

    private void EditMolecule(int r)
    {
        (PatternMolecule product, int productPattern) = _right[r];
        int l = _partner[r];
        PatternMolecule reactant = _left[l].Molecule;
        _edits.ProductOf[l] = productPattern;
        _edits.ProductMoleculeOf[l] = r;
        var used = new bool[reactant.Components.Length];
        for (int a = 0; a < product.Components.Length; a++)
        {
            PatternComponent after = product.Components[a];
            int i = Enumerable.Range(0, used.Length)
                .FirstOrDefault(k => !used[k] && reactant.Components[k].Name == after.Name && reactant.Components[k].Label == after.Label, -1);
            if (i < 0)
            {
                Refuse(after.Span, $"component '{after.Name}' stands in the products and not in the reactants of rule '{_rule.Name}'", "write it on both sides");
                continue;
            }

            used[i] = true;
            PatternComponent before = reactant.Components[i];
            int site = SiteOf(l, i);
            _edits.ProductSites.Add((site, r, a));
            if (after.State is { } state && state != before.State)
            {
                int type = _vocabulary.IndexOf(product.Type);
                _edits.NewStates.Add((site, _vocabulary.StateIndex(type, _vocabulary.ClassOf(type, after.Name), state)));
            }

            bool wild = before.Bond is BondKind.Any or BondKind.Bound || after.Bond is BondKind.Any or BondKind.Bound;
            if (before.Bond == BondKind.Any && after.Bond == BondKind.Free)
            {
                _diagnostics.Add(new Diagnostic("NET2002", Severity.Warning, _source, after.Span, $"rule '{_rule.Name}' leaves the bond of '{after.Name}' as it is, bound or free", "write !? on both sides"));
            }
            else if (wild && before.Bond != after.Bond)
            {
                Refuse(after.Span, $"the bond of '{after.Name}' is a wildcard on one side of rule '{_rule.Name}' only: which bond changes is not said", "write the bond and its partner");
            }

            _bondsAfter.AddRange(after.BondLabels.Select(label => (site, productPattern, label)));
        }

        for (int k = 0; k < used.Length; k++)
        {
            if (!used[k]) Refuse(product.Span, $"component '{reactant.Components[k].Name}' stands in the reactants and not in the products of rule '{_rule.Name}'", "write it on both sides");
        }

        if ((reactant.Compartment is null) != (product.Compartment is null))
        {
            Refuse(product.Span, $"rule '{_rule.Name}' gives the compartment of '{product.Type.Name}' on one side only", "write it on both sides");
        }
        else if (reactant.Compartment?.Name != product.Compartment?.Name)
        {
            _edits.Moves.Add((l, _vocabulary.Geography.IndexOf(product.Compartment)));
        }
    }

    private void AddMolecule(int r)
    {
        (PatternMolecule molecule, int pattern) = _right[r];
        if (molecule.Label is null && _left.Where((l, i) => !_taken[i] && l.Molecule.Label is null && l.Molecule.Type == molecule.Type).Any()
            && molecule.Components.Length < molecule.Type.Components.Length)
        {
            // the same molecule with other sites written, most likely
            Refuse(molecule.Span, $"the sites written of '{molecule.Type.Name}' differ between the sides of rule '{_rule.Name}'", "write the same sites on both sides");
            return;
        }

        int type = _vocabulary.IndexOf(molecule.Type);
        int[] classes = _vocabulary.SiteClass[type];
        int first = _edits.SiteCount + _edits.Added.Sum(a => a.Sites);
        _edits.ProductOf[_edits.MoleculeCount + _edits.Added.Count] = pattern;
        _edits.ProductMoleculeOf[_edits.MoleculeCount + _edits.Added.Count] = r;
        _edits.Added.Add((type, _vocabulary.Geography.IndexOf(molecule.Compartment ?? _rule.Products[pattern].Compartment), first, classes.Length));
        var used = new bool[molecule.Type.Components.Length];
        var hasState = new bool[used.Length];
        for (int c = 0; c < molecule.Components.Length; c++)
        {
            PatternComponent component = molecule.Components[c];
            int i = Enumerable.Range(0, used.Length).First(k => !used[k] && molecule.Type.Components[k].Name == component.Name);
            int site = first + _vocabulary.SiteOf(type, i);
            _edits.ProductSites.Add((site, r, c));
            used[i] = true;
            hasState[i] = true;
            if (component.State is { } state) _edits.NewStates.Add((site, molecule.Type.Components[i].States.IndexOf(state)));
            else if (component.Label is { } label && _labelledSites.TryGetValue(label, out int from)) _edits.InheritedStates.Add((site, from));
            else hasState[i] = false;
            _bondsAfter.AddRange(component.BondLabels.Select(bond => (site, pattern, bond)));
            if (component.Bond is BondKind.Any or BondKind.Bound) Refuse(component.Span, "a molecule that is made has definite bonds");
        }

        for (int i = 0; i < used.Length; i++)
        {
            ComponentType component = molecule.Type.Components[i];
            if (component.States.Length == 0 || hasState[i]) continue;
            Refuse(molecule.Span, $"rule '{_rule.Name}' makes a '{molecule.Type.Name}' without saying the state of '{component.Name}'", $"one of {string.Join(", ", component.States)}");
            return;
        }
    }

    private void FindRemoved()
    {
        for (int p = 0; p < _rule.Reactants.Length; p++)
        {
            int[] members = [.. Enumerable.Range(_edits.MoleculeStart[p], _reactants[p].Types.Length)];
            if (members.All(m => !_taken[m]) && !_rule.DeleteMolecules) _edits.RemovedWhole.Add(p);
            else _edits.Removed.AddRange(members.Where(m => !_taken[m]));
        }
    }

    private void FindBonds()
    {
        foreach (IGrouping<(int, int), int> bond in _bondsAfter.GroupBy(e => (e.Pattern, e.Label), e => e.Site))
        {
            int[] ends = [.. bond.Order()];
            if (ends.Length == 2) _edits.Joins.Add((ends[0], ends[1]));
        }

        for (int p = 0; p < _reactants.Length; p++)
        {
            for (int s = 0; s < _reactants[p].Sites.Length; s++)
            {
                CompiledPattern.Site site = _reactants[p].Sites[s];
                if (site.Partner <= s) continue;
                int other = _reactants[p].Sites[site.Partner].Molecule;
                if (!_taken[_edits.MoleculeStart[p] + site.Molecule] || !_taken[_edits.MoleculeStart[p] + other]) continue;

                // a bond on both sides between the same components is neither cut nor made
                int a = _edits.SiteStart[p] + site.Component, b = _edits.SiteStart[p] + _reactants[p].Sites[site.Partner].Component;
                if (!_edits.Joins.Remove((Math.Min(a, b), Math.Max(a, b)))) _edits.Cuts.Add((_edits.SiteStart[p] + s, _edits.SiteStart[p] + site.Partner));
            }
        }
    }

    // A species moves where one reactant pattern becomes one product pattern and both name their species' compartment.
    private void FindSpeciesMoves()
    {
        Geography geography = _vocabulary.Geography;
        for (int p = 0; p < _rule.Reactants.Length; p++)
        {
            int[] members = [.. Enumerable.Range(_edits.MoleculeStart[p], _reactants[p].Types.Length)];
            int[] targets = [.. members.Select(m => _edits.ProductOf[m]).Distinct()];
            if (targets is not [>= 0 and int product] || _rule.Products[product].Molecules.Length != members.Length) continue;
            int from = _reactants[p].Compartment, to = geography.IndexOf(_rule.Products[product].Compartment);
            if (from < 0 || to < 0 || from == to) continue;
            int cytosis = geography.Cytosis(from, to);
            if (geography.IsSurface(from) != geography.IsSurface(to) || (geography.IsSurface(from) && cytosis == 0))
            {
                Refuse(_rule.Products[product].Span, $"rule '{_rule.Name}' moves a complex from '{geography[from].Name}' to '{geography[to].Name}', which no vesicle can do", "volume to volume, or between surfaces that share a volume");
                continue;
            }

            _edits.SpeciesMoves.Add((p, from, to, cytosis));
        }
    }

    private void Refuse(SourceSpan span, string message, string? hint = null) =>
        _diagnostics.Add(new Diagnostic("NET1001", Severity.Error, _source, span, message, hint));
}

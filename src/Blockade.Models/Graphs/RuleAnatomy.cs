using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Graphs;

/// <summary>
/// A rule taken apart: each molecule that it names with its sites before and after, and the list of what changes. What is which on the two
/// sides is as in network expansion.
/// </summary>
public sealed class RuleAnatomy
{
    private readonly CompiledRule _rule;
    private readonly Vocabulary _vocabulary;

    private RuleAnatomy(CompiledRule rule, Vocabulary vocabulary)
    {
        (_rule, _vocabulary) = (rule, vocabulary);
        Molecules = [.. Enumerable.Range(0, rule.Edits.MoleculeCount).Select(Reactant), .. rule.Edits.Added.Select(Added)];
        Changes = [.. FindChanges()];
    }

    /// <summary>The rule.</summary>
    public Rule Rule => _rule.Rule;

    /// <summary>How many relabellings leave the rule as it is: each set of molecules that match is met so many times.</summary>
    public double Symmetry => _rule.Symmetry;

    /// <summary>What changes: bonds made, bonds broken, states, molecules.</summary>
    public ImmutableArray<RuleChange> Changes { get; }

    /// <summary>The molecules of the reactants, then those made.</summary>
    internal ImmutableArray<Molecule> Molecules { get; }

    /// <summary>Takes a model's rules apart, in order; null for one that expansion would refuse.</summary>
    public static ImmutableArray<RuleAnatomy?> Of(RuleModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var vocabulary = new Vocabulary(model);
        var unused = ImmutableArray.CreateBuilder<Diagnostic>();   // expansion reports them
        return [.. model.Rules.Select(r => CompiledRule.Compile(r, vocabulary, model.Source, unused) is { } compiled ? new RuleAnatomy(compiled, vocabulary) : null)];
    }

    private Molecule Reactant(int number)
    {
        RuleEdits edits = _rule.Edits;
        int place = Array.FindIndex(edits.MoleculeStart, s => s > number) - 1;
        PatternMolecule pattern = Rule.Reactants[place].Molecules[number - edits.MoleculeStart[place]];
        int[] sites = _rule.Reactants[place].SiteOfComponent[number - edits.MoleculeStart[place]];
        bool isWhole = edits.RemovedWhole.Contains(place);
        bool isRemoved = isWhole || edits.Removed.Contains(number);
        return new Molecule(pattern.Type, place, isRemoved, isWhole, IsMade: false, [.. pattern.Components.Select((c, i) => Site(c, edits.SiteStart[place] + sites[i], place, isRemoved))]);
    }

    private SiteChange Site(PatternComponent written, int site, int place, bool isRemoved)
    {
        RuleEdits edits = _rule.Edits;
        CompiledPattern.Site[] all = _rule.Reactants[place].Sites;
        int[] bonds = [.. Enumerable.Range(0, all.Length).Where(s => edits.SiteStart[place] + all[s].Component == site && all[s].Partner >= 0)];
        var before = new SiteView(written.State, written.Bond, [.. bonds.Select(s => NameOf(edits.SiteStart[place] + all[s].Partner)).Order()]);
        if (isRemoved) return new SiteChange(written.Name, before, null);
        int state = edits.NewStates.FindIndex(n => n.Site == site);
        List<SiteName> partners = [.. bonds.Where(s => !IsRemoved(place, all[s].Partner)).Select(s => NameOf(edits.SiteStart[place] + all[s].Partner))];
        return new SiteChange(written.Name, before, Bonded(before with { State = state < 0 ? before.State : StateName(site, edits.NewStates[state].State) }, partners, site));
    }

    private bool IsRemoved(int place, int siteInPattern) =>
        _rule.Edits.Removed.Contains(_rule.Edits.MoleculeStart[place] + _rule.Reactants[place].Sites[siteInPattern].Molecule);

    private SiteView Bonded(SiteView view, List<SiteName> partners, int site)
    {
        foreach ((int a, int b) in _rule.Edits.Cuts)
        {
            if (ComponentOf(a) == site) partners.Remove(NameOf(b));
            if (ComponentOf(b) == site) partners.Remove(NameOf(a));
        }

        foreach ((int a, int b) in _rule.Edits.Joins)
        {
            if (a == site) partners.Add(NameOf(b));
            if (b == site) partners.Add(NameOf(a));
        }

        BondKind bond = partners.Count > 0 ? BondKind.Labelled : view.Bond == BondKind.Labelled ? BondKind.Free : view.Bond;
        return view with { Bond = bond, Partners = [.. partners.Order()] };
    }

    // a slot for one of several bonds belongs to its component
    private int ComponentOf(int site)
    {
        RuleEdits edits = _rule.Edits;
        if (site >= edits.SiteCount) return site;
        int place = Array.FindIndex(edits.SiteStart, s => s > site) - 1;
        return edits.SiteStart[place] + _rule.Reactants[place].Sites[site - edits.SiteStart[place]].Component;
    }

    private Molecule Added((int Type, int Compartment, int FirstSite, int Sites) added)
    {
        MoleculeType type = _vocabulary.Types[added.Type];
        return new Molecule(type, -1, IsRemoved: false, WithSpecies: false, IsMade: true, [.. type.Components.Select((c, i) =>
        {
            int site = added.FirstSite + _vocabulary.SiteOf(added.Type, i);
            int state = _rule.Edits.NewStates.FindIndex(n => n.Site == site);
            var view = new SiteView(state < 0 ? null : c.States[_rule.Edits.NewStates[state].State], BondKind.Free, []);
            return new SiteChange(c.Name, null, Bonded(view, [], site));
        })]);
    }

    private SiteName NameOf(int site)
    {
        RuleEdits edits = _rule.Edits;
        if (site >= edits.SiteCount)
        {
            (int addedType, _, int first, _) = edits.Added[edits.AddedOf(site)];
            return new SiteName(_vocabulary.Types[addedType].Name, _vocabulary.ComponentOf(addedType, site - first).Name);
        }

        int place = Array.FindIndex(edits.SiteStart, s => s > site) - 1;
        CompiledPattern pattern = _rule.Reactants[place];
        CompiledPattern.Site found = pattern.Sites[site - edits.SiteStart[place]];
        int type = pattern.Types[found.Molecule];
        return new SiteName(_vocabulary.Types[type].Name, _vocabulary.ComponentOf(type, found.Class).Name);
    }

    private string StateName(int site, int state)
    {
        SiteName name = NameOf(site);
        return Array.Find(_vocabulary.Types, t => t.Name == name.Molecule)!.Components.First(c => c.Name == name.Component).States[state];
    }

    private IEnumerable<RuleChange> FindChanges()
    {
        RuleEdits edits = _rule.Edits;
        foreach ((int a, int b) in edits.Joins) yield return new RuleChange.BondMade(NameOf(a), NameOf(b));
        foreach ((int a, int b) in edits.Cuts) yield return new RuleChange.BondBroken(NameOf(a), NameOf(b));

        // a bond also ends where one of its ends is cut out
        for (int p = 0; p < _rule.Reactants.Length; p++)
        {
            CompiledPattern.Site[] sites = _rule.Reactants[p].Sites;
            for (int s = 0; s < sites.Length; s++)
            {
                if (sites[s].Partner > s && IsRemoved(p, s) != IsRemoved(p, sites[s].Partner)) yield return new RuleChange.BondBroken(NameOf(edits.SiteStart[p] + s), NameOf(edits.SiteStart[p] + sites[s].Partner));
            }
        }

        foreach (Molecule m in Molecules.Where(m => !m.IsMade && !m.IsRemoved))
        {
            foreach (SiteChange s in m.Sites)
            {
                if (s.After!.State is { } to && to != s.Before!.State) yield return new RuleChange.StateSet(new SiteName(m.Type.Name, s.Component), s.Before.State, to);
            }
        }

        foreach ((int type, int compartment, _, _) in edits.Added) yield return new RuleChange.MoleculeMade(_vocabulary.Types[type], compartment < 0 ? null : _vocabulary.Geography[compartment]);
        foreach (Molecule m in Molecules.Where(m => m.IsRemoved)) yield return new RuleChange.MoleculeDestroyed(m.Type, m.WithSpecies);
        foreach ((int molecule, int compartment) in edits.Moves) yield return new RuleChange.MoleculeMoved(Molecules[molecule].Type, _vocabulary.Geography[compartment]);
        foreach ((_, int from, int to, _) in edits.SpeciesMoves) yield return new RuleChange.SpeciesMoved(_vocabulary.Geography[from], _vocabulary.Geography[to]);
    }

    /// <summary>What a rule says of a site at one side; the partners of bonds that it writes out, in order.</summary>
    internal sealed record SiteView(string? State, BondKind Bond, ImmutableArray<SiteName> Partners)
    {
        /// <summary>Whether a site that is like this has what another view asks for; where this leaves open what the other asks for, it has not.</summary>
        public bool Has(SiteView asked) =>
            (asked.State is null || asked.State == State) && asked.Bond switch
            {
                BondKind.Any => true,
                BondKind.Free => Bond == BondKind.Free,
                BondKind.Bound => Bond is BondKind.Bound or BondKind.Labelled,
                _ => Bond == BondKind.Labelled && Partners.SequenceEqual(asked.Partners),
            };

        /// <summary>Whether no site can be like both.</summary>
        public bool Excludes(SiteView other) =>
            (State is not null && other.State is not null && State != other.State)
            || (Bond == BondKind.Free && other.Bond is (BondKind.Bound or BondKind.Labelled))
            || (other.Bond == BondKind.Free && Bond is (BondKind.Bound or BondKind.Labelled))
            || (Bond == BondKind.Labelled && other.Bond == BondKind.Labelled && !Partners.SequenceEqual(other.Partners));

        /// <summary>Whether another view says the same.</summary>
        public bool Equals(SiteView? other) => other is not null && State == other.State && Bond == other.Bond && Partners.SequenceEqual(other.Partners);

        public override int GetHashCode() => HashCode.Combine(State, Bond, Partners.Length);
    }

    /// <summary>A site before and after; null where its molecule is not there.</summary>
    internal sealed record SiteChange(string Component, SiteView? Before, SiteView? After)
    {
        public bool Changes => Before is not null && After is not null && Before != After;
    }

    /// <summary>A molecule that a rule names.</summary>
    internal sealed record Molecule(MoleculeType Type, int Place, bool IsRemoved, bool WithSpecies, bool IsMade, ImmutableArray<SiteChange> Sites);
}

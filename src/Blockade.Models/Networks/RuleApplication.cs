namespace Blockade.Models.Networks;

/// <summary>Rewrites matches of rules into their products' codes. Holds scratch: one thread.</summary>
internal sealed class RuleApplication(Vocabulary vocabulary)
{
    private readonly Geography _geography = vocabulary.Geography;
    private readonly CanonicalForm _canonical = new(vocabulary);
    private readonly SpeciesGraph _joint = new();
    private int[] _where = [];           // rule-wide site -> site of the joint graph
    private int[] _moleculeAt = [];      // rule-wide molecule -> molecule of the joint graph
    private int[] _complexOf = [];
    private int[] _complexOfProduct = [];
    private int[] _stack = [];
    private int[] _compartments = [];
    private int[] _offsets = [];

    /// <summary>
    /// Adds a match's outcome: the codes of the products, those of the rule's patterns first and in their order; nothing where the outcome does
    /// not have the rule's product molecularity (an unbinding that leaves the complex in one piece, say) or cannot be in its compartments.
    /// </summary>
    /// <param name="rule">The rule.</param>
    /// <param name="reactants">The reactants' graphs.</param>
    /// <param name="speciesCompartments">Their compartments.</param>
    /// <param name="matches">For each reactant the molecules of its pattern, then the sites.</param>
    /// <param name="outcomes">Where the outcome goes.</param>
    public void Apply(
        CompiledRule rule, ReadOnlySpan<SpeciesGraph> reactants, ReadOnlySpan<int> speciesCompartments, ReadOnlySpan<ReadOnlyMemory<int>> matches, ProductCodes outcomes)
    {
        int count = Rewrite(rule, reactants, speciesCompartments, matches);
        outcomes.Begin(isNothing: count < 0);
        for (int p = 0; p < count; p++) outcomes.Add(_canonical.Of(_joint, _complexOf, _complexOfProduct[p]));
    }

    /// <summary>Rewrites a match again, for <see cref="Keep"/>.</summary>
    public void Redraw(CompiledRule rule, ReadOnlySpan<SpeciesGraph> reactants, ReadOnlySpan<int> speciesCompartments, ReadOnlySpan<ReadOnlyMemory<int>> matches) =>
        _ = Rewrite(rule, reactants, speciesCompartments, matches);

    /// <summary>Keeps a product of the match that was rewritten last, as its rule drew it.</summary>
    public void Keep(int product, SpeciesList species) => species.Keep(_joint, _complexOf, _complexOfProduct[product]);

    // Leaves the joint graph rewritten; returns how many products there are, or -1.
    private int Rewrite(CompiledRule rule, ReadOnlySpan<SpeciesGraph> reactants, ReadOnlySpan<int> speciesCompartments, ReadOnlySpan<ReadOnlyMemory<int>> matches)
    {
        if (_geography.IsUsed && reactants.Length > 1 && !_geography.CanMeet(speciesCompartments)) return -1;
        RuleEdits edits = rule.Edits;
        Assemble(rule, reactants, matches);
        foreach ((int site, int from) in edits.InheritedStates) _joint.States[_where[site]] = _joint.States[_where[from]];
        foreach ((int site, int state) in edits.NewStates) _joint.States[_where[site]] = state;
        if (_geography.IsUsed) Move(rule, reactants);
        foreach ((int a, _) in edits.Cuts) _joint.Cut(_where[a]);
        Array.Clear(_complexOf, 0, _joint.MoleculeCount);
        foreach (int m in edits.Removed) Remove(_moleculeAt[m]);
        foreach (int r in edits.RemovedWhole)
        {
            for (int m = _offsets[r]; m < _offsets[r + 1]; m++) Remove(m);
        }

        // last, because a new partner may take a removed one's place
        foreach ((int a, int b) in edits.Joins)
        {
            int end = FreeEnd(_where[a]), other = FreeEnd(_where[b]);
            if (end < 0 || other < 0) return -1;   // a bound site is not bound twice
            _joint.Join(end, other);
        }

        int count = _joint.Complexes(_complexOf, _stack);
        int products = rule.ProductCompartments.Length;
        if (count != products && !(rule.Rule.DeleteMolecules && count > products)) return -1;
        Span<int> complexOfProduct = _complexOfProduct.AsSpan(0, count);
        if (!OrderProducts(edits, products, complexOfProduct)) return -1;
        if (_geography.IsUsed)
        {
            for (int p = 0; p < count; p++)
            {
                if (!Settle(complexOfProduct[p], p < products ? rule.ProductCompartments[p] : -1, speciesCompartments)) return -1;
            }
        }

        return count;
    }

    private void Assemble(CompiledRule rule, ReadOnlySpan<SpeciesGraph> reactants, ReadOnlySpan<ReadOnlyMemory<int>> matches)
    {
        RuleEdits edits = rule.Edits;
        int molecules = edits.Added.Count, sites = 0;
        foreach ((_, _, _, int added) in edits.Added) sites += added;
        int allSites = edits.SiteCount + sites;
        foreach (SpeciesGraph g in reactants)
        {
            molecules += g.MoleculeCount;
            sites += g.SiteCount;
        }

        _joint.Clear(molecules, sites);
        if (_where.Length < allSites) _where = new int[allSites * 2];
        if (_moleculeAt.Length < edits.ProductOf.Length) _moleculeAt = new int[edits.ProductOf.Length * 2];
        if (_offsets.Length <= reactants.Length) _offsets = new int[reactants.Length + 1];
        if (_complexOf.Length < molecules)
        {
            (_complexOf, _complexOfProduct, _stack, _compartments) = (new int[molecules * 2], new int[molecules * 2], new int[molecules * 2], new int[molecules * 2]);
        }

        for (int r = 0; r < reactants.Length; r++)
        {
            int m0 = _offsets[r] = _joint.MoleculeCount;
            int s0 = _joint.SiteCount;
            _joint.Append(reactants[r]);
            ReadOnlySpan<int> match = matches[r].Span;
            int patternMolecules = edits.MoleculeStart[r + 1] - edits.MoleculeStart[r];
            for (int m = 0; m < patternMolecules; m++) _moleculeAt[edits.MoleculeStart[r] + m] = m0 + match[m];
            for (int s = edits.SiteStart[r]; s < edits.SiteStart[r + 1]; s++) _where[s] = s0 + match[patternMolecules + s - edits.SiteStart[r]];
        }

        _offsets[reactants.Length] = _joint.MoleculeCount;
        for (int a = 0; a < edits.Added.Count; a++)
        {
            (int type, int compartment, int firstSite, int count) = edits.Added[a];
            for (int i = 0; i < count; i++) _where[firstSite + i] = _joint.SiteCount + i;
            _moleculeAt[edits.MoleculeCount + a] = _joint.Add(type, compartment, count);
        }
    }

    // The site itself or the first free one of its slots; -1 where there is none.
    private int FreeEnd(int site)
    {
        int m = _joint.Owners[site];
        int slots = vocabulary.Slots[_joint.Types[m]][site - _joint.SiteStart[m]];
        int last = site + slots;
        if (slots > 0) site++;
        while (site <= last && _joint.Bonds[site] >= 0) site++;
        return site <= last ? site : -1;
    }

    private void Remove(int molecule)
    {
        _complexOf[molecule] = -2;
        for (int s = _joint.SiteStart[molecule]; s < _joint.SiteStart[molecule + 1]; s++) _joint.Cut(s);
    }

    private void Move(CompiledRule rule, ReadOnlySpan<SpeciesGraph> reactants)
    {
        RuleEdits edits = rule.Edits;
        foreach ((int molecule, int to) in edits.Moves)
        {
            if (rule.Rule.MoveConnected) MoveConnected(rule, reactants, molecule, to);
            _joint.Compartments[_moleculeAt[molecule]] = to;
        }

        foreach ((int r, int from, int to, int cytosis) in edits.SpeciesMoves)
        {
            for (int m = _offsets[r]; m < _offsets[r + 1]; m++)
            {
                _joint.Compartments[m] = _geography.Moved(_joint.Compartments[m], from, to, cytosis);
            }
        }
    }

    // Takes along what the molecule is bound to through its own compartment, but for molecules that the rule names.
    private void MoveConnected(CompiledRule rule, ReadOnlySpan<SpeciesGraph> reactants, int molecule, int to)
    {
        RuleEdits edits = rule.Edits;
        int r = 0;
        while (molecule >= edits.MoleculeStart[r + 1]) r++;
        SpeciesGraph before = reactants[r];
        int start = _moleculeAt[molecule] - _offsets[r];
        var seen = new bool[before.MoleculeCount];
        var pending = new Stack<int>([start]);
        seen[start] = true;
        while (pending.TryPop(out int at))
        {
            bool named = false;
            for (int m = edits.MoleculeStart[r]; m < edits.MoleculeStart[r + 1]; m++) named |= m != molecule && _moleculeAt[m] == at + _offsets[r];
            if (!named) _joint.Compartments[_offsets[r] + at] = to;
            for (int s = before.SiteStart[at]; s < before.SiteStart[at + 1]; s++)
            {
                if (before.Bonds[s] < 0) continue;
                int other = before.Owners[before.Bonds[s]];
                if (seen[other] || before.Compartments[other] != before.Compartments[start]) continue;
                seen[other] = true;
                pending.Push(other);
            }
        }
    }

    // Each product pattern lies in one complex, and no two in the same; what is left over comes after them.
    private bool OrderProducts(RuleEdits edits, int products, Span<int> complexOfProduct)
    {
        complexOfProduct.Fill(-1);
        int all = edits.MoleculeCount + edits.Added.Count;
        for (int m = 0; m < all; m++)
        {
            int product = edits.ProductOf[m];
            if (product < 0) continue;
            int complex = _complexOf[_moleculeAt[m]];
            if (complexOfProduct[product] < 0) complexOfProduct[product] = complex;
            else if (complexOfProduct[product] != complex) return false;
        }

        for (int p = 1; p < products; p++)
        {
            if (complexOfProduct[..p].Contains(complexOfProduct[p])) return false;
        }

        int next = products;
        for (int c = 0; c < complexOfProduct.Length && next < complexOfProduct.Length; c++)
        {
            if (!complexOfProduct[..next].Contains(c)) complexOfProduct[next++] = c;
        }

        return true;
    }

    // Gives molecules that were made nowhere their complex's compartment, or else the reactants' surface or volume; checks that bonds can hold.
    private bool Settle(int complex, int wanted, ReadOnlySpan<int> speciesCompartments)
    {
        int n = 0;
        for (int m = 0; m < _joint.MoleculeCount; m++)
        {
            if (_complexOf[m] == complex) _compartments[n++] = _joint.Compartments[m];
        }

        int at = _geography.OfComplex(_compartments.AsSpan(0, n));
        if (at == -1)
        {
            foreach (int c in speciesCompartments)
            {
                if (c >= 0 && (at < 0 || (_geography.IsSurface(c) && !_geography.IsSurface(at)))) at = c;
            }
        }

        if (at < 0 || (wanted >= 0 && wanted != at)) return false;
        for (int m = 0; m < _joint.MoleculeCount; m++)
        {
            if (_complexOf[m] == complex && _joint.Compartments[m] < 0) _joint.Compartments[m] = at;
        }

        for (int m = 0; m < _joint.MoleculeCount; m++)
        {
            if (_complexOf[m] != complex) continue;
            for (int s = _joint.SiteStart[m]; s < _joint.SiteStart[m + 1]; s++)
            {
                if (_joint.Bonds[s] >= 0 && !_geography.MayBond(_joint.Compartments[m], _joint.Compartments[_joint.Owners[_joint.Bonds[s]]])) return false;
            }
        }

        return true;
    }
}

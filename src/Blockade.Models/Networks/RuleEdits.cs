namespace Blockade.Models.Networks;

/// <summary>
/// What a rule does to a match. Rule-wide numbers run over the molecules and sites of all reactant patterns, then over the molecules the
/// products add and all of their sites.
/// </summary>
internal sealed class RuleEdits
{
    public RuleEdits(CompiledPattern[] reactants, int addedMolecules)
    {
        MoleculeStart = new int[reactants.Length + 1];
        SiteStart = new int[reactants.Length + 1];
        for (int r = 0; r < reactants.Length; r++)
        {
            MoleculeStart[r + 1] = MoleculeStart[r] + reactants[r].Types.Length;
            SiteStart[r + 1] = SiteStart[r] + reactants[r].Sites.Length;
        }

        ProductOf = new int[MoleculeCount + addedMolecules];
        ProductMoleculeOf = new int[MoleculeCount + addedMolecules];
        Array.Fill(ProductOf, -1);
        Array.Fill(ProductMoleculeOf, -1);
    }

    /// <summary>Molecules of reactant r are MoleculeStart[r] .. MoleculeStart[r + 1].</summary>
    public int[] MoleculeStart { get; }

    /// <summary>Sites of reactant r are SiteStart[r] .. SiteStart[r + 1].</summary>
    public int[] SiteStart { get; }

    /// <summary>Molecules of the reactants.</summary>
    public int MoleculeCount => MoleculeStart[^1];

    /// <summary>Sites of the reactants.</summary>
    public int SiteCount => SiteStart[^1];

    /// <summary>States set.</summary>
    public List<(int Site, int State)> NewStates { get; } = [];

    /// <summary>States that a site of an added molecule takes over from a reactant's site.</summary>
    public List<(int Site, int From)> InheritedStates { get; } = [];

    /// <summary>Bonds that end between molecules that stay.</summary>
    public List<(int A, int B)> Cuts { get; } = [];

    /// <summary>Bonds that begin. The end at a component with slots is the component's site: the bond takes any free slot.</summary>
    public List<(int A, int B)> Joins { get; } = [];

    /// <summary>Reactant molecules cut out.</summary>
    public List<int> Removed { get; } = [];

    /// <summary>Reactant patterns whose species disappears.</summary>
    public List<int> RemovedWhole { get; } = [];

    /// <summary>Reactant molecules that change their compartment.</summary>
    public List<(int Molecule, int Compartment)> Moves { get; } = [];

    /// <summary>Reactant patterns whose species changes its compartment, and how its inside and outside go along (see <see cref="Geography.Cytosis"/>).</summary>
    public List<(int Pattern, int From, int To, int Cytosis)> SpeciesMoves { get; } = [];

    /// <summary>Molecules made: type, compartment or -1, first site.</summary>
    public List<(int Type, int Compartment, int FirstSite, int Sites)> Added { get; } = [];

    /// <summary>The product pattern of each kept or added molecule, -1 where it is removed.</summary>
    public int[] ProductOf { get; }

    /// <summary>The molecule of the right side, counted over all products, that each kept or added molecule is there; -1 where it is removed.</summary>
    public int[] ProductMoleculeOf { get; }

    /// <summary>The component of the right side, by molecule as above and place in it, that a site is there.</summary>
    public List<(int Site, int Molecule, int Component)> ProductSites { get; } = [];

    /// <summary>The added molecule that a rule-wide site belongs to.</summary>
    public int AddedOf(int site) => Added.FindIndex(a => site >= a.FirstSite && site < a.FirstSite + a.Sites);

    /// <summary>The molecules and sites of a reactant that the rule changes: matches that change the same are one match.</summary>
    /// <remarks>A bond that goes because its partner is removed, and a species that goes as a whole, have no centre of their own.</remarks>
    public (int[] Molecules, int[] Sites) CentreOf(int reactant)
    {
        int m0 = MoleculeStart[reactant], m1 = MoleculeStart[reactant + 1], s0 = SiteStart[reactant], s1 = SiteStart[reactant + 1];
        IEnumerable<int> molecules = Removed.Concat(Moves.Select(m => m.Molecule)).Distinct().Where(m => m >= m0 && m < m1).Select(m => m - m0);
        IEnumerable<int> sites = NewStates.Select(n => n.Site).Concat(Cuts.Concat(Joins).SelectMany(b => new[] { b.A, b.B }))
            .Distinct().Where(s => s >= s0 && s < s1).Select(s => s - s0);
        return ([.. molecules], [.. sites]);
    }

    /// <summary>The rule changes a reactant's species as a whole: it removes or moves it.</summary>
    public bool ChangesWhole(int reactant) => RemovedWhole.Contains(reactant) || SpeciesMoves.Exists(m => m.Pattern == reactant);
}

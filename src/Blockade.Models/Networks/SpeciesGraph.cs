namespace Blockade.Models.Networks;

/// <summary>
/// Molecules with their sites and bonds, in flat arrays that can be filled again. Sites of molecule m are SiteStart[m] ..
/// SiteStart[m + 1], in the order of its type; a bond is the partner's site, or -1; a state is an index into the component's states, or -1.
/// </summary>
internal sealed class SpeciesGraph
{
    public int[] Types = [];
    public int[] Compartments = [];
    public int[] SiteStart = [0];
    public int[] States = [];
    public int[] Bonds = [];
    public int[] Owners = [];

    public int MoleculeCount { get; private set; }

    public int SiteCount { get; private set; }

    /// <summary>Empties the graph and makes room.</summary>
    public void Clear(int molecules, int sites)
    {
        MoleculeCount = SiteCount = 0;
        if (Types.Length < molecules || Types.Length == 0)
        {
            Array.Resize(ref Types, molecules);
            Array.Resize(ref Compartments, molecules);
            Array.Resize(ref SiteStart, molecules + 1);
        }

        if (States.Length >= sites) return;
        Array.Resize(ref States, sites);
        Array.Resize(ref Bonds, sites);
        Array.Resize(ref Owners, sites);
    }

    /// <summary>Adds a molecule with free sites without states; returns its number.</summary>
    public int Add(int type, int compartment, int sites)
    {
        int m = MoleculeCount++;
        Types[m] = type;
        Compartments[m] = compartment;
        SiteStart[m] = SiteCount;
        for (int i = 0; i < sites; i++)
        {
            States[SiteCount] = Bonds[SiteCount] = -1;
            Owners[SiteCount++] = m;
        }

        SiteStart[m + 1] = SiteCount;
        return m;
    }

    /// <summary>Appends another graph's molecules.</summary>
    public void Append(SpeciesGraph other)
    {
        int m0 = MoleculeCount, s0 = SiteCount;
        for (int m = 0; m < other.MoleculeCount; m++)
        {
            Types[m0 + m] = other.Types[m];
            Compartments[m0 + m] = other.Compartments[m];
            SiteStart[m0 + m] = s0 + other.SiteStart[m];
        }

        for (int s = 0; s < other.SiteCount; s++)
        {
            States[s0 + s] = other.States[s];
            Bonds[s0 + s] = other.Bonds[s] < 0 ? -1 : s0 + other.Bonds[s];
            Owners[s0 + s] = m0 + other.Owners[s];
        }

        MoleculeCount += other.MoleculeCount;
        SiteCount += other.SiteCount;
        SiteStart[MoleculeCount] = SiteCount;
    }

    /// <summary>Bonds two free sites.</summary>
    public void Join(int a, int b)
    {
        Bonds[a] = b;
        Bonds[b] = a;
    }

    /// <summary>Frees a site and its partner.</summary>
    public void Cut(int site)
    {
        int other = Bonds[site];
        if (other < 0) return;
        Bonds[site] = Bonds[other] = -1;
    }

    /// <summary>
    /// The complex of each molecule in <paramref name="complexOf"/>: bonds are followed, numbers are given in order of first molecule. A
    /// molecule marked -2 beforehand is left out. Returns how many there are.
    /// </summary>
    public int Complexes(Span<int> complexOf, Span<int> stack)
    {
        int count = 0;
        for (int m = 0; m < MoleculeCount; m++)
        {
            if (complexOf[m] != -2) complexOf[m] = -1;
        }

        for (int m = 0; m < MoleculeCount; m++)
        {
            if (complexOf[m] != -1) continue;
            int top = 0;
            stack[top++] = m;
            complexOf[m] = count;
            while (top > 0)
            {
                int at = stack[--top];
                for (int s = SiteStart[at]; s < SiteStart[at + 1]; s++)
                {
                    if (Bonds[s] < 0) continue;
                    int other = Owners[Bonds[s]];
                    if (complexOf[other] != -1) continue;
                    complexOf[other] = count;
                    stack[top++] = other;
                }
            }

            count++;
        }

        return count;
    }
}

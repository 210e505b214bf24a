namespace Blockade.Models.Networks;

/// <summary>
/// Molecules with their sites and bonds, in flat arrays. Sites of molecule m are SiteStart[m] .. SiteStart[m + 1], in the order of its
/// type; a bond is the partner's site, or -1; a state is an index into the component's states, or -1.
/// </summary>
internal sealed class SpeciesGraph(int[] types, int[] siteStart, int[] states, int[] bonds)
{
    public readonly int[] Types = types;
    public readonly int[] SiteStart = siteStart;
    public readonly int[] States = states;
    public readonly int[] Bonds = bonds;

    public int MoleculeCount => Types.Length;

    public int SiteCount => States.Length;

    /// <summary>The molecule of each site.</summary>
    public int[] Owners()
    {
        var owners = new int[SiteCount];
        for (int m = 0; m < MoleculeCount; m++) Array.Fill(owners, m, SiteStart[m], SiteStart[m + 1] - SiteStart[m]);
        return owners;
    }

    /// <summary>The complex of each molecule: bonds are followed, numbers are given in order of first molecule.</summary>
    public (int[] ComplexOf, int Count) Complexes()
    {
        int[] owners = Owners();
        var complex = new int[MoleculeCount];
        Array.Fill(complex, -1);
        int count = 0;
        var stack = new Stack<int>();
        for (int m = 0; m < MoleculeCount; m++)
        {
            if (complex[m] >= 0) continue;
            complex[m] = count;
            stack.Push(m);
            while (stack.TryPop(out int at))
            {
                for (int s = SiteStart[at]; s < SiteStart[at + 1]; s++)
                {
                    if (Bonds[s] < 0) continue;
                    int other = owners[Bonds[s]];
                    if (complex[other] >= 0) continue;
                    complex[other] = count;
                    stack.Push(other);
                }
            }

            count++;
        }

        return (complex, count);
    }

    /// <summary>The molecules chosen by <paramref name="keep"/>, in order; bonds to others are freed.</summary>
    public SpeciesGraph Part(Func<int, bool> keep)
    {
        var siteMap = new int[SiteCount];
        Array.Fill(siteMap, -1);
        var types = new List<int>();
        var starts = new List<int> { 0 };
        int sites = 0;
        for (int m = 0; m < MoleculeCount; m++)
        {
            if (!keep(m)) continue;
            types.Add(Types[m]);
            for (int s = SiteStart[m]; s < SiteStart[m + 1]; s++) siteMap[s] = sites++;
            starts.Add(sites);
        }

        var states = new int[sites];
        var bonds = new int[sites];
        for (int s = 0; s < SiteCount; s++)
        {
            if (siteMap[s] < 0) continue;
            states[siteMap[s]] = States[s];
            bonds[siteMap[s]] = Bonds[s] < 0 ? -1 : siteMap[Bonds[s]];
        }

        return new SpeciesGraph([.. types], [.. starts], states, bonds);
    }
}

using System.Collections.Immutable;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>The compartments by number, and which lie next to which. Number -1 is "nowhere", as in a model without compartments.</summary>
internal sealed class Geography
{
    private readonly ImmutableArray<Compartment> _compartments;
    private readonly int[] _outside;

    public Geography(ImmutableArray<Compartment> compartments)
    {
        _compartments = compartments;
        _outside = [.. compartments.Select(c => IndexOf(c.Outside))];
    }

    public bool IsUsed => _compartments.Length > 0;

    public int Count => _compartments.Length;

    public Compartment this[int compartment] => _compartments[compartment];

    public int IndexOf(Compartment? compartment) => IndexOf(compartment?.Name);

    public bool IsSurface(int compartment) => _compartments[compartment].Dimensions == 2;

    /// <summary>One lies directly in the other.</summary>
    public bool AreAdjacent(int a, int b) => _outside[a] == b || _outside[b] == a;

    /// <summary>Molecules in these compartments may be bonded.</summary>
    public bool MayBond(int a, int b) => a == b || (a >= 0 && b >= 0 && AreAdjacent(a, b));

    /// <summary>The compartment around one, or -1.</summary>
    public int Outside(int compartment) => _outside[compartment];

    /// <summary>The volume inside a surface, or -1.</summary>
    public int Inside(int surface) => Array.IndexOf(_outside, surface);

    /// <summary>
    /// The compartment of a complex: its one surface, or its one volume; -1 where its molecules are nowhere, -2 where it cannot exist (two
    /// surfaces, volumes that are not at its surface, two volumes without a surface).
    /// </summary>
    public int OfComplex(ReadOnlySpan<int> moleculeCompartments)
    {
        int surface = -1, volume = -1;
        foreach (int c in moleculeCompartments)
        {
            if (c < 0) continue;
            ref int kind = ref IsSurface(c) ? ref surface : ref volume;
            if (kind < 0) kind = c;
            else if (kind != c && IsSurface(c)) return -2;
        }

        foreach (int c in moleculeCompartments)
        {
            if (c < 0 || c == surface) continue;
            if (surface >= 0 ? !AreAdjacent(surface, c) : c != volume) return -2;
        }

        return surface >= 0 ? surface : volume;
    }

    /// <summary>Whether a species can exist where its molecules are.</summary>
    public bool MayBe(SpeciesGraph graph)
    {
        if (!IsUsed) return true;
        for (int s = 0; s < graph.SiteCount; s++)
        {
            if (graph.Bonds[s] >= 0 && !MayBond(graph.Compartments[graph.Owners[s]], graph.Compartments[graph.Owners[graph.Bonds[s]]])) return false;
        }

        return OfComplex(graph.Compartments.AsSpan(0, graph.MoleculeCount)) != -2;
    }

    /// <summary>Whether complexes can meet: all in one surface or volume, or in a surface and a volume next to it.</summary>
    public bool CanMeet(ReadOnlySpan<int> complexes)
    {
        int surface = -1, volume = -1, nowhere = 0;
        foreach (int c in complexes)
        {
            if (c < 0)
            {
                nowhere++;
                continue;
            }

            ref int kind = ref IsSurface(c) ? ref surface : ref volume;
            if (kind >= 0 && kind != c) return false;
            kind = c;
        }

        return (nowhere == 0 || nowhere == complexes.Length) && (surface < 0 || volume < 0 || AreAdjacent(surface, volume));
    }

    /// <summary>
    /// How a complex gets from one surface to another: 1 where its inside becomes its outside (endocytosis: one surface encloses the
    /// volume that the other is in), -1 where inside stays inside (both in one volume), 0 where there is no way.
    /// </summary>
    public int Cytosis(int from, int to)
    {
        if (!IsSurface(from) || !IsSurface(to)) return 0;
        int aroundFrom = _outside[from], aroundTo = _outside[to];
        if (aroundFrom >= 0 && aroundFrom == aroundTo && Inside(from) >= 0 && Inside(to) >= 0) return -1;
        if (aroundFrom >= 0 && _outside[aroundFrom] == to && Inside(from) >= 0) return 1;
        return aroundTo >= 0 && _outside[aroundTo] == from && Inside(to) >= 0 ? 1 : 0;
    }

    /// <summary>Where a molecule of a complex is after it moved from one surface or volume to another.</summary>
    public int Moved(int at, int from, int to, int cytosis)
    {
        if (cytosis == 0 || at == from) return to;
        bool isOutside = at == Outside(from);
        return isOutside == cytosis > 0 ? Inside(to) : Outside(to);
    }

    private int IndexOf(string? name)
    {
        for (int i = 0; i < _compartments.Length; i++)
        {
            if (_compartments[i].Name == name) return i;
        }

        return -1;
    }
}

using System.Collections.Immutable;
using System.Text;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>A pattern by numbers: what <see cref="PatternSearch"/> looks for.</summary>
internal sealed class CompiledPattern
{
    public CompiledPattern(Pattern pattern, Vocabulary vocabulary)
    {
        Source = pattern;
        Types = [.. pattern.Molecules.Select(m => vocabulary.IndexOf(m.Type))];
        Compartments = [.. pattern.Molecules.Select(m => vocabulary.Geography.IndexOf(m.Compartment))];
        Compartment = vocabulary.Geography.IndexOf(pattern.Compartment);
        MatchOnce = pattern.MatchOnce;
        var starts = new List<int> { 0 };
        var sites = new List<Site>();
        var ends = new Dictionary<int, int>();
        SiteOfComponent = new int[Types.Length][];
        for (int m = 0; m < Types.Length; m++)
        {
            SiteOfComponent[m] = new int[pattern.Molecules[m].Components.Length];
            for (int c = 0; c < SiteOfComponent[m].Length; c++)
            {
                PatternComponent component = pattern.Molecules[m].Components[c];
                int siteClass = vocabulary.ClassOf(Types[m], component.Name);
                int slots = vocabulary.Slots[Types[m]][siteClass];
                int here = SiteOfComponent[m][c] = sites.Count;
                int[] labels = [.. component.BondLabels];
                sites.Add(new Site(m, siteClass, vocabulary.StateIndex(Types[m], siteClass, component.State), component.Bond, -1, here)
                {
                    Slots = slots, Bonds = slots > 0 ? labels.Length : 0,
                });
                for (int b = 0; b < labels.Length; b++)
                {
                    if (slots > 0) sites.Add(new Site(m, siteClass + 1, -1, BondKind.Labelled, -1, here));
                    int end = sites.Count - 1;
                    if (!ends.TryGetValue(labels[b], out int other))
                    {
                        ends.Add(labels[b], end);
                        continue;
                    }

                    sites[end] = sites[end] with { Partner = other };
                    sites[other] = sites[other] with { Partner = end };
                }
            }

            starts.Add(sites.Count);
        }

        SiteStart = [.. starts];
        Sites = [.. sites];
        Order = SearchOrder();
        TellApart([]);
    }

    /// <summary>What it was compiled from.</summary>
    public Pattern Source { get; }

    /// <summary>The type of each molecule.</summary>
    public int[] Types { get; }

    /// <summary>The compartment asked for each molecule, -1 for any.</summary>
    public int[] Compartments { get; }

    /// <summary>The compartment asked for the whole species, -1 for any.</summary>
    public int Compartment { get; }

    /// <summary>A species counts as one match.</summary>
    public bool MatchOnce { get; }

    /// <summary>Sites of molecule m are SiteStart[m] .. SiteStart[m + 1].</summary>
    public int[] SiteStart { get; }

    public Site[] Sites { get; }

    /// <summary>For each molecule, the site of each component in the order written.</summary>
    public int[][] SiteOfComponent { get; }

    /// <summary>Molecules from the first one on, each bonded to an earlier one where possible, with the site that leads to it or -1.</summary>
    public (int Molecule, int Via)[] Order { get; }

    /// <summary>The pattern as text in the order written: equal texts are equal patterns.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        text.Append('@').Append(Compartment);
        for (int m = 0; m < Types.Length; m++)
        {
            text.Append(';').Append(Types[m]).Append('@').Append(Compartments[m]);
            for (int k = SiteStart[m]; k < SiteStart[m + 1]; k++)
            {
                ref readonly Site s = ref Sites[k];
                foreach (int part in (ReadOnlySpan<int>)[s.Class, s.State, (int)s.Bond, s.Partner, s.Component, s.Slots, s.Bonds, s.Before]) text.Append(',').Append(part);
            }
        }

        return text.ToString();
    }

    /// <summary>
    /// In how many ways the sites of twins can be exchanged: a search that keeps twins in order finds one embedding where there are so many.
    /// </summary>
    public double Multiplicity { get; private set; }

    /// <summary>
    /// Finds twins anew: sites of one molecule that ask for the same and lead nowhere. Those given are none, because a rule does something
    /// to them or a name stands for them.
    /// </summary>
    public void TellApart(ReadOnlySpan<int> apart)
    {
        Multiplicity = 1;
        var last = new Dictionary<(int, int, int, BondKind), (int Site, int Count)>();
        for (int s = 0; s < Sites.Length; s++)
        {
            Sites[s] = Sites[s] with { Before = -1 };
            if (Sites[s].Bond == BondKind.Labelled || Sites[s].Slots > 0 || apart.Contains(s)) continue;
            (int, int, int, BondKind) kind = (Sites[s].Molecule, Sites[s].Class, Sites[s].State, Sites[s].Bond);
            (int before, int count) = last.GetValueOrDefault(kind, (-1, 0));
            Sites[s] = Sites[s] with { Before = before };
            last[kind] = (s, count + 1);
            Multiplicity *= count + 1;
        }
    }

    // Of the bonds that lead on, the one written first is followed.
    private (int, int)[] SearchOrder()
    {
        var order = new List<(int, int)>(Types.Length);
        var placed = new bool[Types.Length];
        var frontier = new PriorityQueue<int, int>();
        for (int first = 0; first < Types.Length; first++)
        {
            if (placed[first]) continue;
            Place(first, -1);
            while (frontier.TryDequeue(out int via, out _))
            {
                int next = Sites[Sites[via].Partner].Molecule;
                if (!placed[next]) Place(next, via);
            }
        }

        return [.. order];

        void Place(int molecule, int via)
        {
            placed[molecule] = true;
            order.Add((molecule, via));
            for (int s = SiteStart[molecule]; s < SiteStart[molecule + 1]; s++)
            {
                if (Sites[s].Partner >= 0) frontier.Enqueue(s, s);
            }
        }
    }

    /// <summary>
    /// One site asked for: its molecule in the pattern, its class, its state or -1, its bond, its partner's site or -1, and the site of the
    /// component it belongs to, which is itself but for a slot.
    /// </summary>
    internal readonly record struct Site(int Molecule, int Class, int State, BondKind Bond, int Partner, int Component)
    {
        /// <summary>How many slots a component with several bonds has; 0 for any other.</summary>
        public int Slots { get; init; }

        /// <summary>In how many of them a labelled component holds a bond.</summary>
        public int Bonds { get; init; }

        /// <summary>The twin before it: a match puts it on an earlier place. -1 where there is none.</summary>
        public int Before { get; init; } = -1;
    }
}

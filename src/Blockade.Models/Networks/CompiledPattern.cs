using System.Collections.Immutable;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>A pattern by numbers: what <see cref="PatternSearch"/> looks for.</summary>
internal sealed class CompiledPattern
{
    public CompiledPattern(Pattern pattern, Vocabulary vocabulary)
    {
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
        Order = SearchOrder(0);
    }

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
    public string Describe() =>
        $"@{Compartment}:" + string.Join(';', Types.Select((t, m) => $"{t}@{Compartments[m]}({string.Join(',', Sites.Skip(SiteStart[m]).Take(SiteStart[m + 1] - SiteStart[m]))})"));

    private (int, int)[] SearchOrder(int first)
    {
        var order = new List<(int, int)>();
        var placed = new bool[Types.Length];
        while (order.Count < Types.Length)
        {
            int via = -1;
            int next = order.Count == 0 ? first : Array.IndexOf(placed, false);
            for (int s = 0; s < Sites.Length && order.Count > 0; s++)
            {
                if (Sites[s].Partner < 0 || !placed[Sites[s].Molecule] || placed[Sites[Sites[s].Partner].Molecule]) continue;
                via = s;
                next = Sites[Sites[s].Partner].Molecule;
                break;
            }

            placed[next] = true;
            order.Add((next, via));
        }

        return [.. order];
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
    }
}

using System.Collections.Immutable;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>A pattern by numbers, and the search for its embeddings.</summary>
internal sealed class CompiledPattern
{
    private readonly Vocabulary _vocabulary;

    public CompiledPattern(Pattern pattern, Vocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        Types = [.. pattern.Molecules.Select(m => vocabulary.IndexOf(m.Type))];
        var starts = new List<int> { 0 };
        var sites = new List<Site>();
        var ends = new Dictionary<int, int>();
        for (int m = 0; m < Types.Length; m++)
        {
            MoleculeType type = pattern.Molecules[m].Type;
            foreach (PatternComponent component in pattern.Molecules[m].Components)
            {
                int siteClass = type.Components.ToList().FindIndex(c => c.Name == component.Name);
                sites.Add(new Site(m, siteClass, vocabulary.StateIndex(Types[m], siteClass, component.State), component.Bond, -1));
                if (component.Bond != BondKind.Labelled) continue;
                int here = sites.Count - 1;
                if (!ends.TryGetValue(component.BondLabel, out int other))
                {
                    ends.Add(component.BondLabel, here);
                    continue;
                }

                sites[here] = sites[here] with { Partner = other };
                sites[other] = sites[other] with { Partner = here };
            }

            starts.Add(sites.Count);
        }

        SiteStart = [.. starts];
        Sites = [.. sites];
        Order = SearchOrder();
    }

    /// <summary>The type of each molecule.</summary>
    public int[] Types { get; }

    /// <summary>Sites of molecule m are SiteStart[m] .. SiteStart[m + 1].</summary>
    public int[] SiteStart { get; }

    public ImmutableArray<Site> Sites { get; }

    // Molecules in an order in which each is bonded to an earlier one where possible, with the site that leads to it.
    private ImmutableArray<(int Molecule, int Via)> Order { get; }

    /// <summary>
    /// Calls <paramref name="found"/> for every embedding: molecules and sites map one to one, states and bonds as asked. The arrays are
    /// reused: copy what is kept. Returns the number of embeddings.
    /// </summary>
    public int Embed(SpeciesGraph graph, int[] owners, Action<int[], int[]>? found)
    {
        foreach (int type in Types)
        {
            if (Array.IndexOf(graph.Types, type) < 0) return 0;
        }

        var moleculeMap = new int[Types.Length];
        var siteMap = new int[Sites.Length];
        Array.Fill(siteMap, -1);
        var moleculeUsed = new bool[graph.MoleculeCount];
        var siteUsed = new bool[graph.SiteCount];
        int count = 0;
        Place(0);
        return count;

        void Place(int k)
        {
            if (k == Order.Length)
            {
                count++;
                found?.Invoke(moleculeMap, siteMap);
                return;
            }

            (int molecule, int via) = Order[k];
            if (via >= 0)
            {
                int bond = graph.Bonds[siteMap[via]];
                if (bond >= 0) Try(owners[bond]);
                return;
            }

            for (int target = 0; target < graph.MoleculeCount; target++) Try(target);

            void Try(int target)
            {
                if (moleculeUsed[target] || graph.Types[target] != Types[molecule]) return;
                moleculeUsed[target] = true;
                moleculeMap[molecule] = target;
                Site(k, molecule, target, SiteStart[molecule]);
                moleculeUsed[target] = false;
            }
        }

        void Site(int k, int molecule, int target, int p)
        {
            if (p == SiteStart[molecule + 1])
            {
                Place(k + 1);
                return;
            }

            Site wanted = Sites[p];
            int[] classes = _vocabulary.SiteClass[Types[molecule]];
            int start = graph.SiteStart[target];
            for (int i = wanted.Class; i < classes.Length; i++)
            {
                int s = start + i;
                if (classes[i] != wanted.Class || siteUsed[s] || (wanted.State >= 0 && graph.States[s] != wanted.State)) continue;
                int bond = graph.Bonds[s];
                bool fits = wanted.Bond switch
                {
                    BondKind.Free => bond < 0,
                    BondKind.Any => true,
                    BondKind.Bound => bond >= 0,
                    _ => bond >= 0 && (siteMap[wanted.Partner] < 0 ? FitsClass(bond, wanted.Partner) : siteMap[wanted.Partner] == bond),
                };
                if (!fits) continue;
                siteUsed[s] = true;
                siteMap[p] = s;
                Site(k, molecule, target, p + 1);
                siteMap[p] = -1;
                siteUsed[s] = false;
            }
        }

        bool FitsClass(int bond, int partner)
        {
            int m = owners[bond];
            Site other = Sites[partner];
            return graph.Types[m] == Types[other.Molecule] && _vocabulary.SiteClass[graph.Types[m]][bond - graph.SiteStart[m]] == other.Class;
        }
    }

    /// <summary>The pattern as text in the order written: equal texts are equal patterns.</summary>
    public string Describe() =>
        string.Join(';', Types.Select((t, m) => $"{t}({string.Join(',', Sites.Skip(SiteStart[m]).Take(SiteStart[m + 1] - SiteStart[m]))})"));

    private ImmutableArray<(int, int)> SearchOrder()
    {
        var order = ImmutableArray.CreateBuilder<(int, int)>();
        var placed = new bool[Types.Length];
        while (order.Count < Types.Length)
        {
            int via = -1;
            int next = Array.IndexOf(placed, false);
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

        return order.ToImmutable();
    }

    /// <summary>One site asked for: its molecule in the pattern, its class, its state or -1, its bond, its partner's site or -1.</summary>
    internal readonly record struct Site(int Molecule, int Class, int State, BondKind Bond, int Partner);
}

using System.Globalization;
using System.Text;

namespace Blockade.Models.Networks;

/// <summary>
/// The one text of a species that all its drawings share: molecules and interchangeable sites in canonical order, bonds numbered as
/// they appear. Two graphs are isomorphic exactly when their texts are equal.
/// </summary>
/// <remarks>
/// Colour refinement and, where colours still tie, individualisation of each member of the first tied cell, keeping the least text
/// (McKay and Piperno 2014, doi:10.1016/j.jsc.2013.09.003, without their automorphism pruning). In a graph without rings refinement
/// tells apart everything that no symmetry exchanges, so one member stands for all and chains stay polynomial.
/// </remarks>
internal static class CanonicalForm
{
    /// <summary>The canonical text and the graph with molecules and sites in canonical order.</summary>
    public static (string Text, SpeciesGraph Graph) Of(SpeciesGraph graph, Vocabulary vocabulary)
    {
        if (graph.MoleculeCount == 1 && IsPlain(graph, vocabulary))
        {
            return (Write(graph, vocabulary), graph);
        }

        int molecules = graph.MoleculeCount;
        int nodes = molecules + graph.SiteCount;
        int[] owners = graph.Owners();
        var keys = new long[nodes];
        int bonds = 0;
        for (int m = 0; m < molecules; m++) keys[m] = graph.Types[m];
        for (int s = 0; s < graph.SiteCount; s++)
        {
            int m = owners[s];
            int type = graph.Types[m];
            int siteClass = vocabulary.SiteClass[type][s - graph.SiteStart[m]];
            keys[molecules + s] = ((((1L << 20) + type) << 20) + siteClass << 12) + ((graph.States[s] + 1) << 1) + (graph.Bonds[s] >= 0 ? 1 : 0);
            if (graph.Bonds[s] > s) bonds++;
        }

        int[] colours = Rank(keys);
        bool isTree = bonds == molecules - 1;
        Refine(graph, owners, colours);
        (string Text, SpeciesGraph Graph)? best = null;
        Search(colours);
        return best!.Value;

        void Search(int[] colour)
        {
            int cell = FirstTie(colour);
            if (cell < 0)
            {
                SpeciesGraph ordered = Reorder(graph, owners, colour, vocabulary);
                string text = Write(ordered, vocabulary);
                if (best is null || string.CompareOrdinal(text, best.Value.Text) < 0) best = (text, ordered);
                return;
            }

            for (int node = 0; node < nodes; node++)
            {
                if (colour[node] != cell) continue;
                var split = new int[nodes];
                for (int k = 0; k < nodes; k++) split[k] = (2 * colour[k]) + (k != node && colour[k] == cell ? 1 : 0);
                int[] refined = Rank(split);
                Refine(graph, owners, refined);
                Search(refined);
                if (isTree) return;
            }
        }
    }

    private static bool IsPlain(SpeciesGraph graph, Vocabulary vocabulary)
    {
        int[] classes = vocabulary.SiteClass[graph.Types[0]];
        for (int s = 0; s < classes.Length; s++)
        {
            if (classes[s] != s || graph.Bonds[s] >= 0) return false;
        }

        return true;
    }

    // The lowest colour that two nodes share, or -1.
    private static int FirstTie(int[] colours)
    {
        Span<int> count = colours.Length <= 256 ? stackalloc int[colours.Length] : new int[colours.Length];
        count.Clear();
        foreach (int c in colours) count[c]++;
        for (int c = 0; c < count.Length; c++)
        {
            if (count[c] > 1) return c;
        }

        return -1;
    }

    private static int[] Rank(long[] keys)
    {
        long[] sorted = [.. keys.Distinct().Order()];
        return [.. keys.Select(k => Array.BinarySearch(sorted, k))];
    }

    private static int[] Rank(int[] keys)
    {
        int[] sorted = [.. keys.Distinct().Order()];
        return [.. keys.Select(k => Array.BinarySearch(sorted, k))];
    }

    // Splits colours by the colours of the neighbours until nothing splits. A site's neighbours are its molecule and its partner; a
    // molecule's are its sites.
    private static void Refine(SpeciesGraph graph, int[] owners, int[] colours)
    {
        int molecules = graph.MoleculeCount;
        int nodes = colours.Length;
        var signatures = new int[nodes][];
        var order = new int[nodes];
        int classes = colours.Max() + 1;
        while (classes < nodes)
        {
            for (int m = 0; m < molecules; m++)
            {
                var signature = new int[graph.SiteStart[m + 1] - graph.SiteStart[m] + 1];
                for (int s = graph.SiteStart[m]; s < graph.SiteStart[m + 1]; s++) signature[s - graph.SiteStart[m] + 1] = colours[molecules + s];
                signature.AsSpan(1).Sort();
                signature[0] = colours[m];
                signatures[m] = signature;
            }

            for (int s = 0; s < graph.SiteCount; s++)
            {
                signatures[molecules + s] =
                    [colours[molecules + s], colours[owners[s]], graph.Bonds[s] < 0 ? -1 : colours[molecules + graph.Bonds[s]]];
            }

            for (int i = 0; i < nodes; i++) order[i] = i;
            Array.Sort(order, (a, b) => Compare(signatures[a], signatures[b]));
            int rank = -1;
            for (int i = 0; i < nodes; i++)
            {
                if (i == 0 || Compare(signatures[order[i - 1]], signatures[order[i]]) != 0) rank++;
                colours[order[i]] = rank;
            }

            if (rank + 1 == classes) return;
            classes = rank + 1;
        }

        static int Compare(int[] a, int[] b) => a.AsSpan().SequenceCompareTo(b);
    }

    private static SpeciesGraph Reorder(SpeciesGraph graph, int[] owners, int[] colours, Vocabulary vocabulary)
    {
        int molecules = graph.MoleculeCount;
        int[] moleculeOrder = [.. Enumerable.Range(0, molecules).OrderBy(m => colours[m])];
        var types = new int[molecules];
        var starts = new int[molecules + 1];
        var siteOrder = new List<int>(graph.SiteCount);
        for (int k = 0; k < molecules; k++)
        {
            int m = moleculeOrder[k];
            types[k] = graph.Types[m];
            int[] classes = vocabulary.SiteClass[types[k]];
            int start = graph.SiteStart[m];
            var placed = new int[classes.Length];
            for (int i = 0; i < classes.Length; i++)
            {
                if (classes[i] != i) continue;
                int[] places = [.. Enumerable.Range(0, classes.Length).Where(p => classes[p] == i)];
                int[] sites = [.. places.Select(p => start + p).OrderBy(s => colours[molecules + s])];
                for (int p = 0; p < places.Length; p++) placed[places[p]] = sites[p];
            }

            siteOrder.AddRange(placed);
            starts[k + 1] = siteOrder.Count;
        }

        var newSite = new int[graph.SiteCount];
        for (int i = 0; i < siteOrder.Count; i++) newSite[siteOrder[i]] = i;
        var states = new int[graph.SiteCount];
        var bonds = new int[graph.SiteCount];
        for (int i = 0; i < siteOrder.Count; i++)
        {
            states[i] = graph.States[siteOrder[i]];
            int bond = graph.Bonds[siteOrder[i]];
            bonds[i] = bond < 0 ? -1 : newSite[bond];
        }

        return new SpeciesGraph(types, starts, states, bonds);
    }

    private static string Write(SpeciesGraph graph, Vocabulary vocabulary)
    {
        var text = new StringBuilder();
        var labels = new Dictionary<int, int>();
        for (int m = 0; m < graph.MoleculeCount; m++)
        {
            if (m > 0) text.Append('.');
            Rules.MoleculeType type = vocabulary.Types[graph.Types[m]];
            text.Append(type.Name).Append('(');
            for (int s = graph.SiteStart[m]; s < graph.SiteStart[m + 1]; s++)
            {
                int site = s - graph.SiteStart[m];
                if (site > 0) text.Append(',');
                text.Append(type.Components[site].Name);
                if (graph.States[s] >= 0) text.Append('~').Append(type.Components[site].States[graph.States[s]]);
                if (graph.Bonds[s] < 0) continue;
                int bond = Math.Min(s, graph.Bonds[s]);
                if (!labels.TryGetValue(bond, out int label)) labels.Add(bond, label = labels.Count + 1);
                text.Append('!').Append(label.ToString(CultureInfo.InvariantCulture));
            }

            text.Append(')');
        }

        return text.ToString();
    }
}

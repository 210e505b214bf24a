using System.Buffers;
using System.Globalization;
using System.Text;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>Writes a graph in BNGL: <c>@M::R(l!1,y~p).L(r!1)@E</c>. Bonds are numbered as they appear.</summary>
internal static class SpeciesText
{
    public static string Write(SpeciesGraph graph, int compartment, Vocabulary vocabulary) => Write(graph, compartment, vocabulary, new StringBuilder());

    /// <summary>The same with scratch that many texts share.</summary>
    public static string Write(SpeciesGraph graph, int compartment, Vocabulary vocabulary, StringBuilder text)
    {
        text.Clear();
        if (compartment >= 0) text.Append('@').Append(vocabulary.Geography[compartment].Name).Append("::");
        int[] labels = ArrayPool<int>.Shared.Rent(graph.SiteCount);   // by the bond's first end
        labels.AsSpan(0, graph.SiteCount).Clear();
        int bonds = 0;
        for (int m = 0; m < graph.MoleculeCount; m++)
        {
            if (m > 0) text.Append('.');
            MoleculeType type = vocabulary.Types[graph.Types[m]];
            text.Append(type.Name).Append('(');
            for (int c = 0; c < type.Components.Length; c++)
            {
                int site = vocabulary.SiteOf(graph.Types[m], c), s = graph.SiteStart[m] + site;
                if (c > 0) text.Append(',');
                text.Append(type.Components[c].Name);
                if (graph.States[s] >= 0) text.Append('~').Append(type.Components[c].States[graph.States[s]]);
                for (int end = s; end <= s + vocabulary.Slots[graph.Types[m]][site]; end++)
                {
                    if (graph.Bonds[end] < 0) continue;
                    int bond = Math.Min(end, graph.Bonds[end]);
                    if (labels[bond] == 0) labels[bond] = ++bonds;
                    text.Append(CultureInfo.InvariantCulture, $"!{labels[bond]}");
                }
            }

            text.Append(')');
            if (graph.Compartments[m] >= 0 && graph.Compartments[m] != compartment) text.Append('@').Append(vocabulary.Geography[graph.Compartments[m]].Name);
        }

        ArrayPool<int>.Shared.Return(labels);
        return text.ToString();
    }
}

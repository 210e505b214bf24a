using System.Globalization;
using System.Text;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>Writes a graph in BNGL: <c>@M::R(l!1,y~p).L(r!1)@E</c>. Bonds are numbered as they appear.</summary>
internal static class SpeciesText
{
    public static string Write(SpeciesGraph graph, int compartment, Vocabulary vocabulary)
    {
        var text = new StringBuilder();
        if (compartment >= 0) text.Append('@').Append(vocabulary.Geography[compartment].Name).Append("::");
        var labels = new Dictionary<int, int>();
        for (int m = 0; m < graph.MoleculeCount; m++)
        {
            if (m > 0) text.Append('.');
            MoleculeType type = vocabulary.Types[graph.Types[m]];
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
            if (graph.Compartments[m] >= 0 && graph.Compartments[m] != compartment) text.Append('@').Append(vocabulary.Geography[graph.Compartments[m]].Name);
        }

        return text.ToString();
    }
}

using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>Draws a seed species.</summary>
internal static class SeedGraph
{
    /// <summary>The graph of a complete pattern.</summary>
    public static SpeciesGraph Of(Pattern pattern, Vocabulary vocabulary)
    {
        var graph = new SpeciesGraph();
        graph.Clear(pattern.Molecules.Length, pattern.Molecules.Sum(m => vocabulary.SiteClass[vocabulary.IndexOf(m.Type)].Length));
        var ends = new Dictionary<int, int>();
        foreach (PatternMolecule molecule in pattern.Molecules)
        {
            int type = vocabulary.IndexOf(molecule.Type);
            int m = graph.Add(type, vocabulary.Geography.IndexOf(molecule.Compartment ?? pattern.Compartment), vocabulary.SiteClass[type].Length);
            List<PatternComponent> written = [.. molecule.Components];
            for (int i = 0; i < molecule.Type.Components.Length; i++)
            {
                int site = vocabulary.SiteOf(type, i);
                int found = written.FindIndex(c => c.Name == molecule.Type.Components[i].Name);
                PatternComponent component = written[found];
                written.RemoveAt(found);
                int end = graph.SiteStart[m] + site;
                graph.States[end] = vocabulary.StateIndex(type, site, component.State);
                foreach (int label in component.BondLabels)
                {
                    if (vocabulary.Slots[type][site] > 0) end++;
                    if (ends.TryGetValue(label, out int other)) graph.Join(end, other);
                    else ends.Add(label, end);
                }
            }
        }

        return graph;
    }
}

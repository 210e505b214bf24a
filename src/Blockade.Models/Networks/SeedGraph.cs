using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>Draws a seed species.</summary>
internal static class SeedGraph
{
    /// <summary>The graph of a complete pattern.</summary>
    public static SpeciesGraph Of(Pattern pattern, Vocabulary vocabulary)
    {
        var graph = new SpeciesGraph();
        graph.Clear(pattern.Molecules.Length, pattern.Molecules.Sum(m => m.Type.Components.Length));
        var ends = new Dictionary<int, int>();
        foreach (PatternMolecule molecule in pattern.Molecules)
        {
            int type = vocabulary.IndexOf(molecule.Type);
            int m = graph.Add(type, vocabulary.Geography.IndexOf(molecule.Compartment ?? pattern.Compartment), molecule.Type.Components.Length);
            List<PatternComponent> written = [.. molecule.Components];
            for (int i = 0; i < molecule.Type.Components.Length; i++)
            {
                int site = graph.SiteStart[m] + i;
                int found = written.FindIndex(c => c.Name == molecule.Type.Components[i].Name);
                PatternComponent component = written[found];
                written.RemoveAt(found);
                graph.States[site] = vocabulary.StateIndex(type, i, component.State);
                if (component.Bond != BondKind.Labelled) continue;
                if (ends.TryGetValue(component.BondLabel, out int other)) graph.Join(site, other);
                else ends.Add(component.BondLabel, site);
            }
        }

        return graph;
    }
}

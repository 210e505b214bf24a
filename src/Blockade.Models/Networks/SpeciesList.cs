using System.Text;

namespace Blockade.Models.Networks;

/// <summary>The species of an expansion under way: codes, graphs, compartments.</summary>
internal sealed class SpeciesList(Vocabulary vocabulary)
{
    private readonly CanonicalForm _canonical = new(vocabulary);
    private readonly SpeciesTable _table = new();
    private readonly List<SpeciesGraph> _graphs = [];
    private readonly List<int> _compartments = [];
    private readonly StringBuilder _text = new();
    private SpeciesListing? _listing;   // names need none

    public int Count => _table.Count;

    /// <summary>Roughly the memory held.</summary>
    public long Bytes => _table.Bytes;

    /// <summary>The canonical code.</summary>
    public int[] Code(int species) => _table[species];

    /// <summary>The species as BioNetGen lists it (<see cref="SpeciesListing"/>).</summary>
    public SpeciesGraph Graph(int species) => _graphs[species];

    /// <summary>Its compartment, -1 in a model without, -2 where it cannot exist.</summary>
    public int Compartment(int species) => _compartments[species];

    /// <summary>The canonical text.</summary>
    public string Text(int species) => SpeciesText.Write(_canonical.Decode(_table[species]), _compartments[species], vocabulary, _text);

    /// <summary>The number of a code, and whether it is new: then its graph is to be kept before anything else is done.</summary>
    public int Intern(ReadOnlySpan<int> code, out bool isNew)
    {
        int number = _table.Intern(code);
        isNew = number == _graphs.Count;
        return number;
    }

    /// <summary>Keeps the graph of the species that came last: a complex of a joint graph, as it is listed.</summary>
    public void Keep(SpeciesGraph joint, ReadOnlySpan<int> complexOf, int complex)
    {
        SpeciesGraph graph = (_listing ??= new SpeciesListing(vocabulary)).Of(joint, complexOf, complex);
        _graphs.Add(graph);
        _compartments.Add(CompartmentOf(graph));
    }

    /// <summary>The number of a code; a new species is kept, alike molecules in the code's order.</summary>
    public int Intern(ReadOnlySpan<int> code)
    {
        int number = Intern(code, out bool isNew);
        if (isNew) KeepWhole(_canonical.Decode(code));
        return number;
    }

    /// <summary>The number of a whole graph, in whatever order it is drawn; alike molecules of a new one stay in that order.</summary>
    public int Intern(SpeciesGraph graph)
    {
        int number = Intern(_canonical.Of(graph, new int[graph.MoleculeCount], 0), out bool isNew);
        if (isNew) KeepWhole(graph);
        return number;
    }

    /// <summary>The graph that a code stands for, without keeping it.</summary>
    public SpeciesGraph Decode(ReadOnlySpan<int> code) => _canonical.Decode(code);

    /// <summary>The compartment of a graph.</summary>
    public int CompartmentOf(SpeciesGraph graph) =>
        vocabulary.Geography.IsUsed ? vocabulary.Geography.OfComplex(graph.Compartments.AsSpan(0, graph.MoleculeCount)) : -1;

    private void KeepWhole(SpeciesGraph graph) => Keep(graph, new int[graph.MoleculeCount], 0);
}

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

    public int Count => _table.Count;

    /// <summary>Roughly the memory held.</summary>
    public long Bytes => _table.Bytes;

    /// <summary>The canonical code.</summary>
    public int[] Code(int species) => _table[species];

    public SpeciesGraph Graph(int species) => _graphs[species];

    /// <summary>Its compartment, -1 in a model without, -2 where it cannot exist.</summary>
    public int Compartment(int species) => _compartments[species];

    /// <summary>The canonical text.</summary>
    public string Text(int species) => SpeciesText.Write(_graphs[species], _compartments[species], vocabulary, _text);

    /// <summary>The number of a code; a new species is kept.</summary>
    public int Intern(ReadOnlySpan<int> code)
    {
        int number = _table.Intern(code);
        if (number < _graphs.Count) return number;
        SpeciesGraph graph = _canonical.Decode(code);
        _graphs.Add(graph);
        _compartments.Add(CompartmentOf(graph));
        return number;
    }

    /// <summary>The number of a whole graph, in whatever order it is drawn.</summary>
    public int Intern(SpeciesGraph graph) => Intern(_canonical.Of(graph, new int[graph.MoleculeCount], 0));

    /// <summary>The graph that a code stands for, without keeping it.</summary>
    public SpeciesGraph Decode(ReadOnlySpan<int> code) => _canonical.Decode(code);

    /// <summary>The compartment of a graph.</summary>
    public int CompartmentOf(SpeciesGraph graph) =>
        vocabulary.Geography.IsUsed ? vocabulary.Geography.OfComplex(graph.Compartments.AsSpan(0, graph.MoleculeCount)) : -1;
}

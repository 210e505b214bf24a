using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>An observable or an energy pattern, counted in one species or at one molecule of it. Holds scratch: one thread.</summary>
internal sealed class LocalCount
{
    private readonly (CompiledPattern Pattern, ObservedPattern Observed)[] _patterns;
    private readonly double[] _symmetries;   // by pattern
    private readonly ObservableKind _kind;
    private readonly bool _isUnique;
    private readonly PatternSearch _search;
    private readonly List<double> _known = [];

    public LocalCount(Observable observable, Vocabulary vocabulary, int maxSearchSteps)
    {
        _kind = observable.Kind;
        _patterns = [.. observable.Patterns.Select(p => (new CompiledPattern(p.Pattern, vocabulary), p))];
        _isUnique = observable.CountsUnique;
        _symmetries = [.. _patterns.Select(p => _isUnique && _kind == ObservableKind.Molecules ? RuleSymmetry.Automorphisms(p.Pattern, vocabulary) : 1)];
        _search = new PatternSearch(vocabulary, maxSearchSteps);
    }

    /// <summary>Counts occurrences of an energy pattern: embeddings over the pattern's symmetries.</summary>
    public LocalCount(Pattern pattern, Vocabulary vocabulary, int maxSearchSteps)
    {
        _kind = ObservableKind.Molecules;
        var compiled = new CompiledPattern(pattern, vocabulary);
        _patterns = [(compiled, new ObservedPattern(pattern))];
        _search = new PatternSearch(vocabulary, maxSearchSteps);
        _symmetries = [RuleSymmetry.Automorphisms(compiled, vocabulary)];
    }

    /// <summary>The count in a species.</summary>
    public double Of(int species, SpeciesList list)
    {
        while (_known.Count <= species) _known.Add(double.NaN);
        if (double.IsNaN(_known[species])) _known[species] = At(species, -1, list);
        return _known[species];
    }

    /// <summary>The count with the first molecule of each pattern put on a molecule of a species.</summary>
    public double At(int species, int molecule, SpeciesList list) => In(list.Graph(species), list.Compartment(species), molecule);

    /// <summary>The same in a graph; -1 for any molecule.</summary>
    public double In(SpeciesGraph graph, int compartment, int molecule = -1)
    {
        double count = 0;
        for (int p = 0; p < _patterns.Length; p++)
        {
            (CompiledPattern pattern, ObservedPattern observed) = _patterns[p];
            bool once = _kind == ObservableKind.Species && observed.Comparison is null;
            double matches = _search.Run(pattern, graph, compartment, molecule, once: once);
            count += _kind == ObservableKind.Molecules ? matches / _symmetries[p] : observed.Accepts(matches) ? 1 : 0;
        }

        return _kind == ObservableKind.Species && _isUnique ? Math.Min(1, count) : count;
    }
}

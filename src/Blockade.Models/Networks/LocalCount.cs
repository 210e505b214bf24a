using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>An observable or an energy pattern, counted in one species or at one molecule of it. Holds scratch: one thread.</summary>
internal sealed class LocalCount
{
    private readonly (CompiledPattern Pattern, ObservedPattern Observed)[] _patterns;
    private readonly ObservableKind _kind;
    private readonly PatternSearch _search;
    private readonly double _symmetry = 1;
    private readonly List<double> _known = [];

    public LocalCount(Observable observable, Vocabulary vocabulary, int maxSearchSteps)
    {
        _kind = observable.Kind;
        _patterns = [.. observable.Patterns.Select(p => (new CompiledPattern(p.Pattern, vocabulary), p))];
        _search = new PatternSearch(vocabulary, maxSearchSteps);
    }

    /// <summary>Counts occurrences of an energy pattern: embeddings over the pattern's symmetries.</summary>
    public LocalCount(Pattern pattern, Vocabulary vocabulary, int maxSearchSteps)
    {
        _kind = ObservableKind.Molecules;
        var compiled = new CompiledPattern(pattern, vocabulary);
        _patterns = [(compiled, new ObservedPattern(pattern))];
        _search = new PatternSearch(vocabulary, maxSearchSteps);
        _symmetry = RuleSymmetry.Automorphisms(compiled, vocabulary);
    }

    /// <summary>The count in a species.</summary>
    public double Of(int species, SpeciesList list)
    {
        while (_known.Count <= species) _known.Add(double.NaN);
        if (double.IsNaN(_known[species])) _known[species] = At(species, -1, list);
        return _known[species];
    }

    /// <summary>The count with the first molecule of each pattern put on a molecule of a species.</summary>
    public double At(int species, int molecule, SpeciesList list)
    {
        double count = 0;
        foreach ((CompiledPattern pattern, ObservedPattern observed) in _patterns)
        {
            bool once = _kind == ObservableKind.Species && observed.Comparison is null;
            double matches = _search.Run(pattern, list.Graph(species), list.Compartment(species), molecule, once: once);
            count += _kind == ObservableKind.Molecules ? matches : observed.Accepts(matches) ? 1 : 0;
        }

        return count / _symmetry;
    }
}

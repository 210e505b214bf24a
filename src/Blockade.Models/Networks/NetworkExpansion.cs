using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>One expansion under way: the builder of a <see cref="ReactionNetwork"/>.</summary>
internal sealed class NetworkExpansion
{
    private readonly RuleModel _model;
    private readonly ExpansionLimits _limits;
    private readonly IProgress<ExpansionProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly Vocabulary _vocabulary;
    private readonly ImmutableArray<Diagnostic>.Builder _diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
    private readonly List<Species> _species = [];
    private readonly List<SpeciesGraph> _graphs = [];
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<int> _seeds = [];
    private readonly List<(int[] Reactants, int[] Products, int Rule)> _reactions = [];
    private readonly Dictionary<ReactionKey, int> _reactionNumbers = [];
    private readonly List<int> _counts = [];
    private readonly List<int> _symmetries = [];
    private string? _limit;
    private int _offender;

    public NetworkExpansion(RuleModel model, ExpansionLimits limits, IProgress<ExpansionProgress>? progress, CancellationToken cancellation)
    {
        _model = model;
        _limits = limits;
        _progress = progress;
        _cancellation = cancellation;
        _vocabulary = new Vocabulary(model.MoleculeTypes);
    }

    public Checked<ReactionNetwork> Run()
    {
        CompiledRule?[] rules = [.. _model.Rules.Select(r => CompiledRule.Compile(r, _vocabulary, _model.Source, _diagnostics))];
        foreach (SeedSpecies seed in _model.Seeds)
        {
            SpeciesGraph graph = GraphOf(seed.Species);
            if (graph.Complexes().Count > 1)
            {
                Error("NET1002", seed.Span, "a seed species is one connected complex; this one falls apart", "write the bonds");
                continue;
            }

            int before = _species.Count;
            int number = Intern(graph, seed.IsClamped);
            if (number < before) Error("NET1003", seed.Span, $"this species is seeded twice: {_species[number].Name}");
            _seeds.Add(number);
        }

        if (_diagnostics.Any(d => d.Severity == Severity.Error)) return new(null, _diagnostics.ToImmutable());
        var matches = new MatchTable[rules.Length][];
        for (int r = 0; r < rules.Length; r++) matches[r] = [.. rules[r]!.Reactants.Select(_ => new MatchTable())];

        int fresh = 0;
        for (int iteration = 1; ; iteration++)
        {
            int end = _species.Count;
            if (fresh == end && iteration > 1) break;
            if (iteration > _limits.MaxIterations)
            {
                _limit = $"{_limits.MaxIterations:N0} rounds of rules; --max-iterations raises it";
                break;
            }

            for (int s = fresh; s < end; s++) Match(rules!, matches, s);
            for (int r = 0; r < rules.Length && _limit is null; r++) Fire(rules[r]!, r, matches[r], fresh, iteration == 1);
            if (_limit is not null) break;
            fresh = end;
            _progress?.Report(new ExpansionProgress(iteration, _species.Count, _reactions.Count));
        }

        if (_limit is not null)
        {
            string largest = _species[_offender].Name;
            SourceSpan at = _model.Rules.Length > 0 ? _model.Rules[_reactions.Count > 0 ? _reactions[^1].Rule : 0].Span : default;
            Error("NET1101", at, $"the network reached its limit of {_limit}; it may be infinite (so far {_species.Count} species, {_reactions.Count} reactions)",
                $"a species as large as it got: {(largest.Length > 120 ? string.Concat(largest.AsSpan(0, 120), "...") : largest)}");
            return new(null, _diagnostics.ToImmutable());
        }

        WarnOfIdleRules(rules!, matches);
        return new(Build(), _diagnostics.ToImmutable());
    }

    private void Match(CompiledRule[] rules, MatchTable[][] matches, int species)
    {
        SpeciesGraph graph = _graphs[species];
        int[] owners = graph.Owners();
        for (int r = 0; r < rules.Length; r++)
        {
            for (int p = 0; p < rules[r].Reactants.Length; p++)
            {
                MatchTable table = matches[r][p];
                (int[] Molecules, int[] Sites) centre = rules[r].Centres[p];
                rules[r].Reactants[p].Embed(graph, owners, (molecules, sites) => table.Add(species, molecules, sites, centre));
            }
        }
    }

    private void Fire(CompiledRule rule, int index, MatchTable[] tables, int fresh, bool first)
    {
        int n = tables.Length;
        if (n == 0)
        {
            if (first) Record(rule, index, [], [], []);
            return;
        }

        // semi-naive: the first fresh match stands at position k, older ones before it, any after it
        var graphs = new SpeciesGraph[n];
        var species = new int[n];
        var molecules = new int[n][];
        var sites = new int[n][];
        for (int k = 0; k < n; k++) Choose(0, k);

        void Choose(int position, int k)
        {
            if (_limit is not null) return;
            if (position == n)
            {
                _cancellation.ThrowIfCancellationRequested();
                Record(rule, index, species, molecules, sites, graphs);
                return;
            }

            MatchTable table = tables[position];
            int split = table.FirstOf(fresh);
            int from = position == k ? split : 0;
            int to = position < k ? split : table.Count;
            for (int i = from; i < to; i++)
            {
                (species[position], molecules[position], sites[position]) = table[i];
                graphs[position] = _graphs[species[position]];
                Choose(position + 1, k);
            }
        }
    }

    private void Record(CompiledRule rule, int index, int[] species, int[][] molecules, int[][] sites, SpeciesGraph[]? graphs = null)
    {
        List<SpeciesGraph>? products = rule.Apply(graphs ?? [], molecules, sites);
        if (products is null) return;
        var numbers = new int[products.Count];
        for (int p = 0; p < numbers.Length; p++)
        {
            if (products[p].MoleculeCount > _limits.MaxMolecules)
            {
                _limit = $"{_limits.MaxMolecules:N0} molecules in one species; --max-molecules raises it";
                _offender = species.Length > 0 ? species[0] : 0;
                return;
            }

            numbers[p] = Intern(products[p], isClamped: false);
        }

        Array.Sort(numbers);
        int[] reactants = [.. species.Order()];
        var key = new ReactionKey(index, reactants, numbers);
        if (_reactionNumbers.TryGetValue(key, out int existing))
        {
            _counts[existing]++;
            return;
        }

        _reactionNumbers.Add(key, _reactions.Count);
        _reactions.Add((reactants, numbers, index));
        _counts.Add(1);
        _symmetries.Add(rule.Symmetry);
        if (_species.Count > _limits.MaxSpecies) Stop($"{_limits.MaxSpecies:N0} species; --max-species raises it");
        if (_reactions.Count > _limits.MaxReactions) Stop($"{_limits.MaxReactions:N0} reactions; --max-reactions raises it");

        void Stop(string limit)
        {
            _limit = limit;
            _offender = Enumerable.Range(0, _species.Count).MaxBy(s => _species[s].MoleculeCount);
        }
    }

    private int Intern(SpeciesGraph graph, bool isClamped)
    {
        (string text, SpeciesGraph canonical) = CanonicalForm.Of(graph, _vocabulary);
        if (_numbers.TryGetValue(text, out int number)) return number;
        number = _species.Count;
        _numbers.Add(text, number);
        _species.Add(new Species(text, canonical.MoleculeCount, isClamped));
        _graphs.Add(canonical);
        return number;
    }

    private SpeciesGraph GraphOf(Pattern pattern)
    {
        var types = new int[pattern.Molecules.Length];
        var starts = new int[types.Length + 1];
        var states = new List<int>();
        var bonds = new List<int>();
        var ends = new Dictionary<int, int>();
        for (int m = 0; m < types.Length; m++)
        {
            PatternMolecule molecule = pattern.Molecules[m];
            types[m] = _vocabulary.IndexOf(molecule.Type);
            List<PatternComponent> written = [.. molecule.Components];
            for (int i = 0; i < molecule.Type.Components.Length; i++)
            {
                int found = written.FindIndex(c => c.Name == molecule.Type.Components[i].Name);
                PatternComponent component = written[found];
                written.RemoveAt(found);
                states.Add(_vocabulary.StateIndex(types[m], i, component.State));
                bonds.Add(-1);
                if (component.Bond != BondKind.Labelled) continue;
                int here = states.Count - 1;
                if (!ends.TryGetValue(component.BondLabel, out int other))
                {
                    ends.Add(component.BondLabel, here);
                    continue;
                }

                bonds[here] = other;
                bonds[other] = here;
            }

            starts[m + 1] = states.Count;
        }

        return new SpeciesGraph(types, starts, [.. states], [.. bonds]);
    }

    private void WarnOfIdleRules(CompiledRule[] rules, MatchTable[][] matches)
    {
        var fired = new bool[rules.Length];
        foreach ((_, _, int rule) in _reactions) fired[rule] = true;
        for (int r = 0; r < rules.Length; r++)
        {
            if (fired[r]) continue;
            int empty = Array.FindIndex(matches[r], t => t.Count == 0);
            string why = empty >= 0
                ? $"nothing that can form matches its {(matches[r].Length == 1 ? "reactant" : $"reactant {empty + 1}")}"
                : "every match would have another number of products than the rule says";
            _diagnostics.Add(new Diagnostic("NET2001", Severity.Warning, _model.Source, _model.Rules[r].Span, $"rule '{_model.Rules[r].Name}' never fires: {why}"));
        }
    }

    private ReactionNetwork Build()
    {
        var owners = _graphs.Select(g => g.Owners()).ToArray();
        var observables = ImmutableArray.CreateBuilder<ObservableWeights>();
        foreach (Observable observable in _model.Observables)
        {
            var weights = new SortedDictionary<int, double>();
            foreach (Pattern pattern in observable.Patterns)
            {
                var compiled = new CompiledPattern(pattern, _vocabulary);
                for (int s = 0; s < _graphs.Count; s++)
                {
                    int count = compiled.Embed(_graphs[s], owners[s], null);
                    if (count == 0) continue;
                    weights[s] = weights.GetValueOrDefault(s) + (observable.Kind == ObservableKind.Species ? 1 : count);
                }
            }

            observables.Add(new ObservableWeights(observable.Name, [.. weights.Select(w => (w.Key, w.Value))]));
        }

        var reactions = ImmutableArray.CreateBuilder<Reaction>(_reactions.Count);
        for (int i = 0; i < _reactions.Count; i++)
        {
            (int[] reactants, int[] products, int rule) = _reactions[i];
            reactions.Add(new Reaction([.. reactants], [.. products], (double)_counts[i] / _symmetries[i], rule));
        }

        return new ReactionNetwork(_model, [.. _species], [.. _seeds], reactions.ToImmutable(), observables.ToImmutable());
    }

    private void Error(string code, SourceSpan span, string message, string? hint = null) =>
        _diagnostics.Add(new Diagnostic(code, Severity.Error, _model.Source, span, message, hint));

    /// <summary>The matches of one reactant pattern, species ascending because they are matched in order of discovery.</summary>
    private sealed class MatchTable
    {
        private readonly List<(int Species, int[] Molecules, int[] Sites)> _matches = [];

        public int Count => _matches.Count;

        public (int Species, int[] Molecules, int[] Sites) this[int i] => _matches[i];

        /// <summary>Keeps a match unless one of the same species has the same centre.</summary>
        public void Add(int species, int[] molecules, int[] sites, (int[] Molecules, int[] Sites) centre)
        {
            for (int i = _matches.Count - 1; i >= 0 && _matches[i].Species == species; i--)
            {
                bool same = true;
                foreach (int m in centre.Molecules) same &= _matches[i].Molecules[m] == molecules[m];
                foreach (int s in centre.Sites) same &= _matches[i].Sites[s] == sites[s];
                if (same) return;
            }

            _matches.Add((species, [.. molecules], [.. sites]));
        }

        /// <summary>The first match of a species numbered <paramref name="species"/> or later.</summary>
        public int FirstOf(int species)
        {
            int low = 0, high = _matches.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (_matches[middle].Species < species) low = middle + 1;
                else high = middle;
            }

            return low;
        }
    }

    private readonly struct ReactionKey(int rule, int[] reactants, int[] products) : IEquatable<ReactionKey>
    {
        private readonly int _rule = rule;
        private readonly int[] _reactants = reactants;
        private readonly int[] _products = products;

        public bool Equals(ReactionKey other) =>
            _rule == other._rule && _reactants.AsSpan().SequenceEqual(other._reactants) && _products.AsSpan().SequenceEqual(other._products);

        public override bool Equals(object? obj) => obj is ReactionKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(_rule);
            foreach (int r in _reactants) hash.Add(r);
            hash.Add(-1);
            foreach (int p in _products) hash.Add(p);
            return hash.ToHashCode();
        }
    }
}

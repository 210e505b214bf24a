using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>
/// One expansion under way: the builder of a <see cref="ReactionNetwork"/>. Matches are found and reactions recorded one after the other;
/// in between, matches are rewritten in batches, large ones on all processors, which cannot change the result.
/// </summary>
internal sealed class NetworkExpansion
{
    private const int BatchMolecules = 1 << 16;   // what a batch may make, were each product as large as the largest species: its products are memory
    private const int MostInBatch = 8192;
    private const int Blocks = 32;                // of a batch, handed out to the processors

    private readonly RuleModel _model;
    private readonly ExpansionLimits _limits;
    private readonly IProgress<ExpansionProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly Vocabulary _vocabulary;
    private readonly ImmutableArray<Diagnostic>.Builder _diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
    private readonly SpeciesList _species;
    private readonly ReactionTable _reactions = new();
    private readonly ReactionRates _rates;
    private readonly PatternSearch _search;
    private readonly RuleApplication _application;
    private readonly ConcurrentBag<RuleApplication> _idle = [];   // those of other threads, with their scratch, between batches
    private readonly List<int> _seeds = [];
    private readonly HashSet<int> _clamped = [];
    private readonly List<(int Rule, int FirstRow)> _batch = [];
    private readonly List<int> _rows = [];                 // of the batch: matches by reactant
    private readonly List<ProductCodes> _products = [];    // of the batch, block by block
    private readonly int[] _mostOfType;
    private CompiledRule[] _rules = [];
    private MatchTable[][] _matches = [];     // per rule and reactant
    private MatchTable[] _tables = [];         // each once
    private List<(int Rule, int Place)>[] _users = [];   // of each table
    private List<int>[] _tablesOfType = [];   // by the type of a pattern's first molecule
    private int[] _lastWith = [];             // the last species that had a type
    private int _matched;
    private int _largest = 1;                 // molecules in a matched species
    private int _blockSize = 1;               // matches in a block, of the batch under way
    private readonly SortedSet<int> _ready = [];   // rules with a fresh match
    private MatchedReactants _recorded = new(0);   // of the match being recorded
    private bool[] _fired = [];
    private bool _isCut;
    private long _applications;
    private string? _limit;
    private int _offender;

    public NetworkExpansion(RuleModel model, ExpansionLimits limits, IProgress<ExpansionProgress>? progress, CancellationToken cancellation)
    {
        _model = model;
        _limits = limits;
        _progress = progress;
        _cancellation = cancellation;
        _vocabulary = new Vocabulary(model);
        _species = new SpeciesList(_vocabulary);
        _rates = new ReactionRates(model, _vocabulary, _species, limits.MaxSearchSteps);
        _search = new PatternSearch(_vocabulary, limits.MaxSearchSteps);
        _application = new RuleApplication(_vocabulary);
        _mostOfType = [.. _vocabulary.Types.Select(t => limits.Bounds.MoleculesOfType.GetValueOrDefault(t.Name, int.MaxValue))];
    }

    /// <summary>Expands, from the seeds or from a network that is a part of this model's and whose rules have these numbers here.</summary>
    public Checked<ReactionNetwork> Run(ReactionNetwork? part = null, int[]? rulesOfPart = null)
    {
        try
        {
            return Expand(part, rulesOfPart);
        }
        catch (SearchLimitException beyond)
        {
            Error(
                "NET1102", beyond.Pattern.Span, $"placing this pattern in one species takes more than {_limits.MaxSearchSteps:N0} steps; --max-search-steps raises it",
                "equal molecules or equal bound sites in one pattern can be exchanged, and each exchange is a match");
            return new(null, _diagnostics.ToImmutable());
        }
    }

    private Checked<ReactionNetwork> Expand(ReactionNetwork? part, int[]? rulesOfPart)
    {
        CompiledRule?[] rules = [.. _model.Rules.Select(r => CompiledRule.Compile(r, _vocabulary, _model.Source, _diagnostics))];
        if (part is not null) PlaceSpecies(part);
        int placed = _species.Count;
        PlaceSeeds();
        if (_diagnostics.Any(d => d.Severity == Severity.Error)) return new(null, _diagnostics.ToImmutable());
        _rules = rules!;
        _fired = new bool[_rules.Length];
        MakeTables();

        int fresh = 0;
        if (part is not null && rulesOfPart is not null)
        {
            // among the part's species only the rules that it did not have make anything new
            PlaceReactions(part, rulesOfPart);
            Match(0, placed);
            foreach (int r in rulesOfPart.Where(r => Array.TrueForAll(_matches[r], t => t.Count > 0))) _fired[r] = true;
            for (int r = 0; r < _rules.Length && _limit is null; r++)
            {
                if (!rulesOfPart.Contains(r)) Fire(r, 0, first: true);
            }

            Flush();
            fresh = placed;
        }

        for (int iteration = 1; ; iteration++)
        {
            int end = _species.Count;
            if (fresh == end && (iteration > 1 || part is not null)) break;
            if (iteration > _limits.Bounds.Iterations)
            {
                _isCut = true;
                break;
            }

            if (iteration > _limits.MaxIterations)
            {
                _limit = $"{_limits.MaxIterations:N0} rounds of rules; --max-iterations raises it";
                break;
            }

            Match(fresh, end);
            bool isFirst = iteration == 1 && part is null;
            foreach (int r in isFirst ? Enumerable.Range(0, _rules.Length) : _ready)
            {
                if (_limit is null) Fire(r, fresh, isFirst);
            }

            _ready.Clear();
            Flush();
            if (_limit is not null) break;
            fresh = end;
            _progress?.Report(new ExpansionProgress(iteration, _species.Count, _reactions.Count, _applications));
        }

        if (_limit is not null)
        {
            ReportLimit();
            return new(null, _diagnostics.ToImmutable());
        }

        if (_isCut) _diagnostics.Add(new Diagnostic("NET0001", Severity.Note, _model.Source, default, "the network was cut where it was asked to be: rounds of rules, molecules in a species"));
        WarnOfIdleRules();
        return new(new NetworkBuilder(_model, _vocabulary, _species, _reactions, _rules).Build(_seeds, _clamped, _rates.Laws, _limits.MaxSearchSteps), _diagnostics.ToImmutable());
    }

    private void PlaceSpecies(ReactionNetwork part)
    {
        foreach (int[] code in part.Codes) _species.Intern(code);
    }

    private void PlaceReactions(ReactionNetwork part, int[] rules)
    {
        foreach (Reaction reaction in part.Reactions)
        {
            int rule = rules[reaction.RuleIndex];
            int[] order = [.. reaction.RuleOrder];
            int rate = _rates.IndexOf(rule, _rules[rule], order, [], []);
            _reactions.Add(rule, rate, reaction.Reactants.AsSpan(), reaction.Products.AsSpan(), order, (long)Math.Round(reaction.Factor * _rules[rule].Symmetry));
        }
    }

    private void PlaceSeeds()
    {
        var seeded = new HashSet<int>();
        var complexOf = new int[1];
        foreach (SeedSpecies seed in _model.Seeds)
        {
            SpeciesGraph graph = SeedGraph.Of(seed.Species, _vocabulary);
            Array.Resize(ref complexOf, graph.MoleculeCount);
            Array.Clear(complexOf);
            if (graph.Complexes(complexOf, new int[graph.MoleculeCount]) > 1)
            {
                Error("NET1002", seed.Span, "a seed species is one connected complex; this one falls apart", "write the bonds");
                continue;
            }

            if (!_vocabulary.Geography.MayBe(graph))
            {
                Error("NET1005", seed.Span, "this species cannot exist where its molecules are: a complex is on one surface and next to it, or in one volume");
                continue;
            }

            if (graph.MoleculeCount > _limits.MaxMolecules)
            {
                Error("NET1101", seed.Span, $"this species has {graph.MoleculeCount:N0} molecules, more than the limit of {_limits.MaxMolecules:N0} in one species; --max-molecules raises it");
                continue;
            }

            int number = _species.Intern(graph);
            if (!seeded.Add(number)) Error("NET1003", seed.Span, $"this species is seeded twice: {_species.Text(number)}");
            if (seed.IsClamped) _clamped.Add(number);
            _seeds.Add(number);
        }
    }

    // Equal patterns of which the same is changed share a table.
    private void MakeTables()
    {
        var shared = new Dictionary<string, MatchTable>();
        _matches = new MatchTable[_rules.Length][];
        for (int r = 0; r < _rules.Length; r++)
        {
            CompiledRule rule = _rules[r];
            _matches[r] = new MatchTable[rule.Reactants.Length];
            for (int p = 0; p < rule.Reactants.Length; p++)
            {
                (int[] molecules, int[] sites) = rule.Centres[p];
                string key = $"{rule.Reactants[p].Describe()}|{rule.Reactants[p].MatchOnce}|{string.Join(',', molecules.Order())}|{string.Join(',', sites.Order())}";
                if (rule.ReactantFilters.Any(f => f.Place == p)) key += $"|{r}";
                if (!shared.TryGetValue(key, out MatchTable? table)) shared.Add(key, table = new MatchTable(rule.Reactants[p], rule.Centres[p], _vocabulary));
                _matches[r][p] = table;
            }
        }

        _tables = [.. shared.Values];
        Dictionary<MatchTable, int> numbers = _tables.Select((table, number) => (table, number)).ToDictionary(t => t.table, t => t.number);
        _users = [.. _tables.Select(_ => new List<(int Rule, int Place)>())];
        _tablesOfType = [.. _vocabulary.Types.Select(_ => new List<int>())];
        _lastWith = new int[_vocabulary.Types.Length];
        Array.Fill(_lastWith, -1);
        for (int r = 0; r < _rules.Length; r++)
        {
            for (int p = 0; p < _matches[r].Length; p++) _users[numbers[_matches[r][p]]].Add((r, p));
        }

        for (int t = 0; t < _tables.Length; t++)
        {
            if (_tables[t].Pattern.Types is [int first, ..]) _tablesOfType[first].Add(t);
        }

        _recorded = new MatchedReactants(_rules.Select(r => r.Reactants.Length).DefaultIfEmpty(0).Max());
    }

    // only patterns that begin with a molecule which a species has are looked for in it
    private void Match(int from, int end)
    {
        int at = 0;
        SpeciesGraph graph = null!;
        Action found = () => _tables[at].Add(_matched, graph, _search);
        for (_matched = from; _matched < end; _matched++)
        {
            _cancellation.ThrowIfCancellationRequested();
            graph = _species.Graph(_matched);
            _largest = Math.Max(_largest, graph.MoleculeCount);
            int compartment = _species.Compartment(_matched);
            for (int m = 0; m < graph.MoleculeCount; m++)
            {
                int type = graph.Types[m];
                if (_lastWith[type] == _matched) continue;
                _lastWith[type] = _matched;
                foreach (int table in _tablesOfType[type])
                {
                    (at, int rule, int place) = (table, _users[table][0].Rule, _users[table][0].Place);
                    if (_rules[rule].ReactantFilters.Length > 0 && !CompiledRule.Passes(_rules[rule].ReactantFilters, place, _search, graph, compartment)) continue;
                    int before = _tables[table].Count;
                    _search.Run(_tables[table].Pattern, graph, compartment, found: found);
                    if (_tables[table].Count > before) foreach ((int user, _) in _users[table]) _ready.Add(user);
                }
            }
        }

        _blockSize = Math.Clamp(BatchMolecules / _largest, Blocks, MostInBatch) / Blocks;   // no batch is under way
    }

    private void Fire(int ruleIndex, int fresh, bool first)
    {
        MatchTable[] tables = _matches[ruleIndex];
        int n = tables.Length;
        if (n == 0)
        {
            if (first) Emit(ruleIndex, []);
            return;
        }

        // semi-naive: the first fresh match stands at position k, older ones before it, any after it; the last position first, so that species have the numbers that BioNetGen gives them
        var rows = new int[n];
        for (int k = n - 1; k >= 0; k--) Choose(0, k);

        void Choose(int position, int k)
        {
            if (_limit is not null) return;
            if (position == n)
            {
                Emit(ruleIndex, rows);
                return;
            }

            int split = tables[position].FirstOf(fresh);
            int to = position < k ? split : tables[position].Count;
            for (int i = position == k ? split : 0; i < to; i++)
            {
                rows[position] = i;
                Choose(position + 1, k);
            }
        }
    }

    private void Emit(int rule, ReadOnlySpan<int> rows)
    {
        _batch.Add((rule, _rows.Count));
        _rows.AddRange(rows);
        if (_batch.Count == _blockSize * Blocks) Flush();
    }

    private void Flush()
    {
        _cancellation.ThrowIfCancellationRequested();
        int n = _batch.Count;
        _applications += n;
        int blocks = (n + _blockSize - 1) / _blockSize;
        while (_products.Count < blocks) _products.Add(new ProductCodes());
        if (blocks < Blocks / 2)
        {
            // done in the time that other threads take to begin
            for (int b = 0; b < blocks; b++) Rewrite(b, _application);
        }
        else
        {
            Parallel.For(
                0, blocks, new ParallelOptions { CancellationToken = _cancellation }, () => _idle.TryTake(out RuleApplication? idle) ? idle : new RuleApplication(_vocabulary),
                (b, _, application) =>
                {
                    Rewrite(b, application);
                    return application;
                },
                _idle.Add);
        }

        for (int i = 0; i < n && _limit is null; i++)
        {
            if (!_products[i / _blockSize].IsNothing(i % _blockSize)) Record(i);
        }

        if (_limit is null && Bytes() > (long)_limits.MaxMegabytes << 20) Stop($"{_limits.MaxMegabytes:N0} MB of memory; --max-memory raises it", _batch.Count > 0 ? _batch[^1].Rule : 0);
        _batch.Clear();
        _rows.Clear();
    }

    private void Rewrite(int block, RuleApplication application)
    {
        var scratch = new MatchedReactants(_recorded.Graphs.Length);
        ProductCodes products = _products[block];
        products.Clear();
        for (int i = block * _blockSize; i < Math.Min(_batch.Count, (block + 1) * _blockSize); i++)
        {
            _cancellation.ThrowIfCancellationRequested();
            int n = Gather(i, scratch);
            application.Apply(_rules[_batch[i].Rule], scratch.Graphs.AsSpan(0, n), scratch.Compartments.AsSpan(0, n), scratch.Matches.AsSpan(0, n), products);
        }
    }

    // what a match of the batch is about; returns how many reactants
    private int Gather(int inBatch, MatchedReactants reactants)
    {
        (int rule, int first) = _batch[inBatch];
        int n = _matches[rule].Length;
        for (int r = 0; r < n; r++)
        {
            MatchTable table = _matches[rule][r];
            int species = table.SpeciesOf(_rows[first + r]);
            reactants.Graphs[r] = _species.Graph(species);
            reactants.Compartments[r] = _species.Compartment(species);
            reactants.Matches[r] = table[_rows[first + r]];
        }

        return n;
    }

    private void Record(int inBatch)
    {
        (int ruleIndex, int first) = _batch[inBatch];
        CompiledRule rule = _rules[ruleIndex];
        ProductCodes codes = _products[inBatch / _blockSize];
        int match = inBatch % _blockSize, count = codes.Count(match);
        for (int p = 0; p < count; p++)
        {
            ReadOnlySpan<int> code = codes[match, p];
            if (IsOutOfBounds(code))
            {
                _isCut = true;
                return;
            }

            if (code[0] > _limits.MaxMolecules)
            {
                Stop($"{_limits.MaxMolecules:N0} molecules in one species; --max-molecules raises it", ruleIndex);
                return;
            }

            if (rule.ProductFilters.Length == 0) continue;
            SpeciesGraph graph = _species.Decode(code);
            if (!CompiledRule.Passes(rule.ProductFilters, p, _search, graph, _species.CompartmentOf(graph))) return;
        }

        int n = _matches[ruleIndex].Length, all = 2 * (n + count + rule.HeldReactants.Length);
        Span<int> species = all <= 64 ? stackalloc int[all] : new int[all];
        Span<int> reactants = species[..n], sortedReactants = species.Slice(n, n), products = species.Slice(2 * n, (all / 2) - n), sortedProducts = species[(n + (all / 2))..];
        long embeddings = 1;
        for (int r = 0; r < n; r++)
        {
            MatchTable table = _matches[ruleIndex][r];
            embeddings *= table.WeightOf(_rows[first + r]);
            reactants[r] = table.SpeciesOf(_rows[first + r]);
            _recorded.Matches[r] = table[_rows[first + r]];
        }

        int kept = 0;
        bool isDrawn = false;
        for (int p = 0; p < count; p++)
        {
            int made = _species.Intern(codes[match, p], out bool isNew);
            if (isNew && !isDrawn)
            {
                Gather(inBatch, _recorded);
                _application.Redraw(rule, _recorded.Graphs.AsSpan(0, n), _recorded.Compartments.AsSpan(0, n), _recorded.Matches.AsSpan(0, n));
                isDrawn = true;
            }

            if (isNew) _application.Keep(p, _species);
            if (!rule.IsHeldProduct(p)) products[kept++] = made;
        }

        foreach (int r in rule.HeldReactants) products[kept++] = reactants[r];
        products = products[..kept];
        sortedProducts = sortedProducts[..kept];
        _fired[ruleIndex] = true;
        reactants.CopyTo(sortedReactants);
        products.CopyTo(sortedProducts);
        sortedReactants.Sort();
        sortedProducts.Sort();
        if (sortedReactants.SequenceEqual(sortedProducts)) return;   // what changes nothing is no reaction
        int rate = _rates.IndexOf(ruleIndex, rule, reactants, _recorded.Matches.AsSpan(0, n), products);
        _reactions.Add(ruleIndex, rate, sortedReactants, sortedProducts, reactants, embeddings);
        if (_species.Count > _limits.MaxSpecies) Stop($"{_limits.MaxSpecies:N0} species; --max-species raises it", ruleIndex);
        if (_reactions.Count > _limits.MaxReactions) Stop($"{_limits.MaxReactions:N0} reactions; --max-reactions raises it", ruleIndex);
    }

    private long Bytes() => _species.Bytes + _reactions.Bytes + _tables.Sum(t => t.Bytes);

    private bool IsOutOfBounds(ReadOnlySpan<int> code)
    {
        if (code[0] > _limits.Bounds.Molecules) return true;
        if (_limits.Bounds.MoleculesOfType.IsEmpty) return false;
        var count = new int[_mostOfType.Length];
        for (int at = 1; at < code.Length; at += 2 + (2 * _vocabulary.SiteClass[code[at]].Length))
        {
            if (++count[code[at]] > _mostOfType[code[at]]) return true;
        }

        return false;
    }

    private void Stop(string limit, int rule)
    {
        _limit = limit;
        _offender = rule;
    }

    private void ReportLimit()
    {
        string largest = _species.Text(Enumerable.Range(0, _species.Count).MaxBy(s => _species.Graph(s).MoleculeCount));
        SourceSpan at = _model.Rules.Length > 0 ? _model.Rules[_offender].Span : default;
        string outlook = NetworkForecast.Of(_model) switch
        {
            { IsFinite: true } forecast => $"it is finite, with at most {forecast.MostSpecies.ToString("G3", CultureInfo.InvariantCulture)} species",
            { Chain: { } chain } => $"it may be infinite, because bonds can chain: {chain}",
            _ => "it may be infinite",
        };
        Error(
            "NET1101", at, $"the network reached its limit of {_limit}; {outlook} (so far {_species.Count} species, {_reactions.Count.ToString(CultureInfo.InvariantCulture)} reactions)",
            $"a species as large as it got: {(largest.Length > 120 ? string.Concat(largest.AsSpan(0, 120), "...") : largest)}");
    }

    private void WarnOfIdleRules()
    {
        for (int r = 0; r < _rules.Length && !_isCut; r++)
        {
            if (_fired[r]) continue;
            int empty = Array.FindIndex(_matches[r], t => t.Count == 0);
            string why = empty >= 0
                ? $"nothing that can form matches its {(_matches[r].Length == 1 ? "reactant" : $"reactant {empty + 1}")}"
                : "every match would have another number of products than the rule says";
            _diagnostics.Add(new Diagnostic("NET2001", Severity.Warning, _model.Source, _model.Rules[r].Span, $"rule '{_model.Rules[r].Name}' never fires: {why}"));
        }
    }

    private void Error(string code, SourceSpan span, string message, string? hint = null) =>
        _diagnostics.Add(new Diagnostic(code, Severity.Error, _model.Source, span, message, hint));
}

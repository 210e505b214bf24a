using System.Runtime.InteropServices;
using System.Text;
using Blockade.Models.Networks;

namespace Blockade.Models.NetworkFree;

/// <summary>
/// Rules of differing priority: of reactions with the same reactants and products, as species, only those of the highest priority are. An event of a
/// lower rule whose reaction a higher one makes too comes to nothing, so that the rest keeps its rates. Holds scratch: one simulator.
/// </summary>
/// <remarks>
/// Whatever a higher rule's rate is, as in BioNetGen, which leaves the lower reaction out of the network. Cost of an event of a lower rule: the canonical
/// forms of its reactants and products, and once for each set of reactants every match of the higher rules in them.
/// </remarks>
internal sealed class Precedence(NetworkFreeModel model, AgentPool pool, int maxSearchSteps)
{
    private const int MostKnown = 50_000;   // sets of reactants; species without end would take memory without end

    private readonly Vocabulary _vocabulary = model.Vocabulary;
    private readonly ComplexGraph _graph = new(pool, model.Vocabulary);
    private readonly CanonicalForm _canonical = new(model.Vocabulary);
    private readonly PatternSearch _search = new(model.Vocabulary, maxSearchSteps);
    private readonly RuleApplication _application = new(model.Vocabulary);
    private readonly ProductCodes _codes = new();
    private readonly Dictionary<string, Dictionary<string, int>> _known = [];
    private int[][] _reactants = [];

    /// <summary>What an event is to start from: the complexes of these molecules, before it.</summary>
    public void Enter(AgentRule rule, ReadOnlySpan<int> molecules)
    {
        _reactants = new int[rule.Sets.Length][];
        for (int r = 0; r < _reactants.Length; r++) _reactants[r] = _graph.Code(molecules[rule.Edits.MoleculeStart[r]]);
    }

    /// <summary>Whether a rule of higher priority makes the same of the same; the event is carried out, but for what it takes away.</summary>
    public bool IsTaken(AgentRule rule, RuleEditor editor)
    {
        List<int[]> products = [.. editor.Products(rule).Select(_graph.Code)];
        for (int r = 0; r < rule.HeldReactants.Length; r++) products.Add(_reactants[rule.HeldReactants[r]]);
        string before = Key(_reactants);
        if (!_known.TryGetValue(before, out Dictionary<string, int>? highest))
        {
            if (_known.Count == MostKnown) _known.Clear();
            _known.Add(before, highest = Work());
        }

        return highest.TryGetValue(Key(products), out int priority) && priority > rule.Priority;
    }

    // by products the highest priority of the rules that make them of the reactants
    private Dictionary<string, int> Work()
    {
        var highest = new Dictionary<string, int>();
        SpeciesGraph[] graphs = [.. _reactants.Select(c => _canonical.Decode(c))];
        int[] compartments = [.. graphs.Select(CompartmentOf)];
        foreach (CompiledRule rule in model.RulesByPriority)
        {
            if (rule.Rule.Priority == model.RulesByPriority[^1].Rule.Priority || rule.Reactants.Length != graphs.Length) continue;
            var order = new int[graphs.Length];
            Place(rule, graphs, compartments, order, 0, [], highest);
        }

        return highest;
    }

    private void Place(
        CompiledRule rule, SpeciesGraph[] graphs, int[] compartments, int[] order, int p, ReadOnlyMemory<int>[] matches, Dictionary<string, int> highest)
    {
        if (p == order.Length)
        {
            Note(rule, [.. order.Select(r => graphs[r])], [.. order.Select(r => compartments[r])], matches, order, highest);
            return;
        }

        for (int r = 0; r < graphs.Length; r++)
        {
            if (order.AsSpan(0, p).Contains(r) || !CompiledRule.Passes(rule.ReactantFilters, p, _search, graphs[r], compartments[r])) continue;
            order[p] = r;
            var table = new MatchTable(rule.Reactants[p], rule.Centres[p], _vocabulary);
            _search.Run(rule.Reactants[p], graphs[r], compartments[r], found: () => table.Add(0, graphs[r], _search));
            for (int m = 0; m < table.Count; m++) Place(rule, graphs, compartments, order, p + 1, [.. matches, table[m]], highest);
        }
    }

    private void Note(CompiledRule rule, SpeciesGraph[] graphs, int[] compartments, ReadOnlyMemory<int>[] matches, int[] order, Dictionary<string, int> highest)
    {
        _codes.Clear();
        _application.Apply(rule, graphs, compartments, matches, _codes);
        if (_codes.IsNothing(0)) return;
        var products = new List<int[]>();
        for (int p = 0; p < _codes.Count(0); p++)
        {
            SpeciesGraph graph = _canonical.Decode(_codes[0, p]);
            if (!CompiledRule.Passes(rule.ProductFilters, p, _search, graph, CompartmentOf(graph))) return;
            if (!rule.IsHeldProduct(p)) products.Add([.. _codes[0, p]]);
        }

        foreach (int held in rule.HeldReactants) products.Add(_reactants[order[held]]);
        string key = Key(products);
        highest[key] = Math.Max(rule.Rule.Priority, highest.GetValueOrDefault(key, int.MinValue));
    }

    private int CompartmentOf(SpeciesGraph graph) => _vocabulary.Geography.IsUsed ? _vocabulary.Geography.OfComplex(graph.Compartments.AsSpan(0, graph.MoleculeCount)) : -1;

    // species in whatever order; a code says itself where it ends
    private static string Key(IEnumerable<int[]> codes)
    {
        var text = new StringBuilder();
        foreach (string code in codes.Select(c => new string(MemoryMarshal.Cast<int, char>(c))).Order(StringComparer.Ordinal)) text.Append(code);
        return text.ToString();
    }
}

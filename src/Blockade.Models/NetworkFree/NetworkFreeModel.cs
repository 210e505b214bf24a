using System.Collections.Immutable;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.NetworkFree;

/// <summary>
/// A rule model ready to be simulated molecule by molecule, without a network: for models whose network is infinite, or too large. What
/// cannot be simulated so is refused by name. Immutable, shared by threads.
/// </summary>
/// <remarks>
/// Yang, Monine, Faeder and Hlavacek (2008), Phys. Rev. E 78:031910, doi:10.1103/PhysRevE.78.031910; Sneddon, Faeder and Emonet (2011),
/// Nat. Methods 8:177, doi:10.1038/nmeth.1546.
/// </remarks>
public sealed class NetworkFreeModel
{
    private readonly CompiledModel _formulas;
    private readonly Dictionary<string, int> _slots = [];   // of observables and functions

    private NetworkFreeModel(RuleModel model, CompiledModel formulas, Vocabulary vocabulary, CompiledRule[] rules, RateFactors[] factors)
    {
        Model = model;
        _formulas = formulas;
        Vocabulary = vocabulary;
        ObservableNames = [.. model.Observables.Select(o => o.Name)];
        FirstObservable = model.Parameters.Length;
        FirstFunction = FirstObservable + model.Observables.Length;
        TimeSlot = FirstFunction + FunctionNames.Length;
        for (int o = 0; o < ObservableNames.Length; o++) _slots.TryAdd(ObservableNames[o], FirstObservable + o);
        for (int f = 0; f < FunctionNames.Length; f++) _slots.TryAdd(FunctionNames[f], FirstFunction + f);

        Dictionary<string, Expression?> definitions = NetworkFreeScope.Definitions(model);
        FirstLocal = TimeSlot + 1;
        MostLocals = factors.Select(f => f.MostTerms).DefaultIfEmpty().Max();
        TimedFunctions = [.. Formulas.FunctionOrder.Where(f => NetworkFreeScope.NamesBehind(definitions, new Expression.Symbol(FunctionNames[f])).Contains("time"))];

        EnergyPlans = [.. model.EnergyPatterns.Select(e => new CompiledPattern(e.Pattern, vocabulary)).Select(p => (MatchPlan.OfEmbeddings(p, vocabulary), RuleSymmetry.Automorphisms(p, vocabulary)))];
        var plans = new List<MatchPlan>();
        var locals = new List<LocalRate?>();
        var setLaws = new List<(TupleLaw, int)?>();
        var numbers = new Dictionary<string, int>();
        (int Rule, int[] Places, Expression Common)[] ways =
        [
            .. from i in Enumerable.Range(0, rules.Length)
               from way in RulePlaces.Of(rules[i], model, vocabulary.Geography)
               select (i, way.Places, way.Conversion is { } c ? new Expression.Binary(BinaryOperator.Multiply, factors[i].Common, c) : factors[i].Common),
        ];
        MatchPlan[][] reactants = [.. ways.Select(w => PlansOf(rules[w.Rule], vocabulary, w.Places))];
        TupleLaw?[] laws = [.. ways.Select(w => factors[w.Rule].Whole(w.Common, Slot, FirstLocal, RadiusOf(rules[w.Rule])))];
        int[][] setsOfRule = [.. ways.Select((w, i) => reactants[i].Select((p, r) => Number(p, factors[w.Rule].Of(r, Slot, FirstLocal), laws[i] is { } law ? (law, r) : null)).ToArray())];
        SetsOfObservable =
            [.. model.Observables.Select(o => o.Patterns.Select(p => Number(MatchPlan.OfObservable(new CompiledPattern(p.Pattern, vocabulary), vocabulary), null, null)).ToArray())];
        SymmetriesOfObservable = [.. model.Observables.Select(o => o.Patterns.Select(
            p => o is { CountsUnique: true, Kind: ObservableKind.Molecules } ? RuleSymmetry.Automorphisms(new CompiledPattern(p.Pattern, vocabulary), vocabulary) : 1).ToArray())];
        Plans = [.. plans];
        Locals = [.. locals];
        Laws = [.. setLaws];

        HashSet<string>[] names = [.. ways.Select(w => Enumerable.Range(0, w.Places.Length).SelectMany(factors[w.Rule].NamesIn).Concat(factors[w.Rule].NamesInWhole).Concat(NetworkFreeScope.NamesBehind(definitions, w.Common)).ToHashSet())];
        ImmutableArray<int>[] rateObservables = [.. names.Select(n => n.Select(name => _slots.GetValueOrDefault(name, -1)).Where(s => s >= FirstObservable && s < FirstFunction).Select(s => s - FirstObservable).Order().ToImmutableArray())];
        HashSet<int> needed = [.. setsOfRule.SelectMany(s => s), .. rateObservables.SelectMany(o => o).SelectMany(o => SetsOfObservable[o])];
        RulesByPriority = [.. rules.OrderByDescending(r => r.Rule.Priority)];
        HashSet<string> toldApart = ToldApart(model);
        IsCounted = [.. vocabulary.Types.Select(t => t.Components.IsEmpty && model.Compartments.IsEmpty && !toldApart.Contains(t.Name))];
        IsOnlyObserved = [.. Plans.Select((p, i) => !needed.Contains(i) && (p.IsScattered || !IsCounted[p.RootType]))];
        IsCountedLate = [.. Plans.Select((p, i) => p.IsScattered && IsOnlyObserved[i])];
        ScatteredSets = [.. Enumerable.Range(0, Plans.Length).Where(i => IsScattered(i) && !IsCountedLate[i])];
        ILookup<int, (Watch Watch, MatchPlan Plan, int Molecule)> all = Enumerable.Range(0, Plans.Length).Where(i => !IsScattered(i)).SelectMany(Watches).ToLookup(w => w.Plan.TypeOf(w.Molecule));
        AffectedByType = [.. vocabulary.Types.Select((_, t) => all[t].Select(a => a.Watch).Distinct().ToArray())];
        AffectedBySite = [.. vocabulary.Types.Select((_, t) => vocabulary.SiteClass[t].Select(
            (_, s) => all[t].Where(a => a.Plan.Mentions(a.Molecule, t, vocabulary.SiteClass[t][s])).Select(a => a.Watch).Distinct().ToArray()).ToArray())];
        ILookup<int, int> setsOfRootType = Enumerable.Range(0, Plans.Length).Where(i => !IsCountedLate[i]).ToLookup(i => Plans[i].RootType);
        SetsOfRootType = [.. vocabulary.Types.Select((_, t) => setsOfRootType[t].ToArray())];
        (CellOfSet, CellsOfType) = PlaceInRecords();
        Rules = [.. ways.Select((w, i) => Make(rules[w.Rule], w.Common, i))];
        VariesInTime = names.Any(n => n.Contains("time"));
        RulesOfSet = HoldersOfSet(Rules.Select(r => r.Sets));
        ObservablesOfSet = HoldersOfSet(SetsOfObservable);

        AgentRule Make(CompiledRule r, Expression common, int i) => new(r, reactants[i], vocabulary)
        {
            Sets = setsOfRule[i],
            IsOutranked = RulesByPriority[0].Rule.Priority > r.Rule.Priority,
            Touched = TouchedBy(r),
            ScatteredSets = ChangesBonds(r) ? ScatteredSets : [.. ScatteredSets.Where(s => Laws[s] is not null || PlansBehind(s).Any(p => MentionsAny(p, r)))],
            Rate = CompiledExpression.Compile(common, Slot),
            Law = laws[i],
            VariesInTime = NetworkFreeScope.NamesBehind(definitions, common).Contains("time"),
            RateObservables = rateObservables[i],
            ReactantFilters = Filters(r.Rule.ReactantFilters, r.Reactants.Length, vocabulary),
            ProductFilters = Filters(r.Rule.ProductFilters, r.Rule.Products.Length, vocabulary),
        };

        int Number(MatchPlan plan, LocalRate? local, (TupleLaw, int)? law)
        {
            bool isShared = local is null && law is null;
            if (isShared && numbers.TryGetValue(plan.Text, out int number)) return number;
            if (isShared) numbers.Add(plan.Text, plans.Count);
            plans.Add(plan);
            locals.Add(local);
            setLaws.Add(law);
            return plans.Count - 1;
        }
    }

    /// <summary>The rules it was made from.</summary>
    public RuleModel Model { get; }

    /// <summary>Observables in order of declaration.</summary>
    public ImmutableArray<string> ObservableNames { get; }

    /// <summary>Functions without arguments, in order of declaration.</summary>
    public ImmutableArray<string> FunctionNames => _formulas.FunctionNames;

    internal Vocabulary Vocabulary { get; }

    /// <summary>Slots of formulas: parameters, observables, functions, time.</summary>
    internal int FirstObservable { get; }

    internal int FirstFunction { get; }

    internal int TimeSlot { get; }

    /// <summary>Slots after time: what a rate counts around a match.</summary>
    internal int FirstLocal { get; }

    internal int MostLocals { get; }

    /// <summary>A rate depends on time, not only on what there is.</summary>
    internal bool VariesInTime { get; }

    /// <summary>Functions that depend on time, in an order in which they can be worked out.</summary>
    internal int[] TimedFunctions { get; }

    internal NetworkKinetics Formulas => _formulas.Kinetics;

    /// <summary>The rules; one whose reactants can meet in several places is several.</summary>
    internal AgentRule[] Rules { get; }

    /// <summary>The model's rules, the highest priority first.</summary>
    internal CompiledRule[] RulesByPriority { get; }

    /// <summary>By set: where its place stands in the records of its root's type.</summary>
    internal int[] CellOfSet { get; }

    /// <summary>By type: the cells of its records that sets use.</summary>
    internal int[] CellsOfType { get; }

    /// <summary>By type: its molecules are a number.</summary>
    internal bool[] IsCounted { get; }

    /// <summary>The distinct patterns that are counted: one match set each.</summary>
    internal MatchPlan[] Plans { get; }

    /// <summary>By set: what makes its matches differ in rate, or null. A set that has it belongs to one reactant of one rule.</summary>
    internal LocalRate?[] Locals { get; }

    /// <summary>By set: the law of all reactants that its matches are classed for, and the reactant; null for most. Such a set belongs to one rule too.</summary>
    internal (TupleLaw Law, int Reactant)?[] Laws { get; }

    /// <summary>The energy patterns, and the ways to lay each on itself.</summary>
    internal (MatchPlan Plan, double Symmetry)[] EnergyPlans { get; }

    /// <summary>By set: counted only when its observable is asked for.</summary>
    internal bool[] IsCountedLate { get; }

    /// <summary>By set: no rate depends on it, so that it need not be known between two looks at the observables.</summary>
    internal bool[] IsOnlyObserved { get; }

    internal int[][] SetsOfObservable { get; }

    /// <summary>By observable and pattern: how many matches count as one.</summary>
    internal double[][] SymmetriesOfObservable { get; }

    internal int[][] RulesOfSet { get; }

    internal int[][] ObservablesOfSet { get; }

    internal int[][] SetsOfRootType { get; }

    internal int[] ScatteredSets { get; }

    /// <summary>What has to be counted anew around a molecule of a type that is new.</summary>
    internal Watch[][] AffectedByType { get; }

    /// <summary>The same where one site changed.</summary>
    internal Watch[][][] AffectedBySite { get; }

    /// <summary>Compiles a model, or says what in it needs a network.</summary>
    public static Checked<NetworkFreeModel> Compile(RuleModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        var vocabulary = new Vocabulary(model);
        CompiledRule?[] rules = [.. model.Rules.Select(r => CompiledRule.Compile(r, vocabulary, model.Source, diagnostics))];
        foreach (SeedSpecies seed in model.Seeds)
        {
            SpeciesGraph graph = SeedGraph.Of(seed.Species, vocabulary);
            if (graph.Complexes(new int[graph.MoleculeCount], new int[graph.MoleculeCount]) > 1)
            {
                Error("NET1002", seed.Span, "a seed species is one connected complex; this one falls apart", "write the bonds");
            }
            else if (!vocabulary.Geography.MayBe(graph))
            {
                Error("NET1005", seed.Span, "this species cannot exist where its molecules are: a complex is on one surface and next to it, or in one volume", null);
            }
        }

        foreach ((SourceSpan span, string what, string hint) in NetworkFreeScope.Beyond(model))
        {
            Error("NET1301", span, $"{what} cannot be simulated without a network", hint);
        }

        if (diagnostics.Any(d => d.Severity == Severity.Error)) return new(null, diagnostics.ToImmutable());
        Dictionary<string, Function> functions = model.Functions.DistinctBy(f => f.Name).ToDictionary(f => f.Name);
        Dictionary<string, Expression?> definitions = NetworkFreeScope.Definitions(model);
        RateFactors[] factors = [.. model.Rules.Select(r => new RateFactors(model, r, vocabulary, functions, definitions))];
        CompiledModel formulas = CompiledModel.Compile(new ReactionNetwork(model, [], [], [], [], [.. model.Observables.Select(o => new ObservableWeights(o.Name, []))]));
        return new(new NetworkFreeModel(model, formulas, vocabulary, rules!, factors), diagnostics.ToImmutable());

        void Error(string code, SourceSpan span, string message, string? hint) =>
            diagnostics.Add(new Diagnostic(code, Severity.Error, model.Source, span, message, hint));
    }

    /// <summary>Parameter values with some replaced: formulas that depend on a replaced number are worked out again.</summary>
    /// <exception cref="ArgumentException">A name is not a parameter.</exception>
    public double[] Parameters(params ReadOnlySpan<(string Name, double Value)> replaced) => _formulas.Parameters(replaced);

    internal int? Slot(string name)
    {
        int parameter = _formulas.ParameterIndex(name);
        if (parameter >= 0) return parameter;
        return _slots.TryGetValue(name, out int slot) ? slot : name == "time" ? TimeSlot : null;
    }

    private static MatchPlan[] PlansOf(CompiledRule rule, Vocabulary vocabulary, int[] places) =>
        [.. rule.Reactants.Select((pattern, r) => MatchPlan.OfReactant(pattern, vocabulary, [.. rule.Centres[r].Molecules], [.. rule.Centres[r].Sites], places[r]))];

    // Molecules without sites cannot be told apart, and so need not be; where a rule tells them apart all the same they are kept one by one.
    private static HashSet<string> ToldApart(RuleModel model) =>
    [
        .. model.Rules.Where(r => r.TotalRate || r.Rate is not RateLaw.MassAction m || ReactionRates.HasCalls(m.Constant)).SelectMany(r => r.Reactants).SelectMany(p => p.Molecules).Select(m => m.Type.Name),
    ];

    // by set: who has it, in ascending order
    private int[][] HoldersOfSet(IEnumerable<int[]> setsOfHolder)
    {
        ILookup<int, int> holders = setsOfHolder.SelectMany((sets, holder) => sets.Distinct().Select(set => (set, holder))).ToLookup(h => h.set, h => h.holder);
        return [.. Plans.Select((_, s) => holders[s].ToArray())];
    }

    // Each set that is kept has a cell in the records of its root's type, or two where it has profiles.
    private (int[] CellOfSet, int[] CellsOfType) PlaceInRecords()
    {
        var cells = new int[Plans.Length];
        var used = new int[Vocabulary.Types.Length];
        for (int s = 0; s < cells.Length; s++)
        {
            int type = Plans[s].RootType;
            cells[s] = AgentPool.EndOfSites(Vocabulary, type) + used[type];
            if (!IsCountedLate[s]) used[type] += Locals[s] is null && Laws[s] is null ? 1 : 2;
        }

        return (cells, used);
    }

    private static (bool, MatchPlan[])[]?[] Filters(ImmutableArray<SpeciesFilter> filters, int places, Vocabulary vocabulary)
    {
        var byPlace = new (bool, MatchPlan[])[]?[places];
        foreach (IGrouping<int, SpeciesFilter> place in filters.GroupBy(f => f.Place))
        {
            byPlace[place.Key] = [.. place.Select(f => (f.IsExclusion, f.Patterns.Select(p => MatchPlan.OfObservable(new CompiledPattern(p, vocabulary), vocabulary)).ToArray()))];
        }

        return byPlace;
    }

    // An occurrence that an event makes or ends lies so near to it, with one bond more to see what its sites are bound to; where the event
    // concerns the whole complex, or a pattern does, everything does.
    private int RadiusOf(CompiledRule rule) =>
        rule.Edits.RemovedWhole.Count + rule.Edits.SpeciesMoves.Count + rule.HeldReactants.Length > 0 || Array.Exists([.. rule.Rule.Products], p => p.IsHeld) || rule.Rule.MoveConnected || Array.Exists(EnergyPlans, e => e.Plan.IsScattered || e.Plan.Place >= 0)
            ? int.MaxValue
            : EnergyPlans.Select(e => e.Plan.Molecules).DefaultIfEmpty().Max();

    private bool IsScattered(int set) => Plans[set].IsScattered || Locals[set] is { IsWhole: true } || Laws[set] is not null;

    private IEnumerable<MatchPlan> PlansBehind(int set) => [Plans[set], .. Locals[set]?.Terms.SelectMany(t => t.Plans) ?? []];

    // A set is counted anew where a molecule of its own pattern changed, and where one did that a rate counts at a molecule of the match.
    private IEnumerable<(Watch Watch, MatchPlan Plan, int Molecule)> Watches(int set)
    {
        MatchPlan plan = Plans[set];
        for (int m = 0; m < plan.Molecules; m++) yield return (new Watch(set, plan.Ascents[m]), plan, m);
        foreach (LocalTerm term in Locals[set]?.Terms ?? [])
        {
            foreach (MatchPlan counted in term.Plans.Where(p => p.RootType == plan.TypeOf(term.Molecule)))
            {
                for (int m = 0; m < counted.Molecules; m++)
                {
                    yield return (new Watch(set, [.. counted.Ascents[m], .. plan.Ascents[term.Molecule]]), counted, m);
                }
            }
        }
    }

    private ImmutableArray<(int, Watch[])> TouchedBy(CompiledRule rule)
    {
        RuleEdits edits = rule.Edits;
        HashSet<int> changed = [.. edits.NewStates.Select(n => n.Site), .. edits.Cuts.SelectMany(c => (int[])[c.A, c.B]), .. edits.Joins.SelectMany(j => (int[])[j.A, j.B])];
        HashSet<int> bonds = [.. edits.Cuts.SelectMany(c => (int[])[c.A, c.B]), .. edits.Joins.Where(j => j.A < edits.SiteCount && j.B < edits.SiteCount).SelectMany(j => (int[])[j.A, j.B])];
        var touched = ImmutableArray.CreateBuilder<(int, Watch[])>();
        (int molecule, int site) = (0, 0);
        foreach (CompiledPattern pattern in rule.Reactants)
        {
            for (int m = 0; m < pattern.Types.Length; m++)
            {
                int type = pattern.Types[m];
                Watch[] affected =
                [
                    .. Enumerable.Range(pattern.SiteStart[m], pattern.SiteStart[m + 1] - pattern.SiteStart[m]).Where(s => changed.Contains(site + s))
                        .SelectMany(s => AffectedBySite[type][pattern.Sites[s].Class]).Distinct()
                        .Where(w => !IsIdle(w, type, Enumerable.Range(pattern.SiteStart[m], pattern.SiteStart[m + 1] - pattern.SiteStart[m]).Where(s => bonds.Contains(site + s)).Select(s => pattern.Sites[s].Class))),
                ];
                if (affected.Length > 0) touched.Add((molecule + m, affected));
            }

            molecule += pattern.Types.Length;
            site += pattern.Sites.Length;
        }

        foreach ((int type, _, _, _) in edits.Added) touched.Add((molecule++, AffectedByType[type]));
        return touched.ToImmutable();
    }

    // A path of one bond over the only site of its kind, which the rule cut or joined: it leads nowhere, or to a root that the rule touched itself.
    private bool IsIdle(Watch watch, int type, IEnumerable<int> bondSites) =>
        watch.Path is [{ Places: [int place] }] && bondSites.Any(c => c == place) && Vocabulary.SiteClass[type].Count(c => c == place) == 1;

    private static bool ChangesBonds(CompiledRule rule)
    {
        RuleEdits edits = rule.Edits;
        return edits.Cuts.Count + edits.Joins.Count + edits.Removed.Count + edits.Added.Count + edits.RemovedWhole.Count + edits.Moves.Count + edits.SpeciesMoves.Count > 0;
    }

    private static bool MentionsAny(MatchPlan plan, CompiledRule rule)
    {
        int site = 0;
        foreach (CompiledPattern pattern in rule.Reactants)
        {
            for (int s = 0; s < pattern.Sites.Length; s++, site++)
            {
                if (!rule.Edits.NewStates.Exists(n => n.Site == site)) continue;
                for (int m = 0; m < plan.Molecules; m++)
                {
                    if (plan.Mentions(m, pattern.Types[pattern.Sites[s].Molecule], pattern.Sites[s].Class)) return true;
                }
            }
        }

        return false;
    }
}

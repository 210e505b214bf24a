using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Models.Compilation;

/// <summary>
/// The flat arrays behind a network's right-hand side. Slots run over parameters, then observables, then functions, then time, so that
/// one expression language serves them all.
/// </summary>
internal sealed class NetworkKinetics
{
    private readonly Func<string, int?> _slot;
    private readonly Func<Expression, Expression> _inline;
    private readonly Function[] _functions;

    /// <param name="network">The network.</param>
    /// <param name="parameterIndex">Slots of its parameters.</param>
    /// <param name="lumping">Which sums of species are the states; without one, each species is.</param>
    public NetworkKinetics(ReactionNetwork network, Dictionary<string, int> parameterIndex, ExactLumping? lumping = null)
    {
        RuleModel model = network.Model;
        int species = lumping?.States.Length ?? network.Species.Length;
        ParameterCount = parameterIndex.Count;
        FirstObservable = ParameterCount;
        FirstFunction = FirstObservable + network.Observables.Length;
        Function[] functions = [.. model.Functions.Where(f => f.Arguments.Length == 0)];   // local ones are in the rates
        TimeSlot = FirstFunction + functions.Length;
        FirstReactant = TimeSlot + 1;
        int mostReactants = network.Reactions.Select(r => r.Reactants.Length).DefaultIfEmpty(0).Max();
        SlotCount = FirstReactant + mostReactants;
        var observableIndex = network.Observables.Select((o, i) => (o.Name, i)).ToDictionary(o => o.Name, o => o.i);
        var functionIndex = functions.Select((f, i) => (f.Name, i)).ToDictionary(f => f.Name, f => f.i);
        Dictionary<string, Expression> functionBodies = functions.ToDictionary(f => f.Name, f => f.Value);

        // an observable that the states do not tell is no number
        Observables = [.. network.Observables.Select((o, i) => lumping is null ? o.Terms.ToArray() : lumping.Observables[i] is { IsDefault: false } told ? told.ToArray() : [(0, double.NaN)])];
        FunctionOrder = OrderFunctions(functions);
        Functions = [.. functions.Select(f => CompiledExpression.Compile(f.Value, Slot))];

        var reactantsOf = new int[network.Rates.Length];
        foreach (Reaction reaction in network.Reactions) reactantsOf[reaction.RateIndex] = reaction.Reactants.Length;
        var rates = new List<CompiledExpression>();
        var expressions = new List<Expression>();
        RateIsConstant = new bool[network.Rates.Length];
        RateIsWhole = new bool[network.Rates.Length];
        for (int k = 0; k < network.Rates.Length; k++)
        {
            (Expression rate, RateIsWhole[k]) = RateFormula.Of(network.Rates[k], reactantsOf[k]);
            rates.Add(CompiledExpression.Compile(rate, Slot));
            Expression expanded = Inline(rate);
            expressions.Add(expanded);
            RateIsConstant[k] = network.Rates[k] is not RateLaw.Total && expanded.Symbols().All(s => parameterIndex.ContainsKey(s.Name));
        }

        Breaks =
        [
            .. model.Functions.Select(f => f.Value).Concat(network.Rates.SelectMany(r => r.Parts())).SelectMany(e => e.Tables())
                .Where(t => t is { IsStep: true, Argument: Expression.Symbol { Name: "time" } or Expression.Call { Function: "time" } })
                .SelectMany(t => t.Points).Distinct().Order(),
        ];
        Rates = [.. rates];
        RateExpressions = [.. expressions];
        (_slot, _inline, _functions) = (Slot, Inline, functions);

        int count = lumping?.Terms.Length ?? network.Reactions.Length;
        ReactantStart = new int[count + 1];
        GainStart = new int[count + 1];
        LossStart = lumping is null ? ReactantStart : new int[count + 1];
        RateOf = new int[count];
        Factor = new double[count];
        List<int> reactants = [], gains = [], losses = lumping is null ? reactants : [];
        for (int i = 0; i < count; i++)
        {
            if (lumping is null)
            {
                Reaction reaction = network.Reactions[i];
                (RateOf[i], Factor[i]) = (reaction.RateIndex, reaction.Factor);
                reactants.AddRange(reaction.RuleOrder);
                gains.AddRange(reaction.Products);
            }
            else
            {
                LumpedTerm term = lumping.Terms[i];
                (RateOf[i], Factor[i]) = (term.RateIndex, term.Factor);
                reactants.AddRange(term.Reactants);
                losses.AddRange(term.Losses);
                gains.AddRange(term.Gains);
            }

            (ReactantStart[i + 1], LossStart[i + 1], GainStart[i + 1]) = (reactants.Count, losses.Count, gains.Count);
        }

        Reactants = [.. reactants];
        Losses = lumping is null ? Reactants : [.. losses];
        Gains = [.. gains];
        Clamped = lumping is null ? [.. network.Species.Select(s => s.IsClamped)] : [.. lumping.IsClamped];

        // a rate that is not a constant times all reactants has slopes of its own
        ReactantDerivatives = new CompiledExpression[Rates.Length][];
        for (int k = 0; k < Rates.Length; k++)
        {
            ReactantDerivatives[k] = RateIsWhole[k]
                ? [.. Enumerable.Range(0, reactantsOf[k]).Select(r => CompiledExpression.Compile(expressions[k].Differentiate(RateFormula.Reactant(r)), Slot))]
                : [];
        }

        // a functional rate depends on species through observables: one derivative per rate and observable
        var rateDerivatives = new List<(int Rate, int Observable, CompiledExpression Derivative)>();
        for (int k = 0; k < Rates.Length; k++)
        {
            if (RateIsConstant[k]) continue;
            foreach (string name in expressions[k].Symbols().Select(s => s.Name).Distinct().Where(observableIndex.ContainsKey).ToArray())
            {
                Expression derivative = expressions[k].Differentiate(name);
                if (derivative is Expression.Number { Value: 0 }) continue;
                rateDerivatives.Add((k, observableIndex[name], CompiledExpression.Compile(derivative, Slot)));
            }
        }

        RateDerivatives = [.. rateDerivatives];
        ILookup<int, int> byRate = Enumerable.Range(0, count).Where(i => !RateIsConstant[RateOf[i]]).ToLookup(i => RateOf[i]);
        ReactionsOfRate = [.. Enumerable.Range(0, Rates.Length).Select(k => byRate[k].ToArray())];

        int[] shared = [.. Enumerable.Range(0, Rates.Length).Where(k => network.Rates[k] is RateLaw.Total)];
        Pattern = SparsityPattern.FromEntries(species, Entries().Concat(shared.SelectMany(SharedEntries)));
        Shared = [.. shared.Select(k => new SharedRate(k, ReactionsOfRate[k], [.. SharedEntries(k).Select(e => (e.Row, e.Column, Pattern.IndexOf(e.Row, e.Column)))]))];
        (JacobianStart, JacobianEntry, JacobianSign) = MassActionEntries();
        FunctionalEntries = [.. RateDerivatives.Select(FunctionalTargets)];

        int? Slot(string name) =>
            parameterIndex.TryGetValue(name, out int p) ? p
            : observableIndex.TryGetValue(name, out int o) ? FirstObservable + o
            : functionIndex.TryGetValue(name, out int f) ? FirstFunction + f
            : name == "time" ? TimeSlot
            : RateFormula.ReactantNumber(name) is { } reactant ? FirstReactant + reactant : null;

        Expression Inline(Expression e) => e.Substitute(name =>
            !parameterIndex.ContainsKey(name) && functionBodies.TryGetValue(name, out Expression? body) ? Inline(body) : null);

        // what one reaction takes of a total rate, every other reaction of the rule does not get
        IEnumerable<(int Row, int Column)> SharedEntries(int rate)
        {
            int[] rows = [.. ReactionsOfRate[rate].SelectMany(Changed).Distinct().Order()];
            int[] columns = [.. ReactionsOfRate[rate].SelectMany(ReactantsOf).Distinct().Order()];
            return rows.SelectMany(row => columns.Select(column => (row, column)));
        }

        IEnumerable<(int, int)> Entries()
        {
            for (int i = 0; i < count; i++)
            {
                foreach (int column in ReactantsOf(i).Distinct())
                {
                    foreach (int row in Changed(i)) yield return (row, column);
                }
            }

            foreach ((int rate, int observable, _) in RateDerivatives)
            {
                foreach (int i in ReactionsOfRate[rate])
                {
                    foreach (int row in Changed(i))
                    {
                        foreach ((int column, _) in Observables[observable]) yield return (row, column);
                    }
                }
            }
        }
    }

    public int ParameterCount { get; }

    public int FirstObservable { get; }

    public int FirstFunction { get; }

    public int TimeSlot { get; }

    /// <summary>Amounts of the reactants of the reaction at hand, for rates that are whole (see <see cref="RateIsWhole"/>).</summary>
    public int FirstReactant { get; }

    public int SlotCount { get; }

    public (int Species, double Weight)[][] Observables { get; }

    public int[] FunctionOrder { get; }

    public CompiledExpression[] Functions { get; }

    public CompiledExpression[] Rates { get; }

    /// <summary>Times at which a table over time steps, ascending.</summary>
    public double[] Breaks { get; }

    /// <summary>The rates as formulas over parameters, observables, time and reactants: functions are written out.</summary>
    public Expression[] RateExpressions { get; }

    public bool[] RateIsConstant { get; }

    /// <summary>The rate is the whole flux for a factor of 1; it is not multiplied by the reactants.</summary>
    public bool[] RateIsWhole { get; }

    /// <summary>For whole rates the slope by each reactant.</summary>
    public CompiledExpression[][] ReactantDerivatives { get; }

    /// <summary>Rates that the reactions of a rule share.</summary>
    public SharedRate[] Shared { get; }

    public int[] RateOf { get; }

    public double[] Factor { get; }

    public int[] ReactantStart { get; }

    public int[] Reactants { get; }

    /// <summary>What a reaction takes from, as often as it is listed: its reactants, but where states are sums of species.</summary>
    public int[] LossStart { get; }

    public int[] Losses { get; }

    /// <summary>What it adds to: its products.</summary>
    public int[] GainStart { get; }

    public int[] Gains { get; }

    public bool[] Clamped { get; }

    public SparsityPattern Pattern { get; }

    /// <summary>For the k-th reactant place: its Jacobian entries are JacobianStart[k] .. JacobianStart[k + 1].</summary>
    public int[] JacobianStart { get; }

    public int[] JacobianEntry { get; }

    public double[] JacobianSign { get; }

    public (int Rate, int Observable, CompiledExpression Derivative)[] RateDerivatives { get; }

    public int[][] ReactionsOfRate { get; }

    /// <summary>For each rate derivative: (reaction, entry, sign times weight) of what it adds to the Jacobian.</summary>
    public (int Reaction, int Entry, double Coefficient)[][] FunctionalEntries { get; }

    /// <summary>A function as a formula over parameters, observables and time: the functions that it reads are written out.</summary>
    public Expression FunctionFormula(int function) => _inline(_functions[function].Value);

    /// <summary>Compiles a formula over the slots.</summary>
    public CompiledExpression Compile(Expression formula) => CompiledExpression.Compile(formula, _slot);

    /// <summary>The net changes of a reaction's species, clamped ones left out.</summary>
    public IEnumerable<(int Species, int Change)> NetChange(int reaction) => Net(reaction);

    /// <summary>The functions' numbers in an order in which each comes after those it rests on.</summary>
    public static int[] OrderFunctions(Function[] functions)
    {
        var index = functions.Select((f, i) => (f.Name, i)).ToDictionary(f => f.Name, f => f.i);
        var order = new List<int>();
        var done = new bool[functions.Length];
        for (int i = 0; i < done.Length; i++) Visit(i);
        return [.. order];

        void Visit(int i)
        {
            if (done[i]) return;
            done[i] = true;
            foreach (Expression.Symbol symbol in functions[i].Value.Symbols())
            {
                if (index.TryGetValue(symbol.Name, out int other)) Visit(other);
            }

            order.Add(i);
        }
    }

    private IEnumerable<int> ReactantsOf(int reaction) => new ArraySegment<int>(Reactants, ReactantStart[reaction], ReactantStart[reaction + 1] - ReactantStart[reaction]);

    // Species whose amount a reaction changes, with the net change.
    private IEnumerable<int> Changed(int reaction) => Net(reaction).Select(e => e.Species);

    private IEnumerable<(int Species, int Change)> Net(int reaction)
    {
        var net = new SortedDictionary<int, int>();
        for (int k = LossStart[reaction]; k < LossStart[reaction + 1]; k++) net[Losses[k]] = net.GetValueOrDefault(Losses[k]) - 1;
        for (int k = GainStart[reaction]; k < GainStart[reaction + 1]; k++) net[Gains[k]] = net.GetValueOrDefault(Gains[k]) + 1;
        return net.Where(e => e.Value != 0 && !Clamped[e.Key]).Select(e => (e.Key, e.Value));
    }

    private (int[] Start, int[] Entry, double[] Sign) MassActionEntries()
    {
        var start = new int[Reactants.Length + 1];
        var entry = new List<int>();
        var sign = new List<double>();
        for (int i = 0; i < RateOf.Length; i++)
        {
            (int Species, int Change)[] net = [.. Net(i)];
            for (int k = ReactantStart[i]; k < ReactantStart[i + 1]; k++)
            {
                foreach ((int species, int change) in net)
                {
                    entry.Add(Pattern.IndexOf(species, Reactants[k]));
                    sign.Add(change);
                }

                start[k + 1] = entry.Count;
            }
        }

        return (start, [.. entry], [.. sign]);
    }

    private (int, int, double)[] FunctionalTargets((int Rate, int Observable, CompiledExpression Derivative) d) =>
    [
        .. from reaction in ReactionsOfRate[d.Rate]
           from net in Net(reaction)
           from term in Observables[d.Observable]
           select (reaction, Pattern.IndexOf(net.Species, term.Species), net.Change * term.Weight),
    ];

    /// <summary>A total rate: its reactions, and the Jacobian's entries of what they change by what they consume.</summary>
    internal sealed record SharedRate(int Rate, int[] Reactions, (int Row, int Column, int Entry)[] Entries);
}

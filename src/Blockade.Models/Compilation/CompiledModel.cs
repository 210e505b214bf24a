using System.Collections.Immutable;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Models.Compilation;

/// <summary>
/// A network ready to be integrated: flat stoichiometry, rate constants as slots, the Jacobian's pattern. Patients differ only in an
/// array of parameter values. Immutable, shared by threads.
/// </summary>
public sealed class CompiledModel
{
    private readonly Dictionary<string, int> _parameterIndex = [];
    private readonly CompiledExpression?[] _derived;         // per parameter: null where it is a plain number
    private readonly int[] _evaluationOrder;
    private readonly double[] _defaults;
    private readonly (int State, double Weight, CompiledExpression Amount)[] _seeds;
    private readonly Lazy<JumpStructure> _jumps;
    private readonly Lazy<KineticPolynomial> _polynomial;

    private CompiledModel(ReactionNetwork network)
    {
        Network = network;
        RuleModel model = network.Model;
        int n = model.Parameters.Length;
        ParameterNames = [.. model.Parameters.Select(p => p.Name)];
        for (int i = 0; i < n; i++) _parameterIndex.Add(ParameterNames[i], i);
        _derived = new CompiledExpression?[n];
        _defaults = new double[n];
        _evaluationOrder = ParameterOrder.Of(model.Parameters);
        foreach (int i in _evaluationOrder)
        {
            Expression value = model.Parameters[i].Value;
            if (value.Symbols().Any()) _derived[i] = CompiledExpression.Compile(value, Slot);
            else _defaults[i] = CompiledExpression.Compile(value, Slot).Evaluate([]);
        }

        SpeciesNames = [.. network.Species.Select(s => s.Name)];
        ObservableNames = [.. network.Observables.Select(o => o.Name)];
        FunctionNames = [.. model.Functions.Where(f => f.Arguments.Length == 0).Select(f => f.Name)];
        _seeds = [.. network.SeedSpecies.Select((species, i) => (species, 1.0, CompiledExpression.Compile(model.Seeds[i].Amount, Slot)))];
        Kinetics = new NetworkKinetics(network, _parameterIndex);
        _jumps = new Lazy<JumpStructure>(() => new JumpStructure(network, Kinetics));
        _polynomial = new Lazy<KineticPolynomial>(() => new KineticPolynomial(Kinetics, SpeciesNames.Length));

        int? Slot(string name) => _parameterIndex.TryGetValue(name, out int index) ? index : null;
    }

    private CompiledModel(CompiledModel whole, ExactLumping lumping)
    {
        (Network, ParameterNames, ObservableNames, FunctionNames) = (whole.Network, whole.ParameterNames, whole.ObservableNames, whole.FunctionNames);
        (_parameterIndex, _derived, _evaluationOrder, _defaults) = (whole._parameterIndex, whole._derived, whole._evaluationOrder, whole._defaults);
        (Lumping, SpeciesNames) = (lumping, lumping.Names);
        ILookup<int, (int State, double Weight)> states = lumping.States
            .SelectMany((sum, state) => sum.Select(term => (term.Species, state, term.Weight))).ToLookup(e => e.Species, e => (e.state, e.Weight));
        _seeds = [.. whole._seeds.SelectMany(seed => states[seed.State].Select(e => (e.State, e.Weight, seed.Amount)))];
        Kinetics = new NetworkKinetics(Network, _parameterIndex, lumping);
        _jumps = new Lazy<JumpStructure>(() => throw new InvalidOperationException("Sums of species are no population: ask the model that was lumped."));
        _polynomial = new Lazy<KineticPolynomial>(() => new KineticPolynomial(Kinetics, SpeciesNames.Length));
    }

    /// <summary>The network it was compiled from.</summary>
    public ReactionNetwork Network { get; }

    /// <summary>Parameters by slot.</summary>
    public ImmutableArray<string> ParameterNames { get; }

    /// <summary>Which sums of species the states are; null where each species is a state.</summary>
    public ExactLumping? Lumping { get; }

    /// <summary>Species by state; of a lumped model the species, or the first of those, that a state sums up.</summary>
    public ImmutableArray<string> SpeciesNames { get; }

    /// <summary>Observables in order of declaration.</summary>
    public ImmutableArray<string> ObservableNames { get; }

    /// <summary>Functions without arguments in order of declaration.</summary>
    public ImmutableArray<string> FunctionNames { get; }

    internal NetworkKinetics Kinetics { get; }

    /// <summary>The kinetics state by state, where every rate is a constant times its reactants.</summary>
    internal KineticPolynomial Polynomial => _polynomial.Value;

    /// <summary>Compiles a network. Cost: linear in its reactions.</summary>
    public static CompiledModel Compile(ReactionNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new CompiledModel(network);
    }

    /// <summary>
    /// The same model in as few states as some observables and functions need: all else that it has gives what this one gives, to rounding, and what was not asked for
    /// is not a number. Itself where nothing can be spared (see <see cref="ExactLumping"/>). Equations of earlier outputs do not depend on states that only later ones need.
    /// </summary>
    /// <exception cref="ArgumentException">A name is neither an observable nor a function without arguments.</exception>
    public CompiledModel Lump(ImmutableArray<string> outputs, CancellationToken cancellation = default)
    {
        if (Lumping is not null) throw new InvalidOperationException("The model is lumped already.");
        int[][] observables = [.. outputs.Select(ReadBy)];
        return ExactLumping.Of(Network, Kinetics, observables, cancellation) is { } lumping ? new CompiledModel(this, lumping) : this;
    }

    /// <summary>The slot of a parameter, or -1.</summary>
    public int ParameterIndex(string name) => _parameterIndex.GetValueOrDefault(name, -1);

    /// <summary>The state of a species by its canonical text, or -1.</summary>
    public int SpeciesIndex(string name) => SpeciesNames.IndexOf(name);

    /// <summary>
    /// Parameter values with some replaced: formulas that depend on a replaced number are worked out again; a replaced formula keeps the
    /// value given.
    /// </summary>
    /// <exception cref="ArgumentException">A name is not a parameter.</exception>
    public double[] Parameters(params ReadOnlySpan<(string Name, double Value)> replaced)
    {
        double[] values = [.. _defaults];
        var given = new HashSet<int>();
        foreach ((string name, double value) in replaced)
        {
            int index = ParameterIndex(name);
            if (index < 0) throw new ArgumentException($"'{name}' is not a parameter of the model.", nameof(replaced));
            values[index] = value;
            given.Add(index);
        }

        foreach (int i in _evaluationOrder)
        {
            if (_derived[i] is { } formula && !given.Contains(i)) values[i] = formula.Evaluate(values);
        }

        return values;
    }

    /// <summary>Writes the seeds' amounts; all other species are zero.</summary>
    public void InitialState(ReadOnlySpan<double> parameters, Span<double> y)
    {
        y.Clear();
        foreach ((int state, double weight, CompiledExpression amount) in _seeds) y[state] += weight * amount.Evaluate(parameters);
    }

    /// <summary>
    /// Whether no species is below zero by more than a slack, or no number; of a lumped model, whether its sums can be those of such species. Newton's method may end
    /// at a root with negative molecules, which no cell is at.
    /// </summary>
    public bool IsPossible(ReadOnlySpan<double> y, double slack)
    {
        if (Lumping is not null) return Lumping.IsPossible(y, slack);
        foreach (double amount in y)
        {
            if (!(amount >= -slack)) return false;
        }

        return true;
    }

    /// <summary>The differential equations under these parameter values. One per thread.</summary>
    public NetworkOde Ode(ReadOnlySpan<double> parameters) => new(this, parameters);

    /// <summary>The differential equations with slopes by the logarithms of some parameters. One per thread.</summary>
    /// <exception cref="ArgumentException">A name is not a parameter of the model.</exception>
    public NetworkSensitivities Sensitivities(ReadOnlySpan<double> parameters, params ImmutableArray<string> names) => new(this, parameters, names);

    /// <summary>The differential equations under many parameter sets (each as <see cref="Parameters"/> gives it), in lanes. One per thread.</summary>
    public NetworkLanes Lanes(IReadOnlyList<double[]> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        return new NetworkLanes(this, members);
    }

    /// <summary>Some functions under many parameter sets (each as <see cref="Parameters"/> gives it), in lanes. One per thread.</summary>
    /// <exception cref="ArgumentException">A name is not a function without arguments.</exception>
    public FunctionLanes FunctionLanes(IReadOnlyList<double[]> members, params ImmutableArray<string> functions)
    {
        ArgumentNullException.ThrowIfNull(members);
        return new FunctionLanes(this, members, functions);
    }

    /// <summary>The population process under these parameter values. One per thread; the first of a model also lays out its reactions.</summary>
    public NetworkJumps Jumps(ReadOnlySpan<double> parameters) => new(this, _jumps.Value, parameters);

    /// <summary>As <see cref="InitialState"/>, with every amount that reactions change rounded to a whole number, halves up. A clamped one stays as it is.</summary>
    public void InitialPopulations(ReadOnlySpan<double> parameters, Span<double> populations)
    {
        InitialState(parameters, populations);
        for (int s = 0; s < populations.Length; s++)
        {
            if (!Kinetics.Clamped[s]) populations[s] = Math.Floor(populations[s] + 0.5);
        }
    }

    /// <summary>Linear combinations of species that no reaction changes; clamped species are left out.</summary>
    public ImmutableArray<ImmutableArray<(int State, long Coefficient)>> ConservationLaws() =>
        Numerics.LinearAlgebra.ConservationLaws.Find(
            SpeciesNames.Length,
            Enumerable.Range(0, Kinetics.RateOf.Length).Select(i => (IReadOnlyList<(int, int)>)[.. Kinetics.NetChange(i)]));

    /// <summary>
    /// The largest change of any of these laws between two states, relative to the sum of the law's terms; 0 without a law. An exact solution
    /// has none, whatever the constants.
    /// </summary>
    public static double ConservationDrift(
        ImmutableArray<ImmutableArray<(int State, long Coefficient)>> laws, ReadOnlySpan<double> before, ReadOnlySpan<double> after)
    {
        double worst = 0;
        foreach (ImmutableArray<(int State, long Coefficient)> law in laws)
        {
            double change = 0;
            double size = 0;
            foreach ((int state, long coefficient) in law)
            {
                change += coefficient * (after[state] - before[state]);
                size += Math.Abs(coefficient) * Math.Max(Math.Abs(before[state]), Math.Abs(after[state]));
            }

            double drift = size > 0 ? Math.Abs(change) / size : 0;
            if (!(drift <= worst)) worst = drift;   // NaN is kept
        }

        return worst;
    }

    // The observables that an output reads.
    private int[] ReadBy(string output)
    {
        int observable = ObservableNames.IndexOf(output), function = FunctionNames.IndexOf(output);
        if (observable >= 0) return [observable];
        if (function < 0) throw new ArgumentException($"'{output}' is neither an observable nor a function without arguments.", nameof(output));
        return [.. Kinetics.FunctionFormula(function).Symbols().Select(s => ObservableNames.IndexOf(s.Name)).Where(o => o >= 0).Distinct().Order()];
    }
}

using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using Blockade.Models.Expressions;
using Blockade.Numerics.Ode;

namespace Blockade.Models.Compilation;

/// <summary>
/// Some functions of a network under many parameter sets, eight at a time, and their slopes by the species. One that reads the
/// time sees 0. Holds scratch: one thread.
/// </summary>
public sealed class FunctionLanes
{
    private const int Lanes = LaneSystem.Lanes;

    private readonly IReadOnlyList<double[]> _members;
    private readonly NetworkKinetics _kinetics;
    private readonly int[] _observables;   // those that are read
    private readonly CompiledExpression[] _values;
    private readonly (CompiledExpression Slope, (int Place, double Weight)[] Terms)[][] _slopes;   // observable by observable
    private readonly int[][] _species;
    private readonly Vector512<double>[] _slots;
    private readonly double[][] _alone;    // the same lane by lane, for one by itself

    internal FunctionLanes(CompiledModel model, IReadOnlyList<double[]> members, ImmutableArray<string> functions)
    {
        (_members, _kinetics) = (members, model.Kinetics);
        int count = functions.Length;
        (_values, _slopes, _species) = (new CompiledExpression[count], new (CompiledExpression, (int, double)[])[count][], new int[count][]);
        var observables = new SortedSet<int>();
        for (int f = 0; f < count; f++)
        {
            int index = model.FunctionNames.IndexOf(functions[f]);
            if (index < 0) throw new ArgumentException($"'{functions[f]}' is not a function of the model without arguments.", nameof(functions));
            Expression formula = _kinetics.FunctionFormula(index);
            _values[f] = _kinetics.Compile(formula);
            int[] read = [.. formula.Symbols().Select(s => model.ObservableNames.IndexOf(s.Name)).Where(o => o >= 0).Distinct().Order()];
            int[] species = _species[f] = [.. read.SelectMany(o => _kinetics.Observables[o]).Select(term => term.Species).Distinct().Order()];
            _slopes[f] = Array.ConvertAll(read, o => (
                _kinetics.Compile(formula.Differentiate(model.ObservableNames[o])),
                Array.ConvertAll(_kinetics.Observables[o], term => (Array.BinarySearch(species, term.Species), term.Weight))));
            observables.UnionWith(read);
        }

        _observables = [.. observables];
        _slots = new Vector512<double>[_kinetics.SlotCount];
        _alone = [.. Enumerable.Range(0, Lanes).Select(_ => new double[_kinetics.SlotCount])];
    }

    /// <summary>The species that a function may depend on, ascending.</summary>
    public ReadOnlySpan<int> Species(int function) => _species[function];

    /// <summary>Puts a member's parameters into a lane.</summary>
    public void Load(int lane, int member)
    {
        double[] parameters = _members[member];
        parameters.CopyTo(_alone[lane], 0);
        for (int k = 0; k < parameters.Length; k++) _slots[k] = _slots[k].WithElement(lane, parameters[k]);
    }

    /// <summary>Writes all lanes' values at their states, function by function, lanes side by side.</summary>
    public void Evaluate(ReadOnlySpan<double> y, Span<double> values)
    {
        foreach (int o in _observables)
        {
            Vector512<double> sum = default;
            foreach ((int species, double weight) in _kinetics.Observables[o])
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(weight), Vector512.Create(y.Slice(species * Lanes, Lanes)), sum);
            }

            _slots[_kinetics.FirstObservable + o] = sum;
        }

        for (int f = 0; f < _values.Length; f++) _values[f].EvaluateLanes(_slots).CopyTo(values[(f * Lanes)..]);
    }

    /// <summary>
    /// Writes how fast a function changes with each species where the lanes were last evaluated, lanes side by side: in the order of
    /// <see cref="Species"/>.
    /// </summary>
    public void Slopes(int function, Span<double> slopes)
    {
        slopes[..(_species[function].Length * Lanes)].Clear();
        foreach ((CompiledExpression formula, (int Place, double Weight)[] terms) in _slopes[function])
        {
            Vector512<double> slope = formula.EvaluateLanes(_slots);
            foreach ((int place, double weight) in terms)
            {
                Span<double> to = slopes.Slice(place * Lanes, Lanes);
                Vector512.FusedMultiplyAdd(Vector512.Create(weight), slope, Vector512.Create<double>(to)).CopyTo(to);
            }
        }
    }

    /// <summary>Writes the functions' values of one lane's member at a state of its own.</summary>
    public void Evaluate(int lane, ReadOnlySpan<double> state, Span<double> values)
    {
        double[] slots = _alone[lane];
        foreach (int o in _observables)
        {
            double sum = 0;
            foreach ((int species, double weight) in _kinetics.Observables[o]) sum += weight * state[species];
            slots[_kinetics.FirstObservable + o] = sum;
        }

        for (int f = 0; f < _values.Length; f++) values[f] = _values[f].Evaluate(slots);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Models.Compilation;

/// <summary>
/// A network's differential equations under many parameter sets, eight at a time. Where every rate is a constant times its reactants all lanes are
/// computed together; other rates one lane after the other, as <see cref="NetworkOde"/> does. Where a table over time steps, all lanes' equations change.
/// Holds scratch: one thread.
/// </summary>
public sealed class NetworkLanes : LaneSystem
{
    private readonly CompiledModel _model;
    private readonly NetworkKinetics _kinetics;
    private readonly IReadOnlyList<double[]> _members;
    private readonly NetworkOde[] _lanes;       // one after the other
    private readonly double[] _constants;       // of each reaction, factor included, lanes side by side
    private readonly double[] _state, _values;
    private readonly int[] _next = new int[Lanes];   // of the breaks

    internal NetworkLanes(CompiledModel model, IReadOnlyList<double[]> members)
    {
        _model = model;
        _kinetics = model.Kinetics;
        _members = members;
        bool together = Array.TrueForAll(_kinetics.RateIsConstant, constant => constant) && !Array.Exists(_kinetics.RateIsWhole, whole => whole);
        _constants = new double[together ? _kinetics.RateOf.Length * Lanes : 0];
        double[] defaults = model.Parameters();
        _lanes = [.. Enumerable.Range(0, together ? 1 : Lanes).Select(_ => model.Ode(defaults))];
        _state = new double[together ? 0 : Dimension];
        _values = new double[together ? 0 : Math.Max(Dimension, JacobianPattern.EntryCount)];
    }

    /// <inheritdoc/>
    public override int Dimension => _model.SpeciesNames.Length;

    /// <inheritdoc/>
    public override SparsityPattern JacobianPattern => _kinetics.Pattern;

    private bool Together => _lanes.Length == 1;

    /// <inheritdoc/>
    public override void Load(int lane, int member, Span<double> start)
    {
        _model.InitialState(_members[member], start);
        _next[lane] = 0;
        NetworkOde ode = _lanes[Together ? 0 : lane];
        ode.SetParameters(_members[member]);
        if (!Together) return;
        for (int i = 0; i < _kinetics.RateOf.Length; i++) _constants[(i * Lanes) + lane] = _kinetics.Factor[i] * ode.ConstantRate(_kinetics.RateOf[i]);
    }

    /// <inheritdoc/>
    public override double NextChange(int lane) => _next[lane] < _kinetics.Breaks.Length ? _kinetics.Breaks[_next[lane]] : double.PositiveInfinity;

    /// <inheritdoc/>
    public override void Change(int lane, Span<double> state) => _next[lane]++;

    /// <inheritdoc/>
    public override OdeSystem Alone(int member) => _kinetics.Breaks.Length == 0 ? _model.Ode(_members[member]) : base.Alone(member);

    /// <inheritdoc/>
    public override void Derivative(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        if (!Together)
        {
            for (int lane = 0; lane < Lanes; lane++)
            {
                Take(y, lane);
                _lanes[lane].Derivative(Within(t[lane], lane), _state, _values.AsSpan(0, Dimension));
                Put(Dimension, derivative, lane);
            }

            return;
        }

        derivative.Clear();
        ref double from = ref MemoryMarshal.GetReference(y);
        ref double to = ref MemoryMarshal.GetReference(derivative);
        int[] reactantStart = _kinetics.ReactantStart, productStart = _kinetics.ProductStart, reactants = _kinetics.Reactants, products = _kinetics.Products;
        for (int i = 0; i < _kinetics.RateOf.Length; i++)
        {
            Vector512<double> flux = Vector512.LoadUnsafe(ref _constants[i * Lanes]);
            for (int k = reactantStart[i]; k < reactantStart[i + 1]; k++) flux *= At(ref from, reactants[k]);
            for (int k = reactantStart[i]; k < reactantStart[i + 1]; k++) Add(ref to, reactants[k], -flux);
            for (int k = productStart[i]; k < productStart[i + 1]; k++) Add(ref to, products[k], flux);
        }

        for (int s = 0; s < _kinetics.Clamped.Length; s++)
        {
            if (_kinetics.Clamped[s]) derivative.Slice(s * Lanes, Lanes).Clear();
        }
    }

    /// <inheritdoc/>
    public override void Jacobian(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> values)
    {
        if (!Together)
        {
            int entries = JacobianPattern.EntryCount;
            for (int lane = 0; lane < Lanes; lane++)
            {
                Take(y, lane);
                _lanes[lane].Jacobian(Within(t[lane], lane), _state, _values.AsSpan(0, entries));
                Put(entries, values, lane);
            }

            return;
        }

        values.Clear();
        ref double from = ref MemoryMarshal.GetReference(y);
        ref double to = ref MemoryMarshal.GetReference(values);
        for (int i = 0; i < _kinetics.RateOf.Length; i++)
        {
            int first = _kinetics.ReactantStart[i], last = _kinetics.ReactantStart[i + 1];
            for (int k = first; k < last; k++)
            {
                Vector512<double> slope = Vector512.LoadUnsafe(ref _constants[i * Lanes]);
                for (int j = first; j < last; j++)
                {
                    if (j != k) slope *= At(ref from, _kinetics.Reactants[j]);
                }

                for (int e = _kinetics.JacobianStart[k]; e < _kinetics.JacobianStart[k + 1]; e++)
                {
                    Add(ref to, _kinetics.JacobianEntry[e], Vector512.Create(_kinetics.JacobianSign[e]) * slope);
                }
            }
        }
    }

    // The patterns were made from the same arrays: no check needed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> At(ref double values, int i) => Vector512.LoadUnsafe(ref values, (nuint)(i * Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref double values, int i, Vector512<double> change) => (At(ref values, i) + change).StoreUnsafe(ref values, (nuint)(i * Lanes));

    // A step that ends at a break sees the equations before it, and one that begins there those after.
    private double Within(double t, int lane)
    {
        double[] breaks = _kinetics.Breaks;
        int next = _next[lane];
        if (next > 0) t = Math.Max(t, breaks[next - 1]);
        return next < breaks.Length ? Math.Min(t, Math.BitDecrement(breaks[next])) : t;
    }

    private void Take(ReadOnlySpan<double> y, int lane)
    {
        for (int i = 0; i < _state.Length; i++) _state[i] = y[(i * Lanes) + lane];
    }

    private void Put(int count, Span<double> target, int lane)
    {
        for (int i = 0; i < count; i++) target[(i * Lanes) + lane] = _values[i];
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Models.Compilation;

/// <summary>
/// A network's differential equations under many parameter sets, eight at a time. Where every rate is a constant times its reactants all lanes are
/// computed together; other rates one lane after the other, as <see cref="NetworkOde"/> does. Where a table over time steps, all lanes' equations change.
/// Holds scratch: one thread.
/// </summary>
public sealed unsafe class NetworkLanes : LaneSystem
{
    private readonly CompiledModel _model;
    private readonly NetworkKinetics _kinetics;
    private readonly IReadOnlyList<double[]> _members;
    private readonly NetworkOde[] _lanes;       // one after the other
    private readonly KineticPolynomial? _polynomial;
    private readonly double[] _storage;         // pinned
    private readonly double* _coefficients, _factors;   // the polynomial's, lanes side by side, each on a cache line of its own
    private readonly double[] _state, _values;
    private readonly int[] _next = new int[Lanes];   // of the breaks

    internal NetworkLanes(CompiledModel model, IReadOnlyList<double[]> members)
    {
        _model = model;
        _kinetics = model.Kinetics;
        _members = members;
        bool together = Array.TrueForAll(_kinetics.RateIsConstant, constant => constant) && !Array.Exists(_kinetics.RateIsWhole, whole => whole);
        _polynomial = together ? model.Polynomial : null;
        int coefficients = _polynomial?.Coefficients.Length ?? 0, factors = _polynomial?.FactorCount ?? 0;
        _storage = GC.AllocateArray<double>(((coefficients + factors) * Lanes) + 8, pinned: true);
        _coefficients = (double*)(((nint)Unsafe.AsPointer(ref _storage[0]) + 63) & ~(nint)63);
        _factors = _coefficients + ((long)coefficients * Lanes);
        if (together) Vector512.Create(1.0).Store(_factors);
        double[] defaults = model.Parameters();
        _lanes = [.. Enumerable.Range(0, together ? 1 : Lanes).Select(_ => model.Ode(defaults))];
        _state = new double[together ? 0 : Dimension];
        _values = new double[together ? 0 : Math.Max(Dimension, JacobianPattern.EntryCount)];
    }

    /// <inheritdoc/>
    public override int Dimension => _model.SpeciesNames.Length;

    /// <inheritdoc/>
    public override SparsityPattern JacobianPattern => _kinetics.Pattern;

    /// <inheritdoc/>
    public override void Load(int lane, int member, Span<double> start)
    {
        _model.InitialState(_members[member], start);
        _next[lane] = 0;
        NetworkOde ode = _lanes[_polynomial is null ? lane : 0];
        ode.SetParameters(_members[member]);
        if (_polynomial is null) return;
        for (int c = 1; c < _polynomial.Coefficients.Length; c++)
        {
            (int before, int rate, double multiplier) = _polynomial.Coefficients[c];
            _coefficients[(c * Lanes) + lane] = Math.FusedMultiplyAdd(multiplier, ode.ConstantRate(rate), _coefficients[(before * Lanes) + lane]);
        }
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
        if (_polynomial is not null)
        {
            Multiply(y);
            Sum(_polynomial.RowStart, _polynomial.RowFactor, _polynomial.RowCoefficient, derivative);
            return;
        }

        for (int lane = 0; lane < Lanes; lane++)
        {
            Take(y, lane);
            _lanes[lane].Derivative(Within(t[lane], lane), _state, _values.AsSpan(0, Dimension));
            Put(Dimension, derivative, lane);
        }
    }

    /// <inheritdoc/>
    public override void Jacobian(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> values)
    {
        if (_polynomial is not null)
        {
            Multiply(y);
            Sum(_polynomial.SlopeStart, _polynomial.SlopeFactor, _polynomial.SlopeCoefficient, values);
            return;
        }

        int entries = JacobianPattern.EntryCount;
        for (int lane = 0; lane < Lanes; lane++)
        {
            Take(y, lane);
            _lanes[lane].Jacobian(Within(t[lane], lane), _state, _values.AsSpan(0, entries));
            Put(entries, values, lane);
        }
    }

    // All factors at a state.
    private void Multiply(ReadOnlySpan<double> y)
    {
        double* factors = _factors, product = factors + ((1L + Dimension) * Lanes);
        y[..(Dimension * Lanes)].CopyTo(new Span<double>(factors + Lanes, Dimension * Lanes));
        foreach ((int first, int second) in _polynomial!.Products)
        {
            (Vector512.Load(factors + ((long)first * Lanes)) * Vector512.Load(factors + ((long)second * Lanes))).Store(product);
            product += Lanes;
        }
    }

    // Sums of coefficients times factors. The polynomial's own arrays: no check needed.
    private void Sum(int[] starts, int[] factor, int[] coefficient, Span<double> sums)
    {
        double* factors = _factors, coefficients = _coefficients;
        fixed (int* start = starts, f = factor, c = coefficient)
        fixed (double* to = sums)
        {
            for (int i = 0; i < starts.Length - 1; i++)
            {
                Vector512<double> even = default, odd = default;
                int e = start[i], end = start[i + 1];
                for (; e + 1 < end; e += 2)
                {
                    even = Vector512.FusedMultiplyAdd(Vector512.Load(coefficients + ((long)c[e] * Lanes)), Vector512.Load(factors + ((long)f[e] * Lanes)), even);
                    odd = Vector512.FusedMultiplyAdd(Vector512.Load(coefficients + ((long)c[e + 1] * Lanes)), Vector512.Load(factors + ((long)f[e + 1] * Lanes)), odd);
                }

                if (e < end) even = Vector512.FusedMultiplyAdd(Vector512.Load(coefficients + ((long)c[e] * Lanes)), Vector512.Load(factors + ((long)f[e] * Lanes)), even);
                (even + odd).Store(to + ((long)i * Lanes));
            }
        }
    }

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

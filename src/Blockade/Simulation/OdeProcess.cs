using System.Diagnostics;
using Blockade.Models.Compilation;
using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>The differential equation under way.</summary>
public sealed class OdeProcess : ModelProcess
{
    private const int MostSteps = 1_000_000;
    private const int MostCrossings = 1000;
    private const double SmallestMove = 1e-11;   // far below any tolerance of a norm

    private readonly NetworkOde _ode;
    private readonly OdeIntegrator _solver;
    private readonly SolverOptions _options;
    private readonly double[] _y;
    private readonly bool _isSplit;
    private double _t;
    private int _crossings;

    /// <summary>Starts it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="parameters">Its parameters' values.</param>
    /// <param name="start">The first time.</param>
    /// <param name="amounts">Amounts at that time, by species.</param>
    /// <param name="options">Tolerances.</param>
    /// <param name="stepsAtOnce">Steps in one call of Advance, null for as many as it takes.</param>
    public OdeProcess(CompiledModel model, ReadOnlySpan<double> parameters, double start, ReadOnlySpan<double> amounts, SolverOptions options, long? stepsAtOnce = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        _ode = model.Ode(parameters);
        _y = amounts.ToArray();
        _t = start;
        _isSplit = stepsAtOnce is not null;
        _options = options with { MaxSteps = (int)Math.Min(stepsAtOnce ?? MostSteps, MostSteps) };
        _solver = OdeIntegrator.Of(_ode, _options);
    }

    /// <inheritdoc/>
    public override double Time => _t;

    /// <inheritdoc/>
    public override long Steps => _solver.Statistics.AcceptedSteps;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Amounts => _y;

    /// <inheritdoc/>
    public override string Method
    {
        get
        {
            SolverStatistics statistics = _solver.Statistics;
            string name = statistics.Integrator switch
            {
                Integrator.Explicit => "explicit Runge-Kutta pair of order 5",
                Integrator.Rosenbrock => "Rosenbrock method of order 5",
                Integrator.Multistep => "NDF of order 1 to 5",
                _ => throw new UnreachableException(),
            };
            string reason = statistics.IntegratorReason is string why ? $" ({why})" : "";
            return FormattableString.Invariant($"{name}{reason} at a relative tolerance of {_options.RelativeTolerance:g3}: {Steps} steps");
        }
    }

    /// <summary>The norm of the slope over the number of species: BioNetGen's measure of a steady state.</summary>
    public double Slope()
    {
        var slope = new double[_y.Length];
        _ode.Derivative(_t, _y, slope);
        double sum = 0;
        foreach (double d in slope) sum += d * d;
        return _y.Length == 0 ? 0 : Math.Sqrt(sum) / _y.Length;
    }

    /// <inheritdoc/>
    public override string? Advance(double end, double limit, CancellationToken cancellation)
    {
        // one step at a time needs the ends of steps; otherwise samples cost no steps
        SolveStatus status;
        do status = _isSplit ? _solver.Advance(ref _t, _y, end, cancellation) : _solver.Sample(ref _t, _y, end, limit, cancellation);
        while (status == SolveStatus.StepTooSmall && TryCross(end));
        if (status == SolveStatus.Completed || (status == SolveStatus.StepLimitReached && _isSplit)) return null;
        return FormattableString.Invariant($"stopped at time {_t:g6}: {ModelSimulator.Explain(status)}");
    }

    // Where a rate jumps, the tolerance may ask for a step that the clock cannot divide. Such a jump is crossed by a step of a few of the clock's
    // smallest parts, if that moves the state by next to nothing; where it moves it by more, the solution has no bound there.
    private bool TryCross(double end)
    {
        double step = 4 * (Math.BitIncrement(Math.Abs(_t)) - Math.Abs(_t));
        if (_t + step > end || ++_crossings > MostCrossings) return false;
        var slope = new double[_y.Length];
        _ode.Derivative(_t, _y, slope);
        double moved = 0, size = 0;
        for (int s = 0; s < slope.Length; s++)
        {
            moved += step * step * slope[s] * slope[s];
            size += _y[s] * _y[s];
        }

        if (!(Math.Sqrt(moved) <= SmallestMove * Math.Sqrt(size))) return false;
        for (int s = 0; s < slope.Length; s++) _y[s] += step * slope[s];
        _t += step;
        _solver.Restart();
        return true;
    }

    /// <inheritdoc/>
    public override void Observables(Span<double> values) => _ode.Observables(_y, values);

    /// <inheritdoc/>
    public override void Functions(Span<double> values) => _ode.Functions(_t, _y, values);
}

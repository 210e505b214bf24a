namespace Blockade.Numerics.Ode;

/// <summary>
/// A solver of an initial value problem: it takes its own steps, tells what happens between them, and stops where it is asked to. Between calls its
/// history is kept: call Restart after changing y. Holds scratch: one thread.
/// </summary>
public abstract class OdeIntegrator
{
    private bool _started;
    private double _tReported;   // what the caller was told, at most Reached

    private protected OdeIntegrator(OdeSystem system, SolverOptions options)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(options);
        (Equations, Options) = (system, options);
    }

    /// <summary>What it has cost so far.</summary>
    public abstract SolverStatistics Statistics { get; }

    /// <summary>The time of the last step's end.</summary>
    internal abstract double Reached { get; }

    /// <summary>The state at <see cref="Reached"/>.</summary>
    internal abstract ReadOnlySpan<double> State { get; }

    private protected OdeSystem Equations { get; }

    private protected SolverOptions Options { get; }

    /// <summary>The method that the options name, or the one that fits the system.</summary>
    public static OdeIntegrator Of(OdeSystem system, SolverOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Integrator switch
        {
            Integrator.Multistep => new OdeSolver(system, options),
            Integrator.Rosenbrock => new RosenbrockSolver(system, options),
            Integrator.Explicit => new ExplicitOdeSolver(system, options),
            _ => new ChosenIntegrator(system, options),
        };
    }

    /// <summary>Forgets the history, after a dose or any other change of the state or the right-hand side.</summary>
    public virtual void Restart() => _started = false;

    /// <summary>The state at a time within the last step.</summary>
    public abstract void Interpolate(double t, Span<double> y);

    /// <summary>
    /// Advances t and y to <paramref name="tEnd"/> itself. The caller stops at each discontinuity, changes y, calls
    /// <see cref="Restart"/> and goes on. On any status but Completed, t and y are the last good ones.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tEnd"/> is not finite.</exception>
    public SolveStatus Advance(ref double t, Span<double> y, double tEnd, CancellationToken cancellation = default) =>
        Run(ref t, y, tEnd, tEnd, null, cancellation);

    /// <summary>
    /// As <see cref="Advance(ref double, Span{double}, double, CancellationToken)"/>, but stops where <paramref name="eventFunction"/>
    /// changes sign, located on the dense output to the clock's precision. An event that is zero at the start is not reported.
    /// </summary>
    public SolveStatus Advance(
        ref double t, Span<double> y, double tEnd, EventFunction eventFunction, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(eventFunction);
        return Run(ref t, y, tEnd, tEnd, eventFunction, cancellation);
    }

    /// <summary>
    /// Advances t and y to <paramref name="tSample"/> by dense output: steps may run on to <paramref name="tLimit"/>, the next time at which
    /// something changes, so that samples cost no steps. Call again with later samples, and at last with Advance to the limit.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not finite or lies before the sample.</exception>
    public SolveStatus Sample(ref double t, Span<double> y, double tSample, double tLimit, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tLimit, tSample);
        return Run(ref t, y, tSample, tLimit, null, cancellation);
    }

    internal static void RequireArguments(OdeSystem system, ReadOnlySpan<double> y, double tEnd)
    {
        if (!double.IsFinite(tEnd)) throw new ArgumentOutOfRangeException(nameof(tEnd), tEnd, "An end time is finite.");
        if (y.Length != system.Dimension)
        {
            throw new ArgumentException($"{y.Length} states were given; the system has {system.Dimension}.", nameof(y));
        }
    }

    /// <summary>Takes up a state, as if there had been nothing before.</summary>
    internal abstract SolveStatus Begin(double t, ReadOnlySpan<double> y, double tLimit);

    /// <summary>One accepted step, at most to the limit, however many attempts it takes.</summary>
    internal abstract SolveStatus Step(double tLimit);

    private SolveStatus Run(
        ref double t, Span<double> y, double tEnd, double tLimit, EventFunction? eventFunction, CancellationToken cancellation)
    {
        RequireArguments(Equations, y, tLimit);
        ReadOnlySpan<double> breaks = Equations.Breaks;
        int next = 0;
        while (true)
        {
            while (next < breaks.Length && breaks[next] <= t) next++;
            double jump = next < breaks.Length ? breaks[next] : double.PositiveInfinity, before = Math.BitDecrement(jump);
            SolveStatus status = RunSmooth(ref t, y, Math.Min(tEnd, before), Math.Min(tLimit, before), eventFunction, cancellation);
            if (status != SolveStatus.Completed || tEnd < jump) return status;
            (t, _started) = (jump, false);   // the state goes on as it was
        }
    }

    private SolveStatus RunSmooth(
        ref double t, Span<double> y, double tEnd, double tLimit, EventFunction? eventFunction, CancellationToken cancellation)
    {
        if (t >= tEnd) return SolveStatus.Completed;
        if (y.Length == 0)
        {
            t = tEnd;
            return SolveStatus.Completed;
        }

        if (!_started || t != _tReported)
        {
            SolveStatus status = Begin(t, y, tLimit);
            if (status != SolveStatus.Completed) return status;
            (_started, _tReported) = (true, t);
        }

        double sign = eventFunction is null ? 0 : eventFunction(t, y);
        for (int step = 0; Reached < tEnd; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (step == Options.MaxSteps) return SolveStatus.StepLimitReached;
            SolveStatus outcome = Step(tLimit);
            if (outcome != SolveStatus.Completed) return outcome;
            if (eventFunction is not null && sign != 0)
            {
                double next = eventFunction(Reached, State);
                if (next == 0 || Math.Sign(next) != Math.Sign(sign))
                {
                    t = Locate(eventFunction, t, sign, y);
                    _started = false;
                    return SolveStatus.StoppedAtEvent;
                }
            }
            else if (eventFunction is not null)
            {
                sign = eventFunction(Reached, State);
            }

            if (Reached < tEnd) Report(Reached, ref t, y);
        }

        Report(tEnd, ref t, y);
        if (Reached > tLimit) _started = false;   // the caller has taken back the limit: what lies beyond is not to be used
        return SolveStatus.Completed;
    }

    private void Report(double time, ref double t, Span<double> y)
    {
        t = _tReported = time;
        if (time == Reached) State.CopyTo(y);
        else Interpolate(time, y);
    }

    // Bisection on the dense output: the sign at the left end is known, and the bracket shrinks to the clock's precision.
    private double Locate(EventFunction eventFunction, double tLeft, double sign, Span<double> y)
    {
        double left = tLeft;
        double right = Reached;
        for (int i = 0; i < 100 && right - left > 1e-15 * Math.Max(Math.Abs(right), Reached - tLeft); i++)
        {
            double middle = left + ((right - left) / 2);
            if (middle <= left || middle >= right) break;
            Interpolate(middle, y);
            double value = eventFunction(middle, y);
            if (value != 0 && Math.Sign(value) == Math.Sign(sign)) left = middle;
            else right = middle;
        }

        Interpolate(right, y);
        return right;
    }
}

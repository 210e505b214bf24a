namespace Blockade.Numerics.Ode;

/// <summary>
/// Dormand and Prince's explicit pair of order 5(4): for small systems that are not stiff. Holds scratch: one thread.
/// </summary>
/// <remarks>
/// Dormand and Prince (1980), J. Comput. Appl. Math. 6:19-26, doi:10.1016/0771-050X(80)90013-3; cubic Hermite interpolation
/// between steps. Step control by the elementary controller with safety 0.9 and factors 0.2 to 5.
/// </remarks>
public sealed class ExplicitOdeSolver
{
    private readonly OdeSystem _system;
    private readonly SolverOptions _options;
    private readonly double[][] _k = new double[7][];
    private readonly double[] _stage;
    private readonly double[] _previous;
    private double _tPrevious;
    private double _tCurrent;
    private double _step;
    private SolverStatistics _statistics;

    /// <summary>Prepares scratch for a system.</summary>
    public ExplicitOdeSolver(OdeSystem system, SolverOptions options)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(options);
        _system = system;
        _options = options;
        for (int i = 0; i < 7; i++) _k[i] = new double[system.Dimension];
        _stage = new double[system.Dimension];
        _previous = new double[system.Dimension];
    }

    /// <summary>What it has cost so far.</summary>
    public SolverStatistics Statistics => _statistics;

    /// <summary>
    /// Advances t and y to <paramref name="tEnd"/> itself. The caller stops at each discontinuity and starts again. On any status
    /// but Completed, t and y are where it stopped.
    /// </summary>
    public SolveStatus Advance(ref double t, Span<double> y, double tEnd, CancellationToken cancellation = default)
    {
        OdeSolver.RequireArguments(_system, y, tEnd);
        if (t >= tEnd) return SolveStatus.Completed;
        if (y.Length == 0)
        {
            t = tEnd;
            return SolveStatus.Completed;
        }

        int n = _system.Dimension;
        Derivative(t, y, _k[0]);
        if (!IsFinite(_k[0])) return SolveStatus.NotFinite;
        double h = _step > 0 ? _step : FirstStep(y, tEnd - t);
        for (int step = 0; t < tEnd; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (step == _options.MaxSteps) return SolveStatus.StepLimitReached;
            h = Math.Min(h, _options.MaxStep);
            double tNext = t + (1.01 * h) >= tEnd ? tEnd : t + h;   // land on tEnd itself; leave no sliver behind
            double size = tNext - t;
            if (t + (size / 2) == t) return SolveStatus.StepTooSmall;

            double error = Attempt(t, size, y);
            if (error <= 1)
            {
                y.CopyTo(_previous);
                _tPrevious = t;
                _stage.AsSpan().CopyTo(y);
                t = tNext;
                _tCurrent = t;
                (_k[0], _k[6]) = (_k[6], _k[0]);   // the last stage is the next step's first; k6 keeps the old slope
                _statistics.AcceptedSteps++;
                h = size * Math.Min(5, 0.9 * Math.Pow(Math.Max(error, 1e-10), -0.2));
                if (tNext < tEnd || h < _step || _step == 0) _step = h;
            }
            else
            {
                _statistics.RejectedSteps++;
                h = size * (double.IsNaN(error) ? 0.2 : Math.Max(0.2, 0.9 * Math.Pow(error, -0.2)));
                _step = h;
            }
        }

        return SolveStatus.Completed;

        bool IsFinite(double[] values)
        {
            for (int i = 0; i < n; i++)
            {
                if (!double.IsFinite(values[i])) return false;
            }

            return true;
        }
    }

    /// <summary>The state at a time within the last step. <paramref name="yEnd"/> is the state at its end.</summary>
    public void Interpolate(double t, ReadOnlySpan<double> yEnd, Span<double> y)
    {
        double h = _tCurrent - _tPrevious;
        double s = (t - _tPrevious) / h;
        double h00 = (1 + (2 * s)) * (1 - s) * (1 - s);
        double h10 = s * (1 - s) * (1 - s);
        double h01 = s * s * (3 - (2 * s));
        double h11 = s * s * (s - 1);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = (h00 * _previous[i]) + (h10 * h * _k[6][i]) + (h01 * yEnd[i]) + (h11 * h * _k[0][i]);
        }
    }

    private double FirstStep(ReadOnlySpan<double> y, double span)
    {
        double d0 = 0, d1 = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double weight = (_options.RelativeTolerance * Math.Abs(y[i])) + _options.AbsoluteTolerance;
            d0 = Math.Max(d0, Math.Abs(y[i]) / weight);
            d1 = Math.Max(d1, Math.Abs(_k[0][i]) / weight);
        }

        return d0 < 1e-5 || d1 < 1e-5 ? Math.Min(span, 1e-4 * span) : Math.Min(span, 0.01 * d0 / d1);
    }

    private void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        _system.Derivative(t, y, derivative);
        _statistics.Derivatives++;
    }

    // Leaves the proposal in _stage and its slope in k6; returns the weighted error, NaN included.
    private double Attempt(double t, double h, ReadOnlySpan<double> y)
    {
        int n = y.Length;
        double[] k1 = _k[0], k2 = _k[1], k3 = _k[2], k4 = _k[3], k5 = _k[4], k6 = _k[5], k7 = _k[6], s = _stage;
        for (int i = 0; i < n; i++) s[i] = y[i] + (h * 0.2 * k1[i]);
        Derivative(t + (h / 5), s, k2);
        for (int i = 0; i < n; i++) s[i] = y[i] + (h * ((3.0 / 40 * k1[i]) + (9.0 / 40 * k2[i])));
        Derivative(t + (0.3 * h), s, k3);
        for (int i = 0; i < n; i++) s[i] = y[i] + (h * ((44.0 / 45 * k1[i]) - (56.0 / 15 * k2[i]) + (32.0 / 9 * k3[i])));
        Derivative(t + (0.8 * h), s, k4);
        for (int i = 0; i < n; i++)
        {
            s[i] = y[i] + (h * ((19372.0 / 6561 * k1[i]) - (25360.0 / 2187 * k2[i]) + (64448.0 / 6561 * k3[i]) - (212.0 / 729 * k4[i])));
        }

        Derivative(t + (8.0 / 9 * h), s, k5);
        for (int i = 0; i < n; i++)
        {
            s[i] = y[i] + (h * ((9017.0 / 3168 * k1[i]) - (355.0 / 33 * k2[i]) + (46732.0 / 5247 * k3[i]) + (49.0 / 176 * k4[i])
                - (5103.0 / 18656 * k5[i])));
        }

        Derivative(t + h, s, k6);
        for (int i = 0; i < n; i++)
        {
            s[i] = y[i] + (h * ((35.0 / 384 * k1[i]) + (500.0 / 1113 * k3[i]) + (125.0 / 192 * k4[i]) - (2187.0 / 6784 * k5[i])
                + (11.0 / 84 * k6[i])));
        }

        Derivative(t + h, s, k7);
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            double e = h * ((71.0 / 57600 * k1[i]) - (71.0 / 16695 * k3[i]) + (71.0 / 1920 * k4[i]) - (17253.0 / 339200 * k5[i])
                + (22.0 / 525 * k6[i]) - (k7[i] / 40));
            double weight = (_options.RelativeTolerance * Math.Max(Math.Abs(y[i]), Math.Abs(s[i]))) + _options.AbsoluteTolerance;
            sum += e / weight * (e / weight);
        }

        return Math.Sqrt(sum / n);
    }
}

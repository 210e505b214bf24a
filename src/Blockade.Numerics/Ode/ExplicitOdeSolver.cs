namespace Blockade.Numerics.Ode;

/// <summary>
/// Dormand and Prince's explicit pair of order 5(4): for small systems that are not stiff. Notices stiffness, for whoever wants to hand over. Holds
/// scratch: one thread.
/// </summary>
/// <remarks>
/// Dormand and Prince (1980), J. Comput. Appl. Math. 6:19-26, doi:10.1016/0771-050X(80)90013-3; between steps Shampine's polynomial of order 4 (1986,
/// Math. Comp. 46:135-150, doi:10.1090/S0025-5718-1986-0815836-3). Step control by the elementary controller with safety 0.9 and factors 0.2 to 5.
/// Stiffness: Hairer and Wanner (1996), Solving Ordinary Differential Equations II, IV.2: the last two stages differ in state alone, and tell the
/// largest eigenvalue; where it times the step lies near the border of the stability region fifteen times, the step is held down by stability.
/// </remarks>
public sealed class ExplicitOdeSolver : OdeIntegrator
{
    internal const double StabilityBorder = 2.5;   // a step that stability holds down wavers below 3.3, where the region ends
    internal const int StiffSteps = 15, CalmSteps = 6;

    private readonly double[][] _k = new double[7][];
    private readonly double[] _stage, _lastArgument, _fifth, _inverseWeight;
    private double[] _state, _previous;
    private double _tPrevious, _t, _step;
    private bool _hasSlope, _hasFifth, _metNonNumber;
    private int _stiffSteps, _calmSteps;
    private SolverStatistics _statistics;

    /// <summary>Prepares scratch for a system.</summary>
    public ExplicitOdeSolver(OdeSystem system, SolverOptions options)
        : base(system, options)
    {
        int n = system.Dimension;
        for (int i = 0; i < 7; i++) _k[i] = new double[n];
        (_stage, _lastArgument, _fifth, _inverseWeight) = (new double[n], new double[n], new double[n], new double[n]);
        (_state, _previous) = (new double[n], new double[n]);
    }

    /// <inheritdoc/>
    public override SolverStatistics Statistics => _statistics with { Integrator = Integrator.Explicit };

    /// <summary>Whether stability, and not accuracy, has held down the last steps.</summary>
    internal bool IsStiff => _stiffSteps >= StiffSteps;

    internal override double Reached => _t;

    internal override ReadOnlySpan<double> State => _state;

    /// <inheritdoc/>
    public override void Interpolate(double t, Span<double> y)
    {
        double h = _t - _tPrevious;
        double[] k1 = _k[0], k3 = _k[2], k4 = _k[3], k5 = _k[4], k6 = _k[5], k7 = _k[6];
        if (!_hasFifth)
        {
            for (int i = 0; i < _fifth.Length; i++)
            {
                _fifth[i] = h * ((-12715105075.0 / 11282082432 * k1[i]) + (87487479700.0 / 32700410799 * k3[i]) - (10690763975.0 / 1880347072 * k4[i])
                    + (701980252875.0 / 199316789632 * k5[i]) - (1453857185.0 / 822651844 * k6[i]) + (69997945.0 / 29380423 * k7[i]));
            }

            _hasFifth = true;
        }

        double s = (t - _tPrevious) / h, left = 1 - s;
        for (int i = 0; i < y.Length; i++)
        {
            double difference = _state[i] - _previous[i], begins = (h * k1[i]) - difference, ends = difference - (h * k7[i]) - begins;
            y[i] = _previous[i] + (s * (difference + (left * (begins + (s * (ends + (left * _fifth[i])))))));
        }
    }

    internal override SolveStatus Begin(double t, ReadOnlySpan<double> y, double tLimit)
    {
        _t = _tPrevious = t;
        y.CopyTo(_state);
        y.CopyTo(_previous);
        (_hasSlope, _metNonNumber, _stiffSteps, _calmSteps) = (true, false, 0, 0);
        Derivative(t, y, _k[0]);
        for (int i = 0; i < y.Length; i++)
        {
            if (!double.IsFinite(_k[0][i]) || !double.IsFinite(y[i])) return SolveStatus.NotFinite;
            _inverseWeight[i] = 1 / ((Options.RelativeTolerance * Math.Abs(y[i])) + Options.AbsoluteTolerance);
        }

        _step = StartingStep.Of(Equations, t, _state, _k[0], _inverseWeight, _stage, _k[1], tLimit - t);
        _statistics.Derivatives++;
        return SolveStatus.Completed;
    }

    internal override SolveStatus Step(double tLimit)
    {
        if (!_hasSlope) (_k[0], _k[6]) = (_k[6], _k[0]);   // the last stage is the next step's first
        _hasSlope = true;
        double wished = Math.Min(_step, Options.MaxStep), most = 5;
        while (true)
        {
            double tNext = _t + (1.01 * wished) >= tLimit ? tLimit : _t + wished;   // land on the limit itself; leave no sliver behind
            double h = tNext - _t;
            if (_t + (Math.Min(h, wished) / 2) == _t) return _metNonNumber ? SolveStatus.NotFinite : SolveStatus.StepTooSmall;
            double error = Attempt(_t, h, _state);
            if (error <= 1)
            {
                Watch(h);
                (_previous, _state) = (_state, _previous);
                _stage.CopyTo(_state, 0);
                (_tPrevious, _t, _hasSlope, _hasFifth) = (_t, tNext, false, false);
                _metNonNumber &= most == 1;   // until steps grow again
                _statistics.AcceptedSteps++;
                double next = h * Math.Min(most, 0.9 * Math.Pow(Math.Max(error, 1e-10), -0.2));
                _step = tNext < tLimit ? next : Math.Max(next, wished);
                return SolveStatus.Completed;
            }

            _statistics.RejectedSteps++;
            most = 1;
            if (!double.IsFinite(error)) _metNonNumber = true;
            wished = Math.Min(h, wished) * (double.IsFinite(error) ? Math.Max(0.2, 0.9 * Math.Pow(error, -0.2)) : 0.2);
        }
    }

    private void Watch(double h)
    {
        double slopes = 0, states = 0;
        for (int i = 0; i < _stage.Length; i++)
        {
            double slope = _k[6][i] - _k[5][i], state = _stage[i] - _lastArgument[i];
            slopes += slope * slope;
            states += state * state;
        }

        if (h * h * slopes > StabilityBorder * StabilityBorder * states)
        {
            _stiffSteps++;
            _calmSteps = 0;
        }
        else if (++_calmSteps == CalmSteps)
        {
            _stiffSteps = 0;
        }
    }

    private void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        Equations.Derivative(t, y, derivative);
        _statistics.Derivatives++;
    }

    // Leaves the proposal in _stage and its slope in k7; returns the weighted error, NaN included.
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
            _lastArgument[i] = y[i] + (h * ((9017.0 / 3168 * k1[i]) - (355.0 / 33 * k2[i]) + (46732.0 / 5247 * k3[i]) + (49.0 / 176 * k4[i])
                - (5103.0 / 18656 * k5[i])));
        }

        Derivative(t + h, _lastArgument, k6);
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
            double weight = (Options.RelativeTolerance * Math.Max(Math.Abs(y[i]), Math.Abs(s[i]))) + Options.AbsoluteTolerance;
            sum += e / weight * (e / weight);
        }

        return Math.Sqrt(sum / n);
    }
}

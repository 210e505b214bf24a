using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// A Rosenbrock method of order 5 (<c>Rodas5P</c>): for stiff systems in short stretches between doses, or of few states. One Jacobian, one
/// factorisation and eight solutions a step; no iteration. Holds scratch: one thread.
/// </summary>
/// <remarks>
/// Coefficients: <see cref="RosenbrockTableau"/>. The step follows the error's history (Gustafsson 1994, ACM Trans. Math. Softw. 20:496-517,
/// doi:10.1145/198429.198437). After a restart the first step is the first of the last stretch, or longer where the slopes allow it.
/// </remarks>
public sealed class RosenbrockSolver : OdeIntegrator
{
    private const int Stages = RosenbrockTableau.Stages;
    private const double Safety = 0.9, LeastFactor = 0.2, MostFactor = 8;
    private const double DifferenceShare = 1.0 / 4096;   // of a step, to see how f moves with time: second order, so that the rest is below the method's error
    private const double LinearShare = 1e-3;             // of a tolerance, for systems that are solved by products; stages multiply it by up to 30

    private readonly NewtonMatrix _matrix;
    private readonly double[][] _u = new double[Stages][];
    private readonly double[][] _between = new double[3][];
    private readonly double[] _jacobian, _slope, _byTime, _argument, _inverseWeight;
    private double[] _state, _previous;
    private double _t, _tPrevious, _step, _firstStep, _lastError, _lastStep;
    private bool _isFirst, _hasBetween, _metNonNumber;
    private SolverStatistics _statistics;

    /// <summary>Analyses the Jacobian's pattern and prepares scratch.</summary>
    /// <exception cref="ArgumentException">The system has several blocks: its Jacobian is not whole, and this method has no iteration to make up for it.</exception>
    public RosenbrockSolver(OdeSystem system, SolverOptions options)
        : base(system, options)
    {
        if (system.Blocks != 1) throw new ArgumentException($"A Rosenbrock method needs the whole Jacobian; the system has {system.Blocks} blocks.", nameof(system));
        int n = system.Dimension;
        _matrix = NewtonMatrix.Of(system.JacobianPattern, options.LinearSolver);
        for (int i = 0; i < Stages; i++) _u[i] = new double[n];
        for (int i = 0; i < 3; i++) _between[i] = new double[n];
        _jacobian = new double[system.JacobianPattern.EntryCount];
        (_slope, _byTime, _argument, _inverseWeight) = (new double[n], new double[n], new double[n], new double[n]);
        (_state, _previous) = (new double[n], new double[n]);
    }

    /// <inheritdoc/>
    public override SolverStatistics Statistics => _statistics with
    {
        Products = _matrix.Products, LinearSolver = _matrix.Kind, Reason = _matrix.Reason, Integrator = Integrator.Rosenbrock,
    };

    internal override double Reached => _t;

    internal override ReadOnlySpan<double> State => _state;

    /// <inheritdoc/>
    public override void Interpolate(double t, Span<double> y)
    {
        if (!_hasBetween)
        {
            for (int row = 0; row < 3; row++)
            {
                Array.Clear(_between[row]);
                for (int i = 0; i < Stages; i++) VectorKernels.AddScaled(_between[row], _u[i], RosenbrockTableau.H[(row * Stages) + i]);
            }

            _hasBetween = true;
        }

        double s = (t - _tPrevious) / (_t - _tPrevious);
        double[] k1 = _between[0], k2 = _between[1], k3 = _between[2];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = ((1 - s) * _previous[i]) + (s * (_state[i] + ((1 - s) * (k1[i] + (s * (k2[i] + (s * k3[i])))))));
        }
    }

    internal override SolveStatus Begin(double t, ReadOnlySpan<double> y, double tLimit)
    {
        _t = _tPrevious = t;
        y.CopyTo(_state);
        y.CopyTo(_previous);
        Derivative(t, _state, _slope);
        for (int i = 0; i < _slope.Length; i++)
        {
            if (!double.IsFinite(_slope[i]) || !double.IsFinite(y[i])) return SolveStatus.NotFinite;
        }

        Weigh();
        double span = tLimit - t;
        double first = Math.Max(StartingStep.Of(Equations, t, _state, _slope, _inverseWeight, _argument, _u[0], span), _firstStep);
        _statistics.Derivatives++;
        _step = Math.Min(first, span);
        (_isFirst, _metNonNumber, _lastError) = (true, false, 0);
        return SolveStatus.Completed;
    }

    internal override SolveStatus Step(double tLimit)
    {
        Weigh();
        if (!_isFirst) Derivative(_t, _state, _slope);
        Equations.Jacobian(_t, _state, _jacobian);
        _statistics.Jacobians++;
        double wished = Math.Min(_step, Options.MaxStep);
        if (!Equations.IsAutonomous) DifferentiateByTime(Math.Min(wished, tLimit - _t));
        bool rejected = false;
        while (true)
        {
            double tNext = _t + (1.01 * wished) >= tLimit ? tLimit : _t + wished;   // land on the limit itself; leave no sliver behind
            double h = tNext - _t;
            if (_t + (Math.Min(h, wished) / 2) == _t) return _metNonNumber ? SolveStatus.NotFinite : SolveStatus.StepTooSmall;
            double error = Attempt(h);
            if (error <= 1)
            {
                double factor = Math.Max(Math.Pow(Math.Max(error, 1e-10), 0.2), 1e-10) / Safety;
                if (_lastError > 0) factor = Math.Max(factor, _lastStep / h * Math.Pow(Math.Max(error, 1e-10) * Math.Max(error, 1e-10) / _lastError, 0.2) / Safety);
                double next = h / Math.Clamp(factor, rejected ? 1 : 1 / MostFactor, 1 / LeastFactor);
                (_lastError, _lastStep) = (Math.Max(error, 1e-2), h);
                Accept(tNext);
                if (_isFirst && !(tNext == tLimit)) _firstStep = h;
                _step = tNext < tLimit ? next : Math.Max(next, wished);   // a step that the limit cut short says nothing of the next
                _isFirst = false;
                _metNonNumber &= rejected;   // until steps grow again
                return SolveStatus.Completed;
            }

            _statistics.RejectedSteps++;
            rejected = true;
            if (!double.IsFinite(error)) _metNonNumber = true;
            wished = Math.Min(h, wished) * (double.IsFinite(error) ? Math.Max(LeastFactor, Safety * Math.Pow(error, -0.2)) : LeastFactor);
        }
    }

    private void Accept(double tNext)
    {
        (_previous, _state) = (_state, _previous);
        _argument.CopyTo(_state, 0);
        (_tPrevious, _t, _hasBetween) = (_t, tNext, false);
        _statistics.AcceptedSteps++;
    }

    // Leaves the proposal in _argument and returns the weighted error, infinite where the matrix is singular.
    private double Attempt(double h)
    {
        double c = h * RosenbrockTableau.Gamma;
        _statistics.Factorisations++;
        if (!_matrix.Prepare(_jacobian, c)) return double.PositiveInfinity;
        ReadOnlySpan<double> a = RosenbrockTableau.A, across = RosenbrockTableau.C, times = RosenbrockTableau.Times, byTime = RosenbrockTableau.D;
        bool moves = !Equations.IsAutonomous;
        for (int i = 0; i < Stages; i++)
        {
            double[] u = _u[i];
            if (i < 6)
            {
                _state.CopyTo(_argument, 0);
                for (int j = 0; j < i; j++) VectorKernels.AddScaled(_argument, _u[j], a[RosenbrockTableau.Row(i) + j]);
            }
            else
            {
                VectorKernels.AddScaled(_argument, _u[i - 1], 1);
            }

            if (i == 0) _slope.CopyTo(u, 0);
            else Derivative(_t + (times[i] * h), _argument, u);
            for (int j = 0; j < i; j++) VectorKernels.AddScaled(u, _u[j], across[RosenbrockTableau.Row(i) + j] / h);
            if (moves && byTime[i] != 0) VectorKernels.AddScaled(u, _byTime, byTime[i] * h);
            for (int k = 0; k < u.Length; k++) u[k] *= c;
            _statistics.Solves++;
            if (!_matrix.Solve(u, c, _inverseWeight, LinearShare)) return double.PositiveInfinity;
        }

        double[] difference = _u[Stages - 1];   // from the embedded formula
        double sum = 0;
        for (int k = 0; k < difference.Length; k++)
        {
            _argument[k] += difference[k];
            double weight = (Options.RelativeTolerance * Math.Max(Math.Abs(_state[k]), Math.Abs(_argument[k]))) + Options.AbsoluteTolerance;
            sum += difference[k] / weight * (difference[k] / weight);
        }

        return Math.Sqrt(sum / difference.Length);
    }

    // df/dt at the step's start, looking ahead only: what lies behind may belong to another regimen
    private void DifferentiateByTime(double h)
    {
        double part = DifferenceShare * h;
        if (_t + part == _t) part = 4 * (Math.BitIncrement(Math.Abs(_t)) - Math.Abs(_t));
        double near = (_t + part) - _t, far = (_t + (2 * part)) - _t;
        Derivative(_t + part, _state, _argument);
        Derivative(_t + (2 * part), _state, _byTime);
        for (int i = 0; i < _byTime.Length; i++)
        {
            double first = (_argument[i] - _slope[i]) / near, second = (_byTime[i] - _slope[i]) / far;
            _byTime[i] = ((far * first) - (near * second)) / (far - near);
        }
    }

    private void Weigh()
    {
        for (int i = 0; i < _inverseWeight.Length; i++) _inverseWeight[i] = 1 / ((Options.RelativeTolerance * Math.Abs(_state[i])) + Options.AbsoluteTolerance);
    }

    private void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        Equations.Derivative(t, y, derivative);
        _statistics.Derivatives++;
    }
}

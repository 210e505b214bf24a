using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// The default solver: numerical differentiation formulas of order 1 to 5 in backward differences, with simplified Newton on
/// sparse LU factors. For stiff systems of any size. Holds scratch: one thread.
/// </summary>
/// <remarks>
/// Shampine and Reichelt (1997), SIAM J. Sci. Comput. 18:1-22, doi:10.1137/S1064827594276424: their kappa, their
/// step-changing matrix, order chosen for the longest next step. Of the variants that follow the paper we keep the step for at
/// least order + 1 equal steps before changing it, and take the root-mean-square norm. The Jacobian is kept until Newton
/// converges slowly. Between calls of Advance the history is kept: call <see cref="Restart"/> after changing y.
/// </remarks>
public sealed class OdeSolver
{
    private const int MaxOrder = 5;
    private const int NewtonIterations = 4;
    private const double RoundOffShare = 1e-3;
    private const double RoundOff = 1.0 / (1L << 52);

    private static ReadOnlySpan<double> Kappa => [0, -0.1850, -1.0 / 9, -0.0823, -0.0415, 0];

    private readonly OdeSystem _system;
    private readonly SolverOptions _options;
    private readonly SparseLu _lu;
    private readonly int[] _diagonal;
    private readonly double[] _jacobian;
    private readonly double[] _matrix;
    private readonly double[][] _differences = new double[MaxOrder + 3][];
    private readonly double[] _gamma = new double[MaxOrder + 1];
    private readonly double[] _alpha = new double[MaxOrder + 1];
    private readonly double[] _errorConstant = new double[MaxOrder + 2];
    private readonly double[] _predicted;
    private readonly double[] _proposal;
    private readonly double[] _psi;
    private readonly double[] _correction;
    private readonly double[] _residual;
    private readonly double[] _weight;
    private readonly double[][] _mixed = new double[MaxOrder + 1][];
    private readonly double _newtonTolerance;

    private bool _started;
    private bool _jacobianIsCurrent;
    private bool _factored;
    private int _order;
    private int _equalSteps;
    private double _h;
    private double _t;
    private SolverStatistics _statistics;

    /// <summary>Analyses the Jacobian's pattern and prepares scratch.</summary>
    public OdeSolver(OdeSystem system, SolverOptions options)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(options);
        _system = system;
        _options = options;
        int n = system.Dimension;
        SparsityPattern pattern = system.JacobianPattern;
        _lu = new SparseLu(pattern);
        _diagonal = new int[n];
        for (int j = 0; j < n; j++) _diagonal[j] = pattern.IndexOf(j, j);
        _jacobian = new double[pattern.EntryCount];
        _matrix = new double[pattern.EntryCount];
        for (int i = 0; i < _differences.Length; i++) _differences[i] = new double[n];
        for (int i = 0; i < _mixed.Length; i++) _mixed[i] = new double[n];
        _predicted = new double[n];
        _proposal = new double[n];
        _psi = new double[n];
        _correction = new double[n];
        _residual = new double[n];
        _weight = new double[n];
        for (int k = 1; k <= MaxOrder; k++) _gamma[k] = _gamma[k - 1] + (1.0 / k);
        for (int k = 0; k <= MaxOrder; k++)
        {
            _alpha[k] = (1 - Kappa[k]) * _gamma[k];
            _errorConstant[k] = (Kappa[k] * _gamma[k]) + (1.0 / (k + 1));
        }

        _errorConstant[MaxOrder + 1] = 1.0 / (MaxOrder + 2);
        _newtonTolerance = Math.Max(10 * RoundOff / options.RelativeTolerance, Math.Min(0.03, Math.Sqrt(options.RelativeTolerance)));
    }

    /// <summary>What it has cost so far.</summary>
    public SolverStatistics Statistics => _statistics;

    /// <summary>The order of the formula in use, 1 to 5; 0 before the first step.</summary>
    public int Order => _order;

    /// <summary>Forgets the history, after a dose or any other change of the state or the right-hand side.</summary>
    public void Restart() => _started = false;

    /// <summary>
    /// Advances t and y to <paramref name="tEnd"/> itself. The caller stops at each discontinuity, changes y, calls
    /// <see cref="Restart"/> and goes on. On any status but Completed, t and y are the last good ones.
    /// </summary>
    public SolveStatus Advance(ref double t, Span<double> y, double tEnd, CancellationToken cancellation = default) =>
        Run(ref t, y, tEnd, null, cancellation);

    /// <summary>
    /// As <see cref="Advance(ref double, Span{double}, double, CancellationToken)"/>, but stops where <paramref name="eventFunction"/>
    /// changes sign, located on the dense output to the clock's precision. An event that is zero at the start is not reported.
    /// </summary>
    public SolveStatus Advance(
        ref double t, Span<double> y, double tEnd, EventFunction eventFunction, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(eventFunction);
        return Run(ref t, y, tEnd, eventFunction, cancellation);
    }

    /// <summary>The state at a time within the last step: the formula's own polynomial.</summary>
    public void Interpolate(double t, Span<double> y)
    {
        _differences[0].CopyTo(y);
        double product = 1;
        for (int k = 1; k <= _order; k++)
        {
            product *= (t - (_t - ((k - 1) * _h))) / (k * _h);
            double[] difference = _differences[k];
            for (int i = 0; i < y.Length; i++) y[i] += product * difference[i];
        }
    }

    internal static void RequireArguments(OdeSystem system, ReadOnlySpan<double> y, double tEnd)
    {
        if (!double.IsFinite(tEnd)) throw new ArgumentOutOfRangeException(nameof(tEnd), tEnd, "An end time is finite.");
        if (y.Length != system.Dimension)
        {
            throw new ArgumentException($"{y.Length} states were given; the system has {system.Dimension}.", nameof(y));
        }
    }

    private SolveStatus Run(ref double t, Span<double> y, double tEnd, EventFunction? eventFunction, CancellationToken cancellation)
    {
        RequireArguments(_system, y, tEnd);
        if (t >= tEnd) return SolveStatus.Completed;
        if (y.Length == 0)
        {
            t = tEnd;
            return SolveStatus.Completed;
        }

        if (!_started || t != _t)
        {
            SolveStatus status = Start(t, y, tEnd);
            if (status != SolveStatus.Completed) return status;
        }

        double sign = eventFunction is null ? 0 : eventFunction(t, y);
        for (int step = 0; t < tEnd; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (step == _options.MaxSteps) return SolveStatus.StepLimitReached;
            if (_t + _h >= tEnd || _t + (1.01 * _h) >= tEnd) ChangeStep((tEnd - _t) / _h);   // land on tEnd; leave no sliver behind
            if (_t + (_h / 2) == _t) return SolveStatus.StepTooSmall;

            SolveStatus outcome = Step(tEnd);
            if (outcome != SolveStatus.Completed) return outcome;
            if (eventFunction is not null && sign != 0)
            {
                double next = eventFunction(_t, _differences[0]);
                if (next == 0 || Math.Sign(next) != Math.Sign(sign))
                {
                    t = Locate(eventFunction, t, sign, y);
                    _started = false;
                    return SolveStatus.StoppedAtEvent;
                }
            }
            else if (eventFunction is not null)
            {
                sign = eventFunction(_t, _differences[0]);
            }

            t = _t;
            _differences[0].CopyTo(y);
        }

        return SolveStatus.Completed;
    }

    private SolveStatus Start(double t, ReadOnlySpan<double> y, double tEnd)
    {
        _t = t;
        y.CopyTo(_differences[0]);
        double[] slope = _differences[1];
        Derivative(t, y, slope);
        double d0 = 0, d1 = 0;
        for (int i = 0; i < slope.Length; i++)
        {
            if (!double.IsFinite(slope[i]) || !double.IsFinite(y[i])) return SolveStatus.NotFinite;
            double weight = (_options.RelativeTolerance * Math.Abs(y[i])) + _options.AbsoluteTolerance;
            d0 += y[i] / weight * (y[i] / weight);
            d1 += slope[i] / weight * (slope[i] / weight);
        }

        // an Euler step whose change is a small part of the state, as Hairer and Wanner choose it; the error test corrects it
        d0 = Math.Sqrt(d0 / slope.Length);
        d1 = Math.Sqrt(d1 / slope.Length);
        double h = d0 < 1e-5 || d1 < 1e-5 ? 1e-6 * (tEnd - t) : 0.01 * d0 / d1;
        if (d1 > 0) h = Math.Min(h, Math.Max(0.5 / d1, 1e-9 * (tEnd - t)) * 2);
        _h = Math.Min(Math.Min(h, tEnd - t), _options.MaxStep);
        for (int i = 0; i < slope.Length; i++) slope[i] *= _h;
        for (int k = 2; k < _differences.Length; k++) Array.Clear(_differences[k]);
        _order = 1;
        _equalSteps = 0;
        _factored = false;
        EvaluateJacobian(t, y);
        _started = true;
        return SolveStatus.Completed;
    }

    // One accepted step, however many attempts it takes.
    private SolveStatus Step(double tEnd)
    {
        int n = _system.Dimension;
        while (true)
        {
            double tNext = _t + _h;
            if (Math.Abs(tNext - tEnd) < 1e-12 * Math.Abs(_h)) tNext = tEnd;
            Predict();
            if (!_factored && !FactorMatrix())
            {
                if (!_jacobianIsCurrent) EvaluateJacobian(_t, _differences[0]);
                else if (!Shrink(0.5)) return SolveStatus.NewtonDiverged;
                continue;
            }

            (bool converged, int iterations) = Newton(tNext);
            if (!converged)
            {
                _statistics.RejectedSteps++;
                if (!_jacobianIsCurrent)
                {
                    EvaluateJacobian(_t, _differences[0]);
                }
                else if (!Shrink(0.5))
                {
                    return SolveStatus.NewtonDiverged;
                }

                continue;
            }

            double safety = 0.9 * ((2.0 * NewtonIterations) + 1) / ((2 * NewtonIterations) + iterations);
            double error = Norm(_correction, _errorConstant[_order]);
            if (!(error <= 1))
            {
                _statistics.RejectedSteps++;
                double factor = double.IsNaN(error) ? 0.2 : Math.Max(0.2, safety * Math.Pow(error, -1.0 / (_order + 1)));
                if (!Shrink(factor)) return SolveStatus.StepTooSmall;
                continue;
            }

            _statistics.AcceptedSteps++;
            _t = tNext;
            _jacobianIsCurrent = false;
            double[] d = _correction;
            double[] next = _differences[_order + 2];
            double[] last = _differences[_order + 1];
            for (int i = 0; i < n; i++)
            {
                next[i] = d[i] - last[i];
                last[i] = d[i];
            }

            for (int k = _order; k >= 0; k--)
            {
                double[] lower = _differences[k];
                double[] upper = _differences[k + 1];
                for (int i = 0; i < n; i++) lower[i] += upper[i];
            }

            if (++_equalSteps > _order) ChooseOrder(error, safety);
            return SolveStatus.Completed;
        }
    }

    private void ChooseOrder(double error, double safety)
    {
        double lower = _order > 1 ? Norm(_differences[_order], _errorConstant[_order - 1]) : double.PositiveInfinity;
        double higher = _order < MaxOrder ? Norm(_differences[_order + 2], _errorConstant[_order + 1]) : double.PositiveInfinity;
        double fLower = Factor(lower, _order);
        double fSame = Factor(error, _order + 1);
        double fHigher = Factor(higher, _order + 2);
        double best = Math.Max(fSame, Math.Max(fLower, fHigher));
        int order = best == fSame ? _order : best == fLower ? _order - 1 : _order + 1;
        double factor = Math.Min(10, safety * best);
        if (order == _order && factor is > 0.9 and < 1.2)
        {
            _equalSteps = 0;   // not worth a factorisation
            return;
        }

        _order = order;
        ChangeStep(Math.Min(factor, _options.MaxStep / _h));

        static double Factor(double error, int power) =>
            double.IsPositiveInfinity(error) ? 0 : Math.Pow(Math.Max(error, 1e-10), -1.0 / power);
    }

    private bool Shrink(double factor)
    {
        if (_t + (_h * factor / 2) == _t) return false;
        ChangeStep(factor);
        return true;
    }

    // Rescales the backward differences to a new step: D <- (R U)^T D.
    private void ChangeStep(double factor)
    {
        if (factor == 1) return;
        int q = _order;
        Span<double> r = stackalloc double[(MaxOrder + 1) * (MaxOrder + 1)];
        Span<double> u = stackalloc double[(MaxOrder + 1) * (MaxOrder + 1)];
        Span<double> ru = stackalloc double[(MaxOrder + 1) * (MaxOrder + 1)];
        StepMatrix(q, factor, r);
        StepMatrix(q, 1, u);
        for (int i = 0; i <= q; i++)
        {
            for (int j = 0; j <= q; j++)
            {
                double sum = 0;
                for (int k = 0; k <= q; k++) sum += r[(i * (q + 1)) + k] * u[(k * (q + 1)) + j];
                ru[(i * (q + 1)) + j] = sum;
            }
        }

        int n = _system.Dimension;
        for (int j = 0; j <= q; j++)
        {
            double[] mixed = _mixed[j];
            Array.Clear(mixed);
            for (int i = 0; i <= q; i++)
            {
                double weight = ru[(i * (q + 1)) + j];
                if (weight == 0) continue;
                double[] source = _differences[i];
                for (int s = 0; s < n; s++) mixed[s] += weight * source[s];
            }
        }

        for (int j = 0; j <= q; j++) (_differences[j], _mixed[j]) = (_mixed[j], _differences[j]);
        _h *= factor;
        _equalSteps = 0;
        _factored = false;

        static void StepMatrix(int order, double factor, Span<double> m)
        {
            int size = order + 1;
            for (int j = 0; j < size; j++) m[j] = 1;
            for (int i = 1; i < size; i++)
            {
                m[i * size] = 0;
                for (int j = 1; j < size; j++) m[(i * size) + j] = m[((i - 1) * size) + j] * (i - 1 - (factor * j)) / i;
            }
        }
    }

    private void Predict()
    {
        int n = _system.Dimension;
        Array.Clear(_predicted);
        Array.Clear(_psi);
        for (int k = 0; k <= _order; k++)
        {
            double[] d = _differences[k];
            double gamma = _gamma[k] / _alpha[_order];
            for (int i = 0; i < n; i++)
            {
                _predicted[i] += d[i];
                _psi[i] += gamma * d[i];
            }
        }

        for (int i = 0; i < n; i++) _weight[i] = (_options.RelativeTolerance * Math.Abs(_predicted[i])) + _options.AbsoluteTolerance;
    }

    private (bool Converged, int Iterations) Newton(double t)
    {
        int n = _system.Dimension;
        double c = _h / _alpha[_order];
        Array.Clear(_correction);
        _predicted.CopyTo(_proposal, 0);
        double previous = 0;
        for (int k = 0; k < NewtonIterations; k++)
        {
            Derivative(t, _proposal, _residual);
            for (int i = 0; i < n; i++) _residual[i] = (c * _residual[i]) - _psi[i] - _correction[i];
            _lu.Solve(_residual);
            _statistics.Solves++;
            double norm = Norm(_residual, 1);
            if (!double.IsFinite(norm)) return (false, k + 1);
            if (norm <= RoundOffShare * _newtonTolerance)
            {
                Correct();   // what is left is rounding, and need not shrink any more
                return (true, k + 1);
            }

            double rate = k == 0 ? 0 : norm / previous;
            if (k > 0 && (rate >= 1 || Math.Pow(rate, NewtonIterations - k) / (1 - rate) * norm > _newtonTolerance)) return (false, k + 1);
            Correct();
            if (k > 0 && rate / (1 - rate) * norm < _newtonTolerance) return (true, k + 1);
            previous = norm;
        }

        return (false, NewtonIterations);

        void Correct()
        {
            for (int i = 0; i < n; i++)
            {
                _correction[i] += _residual[i];
                _proposal[i] = _predicted[i] + _correction[i];
            }
        }
    }

    private bool FactorMatrix()
    {
        double c = _h / _alpha[_order];
        for (int e = 0; e < _matrix.Length; e++) _matrix[e] = -c * _jacobian[e];
        foreach (int e in _diagonal) _matrix[e] += 1;
        _statistics.Factorisations++;
        return _factored = _lu.Factor(_matrix);
    }

    private void EvaluateJacobian(double t, ReadOnlySpan<double> y)
    {
        _system.Jacobian(t, y, _jacobian);
        _statistics.Jacobians++;
        _jacobianIsCurrent = true;
        _factored = false;
    }

    private void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        _system.Derivative(t, y, derivative);
        _statistics.Derivatives++;
    }

    private double Norm(double[] values, double factor)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double scaled = factor * values[i] / _weight[i];
            sum += scaled * scaled;
        }

        return Math.Sqrt(sum / values.Length);
    }

    // Bisection on the dense output: the sign at the left end is known, and the bracket shrinks to the clock's precision.
    private double Locate(EventFunction eventFunction, double tLeft, double sign, Span<double> y)
    {
        double left = tLeft;
        double right = _t;
        for (int i = 0; i < 100 && right - left > 1e-15 * Math.Max(Math.Abs(right), _h); i++)
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

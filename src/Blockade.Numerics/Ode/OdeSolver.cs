using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// The default solver: numerical differentiation formulas of order 1 to 5 in backward differences, with simplified Newton on
/// sparse LU factors, or on GMRES where that is predicted to cost less. For stiff systems of any size. Holds scratch: one thread.
/// </summary>
/// <remarks>
/// Shampine and Reichelt (1997), SIAM J. Sci. Comput. 18:1-22, doi:10.1137/S1064827594276424: their kappa, their
/// step-changing matrix, order chosen for the longest next step. Of the variants that follow the paper we keep the step for at
/// least order + 1 equal steps before changing it, and take the root-mean-square norm. Factors are kept while the step changes little, with
/// the correction scaled for the difference, and while Newton converges (as in CVODE: Hindmarsh et al. 2005, ACM TOMS 31:363-396,
/// doi:10.1145/1089014.1089020). The first step is of order 2, from f and J f.
/// </remarks>
public sealed class OdeSolver : OdeIntegrator
{
    internal const int MaxOrder = NdfCoefficients.MaxOrder;
    internal const int NewtonIterations = 4;
    internal const int FactorsLast = 20;             // steps, as in CVODE
    internal const double CoefficientDrift = 0.3;    // of the coefficient that the factors were made for, as in CVODE
    internal const double NewtonShare = 0.03;        // of the step's error that the iteration may leave
    private const int StartTrials = 60;
    private const double DifferenceShare = 1e-7;    // of the state, to see how the right-hand side changes: about the root of the rounding
    internal const double LinearShare = 0.1;         // of what the iteration may leave, for its linear systems
    internal const double StartShare = 1e-4;         // of the terms at the start, for theirs

    private readonly NewtonMatrix _newtonMatrix;
    private readonly BackwardDifferences _history;
    private readonly double[] _jacobian;
    private readonly NdfCoefficients _ndf = new();
    private readonly double[] _predicted;
    private readonly double[] _proposal;
    private readonly double[] _psi;
    private readonly double[] _correction;
    private readonly double[] _residual;
    private readonly double[] _inverseWeight;

    private bool _metNonNumber;          // since the step was last lengthened
    private double _t;                   // of the last state
    private double _usualStep;           // before a call's end cut it short
    private int _equalSteps;
    private int _nextOrder;              // takes effect with the next step, so that the last one can be interpolated
    private double _nextFactor;
    private bool _factored;
    private double _factoredCoefficient;
    private int _factorsAge;
    private double _rate;                // of Newton's convergence with these factors
    private SolverStatistics _statistics;

    /// <summary>Analyses the Jacobian's pattern and prepares scratch.</summary>
    public OdeSolver(OdeSystem system, SolverOptions options)
        : base(system, options)
    {
        int n = system.Dimension;
        SparsityPattern pattern = system.JacobianPattern;
        _newtonMatrix = NewtonMatrix.Of(pattern, options.LinearSolver);
        _history = new BackwardDifferences(n);
        _jacobian = new double[pattern.EntryCount];
        _predicted = new double[n];
        _proposal = new double[n];
        _psi = new double[n];
        _correction = new double[n];
        _residual = new double[n];
        _inverseWeight = new double[n];
    }

    /// <inheritdoc/>
    public override SolverStatistics Statistics => _statistics with
    {
        Products = _newtonMatrix.Products, LinearSolver = _newtonMatrix.Kind, Reason = _newtonMatrix.Reason, Integrator = Integrator.Multistep,
    };

    /// <summary>The order of the formula in use, 1 to 5; 0 before the first step.</summary>
    public int Order => _history.Order;

    internal override double Reached => _t;

    internal override ReadOnlySpan<double> State => _history.State;

    /// <inheritdoc/>
    public override void Interpolate(double t, Span<double> y) => _history.Interpolate(t - _t, y);   // the formula's own polynomial

    /// <summary>How much of the step that the error would allow is asked for, after so many iterations.</summary>
    internal static double Safety(int iterations) => 0.9 * ((2.0 * NewtonIterations) + 1) / ((2 * NewtonIterations) + iterations);

    // Order and step as the last step wished; landing on the limit itself, and leaving no sliver behind.
    private void TakeUpNextStep(double tLimit)
    {
        if (_nextFactor != 1 || _nextOrder != _history.Order)
        {
            _history.Order = _nextOrder;
            ChangeStep(_nextFactor);
        }

        double left = tLimit - _t;
        if (_history.Step >= left || 1.01 * _history.Step >= left) ChangeStep(left / _history.Step);
        else _usualStep = _history.Step;
    }

    /// <summary>The first step is of order 2 and about as long as the last ones where the new course allows it.</summary>
    internal override SolveStatus Begin(double t, ReadOnlySpan<double> y, double tLimit)
    {
        _t = t;
        y.CopyTo(_history.State);
        for (int i = 0; i < y.Length; i++) _inverseWeight[i] = 1 / ((Options.RelativeTolerance * Math.Abs(y[i])) + Options.AbsoluteTolerance);
        double[] slope = _predicted;
        Derivative(t, y, slope);
        for (int i = 0; i < slope.Length; i++)
        {
            if (!double.IsFinite(slope[i]) || !double.IsFinite(y[i])) return SolveStatus.NotFinite;
        }

        Equations.Jacobian(t, y, _jacobian);
        _statistics.Jacobians++;
        double h = Math.Min(Math.Max(_usualStep, 0.1 * (tLimit - t)), Math.Min(tLimit - t, Options.MaxStep));
        h = StartingStep(t, slope, h);
        _history.Begin(2, h);
        _nextOrder = 2;
        _nextFactor = 1;
        _equalSteps = 0;
        _metNonNumber = false;
        return SolveStatus.Completed;
    }

    // The course at the start is y + f s + J f s^2/2 + J J f s^3/6 + ... A step is right where the third term, which the formula of order 2
    // does not see, is half a tolerance. The terms are taken as the implicit formula sees them, through (I - cJ)^-1: a fast component that is
    // off its slow course by less than a tolerance must not hold the step down to its own time. Writes the first two differences.
    private double StartingStep(double t, ReadOnlySpan<double> slope, double longest)
    {
        double h = longest;
        double[] first = _history[1], second = _history[2], third = _correction;
        for (int trial = 0; ; trial++)
        {
            double c = h / _ndf.Alpha[2];
            bool filtered = FactorMatrix(c);
            for (int i = 0; i < first.Length; i++) first[i] = h * slope[i];
            if (filtered) Solve(first, c, StartShare * Norm(first));
            Propagate(t, slope, first, second, h, c, filtered);
            Propagate(t, slope, second, third, h, c, filtered);
            double error = _ndf.ErrorConstant[2] * Norm(third);
            if (error <= 1 || trial == StartTrials)
            {
                // the backward differences of that course
                double share = (filtered ? c / h : 0) + 0.5;
                for (int i = 0; i < first.Length; i++) first[i] -= share * second[i];
                return h;
            }

            h *= double.IsFinite(error) ? Math.Clamp(0.8 * Math.Cbrt(0.5 / error), 1e-6, 0.5) : 1e-6;
        }
    }

    // to = h J from, filtered; for a system of several blocks, whose coupling the Jacobian does not have, by a difference of right-hand sides
    private void Propagate(double t, ReadOnlySpan<double> slope, double[] from, double[] to, double h, double c, bool filtered)
    {
        if (Equations.Blocks > 1)
        {
            double length = Norm(from);
            double part = length > 0 ? DifferenceShare * (1 + Norm(_history.State)) / length : 0;
            for (int i = 0; i < to.Length; i++) _proposal[i] = _history.State[i] + (part * from[i]);
            Derivative(t, _proposal, to);
            for (int i = 0; i < to.Length; i++) to[i] = part > 0 ? h * (to[i] - slope[i]) / part : 0;
        }
        else
        {
            SparsityPattern pattern = Equations.JacobianPattern;
            ReadOnlySpan<int> starts = pattern.ColumnStarts;
            ReadOnlySpan<int> rows = pattern.Rows;
            Array.Clear(to);
            for (int j = 0; j < from.Length; j++)
            {
                double v = h * from[j];
                for (int e = starts[j]; e < starts[j + 1]; e++) to[rows[e]] += _jacobian[e] * v;
            }
        }

        if (filtered) Solve(to, c, StartShare * Norm(to));
    }

    // No step is small enough. If an attempt met what is no number, and steps have only shrunk since, that is why.
    private SolveStatus Stuck(SolveStatus otherwise) => _metNonNumber ? SolveStatus.NotFinite : otherwise;

    internal override SolveStatus Step(double tLimit)
    {
        TakeUpNextStep(tLimit);
        if (_t + (_history.Step / 2) == _t) return Stuck(SolveStatus.StepTooSmall);
        bool fresh = false;   // the factors were made in this step
        while (true)
        {
            double h = _history.Step;
            double tNext = _t + h;
            if (Math.Abs(tNext - tLimit) < 1e-12 * h) tNext = tLimit;
            Predict();
            double c = h / _ndf.Alpha[_history.Order];
            if (!_factored || _factorsAge >= FactorsLast || Math.Abs((c / _factoredCoefficient) - 1) > CoefficientDrift)
            {
                Equations.Jacobian(tNext, _predicted, _jacobian);
                _statistics.Jacobians++;
                fresh = true;
                if (!FactorMatrix(c))
                {
                    if (!Shrink(0.25)) return Stuck(SolveStatus.NewtonDiverged);
                    continue;
                }
            }

            (bool converged, int iterations) = Newton(tNext, c);
            if (!converged)
            {
                _statistics.RejectedSteps++;
                if (fresh && !Shrink(0.25)) return Stuck(SolveStatus.NewtonDiverged);
                _factored = false;
                continue;
            }

            double safety = Safety(iterations);
            double norm = Norm(_correction);
            double error = _ndf.ErrorConstant[_history.Order] * norm;
            if (!(error <= 1))
            {
                _statistics.RejectedSteps++;
                double factor = double.IsNaN(error) ? 0.2 : Math.Max(0.2, safety * Math.Pow(error, -1.0 / (_history.Order + 1)));
                if (!Shrink(factor)) return Stuck(SolveStatus.StepTooSmall);
                continue;
            }

            _statistics.AcceptedSteps++;
            _factorsAge++;
            _t = tNext;
            _history.Accept(_correction);
            _nextOrder = _history.Order;
            _nextFactor = 1;
            if (++_equalSteps > _history.Order) ChooseOrder(norm, safety);
            return SolveStatus.Completed;
        }
    }

    private void ChooseOrder(double norm, double safety)
    {
        int order = _history.Order;
        double lower = order > 1 ? Norm(_history[order]) : double.PositiveInfinity;
        double higher = order < MaxOrder ? Norm(_history[order + 2]) : double.PositiveInfinity;
        (_nextOrder, double factor) = _ndf.Choose(order, norm, lower, higher, safety);
        _equalSteps = 0;
        if (factor == 1) return;
        _nextFactor = Math.Min(factor, Options.MaxStep / _history.Step);
        if (_nextFactor > 1) _metNonNumber = false;
    }

    private bool Shrink(double factor)
    {
        if (_t + (_history.Step * factor / 2) == _t) return false;
        ChangeStep(factor);
        return true;
    }

    private void ChangeStep(double factor)
    {
        _history.ChangeStep(factor);
        _equalSteps = 0;
    }

    private void Predict()
    {
        int n = _predicted.Length;
        Array.Clear(_predicted);
        Array.Clear(_psi);
        for (int k = 0; k <= _history.Order; k++)
        {
            double[] d = _history[k];
            double gamma = _ndf.Gamma[k] / _ndf.Alpha[_history.Order];
            for (int i = 0; i < n; i++)
            {
                _predicted[i] += d[i];
                _psi[i] += gamma * d[i];
            }
        }

        for (int i = 0; i < n; i++) _inverseWeight[i] = 1 / ((Options.RelativeTolerance * Math.Abs(_predicted[i])) + Options.AbsoluteTolerance);
    }

    // The rate of convergence is remembered with the factors: while it is good, one iteration is enough.
    private (bool Converged, int Iterations) Newton(double t, double c)
    {
        int n = _proposal.Length;
        double tolerance = NewtonShare / _ndf.ErrorConstant[_history.Order];
        Array.Clear(_correction);
        _predicted.CopyTo(_proposal, 0);
        double previous = 0;
        for (int k = 0; k < NewtonIterations; k++)
        {
            Derivative(t, _proposal, _residual);
            for (int i = 0; i < n; i++) _residual[i] = (c * _residual[i]) - _psi[i] - _correction[i];
            bool solved = Solve(_residual, c, LinearShare * tolerance);
            for (int i = 0; i < n; i++)
            {
                _correction[i] += _residual[i];
                _proposal[i] = _predicted[i] + _correction[i];
            }

            double norm = Norm(_residual);
            if (!double.IsFinite(norm))
            {
                _metNonNumber = true;
                return (false, k + 1);
            }

            if (!solved) return (false, k + 1);
            if (k > 0) _rate = Math.Max(0.3 * _rate, norm / previous);
            if (norm * Math.Min(1, _rate) <= tolerance) return (true, k + 1);
            if (k > 0 && norm > 2 * previous) return (false, k + 1);
            previous = norm;
        }

        return (false, NewtonIterations);
    }

    private bool Solve(double[] b, double c, double tolerance)
    {
        _statistics.Solves++;
        int size = b.Length / Equations.Blocks;
        bool solved = true;
        for (int from = 0; from < b.Length; from += size)
        {
            solved &= _newtonMatrix.Solve(b.AsSpan(from, size), c, _inverseWeight.AsSpan(from, size), tolerance);
        }

        return solved;
    }

    private bool FactorMatrix(double c)
    {
        _statistics.Factorisations++;
        _factoredCoefficient = c;
        _factorsAge = 0;
        _rate = 1;
        return _factored = _newtonMatrix.Prepare(_jacobian, c);
    }

    private void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        Equations.Derivative(t, y, derivative);
        _statistics.Derivatives++;
    }

    private double Norm(double[] values)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double scaled = values[i] * _inverseWeight[i];
            sum += scaled * scaled;
        }

        return Math.Sqrt(sum / values.Length);
    }
}

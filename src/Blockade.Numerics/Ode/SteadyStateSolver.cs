using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// Finds y with f(y) = 0 by pseudo-transient continuation: implicit Euler steps that lengthen as the residual falls and end as
/// Newton's method. Every step keeps the system's linear conservation laws, so the state found is the one that the start leads to. Near it the factors
/// are kept while the steps shrink tenfold with them: a step costs an evaluation then, and no factorisation.
/// </summary>
/// <remarks>Kelley and Keyes (1998), SIAM J. Numer. Anal. 35:508-523, doi:10.1137/S0036142996304796. Holds scratch: one thread.</remarks>
public sealed class SteadyStateSolver
{
    private readonly OdeSystem _system;
    internal const double NearShare = 0.1;       // of each state: a step that short is near
    internal const double ChordContraction = 0.1;

    private readonly SteadyStateOptions _options;
    private readonly SparseLu _lu;
    private readonly int[] _diagonal;
    private readonly double[] _matrix;
    private readonly double[] _residual;
    private readonly double[] _step;

    /// <summary>Analyses the Jacobian's pattern and prepares scratch.</summary>
    public SteadyStateSolver(OdeSystem system, SteadyStateOptions options)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(options);
        _system = system;
        _options = options;
        SparsityPattern pattern = system.JacobianPattern;
        _lu = new SparseLu(pattern);
        _diagonal = new int[system.Dimension];
        for (int j = 0; j < _diagonal.Length; j++) _diagonal[j] = pattern.IndexOf(j, j);
        _matrix = new double[pattern.EntryCount];
        _residual = new double[system.Dimension];
        _step = new double[system.Dimension];
    }

    /// <summary>Iterations of the last search.</summary>
    public int Iterations { get; private set; }

    /// <summary>
    /// Moves y to the steady state. Completed when found; StepLimitReached when not within the iterations; NotFinite when the
    /// right-hand side is not finite at the start; NewtonDiverged when the linear systems cannot be solved.
    /// </summary>
    public SolveStatus Solve(Span<double> y, CancellationToken cancellation = default)
    {
        int n = _system.Dimension;
        double tau = _options.FirstStep;
        _system.Derivative(0, y, _residual);
        double norm = Norm(_residual, y);
        if (!double.IsFinite(norm)) return SolveStatus.NotFinite;
        bool keep = false;
        double before = double.PositiveInfinity;
        for (Iterations = 1; Iterations <= _options.MaxIterations; Iterations++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!keep && !Factor(y, tau))
            {
                tau /= 10;
                if (tau < 1e-12 * _options.FirstStep) return SolveStatus.NewtonDiverged;
                continue;
            }

            _residual.CopyTo(_step, 0);
            _lu.Solve(_step);
            double size = Norm(_step, y);
            for (int i = 0; i < n; i++) y[i] += _step[i];
            _system.Derivative(0, y, _residual);
            double next = Norm(_residual, y);
            if (!double.IsFinite(next) || next > 1e3 * norm)
            {
                for (int i = 0; i < n; i++) y[i] -= _step[i];
                _system.Derivative(0, y, _residual);
                keep = false;
                tau /= 10;
                if (tau < 1e-12 * _options.FirstStep) return SolveStatus.NewtonDiverged;
                continue;
            }

            // a step may be small only because tau is: it counts once tau is as long as it gets
            if (size <= 1 && (tau >= _options.LongestStep || next == 0)) return SolveStatus.Completed;
            keep = tau >= _options.LongestStep && size * _options.RelativeTolerance <= NearShare && (!keep || size <= ChordContraction * before);
            before = size;
            tau = Math.Min(_options.LongestStep, tau * Math.Clamp(next == 0 ? 1000 : norm / next, 2, 1000));
            norm = next;
        }

        return SolveStatus.StepLimitReached;
    }

    private bool Factor(ReadOnlySpan<double> y, double tau)
    {
        _system.Jacobian(0, y, _matrix);
        for (int e = 0; e < _matrix.Length; e++) _matrix[e] = -_matrix[e];
        foreach (int e in _diagonal) _matrix[e] += 1 / tau;
        return _lu.Factor(_matrix);
    }

    private double Norm(double[] values, ReadOnlySpan<double> y)
    {
        double largest = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double scaled = Math.Abs(values[i]) / ((_options.RelativeTolerance * Math.Abs(y[i])) + _options.AbsoluteTolerance);
            if (!(scaled <= largest)) largest = scaled;
        }

        return largest;
    }
}

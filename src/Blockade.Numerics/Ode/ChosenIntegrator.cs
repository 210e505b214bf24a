using System.Globalization;

namespace Blockade.Numerics.Ode;

/// <summary>
/// Begins with the method that should cost least on the system, and hands over where the run shows otherwise. Decisions rest on counts, sizes and what the
/// steps show, never on a clock: the same run chooses the same.
/// </summary>
internal sealed class ChosenIntegrator : OdeIntegrator
{
    // as measured (docs/performance.md)
    private const int MostStatesExplicit = 16;     // beyond, an explicit step's seven evaluations cost more than one with kept factors
    private const int MostStatesRosenbrock = 64;   // beyond, a factorisation a step costs more than it saves
    private const int ShortStretch = 12;           // steps between restarts, below which a formula that grows from order 2 does not pay
    private const int StretchesToJudge = 3;

    private readonly OdeIntegrator[] _methods;   // multistep, Rosenbrock, explicit, as far as they come into question; all made at the start, so that no step allocates
    private OdeIntegrator _current;
    private string _reason;
    private int _stretches;

    public ChosenIntegrator(OdeSystem system, SolverOptions options)
        : base(system, options)
    {
        int n = system.Dimension;
        var multistep = new OdeSolver(system, options);
        bool isWhole = system.Blocks == 1;
        _methods = !isWhole || n > MostStatesRosenbrock ? [multistep] : [multistep, new RosenbrockSolver(system, options)];
        if (isWhole && n <= MostStatesExplicit) _methods = [.. _methods, new ExplicitOdeSolver(system, options)];
        _current = _methods[^1] is ExplicitOdeSolver ? _methods[^1] : multistep;
        _reason = _current is ExplicitOdeSolver
            ? $"{n} state{(n == 1 ? "" : "s")} and no stiffness met"
            : isWhole ? $"{n} states, too many for an explicit step or a factorisation a step" : $"{system.Blocks} blocks share a Jacobian";
        if (isWhole && n is > MostStatesExplicit and <= MostStatesRosenbrock) _reason = $"{n} states, too many for an explicit step";
    }

    public override SolverStatistics Statistics
    {
        get
        {
            SolverStatistics sum = _current.Statistics;
            foreach (OdeIntegrator method in _methods)
            {
                if (method == _current) continue;
                SolverStatistics other = method.Statistics;
                sum.AcceptedSteps += other.AcceptedSteps;
                sum.RejectedSteps += other.RejectedSteps;
                sum.Derivatives += other.Derivatives;
                sum.Jacobians += other.Jacobians;
                sum.Factorisations += other.Factorisations;
                sum.Solves += other.Solves;
                sum.Products += other.Products;
            }

            return sum with { IntegratorReason = _reason };
        }
    }

    internal override double Reached => _current.Reached;

    internal override ReadOnlySpan<double> State => _current.State;

    public override void Interpolate(double t, Span<double> y) => _current.Interpolate(t, y);

    internal override SolveStatus Begin(double t, ReadOnlySpan<double> y, double tLimit)
    {
        if (_current is OdeSolver && _methods.Length > 1 && _stretches >= StretchesToJudge)
        {
            double steps = _current.Statistics.AcceptedSteps / (double)_stretches;
            if (steps < ShortStretch) HandOver(1, string.Create(CultureInfo.InvariantCulture, $"{_reason}; a restart every {steps:F0} steps"));
        }

        _stretches++;
        return _current.Begin(t, y, tLimit);
    }

    internal override SolveStatus Step(double tLimit)
    {
        if (_current is ExplicitOdeSolver { IsStiff: true })
        {
            SolveStatus begun = LeaveExplicit("stiff", tLimit);
            if (begun != SolveStatus.Completed) return begun;
        }

        SolveStatus status = _current.Step(tLimit);
        if (status == SolveStatus.Completed || _current is not ExplicitOdeSolver) return status;
        status = LeaveExplicit("no explicit step was short enough", tLimit);
        return status == SolveStatus.Completed ? _current.Step(tLimit) : status;
    }

    // For good: a system that was stiff once is so again after the next dose.
    private SolveStatus LeaveExplicit(string why, double tLimit)
    {
        double t = Reached;
        ReadOnlySpan<double> y = State;
        HandOver(0, string.Create(CultureInfo.InvariantCulture, $"{why} at time {t:g4}"));
        _stretches = 1;
        return _current.Begin(t, y, tLimit);
    }

    private void HandOver(int method, string reason) => (_current, _reason) = (_methods[method], reason);
}

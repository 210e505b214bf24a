namespace Blockade.Numerics.Ode;

/// <summary>What an integration may cost and how exact it must be. The error of a step is weighed by relative * |y| + absolute.</summary>
public sealed record SolverOptions
{
    /// <summary>Relative tolerance, 1e-13 to 1e-1. Default 1e-6.</summary>
    public double RelativeTolerance
    {
        get;
        init => field = value is >= 1e-13 and <= 0.1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A relative tolerance lies in 1e-13 .. 0.1.");
    } = 1e-6;

    /// <summary>Absolute tolerance in the states' unit, positive. Default 1e-9.</summary>
    public double AbsoluteTolerance
    {
        get;
        init => field = value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "An absolute tolerance is positive and finite.");
    } = 1e-9;

    /// <summary>Steps allowed in one call of Advance. Default 100,000.</summary>
    public int MaxSteps
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A step limit is positive.");
    } = 100_000;

    /// <summary>The longest step, in the clock's unit. Default: no limit.</summary>
    public double MaxStep
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A longest step is positive.");
    } = double.PositiveInfinity;

    /// <summary>How the linear systems of implicit steps are solved. Default: chosen for the system.</summary>
    public LinearSolver LinearSolver { get; init; } = LinearSolver.Automatic;

    /// <summary>The method that <see cref="OdeIntegrator.Of"/> takes. Default: chosen for the system.</summary>
    public Integrator Integrator { get; init; } = Integrator.Automatic;
}

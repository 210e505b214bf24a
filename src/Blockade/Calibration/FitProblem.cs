using System.Collections.Immutable;
using Blockade.Petab;

namespace Blockade.Calibration;

/// <summary>
/// What a fit of a PEtab problem minimises: minus the logarithm of the posterior (of the likelihood, without priors), over the estimated parameters, each on
/// its scale. Shared by threads.
/// </summary>
public sealed class FitProblem
{
    private const double Step = 1e-4;      // of a difference of runs, on a logarithmic scale; an integration at 1e-8 is then good for four digits of a slope
    private const double ShortStep = 1e-5;  // of a difference of formulas, which are good to sixteen digits

    private readonly PetabSimulator _simulator;
    private readonly int[] _places;
    private readonly double[] _nominal;

    /// <summary>Looks at what is estimated.</summary>
    public FitProblem(PetabSimulator simulator)
    {
        ArgumentNullException.ThrowIfNull(simulator);
        _simulator = simulator;
        PetabProblem problem = simulator.Problem;
        Parameters = problem.Estimated;
        _places = [.. Parameters.Select(p => problem.Parameters.IndexOf(p))];
        _nominal = problem.NominalValues();
        Lower = [.. Parameters.Select(p => p.Scale != ParameterScale.Linear && p.Lower <= 0 ? double.NegativeInfinity : p.Scale.Apply(p.Lower))];
        Upper = [.. Parameters.Select(p => p.Scale.Apply(p.Upper))];
    }

    /// <summary>What is estimated, in the order of the coordinates of a point.</summary>
    public ImmutableArray<PetabParameter> Parameters { get; }

    /// <summary>Bounds on the scales.</summary>
    public ImmutableArray<double> Lower { get; }

    /// <summary>Upper bounds on the scales.</summary>
    public ImmutableArray<double> Upper { get; }

    /// <summary>The nominal values on the scales, within the bounds; null where the table leaves one open.</summary>
    public double[]? Nominal()
    {
        double[] point = [.. _places.Select((p, j) => Math.Clamp(Parameters[j].Scale.Apply(_nominal[p]), Lower[j], Upper[j]))];
        return point.All(double.IsFinite) ? point : null;
    }

    /// <summary>All values of the parameter table at a point.</summary>
    public double[] Values(ReadOnlySpan<double> point)
    {
        double[] values = [.. _nominal];
        for (int j = 0; j < point.Length; j++) values[_places[j]] = Parameters[j].Scale.Invert(point[j]);
        return values;
    }

    /// <summary>The model at a point.</summary>
    public PetabOutcome Run(ReadOnlySpan<double> point, CancellationToken cancellation) => _simulator.Run(Values(point), cancellation);

    /// <summary>Minus the logarithm of likelihood and prior; infinity where a simulation fails or means nothing.</summary>
    public double Objective(PetabOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        double value = -(outcome.LogLikelihood + outcome.LogPrior);
        return outcome.Trouble is null && double.IsFinite(value) ? value : double.PositiveInfinity;
    }

    /// <summary>
    /// The gradient of the objective, and the expected information: the curvature that the noise laws give to the slopes of simulations and noise, plus that of
    /// the priors. From sensitivities integrated beside the states where the problem has them (<see cref="PetabSimulator.HasForwardSensitivities"/>), else central differences, which
    /// cost two runs for each coordinate that is free.
    /// </summary>
    /// <param name="point">Where.</param>
    /// <param name="at">The model there.</param>
    /// <param name="isFree">Which coordinates may move; the others have no slope.</param>
    /// <param name="cancellation">Stops it.</param>
    public (double[] Gradient, double[,] Information) Slopes(double[] point, PetabOutcome at, bool[] isFree, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(at);
        ArgumentNullException.ThrowIfNull(isFree);
        int n = point.Length, count = at.Simulations.Length;
        double[][] simulated = new double[n][], noise = new double[n][];
        double[] gradient = new double[n];
        double[,] information = new double[n, n];
        bool isKnown = Sensitivities(point, isFree, simulated, noise, cancellation);
        for (int j = 0; j < n; j++)
        {
            if (!isKnown) (simulated[j], noise[j]) = (new double[count], new double[count]);
            if (!isFree[j]) continue;
            double step = Step * Width(j, point[j]);
            double high = Math.Min(Upper[j], point[j] + step), low = Math.Max(Lower[j], point[j] - step);
            if (isKnown)
            {
                Prior(j, point[j], (high - low) / 2, ref gradient[j], ref information[j, j]);
                continue;
            }

            PetabOutcome above = Moved(point, j, high, cancellation), below = Moved(point, j, low, cancellation);
            if (above.Trouble is not null) (above, high) = (at, point[j]);
            if (below.Trouble is not null) (below, low) = (at, point[j]);
            if (high <= low) continue;
            for (int m = 0; m < count; m++)
            {
                ParameterScale scale = Observable(m).Scale;
                simulated[j][m] = Finite((scale.Apply(above.Simulations[m]) - scale.Apply(below.Simulations[m])) / (high - low));
                noise[j][m] = Finite((Math.Log(above.Noise[m]) - Math.Log(below.Noise[m])) / (high - low));
            }

            Prior(j, point[j], (high - low) / 2, ref gradient[j], ref information[j, j]);
        }

        for (int m = 0; m < count; m++)
        {
            PetabObservable observable = Observable(m);
            double sigma = at.Noise[m];
            double residual = PetabLikelihood.Residual(observable, _simulator.Problem.Measurements[m].Value, at.Simulations[m], sigma);
            double bySimulation = -(observable.IsLaplace ? Math.Sign(residual) : residual) / sigma;
            double byNoise = 1 - (observable.IsLaplace ? Math.Abs(residual) : residual * residual);
            double curvature = observable.IsLaplace ? 1 : 2;
            for (int j = 0; j < n; j++)
            {
                gradient[j] += (bySimulation * simulated[j][m]) + (byNoise * noise[j][m]);
                for (int k = 0; k <= j; k++) information[j, k] += (simulated[j][m] * simulated[k][m] / (sigma * sigma)) + (curvature * noise[j][m] * noise[k][m]);
            }
        }

        for (int j = 0; j < n; j++)
        {
            for (int k = 0; k < j; k++) information[k, j] = information[j, k];
        }

        return (gradient, information);
    }

    // of a difference, in parts of which its steps are given
    private double Width(int j, double x) => Parameters[j].Scale == ParameterScale.Linear ? Math.Max(Math.Abs(x), 1e-3) : 1;

    private bool Sensitivities(double[] point, bool[] isFree, double[][] simulated, double[][] noise, CancellationToken cancellation)
    {
        if (!_simulator.HasForwardSensitivities) return false;
        int[] free = [.. Enumerable.Range(0, point.Length).Where(j => isFree[j])];
        ImmutableArray<PetabMove> moves = [.. free.Select(j => Move(point, j))];
        if (PetabSensitivities.Of(_simulator, Values(point), moves, cancellation) is not { } slopes) return false;
        for (int j = 0; j < point.Length; j++) simulated[j] = noise[j] = new double[_simulator.Problem.Measurements.Length];
        for (int k = 0; k < free.Length; k++) (simulated[free[k]], noise[free[k]]) = ([.. slopes.Simulated[k].Select(Finite)], [.. slopes.Noise[k].Select(Finite)]);
        return true;
    }

    private PetabMove Move(double[] point, int j)
    {
        double step = ShortStep * Width(j, point[j]);
        double[] above = [.. point], below = [.. point];
        (above[j], below[j]) = (point[j] + step, point[j] - step);
        return new PetabMove(Values(above), Values(below), above[j] - below[j]);
    }

    private static double Finite(double x) => double.IsFinite(x) ? x : 0;

    private PetabObservable Observable(int measurement) => _simulator.Problem.Observables[_simulator.Problem.Measurements[measurement].Observable];

    private PetabOutcome Moved(double[] point, int coordinate, double value, CancellationToken cancellation)
    {
        double[] moved = [.. point];
        moved[coordinate] = value;
        return Run(moved, cancellation);
    }

    private void Prior(int j, double x, double h, ref double gradient, ref double curvature)
    {
        PetabParameter parameter = Parameters[j];
        if (parameter.Prior is not { } prior) return;
        double Log(double at) => prior.LogDensity(parameter.Scale.Invert(at));
        (double above, double at, double below) = (Log(x + h), Log(x), Log(x - h));
        if (!double.IsFinite(above) || !double.IsFinite(below)) return;
        gradient -= (above - below) / (2 * h);
        curvature += Math.Max(0, -(above - (2 * at) + below) / (h * h));
    }
}

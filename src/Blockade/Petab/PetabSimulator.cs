using System.Collections.Immutable;
using Blockade.Models.Expressions;
using Blockade.Numerics.Ode;

namespace Blockade.Petab;

/// <summary>Simulates a problem's experiments and weighs them against its measurements. Immutable, shared by threads.</summary>
public sealed class PetabSimulator
{
    private readonly ImmutableArray<CompiledObservable> _observables;
    private readonly ImmutableArray<CompiledMeasurement> _measurements;
    private readonly ImmutableArray<ImmutableArray<int>> _byExperiment;
    private readonly SolverOptions _options;

    /// <summary>Compiles the formulas.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="options">Tolerances of the integration.</param>
    public PetabSimulator(PetabProblem problem, SolverOptions options)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(options);
        (Problem, _options) = (problem, options);
        Names = new PetabNames(problem);
        _observables = [.. problem.Observables.Select(Compile)];
        _measurements = [.. problem.Measurements.Select(m => new CompiledMeasurement([.. m.Parameters.Select(Names.Compile)], [.. m.NoiseParameters.Select(Names.Compile)]))];
        _byExperiment = [.. problem.Experiments.Select((_, e) => Enumerable.Range(0, problem.Measurements.Length).Where(m => problem.Measurements[m].Experiment == e).OrderBy(m => problem.Measurements[m].Time).ToImmutableArray())];
    }

    /// <summary>The problem.</summary>
    public PetabProblem Problem { get; }

    /// <summary>Tolerances of the integration.</summary>
    public SolverOptions Options => _options;

    internal PetabNames Names { get; }

    /// <summary>
    /// Whether slopes by parameters can be integrated beside the states: nothing happens at once, no constraint is solved, and every experiment begins without equilibration, has
    /// one period and ends.
    /// </summary>
    public bool HasForwardSensitivities =>
        !Problem.Model.Compiled.HasJumps && Problem.Model.System.Constraints.IsEmpty && !Problem.Model.Compiled.StateNames.IsEmpty
        && Problem.Experiments.All(e => e.Equilibration is null && e.Periods.Length == 1) && Problem.Measurements.All(m => double.IsFinite(m.Time));

    /// <summary>Simulates everything at values of the parameters.</summary>
    /// <param name="parameters">By <see cref="PetabProblem.Parameters"/>, on no scale.</param>
    /// <param name="cancellation">Stops it.</param>
    public PetabOutcome Run(ReadOnlySpan<double> parameters, CancellationToken cancellation = default)
    {
        int n = Problem.Measurements.Length;
        double[] simulations = new double[n], noise = new double[n];
        Array.Fill(simulations, double.NaN);
        Array.Fill(noise, double.NaN);
        double[] values = Names.Values(parameters);
        string? trouble = null;
        for (int e = 0; e < Problem.Experiments.Length && trouble is null; e++)
        {
            trouble = Run(e, values, simulations, noise, cancellation);
            if (trouble is not null) trouble = $"experiment '{Problem.Experiments[e].Id}' {trouble}";
        }

        double likelihood = 0, chi = 0, prior = 0;
        for (int m = 0; m < n; m++)
        {
            PetabMeasurement measurement = Problem.Measurements[m];
            PetabObservable observable = Problem.Observables[measurement.Observable];
            likelihood += PetabLikelihood.Log(observable, measurement.Value, simulations[m], noise[m]);
            double residual = PetabLikelihood.Residual(observable, measurement.Value, simulations[m], noise[m]);
            chi += residual * residual;
        }

        for (int p = 0; p < Problem.Parameters.Length; p++) prior += Problem.Parameters[p].Prior?.LogDensity(parameters[p]) ?? 0;
        return new PetabOutcome([.. simulations], [.. noise], trouble is null ? likelihood : double.NegativeInfinity, prior, chi, trouble);
    }

    private string? Run(int number, double[] values, double[] simulations, double[] noise, CancellationToken cancellation)
    {
        PetabExperiment experiment = Problem.Experiments[number];
        (ImmutableArray<int> measured, double last) = Measured(number);
        double[] own = [.. values];
        var course = new PetabCourse(this, experiment, own, _options, last);
        if (course.Begin(cancellation) is { } trouble) return trouble;
        foreach (int m in measured)
        {
            if (course.Advance(Problem.Measurements[m].Time, cancellation) is { } stopped) return stopped;
            course.TakeQuantities();
            (simulations[m], noise[m]) = Observe(m, own);
        }

        return null;
    }

    /// <summary>What a measurement's observable and noise are, with the model's quantities in their places.</summary>
    internal (double Simulation, double Noise) Observe(int measurement, double[] own)
    {
        CompiledObservable observable = _observables[Problem.Measurements[measurement].Observable];
        CompiledMeasurement given = _measurements[measurement];
        for (int i = 0; i < observable.Places.Length; i++) own[observable.Places[i]] = given.Parameters[i].Evaluate(own);
        for (int i = 0; i < observable.NoisePlaces.Length; i++) own[observable.NoisePlaces[i]] = given.Noise[i].Evaluate(own);
        own[observable.Own] = observable.Formula.Evaluate(own);
        return (own[observable.Own], observable.Noise.Evaluate(own));
    }

    /// <summary>The measurements of an experiment in the order of their times, and the last finite one.</summary>
    internal (ImmutableArray<int> Measured, double Last) Measured(int experiment) =>
        (_byExperiment[experiment], _byExperiment[experiment].Select(m => Problem.Measurements[m].Time).Where(double.IsFinite).DefaultIfEmpty(Problem.Experiments[experiment].Start).Max());

    private CompiledObservable Compile(PetabObservable o) =>
        new(Names.Compile(o.Formula), Names.Compile(o.Noise), [.. o.Placeholders.Select(Names.Place)], [.. o.NoisePlaceholders.Select(Names.Place)], Names.Place(o.Id));

    private sealed record CompiledObservable(CompiledExpression Formula, CompiledExpression Noise, ImmutableArray<int> Places, ImmutableArray<int> NoisePlaces, int Own);

    private sealed record CompiledMeasurement(ImmutableArray<CompiledExpression> Parameters, ImmutableArray<CompiledExpression> Noise);
}

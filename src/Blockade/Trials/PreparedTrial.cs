using Blockade.Evidence;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Tumours;

namespace Blockade.Trials;

/// <summary>What every replicate of a trial shares: the receptors' table and the constants, made once.</summary>
/// <param name="ReceptorStates">Steady states behind the receptors' table; 0 without one.</param>
/// <param name="Tumour">The tumour's constants.</param>
/// <param name="Random">The random space of the run.</param>
/// <param name="Subjects">One patient's pharmacology.</param>
/// <param name="Simulator">Runs a replicate.</param>
internal sealed record PreparedTrial(
    int ReceptorStates, TumourParameters Tumour, RandomSource Random, SubjectSimulator Subjects, TrialSimulator Simulator)
{
    /// <summary>Tabulates and joins; null and why where the receptors have no steady state, null and null where it was cancelled.</summary>
    public static (PreparedTrial? Trial, string? Failure) Prepare(
        TrialDesign design, PopulationDefinition population, ParameterTable parameters, ReceptorModel receptors, VirtualTrialOptions options,
        IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(options);
        InterstitiumParameters interstitium = InterstitiumParameters.From(parameters);
        SubjectSimulator subjects;
        int states = 0;
        if (options.IsCoupled) subjects = new SubjectSimulator(receptors, interstitium, options.RelativeTolerance);
        else
        {
            ReceptorSurface? surface;
            string? failure;
            try
            {
                (surface, failure) = ReceptorSurface.Tabulate(receptors, ReceptorSurfaceAxes.Default, options.Threads, progress, cancellation);
            }
            catch (OperationCanceledException)
            {
                return (null, null);
            }

            if (surface is null) return (null, $"the receptors' steady state was not found: {failure}");
            (subjects, states) = (new SubjectSimulator(surface, interstitium, options.RelativeTolerance), surface.StateCount);
        }

        TumourParameters tumour = TumourParameters.From(parameters);
        var random = new RandomSource(options.Seed);
        var simulator = new TrialSimulator(design, new PopulationModel(population, parameters), subjects, tumour, random, options.Threads);
        return (new PreparedTrial(states, tumour, random, subjects, simulator), null);
    }
}

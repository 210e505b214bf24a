using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Tumours;

namespace Blockade.Trials;

/// <summary>Published results beside what was predicted of them, with all that the fit left open.</summary>
/// <param name="Rows">One a published result, in the order of the file.</param>
/// <param name="Draws">Draws of the constants.</param>
/// <param name="Replicates">Sets of patients, each under every draw.</param>
public sealed record Scorecard(ImmutableArray<ScoredPrediction> Rows, int Draws, int Replicates)
{
    /// <summary>What nulls forecast of the blind results; empty where none were asked.</summary>
    public ImmutableArray<NullPrediction> Nulls { get; init; } = [];

    /// <summary>
    /// Runs every draw of the constants in every set of patients of each trial. Deterministic. Cost: that of the replicates, and about a
    /// tenth of it for every ten draws.
    /// </summary>
    /// <param name="designs">The trials.</param>
    /// <param name="populations">Their populations.</param>
    /// <param name="parameters">Constants; the drawn ones are replaced.</param>
    /// <param name="posterior">Draws of the tumour's constants, in the order in which they are used.</param>
    /// <param name="draws">How many of them, evenly spread over all.</param>
    /// <param name="replicates">Sets of patients.</param>
    /// <param name="published">What is compared with.</param>
    /// <param name="subjects">The drugs in a patient.</param>
    /// <param name="seed">Seed of every draw.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    /// <param name="progress">Trials done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Scorecard Run(
        ImmutableArray<TrialDesign> designs, ImmutableArray<PopulationDefinition> populations, ParameterTable parameters, PosteriorDraws posterior, int draws,
        int replicates, PublishedResults published, SubjectSimulator subjects, ulong seed, int threads, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(published);
        ArgumentOutOfRangeException.ThrowIfNotEqual(populations.Length, designs.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(replicates, 1);
        draws = Math.Min(draws, posterior.Values.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        ImmutableArray<TumourParameters> tumours =
            [.. posterior.Spread(draws).Select(d => TumourParameters.From(posterior.In(parameters, d)))];
        var values = new Dictionary<PublishedResult, double[]>();
        int done = 0, all = designs.Length * replicates * draws;
        for (int t = 0; t < designs.Length; t++)
        {
            TrialDesign design = designs[t];
            var simulator = new TrialSimulator(design, new PopulationModel(populations[t], parameters), subjects, tumours[0], new RandomSource(seed), threads);
            for (int r = 0; r < replicates; r++)
            {
                int d = 0;
                foreach (TrialResult result in simulator.RunEach((uint)r, tumours, cancellation))
                {
                    ImmutableArray<AnalysisResult> analyses = [.. design.Analyses.Select(a => AnalysisResult.Of(result, a))];
                    foreach (Prediction p in Prediction.Of(result, analyses, published))
                    {
                        if (!values.TryGetValue(p.Published, out double[]? row)) values.Add(p.Published, row = new double[draws * replicates]);
                        row[(d * replicates) + r] = p.Predicted.Value;
                    }

                    d++;
                    progress?.Report(new RunProgress("trials", ++done, all));
                }
            }
        }

        return new Scorecard(
            [.. published.Rows.Where(values.ContainsKey).Select(p => new ScoredPrediction(p, [.. values[p]], replicates))], draws, replicates);
    }
}

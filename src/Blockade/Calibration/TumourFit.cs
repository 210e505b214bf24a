using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Blockade.Evidence;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Tumours;
using Blockade.Trials;

namespace Blockade.Calibration;

/// <summary>
/// Fits the tumour's constants to published aggregates: the mode of binomial likelihoods, as squared residuals, times normal priors.
/// Sees <see cref="CalibrationTargets"/> and nothing else that was published. Patients and their drugs' courses are computed once and are
/// the same for every parameter set (common random numbers), so that the misfit is a function and not a noise.
/// </summary>
public sealed class TumourFit
{
    private const string HashLabel = "targets-sha256: ";

    // In prior SDs: at some hundred patients an arm a share moves in jumps that a smaller difference would not average.
    private const double FirstStep = 0.4;
    private const int IterationsOfAStart = 6;
    private const int IterationsAtTheEnd = 20;

    private readonly ParameterTable _start;
    private readonly ImmutableArray<FreeParameter> _free;
    private readonly ImmutableArray<PublishedResult> _targets;
    private readonly Dictionary<string, CalibrationArm> _arms = new(StringComparer.Ordinal);
    private readonly RandomSource _random;
    private readonly int _patients;
    private readonly int _threads;

    /// <summary>
    /// Prepares the arms that the targets name, each with the population of its trial. <paramref name="start"/> holds every <c>tumour.*</c> constant;
    /// those in <paramref name="free"/> are replaced in the search.
    /// </summary>
    /// <exception cref="ArgumentException">A target names a trial or an arm that is not among <paramref name="trials"/>.</exception>
    public TumourFit(
        CalibrationTargets targets, ImmutableArray<TrialDesign> trials, ImmutableArray<PopulationModel> populations, ParameterTable start,
        ImmutableArray<FreeParameter> free, SubjectSimulator subjects, RandomSource random, int patients, int threads, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentOutOfRangeException.ThrowIfNotEqual(populations.Length, trials.Length);
        _start = start;
        _free = free;
        _targets = [.. targets.Rows.Where(t => t.Quantity is not "median-os")];   // the curve's points say it better
        _random = random;
        _patients = patients;
        _threads = threads;
        double effect = start.Value("tumour.docetaxelElimination");
        foreach (PublishedResult target in _targets)
        {
            int place = trials.ToList().FindIndex(t => t.Name == target.Trial);
            if (place < 0) throw new ArgumentException($"'{target.Id}' names the trial '{target.Trial}', which was not given.", nameof(trials));
            TrialDesign trial = trials[place];
            foreach (string name in CalibrationQuantity.Arms(target))
            {
                int arm = trial.Arms.ToList().FindIndex(a => a.Name == name);
                if (arm < 0) throw new ArgumentException($"'{target.Id}' names the arm '{name}', which '{target.Trial}' lacks.", nameof(trials));
                string key = Key(target.Trial, name);
                if (!_arms.ContainsKey(key)) _arms[key] = new CalibrationArm(trial, arm, populations[place], subjects, effect, random, 0, patients, threads, cancellation);
            }
        }
    }

    /// <summary>Where points that are computed go, and where an earlier run's are found; null to keep none.</summary>
    public EvaluationJournal? Journal { get; init; }

    /// <summary>How many results it is fitted to: those that others say better are left out.</summary>
    public int TargetCount => _targets.Length;

    /// <summary>Evaluations of the misfit so far.</summary>
    public int Evaluations { get; private set; }

    /// <summary>The tumour's constants at a point of the search, in prior SDs.</summary>
    public TumourParameters Parameters(IReadOnlyList<double> coordinates)
    {
        ArgumentNullException.ThrowIfNull(coordinates);
        var rows = _free.Select((f, i) => f.Row with { Value = f.Value(coordinates[i]) });
        return TumourParameters.From(_start.With(new ParameterTable([.. rows])));
    }

    /// <summary>Every target beside the model. Cost: a few hundred thousand patient-days.</summary>
    public ImmutableArray<Misfit> Misfits(TumourParameters parameters) => Beside(Predictions(parameters));

    /// <summary>Minus twice the log posterior, up to a constant.</summary>
    public double Objective(IReadOnlyList<double> coordinates) => Residuals(coordinates).Sum(r => r * r);

    /// <summary>
    /// Searches downhill from the prior's middle and from points drawn from the prior, then on from the best of them. Deterministic.
    /// </summary>
    /// <param name="starts">Points to begin at; the first is the prior's middle.</param>
    /// <param name="progress">Starts done.</param>
    /// <param name="cancellation">Stops the search.</param>
    public ImmutableArray<double> Search(int starts, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(starts, 1);
        double[] Evaluate(double[] point)
        {
            cancellation.ThrowIfCancellationRequested();
            return Residuals(point);
        }

        (double[] Point, double SumOfSquares) best = ([], double.PositiveInfinity);
        for (int start = 0; start < starts; start++)
        {
            RandomSequence random = _random.Sequence((ushort)DrawPurpose.FitStart, (uint)start);
            var point = new double[_free.Length];
            if (start > 0)
            {
                for (int i = 0; i < point.Length; i++) point[i] = random.NextNormal();
            }

            (double[] Point, double SumOfSquares) found = GaussNewton.Minimise(Evaluate, point, FirstStep, IterationsOfAStart);
            if (found.SumOfSquares < best.SumOfSquares) best = found;
            progress?.Report(new RunProgress("starts", start + 1, starts + 1));
        }

        best = GaussNewton.Minimise(Evaluate, best.Point, FirstStep / 2, IterationsAtTheEnd);
        progress?.Report(new RunProgress("starts", starts + 1, starts + 1));
        return [.. best.Point];
    }

    /// <summary>
    /// Draws from the posterior, starting from the normal approximation about the mode that <see cref="Search"/> found. Deterministic. Cost:
    /// rounds times points evaluations, and two a constant.
    /// </summary>
    /// <param name="mode">Where the posterior is highest.</param>
    /// <param name="rounds">How often the proposal is renewed.</param>
    /// <param name="points">Points of a round.</param>
    /// <param name="draws">Draws wanted.</param>
    /// <param name="progress">Points done.</param>
    /// <param name="cancellation">Stops it.</param>
    public Posterior Sample(
        IReadOnlyList<double> mode, int rounds, int points, int draws, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(mode);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var covariance = GaussNewton.Covariance(p => Residuals(p), [.. mode], FirstStep / 2);
        (double[][] all, double[] weights) = ImportanceSampler.Sample(Objective, mode, covariance, rounds, points, _random, progress, cancellation);
        double uniform = _random.Sequence((ushort)DrawPurpose.Posterior, uint.MaxValue).NextUniform();
        return new Posterior(
            [.. ImportanceSampler.Resample(weights, draws, uniform).Select(i => all[i].ToImmutableArray())], ImportanceSampler.EffectiveSize(weights), weights.Length);
    }

    /// <summary>Draws as the text of <c>posterior.csv</c>, to four digits, under the hash of what they were fitted to.</summary>
    public string Freeze(Posterior posterior, CalibrationTargets targets)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(targets);
        var text = new StringBuilder();
        text.Append("# Written by 'blockade calibrate --posterior': frozen, not edited. Equally weighted draws of the constants that were fitted, in the units of priors.csv\n");
        text.Append(CultureInfo.InvariantCulture, $"# {HashLabel}{targets.Sha256}\n");
        text.Append(CultureInfo.InvariantCulture, $"# seed {_random.Seed}, {_patients} patients an arm, {posterior.Points} points worth {posterior.EffectiveSize:0} independent draws\n");
        text.Append("draw");
        foreach (FreeParameter f in _free) text.Append(',').Append(f.Row.Id);
        text.Append('\n');
        for (int d = 0; d < posterior.Draws.Length; d++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{d + 1}");
            for (int i = 0; i < _free.Length; i++) text.Append(CultureInfo.InvariantCulture, $",{_free[i].Value(posterior.Draws[d][i]):g4}");
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// The fitted constants as the text of <c>calibrated.csv</c>, to four digits, under the hash of what they were fitted to.
    /// </summary>
    public string Freeze(IReadOnlyList<double> coordinates, CalibrationTargets targets)
    {
        ArgumentNullException.ThrowIfNull(coordinates);
        ArgumentNullException.ThrowIfNull(targets);
        var text = new StringBuilder("id,value,unit,distribution,source,doi,grade,note\n");
        text.Append("# Written by 'blockade calibrate': frozen, not edited. What they were fitted to: SHA-256 of the calibrate rows of published.csv\n");
        text.Append(CultureInfo.InvariantCulture, $"# {HashLabel}{targets.Sha256}\n");
        text.Append(CultureInfo.InvariantCulture, $"# seed {_random.Seed}, {_patients} patients an arm, minus twice the log posterior {Objective(coordinates):0.0}\n");
        for (int i = 0; i < _free.Length; i++)
        {
            FreeParameter f = _free[i];
            string note = f.Row.Note.Contains(',', StringComparison.Ordinal) ? $"\"{f.Row.Note}\"" : f.Row.Note;
            text.Append(CultureInfo.InvariantCulture, $"{f.Row.Id},{f.Value(coordinates[i]):g4},{f.Row.Unit},fixed,fitted to the calibrate rows of published.csv,,fitted,{note}\n");
        }

        return text.ToString();
    }

    /// <summary>The hash that a frozen file of constants or of draws says it was fitted to, or null.</summary>
    public static string? FrozenHash(string frozenCsv)
    {
        ArgumentNullException.ThrowIfNull(frozenCsv);
        return frozenCsv.Split('\n').FirstOrDefault(l => l.StartsWith("# " + HashLabel, StringComparison.Ordinal))?[(2 + HashLabel.Length)..].Trim();
    }

    // The priors are residuals too: each coordinate is in SDs from its prior's middle.
    private double[] Residuals(IReadOnlyList<double> coordinates)
    {
        double[] predicted = Journal is { } journal ? journal.Take(coordinates, () => Predictions(Parameters(coordinates))) : Predictions(Parameters(coordinates));
        return [.. Beside(predicted).Select(m => m.Residual), .. coordinates];
    }

    private double[] Predictions(TumourParameters parameters)
    {
        Evaluations++;
        var courses = new Dictionary<string, DiseaseCourse[]>(StringComparer.Ordinal);
        DiseaseCourse[] Of(PublishedResult target, string arm)
        {
            string key = Key(target.Trial, arm);
            if (!courses.TryGetValue(key, out DiseaseCourse[]? diseases)) courses[key] = diseases = _arms[key].Diseases(parameters, LastDay(key), _threads);
            return diseases;
        }

        return
        [
            .. _targets.Select(t => CalibrationQuantity.Arms(t) is [string treated, string control]
                ? CalibrationQuantity.LogHazardRatio(t, Of(t, treated), Of(t, control), _arms[Key(t.Trial, treated)].LastDay)
                : t.Quantity == "total-pcr" ? _arms[Key(t.Trial, t.Arm)].PathologicalResponse(parameters)
                : CalibrationQuantity.Share(t, Of(t, t.Arm), _arms[Key(t.Trial, t.Arm)].ScanDays)),
        ];
    }

    private ImmutableArray<Misfit> Beside(double[] predicted) =>
        [.. _targets.Select((t, i) => new Misfit(t, CalibrationQuantity.Observed(t), predicted[i], CalibrationQuantity.StandardError(t)))];

    private static string Key(string trial, string arm) => $"{trial}/{arm}";

    // as far as any of the arm's targets looks
    private int LastDay(string key) => _targets.Where(t => CalibrationQuantity.Arms(t).Any(a => Key(t.Trial, a) == key))
        .Max(t => CalibrationQuantity.LastDay(t, _arms[key].ScanDays, _arms[key].LastDay));
}

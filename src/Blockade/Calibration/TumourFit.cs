using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Blockade.Evidence;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Tumours;
using Blockade.Trials;
using MathNet.Numerics.Distributions;

namespace Blockade.Calibration;

/// <summary>
/// Fits the tumour's constants to published aggregates: draws from their posterior, binomial likelihoods times normal priors, that count the chance of the published patients and of the simulated ones.
/// Sees <see cref="CalibrationTargets"/> and nothing else that was published. Patients and their drugs' courses are computed once and are
/// the same for every parameter set (common random numbers), so that the likelihood is a function and not a noise.
/// </summary>
public sealed class TumourFit
{
    private const string HashLabel = "targets-sha256: ";

    private readonly ParameterTable _start;
    private readonly ImmutableArray<FreeParameter> _free;
    private readonly ImmutableArray<PublishedResult> _targets;
    private readonly Dictionary<string, CalibrationArm> _arms = new(StringComparer.Ordinal);
    private readonly RandomSource _random;
    private readonly int _patients;
    private readonly int _threads;
    private int _evaluations;

    /// <summary>
    /// Prepares the arms that the targets name, each with the population of its trial. <paramref name="start"/> holds every <c>tumour.*</c> constant;
    /// those in <paramref name="free"/> are replaced in the search.
    /// </summary>
    /// <exception cref="ArgumentException">A target names a trial or an arm that is not among <paramref name="trials"/>, or surgery of a trial that has none.</exception>
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
            if (target.Quantity == "total-pcr" && trial.SurgeryDay is null) throw new ArgumentException($"'{target.Id}' is of surgery, which '{target.Trial}' lacks.", nameof(trials));
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

    /// <summary>How often the model was run so far.</summary>
    public int Evaluations => _evaluations;

    /// <summary>The tumour's constants at a point of the search, in prior SDs.</summary>
    public TumourParameters Parameters(IReadOnlyList<double> coordinates)
    {
        ArgumentNullException.ThrowIfNull(coordinates);
        var rows = _free.Select((f, i) => f.Row with { Value = f.Value(coordinates[i]) });
        return TumourParameters.From(_start.With(new ParameterTable([.. rows])));
    }

    /// <summary>Every target beside the model. Cost: a few hundred thousand patient-days.</summary>
    public ImmutableArray<Misfit> Misfits(IReadOnlyList<double> coordinates) => Beside(Simulated([coordinates])[0]);

    /// <summary>Minus twice the log posterior beside that of a model in the middle of the priors which does just what was published.</summary>
    public double Objective(IReadOnlyList<double> coordinates)
    {
        ArgumentNullException.ThrowIfNull(coordinates);
        return Deviance(Simulated([coordinates])[0]) + coordinates.Sum(x => x * x);
    }

    /// <summary>
    /// Draws from the posterior, coming down from the prior in stages. Deterministic, for any number of threads. Cost: each stage has nearly <paramref name="points"/> evaluations, the last one three times as many; a dozen
    /// constants take some eight stages.
    /// </summary>
    /// <param name="points">Points of a stage; a multiple of twenty, for its chains are so long, and two chains at least.</param>
    /// <param name="draws">Draws wanted.</param>
    /// <param name="progress">Steps done, stage by stage.</param>
    /// <param name="cancellation">Stops it.</param>
    public Posterior Sample(int points, int draws, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2 * TemperedSampler.Chain);
        ArgumentOutOfRangeException.ThrowIfNotEqual(points % TemperedSampler.Chain, 0, nameof(points));
        var sampler = new TemperedSampler(all => [.. Simulated(all, cancellation).Select(r => -0.5 * Deviance(r))], _free.Length, _random);
        TemperedDraws found = sampler.Run(points / TemperedSampler.Chain, progress);
        ImmutableArray<ImmutableArray<double>> chosen = found.Spread(draws);
        int asked = points + found.Stages.Sum(s => s.Points - (points / TemperedSampler.Chain));
        (ImmutableArray<PredictiveCheck> checks, double misfit) = Check(chosen, cancellation);
        return new Posterior(
            chosen, [.. Enumerable.Range(0, _free.Length).Select(i => found.Points.Average(p => p[i]))], found.Worth().Min(), found.Points.Length, asked, found.LogEvidence, found.Stages, checks, misfit);
    }

    /// <summary>Draws as the text of <c>posterior.csv</c>, to four digits, under the hash of what they were fitted to.</summary>
    public string Freeze(Posterior posterior, CalibrationTargets targets)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(targets);
        var text = new StringBuilder();
        text.Append("# Written by 'blockade calibrate --posterior': frozen, not edited. Equally weighted draws of the constants that were fitted, in the units of priors.csv\n");
        text.Append(CultureInfo.InvariantCulture, $"# {HashLabel}{targets.Sha256}\n");
        text.Append(CultureInfo.InvariantCulture, $"# seed {_random.Seed}, {_patients} patients an arm, {posterior.Points} points worth {posterior.EffectiveSize:0} independent draws, of {posterior.Evaluations} where the model was run; log evidence {posterior.LogEvidence:0.0}\n");
        for (int i = 0; i < posterior.Stages.Length; i++)
        {
            SamplerStage s = posterior.Stages[i];
            text.Append(CultureInfo.InvariantCulture, $"# stage {i + 1}: power of the likelihood {s.Power:0.0000}, effective size {s.EffectiveSize:0}, {s.Distinct} of {s.Points} points distinct, {s.Acceptance:0.00} of moves taken, step {s.StepSize:0.00}\n");
        }

        foreach (PredictiveCheck c in posterior.Checks)
            text.Append(CultureInfo.InvariantCulture, $"# check {c.Target.Id}: published {c.Observed:0.000}, trials of the draws {c.Median:0.000} ({c.Lower:0.000} to {c.Upper:0.000}), {c.Below:0.00} of them below\n");
        text.Append(CultureInfo.InvariantCulture, $"# check of all together: {posterior.Misfit:0.00} of the trials lie further from what made them than the published results\n");
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

    private double Deviance(ImmutableArray<SimulatedResult> simulated) => _targets.Select((t, i) => AggregateLikelihood.Deviance(t, simulated[i], _patients)).Sum();

    private ImmutableArray<Misfit> Beside(ImmutableArray<SimulatedResult> simulated) =>
        [.. _targets.Select((t, i) => new Misfit(t, CalibrationQuantity.Observed(t), simulated[i].Value, AggregateLikelihood.StandardError(t, simulated[i], _patients)))];

    // Trials that the draws make, each result with the chance of its patients and of the simulation: their sums of squares are chi-squared, with as many degrees as results.
    private (ImmutableArray<PredictiveCheck> Checks, double Misfit) Check(ImmutableArray<ImmutableArray<double>> draws, CancellationToken cancellation)
    {
        ImmutableArray<Misfit>[] beside = [.. Simulated([.. draws], cancellation).Select(Beside)];
        return (
            [.. _targets.Select((_, i) => PredictiveCheck.Of([.. beside.Select(m => m[i])]))],
            beside.Average(m => 1 - ChiSquared.CDF(_targets.Length, m.Sum(x => x.Residual * x.Residual))));
    }

    // Points side by side, a thread each; in the journal in their order, whichever was done first.
    private ImmutableArray<SimulatedResult>[] Simulated(IReadOnlyList<IReadOnlyList<double>> points, CancellationToken cancellation = default)
    {
        var found = new ImmutableArray<SimulatedResult>[points.Count];
        Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellation }, i => found[i] = Journal?.Find(points[i]) ?? Simulated(Parameters(points[i])));
        for (int i = 0; i < found.Length; i++) Journal?.Keep(points[i], found[i]);
        return found;
    }

    private ImmutableArray<SimulatedResult> Simulated(TumourParameters parameters)
    {
        Interlocked.Increment(ref _evaluations);
        var courses = new Dictionary<string, DiseaseCourse[]>(StringComparer.Ordinal);
        DiseaseCourse[] Of(PublishedResult target, string arm)
        {
            string key = Key(target.Trial, arm);
            if (!courses.TryGetValue(key, out DiseaseCourse[]? diseases)) courses[key] = diseases = _arms[key].Diseases(parameters, LastDay(key), End(key));
            return diseases;
        }

        return
        [
            .. _targets.Select(t => CalibrationQuantity.Arms(t) is [string treated, string control]
                ? CalibrationQuantity.LogHazardRatio(t, Of(t, treated), Of(t, control), _arms[Key(t.Trial, treated)].LastDay)
                : new SimulatedResult(t.Quantity == "total-pcr" ? _arms[Key(t.Trial, t.Arm)].PathologicalResponse(parameters)
                    : CalibrationQuantity.Share(t, Of(t, t.Arm), _arms[Key(t.Trial, t.Arm)].ScanDays))),
        ];
    }

    private static string Key(string trial, string arm) => $"{trial}/{arm}";

    // as far as any of the arm's targets looks
    private int LastDay(string key) => Of(key).Max(t => CalibrationQuantity.LastDay(t, _arms[key].ScanDays, _arms[key].LastDay));

    private CourseEnd End(string key) => Of(key).Any(CalibrationQuantity.IsOfSurvival) ? CourseEnd.Death : CourseEnd.Progression;

    private IEnumerable<PublishedResult> Of(string key) => _targets.Where(t => CalibrationQuantity.Arms(t).Any(a => Key(t.Trial, a) == key));
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Blockade.Evidence;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Tumours;
using Blockade.Trials;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Blockade.Calibration;

/// <summary>
/// Fits the tumour's constants to published aggregates: the mode of binomial likelihoods, as squared residuals, times normal priors.
/// Sees <see cref="CalibrationTargets"/> and nothing else that was published. Patients and their drugs' courses are computed once and are
/// the same for every parameter set (common random numbers), so that the misfit is a function and not a noise.
/// </summary>
public sealed class TumourFit
{
    private const string HashLabel = "targets-sha256: ";
    private const double DaysPerMonth = StudyTime.DaysPerMonth;

    private readonly ParameterTable _start;
    private readonly ImmutableArray<FreeParameter> _free;
    private readonly ImmutableArray<PublishedResult> _targets;
    private readonly Dictionary<string, CalibrationArm> _arms = new(StringComparer.Ordinal);
    private readonly RandomSource _random;
    private readonly int _patients;
    private readonly int _threads;

    /// <summary>
    /// Prepares the arms that the targets name. <paramref name="start"/> holds every <c>tumour.*</c> constant; those in
    /// <paramref name="free"/> are replaced in the search.
    /// </summary>
    /// <exception cref="ArgumentException">A target names a trial or an arm that is not among <paramref name="trials"/>.</exception>
    public TumourFit(
        CalibrationTargets targets, ImmutableArray<TrialDesign> trials, ParameterTable start, ImmutableArray<FreeParameter> free,
        PopulationModel population, SubjectSimulator subjects, RandomSource random, int patients, int threads,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(start);
        _start = start;
        _free = free;
        _targets = [.. targets.Rows.Where(t => t.Quantity is not "median-os")];   // the curve's points say it better
        _random = random;
        _patients = patients;
        _threads = threads;
        double effect = start.Value("tumour.docetaxelElimination");
        foreach (PublishedResult target in _targets)
        {
            string key = Key(target);
            if (_arms.ContainsKey(key)) continue;
            TrialDesign trial = trials.FirstOrDefault(t => t.Name == target.Trial)
                ?? throw new ArgumentException($"'{target.Id}' names the trial '{target.Trial}', which was not given.", nameof(trials));
            int arm = trial.Arms.ToList().FindIndex(a => a.Name == target.Arm);
            if (arm < 0) throw new ArgumentException($"'{target.Id}' names the arm '{target.Arm}', which '{target.Trial}' lacks.", nameof(trials));
            _arms[key] = new CalibrationArm(trial, arm, population, subjects, effect, random, 0, patients, threads, cancellation);
        }
    }

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
    public ImmutableArray<Misfit> Misfits(TumourParameters parameters)
    {
        Evaluations++;
        var courses = new Dictionary<string, DiseaseCourse[]>(StringComparer.Ordinal);
        var misfits = ImmutableArray.CreateBuilder<Misfit>();
        foreach (PublishedResult target in _targets)
        {
            string key = Key(target);
            double observed = target.Quantity == "median-pfs" ? 0.5 : target.Value;
            double predicted;
            if (target.Quantity == "total-pcr")
            {
                predicted = _arms[key].PathologicalResponse(parameters);
            }
            else
            {
                if (!courses.TryGetValue(key, out DiseaseCourse[]? diseases))
                {
                    courses[key] = diseases = _arms[key].Diseases(parameters, LastDay(target), _threads);
                }

                predicted = Predict(target, diseases);
            }

            double share = Math.Clamp(observed, 0.02, 0.98);
            misfits.Add(new Misfit(target, observed, predicted, Math.Sqrt(share * (1 - share) / target.Patients)));
        }

        return misfits.ToImmutable();
    }

    /// <summary>Minus twice the log posterior, up to a constant.</summary>
    public double Objective(IReadOnlyList<double> coordinates) =>
        Misfits(Parameters(coordinates)).Sum(m => m.Residual * m.Residual) + coordinates.Sum(c => c * c);

    /// <summary>
    /// Searches by simplexes from the prior's middle, restarted at the best point until a restart gains less than 0.05. Deterministic.
    /// </summary>
    public ImmutableArray<double> Search(int evaluationsEach, int restarts, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        Vector<double> best = Vector<double>.Build.Dense(_free.Length);
        double bestValue = Objective(best.ToArray());
        var objective = ObjectiveFunction.Value(v =>
        {
            cancellation.ThrowIfCancellationRequested();
            double value = Objective(v.AsArray() ?? v.ToArray());
            if (value < bestValue)
            {
                bestValue = value;
                best = v.Clone();
                progress?.Report(value);
            }

            return value;
        });
        for (int restart = 0; restart < restarts; restart++)
        {
            double before = bestValue;
            double size = restart % 2 == 0 ? 0.7 : -0.4;
            try
            {
                NelderMeadSimplex.Minimum(objective, best, Vector<double>.Build.Dense(_free.Length, size), 1e-4, evaluationsEach);
            }
            catch (MaximumIterationsException)
            {
                // the best point so far is kept; the next simplex starts there
            }

            if (restart > 1 && before - bestValue < 0.05) break;
        }

        return [.. best];
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
        text.Append(CultureInfo.InvariantCulture, $"# seed {_random.Seed}, {_patients} patients an arm, {Evaluations} evaluations\n");
        for (int i = 0; i < _free.Length; i++)
        {
            FreeParameter f = _free[i];
            string note = f.Row.Note.Contains(',', StringComparison.Ordinal) ? $"\"{f.Row.Note}\"" : f.Row.Note;
            text.Append(CultureInfo.InvariantCulture, $"{f.Row.Id},{f.Value(coordinates[i]):g4},{f.Row.Unit},fixed,fitted to the calibrate rows of published.csv,,fitted,{note}\n");
        }

        return text.ToString();
    }

    /// <summary>The hash that a frozen file says it was fitted to, or null.</summary>
    public static string? FrozenHash(string calibratedCsv)
    {
        ArgumentNullException.ThrowIfNull(calibratedCsv);
        return calibratedCsv.Split('\n').FirstOrDefault(l => l.StartsWith("# " + HashLabel, StringComparison.Ordinal))?[(2 + HashLabel.Length)..].Trim();
    }

    private static string Key(PublishedResult target) => $"{target.Trial}/{target.Arm}";

    private int LastDay(PublishedResult target) => _targets
        .Where(t => Key(t) == Key(target))
        .Max(t => t.Quantity switch
        {
            "orr" => 300,
            "median-pfs" => (int)((t.Value + 3) * DaysPerMonth),
            _ => (int)(Landmark(t) * DaysPerMonth) + 1,
        });

    private static double Landmark(PublishedResult target) =>
        double.Parse(target.Quantity[(target.Quantity.IndexOf('@') + 1)..], CultureInfo.InvariantCulture);

    private static double Predict(PublishedResult target, DiseaseCourse[] diseases)
    {
        double n = diseases.Length;
        return target.Quantity switch
        {
            "orr" => diseases.Count(d => d.Best >= Response.Partial) / n,
            "median-pfs" => diseases.Count(d => Later(d.IndependentProgressionDay, target.Value) && Later(d.DeathDay, target.Value)) / n,
            _ when target.Quantity.StartsWith("survival-os@", StringComparison.Ordinal) => diseases.Count(d => Later(d.DeathDay, Landmark(target))) / n,
            _ => throw new ArgumentException($"'{target.Id}': no prediction of '{target.Quantity}' is known.", nameof(target)),
        };
    }

    private static bool Later(int? day, double months) => day is null || day > months * DaysPerMonth;
}

using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Synergy;
using Blockade.Tumours;
using MathNet.Numerics.Distributions;

namespace Blockade.Trials;

/// <summary>
/// Forecasts of one trial by nulls that know no mechanism. They see what the fit sees, <see cref="CalibrationTargets"/>; their patients are enrolled, lost, cut and
/// tested as the trial's are, so that a forecast differs from the model's in nothing but where the times come from.
/// </summary>
/// <remarks>
/// Each draw takes the published results anew: one trial of each treatment, chosen by its patients, with their sampling error. Times of an arm are log-normal about the
/// published median, with the spread of the one published curve of the control; correlated between two treatments of a patient by <see cref="ResponseCorrelation"/>.
/// </remarks>
public sealed class NullForecast
{
    /// <summary>Rank correlation of the responses to two treatments, unless told otherwise: the default of Hwangbo et al. (2023).</summary>
    public const double DefaultCorrelation = 0.3;

    /// <summary>
    /// The hazard ratio of the third null, that of a successful third-phase trial. Written down before the model was run, but by people who knew what CLEOPATRA found, which
    /// flatters this null.
    /// </summary>
    public const double HazardRatio = 0.7;

    private const int WithProgression = 0;
    private const int WithDeath = 1;

    private readonly TrialDesign _design;
    private readonly NullInputs _inputs;
    private readonly ResponseCorrelation _correlation;
    private readonly RandomSource _random;
    private readonly Enrolment[] _enrolments;
    private readonly ImmutableArray<ImmutableArray<int>>[] _scans;

    private NullForecast(TrialDesign design, PopulationModel population, NullInputs inputs, ResponseCorrelation correlation, RandomSource random, int replicates)
    {
        _design = design;
        _inputs = inputs;
        _correlation = correlation;
        _random = random;
        _enrolments = [.. Enumerable.Range(0, replicates).Select(r => Enrolment.Draw(design, population, random, (uint)r))];
        _scans =
        [
            .. Enumerable.Range(0, replicates).Select(r => Enumerable.Range(0, design.Patients)
                .Select(k => design.Scans.Days(
                    random.Sequence((ushort)DrawPurpose.Scans, (uint)r, (uint)k), random.Sequence((ushort)DrawPurpose.MissedScans, (uint)r, (uint)k), design.FollowUpDays)).ToImmutableArray()),
        ];
    }

    /// <summary>The three nulls for every blind result of a trial. Deterministic, on one thread. Cost: two analyses of the trial a null, draw and set of patients.</summary>
    /// <param name="design">The trial.</param>
    /// <param name="population">Its patients.</param>
    /// <param name="trials">The trials that the targets come from.</param>
    /// <param name="published">What is forecast; of it the nulls use the calibrate rows only.</param>
    /// <param name="correlation">How responses to two treatments go together.</param>
    /// <param name="random">Random numbers.</param>
    /// <param name="draws">Draws of the published results.</param>
    /// <param name="replicates">Sets of patients.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ImmutableArray<NullPrediction> Of(
        TrialDesign design, PopulationModel population, ImmutableArray<TrialDesign> trials, PublishedResults published, ResponseCorrelation correlation,
        RandomSource random, int draws, int replicates, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(published);
        ArgumentNullException.ThrowIfNull(correlation);
        var inputs = new NullInputs(published.Targets, trials, design);
        var forecast = new NullForecast(design, population, inputs, correlation, random, replicates);
        PublishedResult[] blind = [.. published.Rows.Where(r => r.Trial == design.Name && r.Role == ResultRole.Blind)];
        var all = ImmutableArray.CreateBuilder<NullPrediction>();
        foreach (TrialNull model in Enum.GetValues<TrialNull>())
        {
            Dictionary<PublishedResult, double[]> values = forecast.Values(model, [.. blind.Where(r => forecast.Undefined(model, r).Length == 0)], draws, replicates, cancellation);
            foreach (PublishedResult row in blind)
            {
                string why = forecast.Undefined(model, row);
                all.Add(new NullPrediction(model, row, why.Length == 0 ? new ScoredPrediction(row, [.. values[row]], replicates) : null, why));
            }
        }

        return all.ToImmutable();
    }

    // Why a null says nothing of a result, in words; empty where it does.
    private string Undefined(TrialNull model, PublishedResult row)
    {
        if (_design.Setting == Setting.Pretreated) return "it starts from results of patients without treatment before";
        if (row.Quantity.Contains('[', StringComparison.Ordinal)) return "no published result of each part in these patients";
        bool ofTime = row.Quantity.Contains("pfs", StringComparison.Ordinal) || row.Quantity.Contains("os", StringComparison.Ordinal);
        bool ofSurvival = row.Quantity.Contains("os", StringComparison.Ordinal);
        int arm = _design.Arms.ToList().FindIndex(a => a.Name == row.Arm);
        if (model == TrialNull.ConstantHazardRatio)
        {
            if (!ofTime) return "a share of patients has no hazard";
            if (arm == 0) return "this is the arm that a hazard ratio multiplies";
            return ofSurvival && !_inputs.HasControlSurvival ? "no curve of survival of the control to start from" : "";
        }

        if (model == TrialNull.Additivity && !ofTime) return "it adds times and this is a share of patients";
        if (ofSurvival) return "survival on one treatment alone is not known: later lines follow";
        if (row.Quantity == "total-pcr") return arm >= 0 && _inputs.HasPairs(_design.Arms[arm]) ? "" : "needs the three pairs of three drugs";
        foreach (int a in arm >= 0 ? [arm] : Enumerable.Range(1, _design.Arms.Length - 1))
        {
            if (_inputs.Parts(_design.Arms[a], row.Quantity == "orr") is null) return "no published result of each part alone";
        }

        return "";
    }

    private Dictionary<PublishedResult, double[]> Values(TrialNull model, PublishedResult[] rows, int draws, int replicates, CancellationToken cancellation)
    {
        var values = rows.ToDictionary(r => r, _ => new double[draws * replicates]);
        if (rows.Length == 0) return values;
        var wanted = new PublishedResults([.. rows]);
        for (int d = 0; d < draws; d++)
        {
            NullInputs.Draw drawn = _inputs.Take(_random.Sequence((ushort)DrawPurpose.Nulls, uint.MaxValue, (uint)d));
            for (int r = 0; r < replicates; r++)
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (TrialResult trial in Trials(model, drawn, d, r, rows))
                {
                    ImmutableArray<AnalysisResult> analyses = [.. _design.Analyses.Select(a => AnalysisResult.Of(trial, a))];
                    foreach (Prediction p in Prediction.Of(trial, analyses, wanted))
                    {
                        if (IsAbout(trial, p.Published)) values[p.Published][(d * replicates) + r] = p.Predicted.Value;
                    }
                }
            }
        }

        return values;
    }

    // Which of a null's trials answers for a result: that in which the arm, or the control of a ratio, is what the null says it is.
    private bool IsAbout(TrialResult trial, PublishedResult row)
    {
        int kind = (int)trial.Replicate;
        bool ofSurvival = row.Quantity.Contains("os", StringComparison.Ordinal);
        bool ofControl = row.Arm == _design.Arms[0].Name;
        return kind switch
        {
            WithDeath => ofSurvival,
            WithProgression => !ofSurvival && !ofControl,
            _ => !ofSurvival && ofControl,
        };
    }

    // A null's trials, told apart by their replicate's number: progression with the published control; death; progression with the control itself forecast.
    private IEnumerable<TrialResult> Trials(TrialNull model, NullInputs.Draw drawn, int draw, int replicate, PublishedResult[] rows)
    {
        bool death = rows.Any(r => r.Quantity.Contains("os", StringComparison.Ordinal)), control = rows.Any(r => r.Arm == _design.Arms[0].Name);
        yield return Trial(model, drawn, draw, replicate, WithProgression, forecastControl: false);
        if (death) yield return Trial(model, drawn, draw, replicate, WithDeath, forecastControl: false);
        if (control) yield return Trial(model, drawn, draw, replicate, WithDeath + 1, forecastControl: true);
    }

    private TrialResult Trial(TrialNull model, NullInputs.Draw drawn, int draw, int replicate, int kind, bool forecastControl)
    {
        Enrolment enrolment = _enrolments[replicate];
        var rows = ImmutableArray.CreateBuilder<SubjectRow>(_design.Patients);
        for (int k = 0; k < _design.Patients; k++)
        {
            RandomSequence random = _random.Sequence((ushort)DrawPurpose.Nulls, (uint)replicate, (uint)((draw * _design.Patients) + k));
            (double first, double second) = _correlation.Draw(ref random);
            Arm arm = _design.Arms[enrolment.Arms[k]];
            bool forecast = enrolment.Arms[k] > 0 || forecastControl;
            int? day = kind == WithDeath ? Day(Death(model, drawn, first, forecast)) : Day(Progression(model, drawn, arm, first, second, forecast));
            bool responds = drawn.Responds(arm, first, second, forecast);
            var disease = new DiseaseCourse(
                double.NaN, _scans[replicate][k], [], kind == WithDeath ? null : day, kind == WithDeath ? null : day, false, kind == WithDeath ? day : null, null, null, null,
                responds ? Response.Partial : Response.Stable, double.NaN);
            bool? gone = _design.SurgeryDay is null ? null : drawn.Clears(arm, random.NextUniform());
            rows.Add(new SubjectRow(
                enrolment.Patients[k], enrolment.Arms[k], enrolment.Strata[k], enrolment.EntryDays[k], enrolment.DropoutDays[k], disease, GivenDocetaxel.None, 0, 0, 1, gone, null));
        }

        return new TrialResult(_design, (uint)kind, rows.ToImmutable(), false, 0);
    }

    private double Progression(TrialNull model, NullInputs.Draw drawn, Arm arm, double first, double second, bool forecast)
    {
        if (model == TrialNull.ConstantHazardRatio)
        {
            double survival = Normal.CDF(0, 1, -first);
            return drawn.Time(_inputs.Drugs(_design.Arms[0]), Normal.InvCDF(0, 1, 1 - (forecast ? ClinicalNulls.ConstantHazardRatio(survival, HazardRatio) : survival)));
        }

        if (!forecast || _inputs.Parts(arm, ofResponse: false) is not (string one, string other)) return drawn.Time(_inputs.Drugs(arm), first);
        (double a, double b) = (drawn.Time(one, first), drawn.Time(other, second));
        return model == TrialNull.IndependentAction
            ? ClinicalNulls.IndependentAction(a, b)
            : ClinicalNulls.Additivity(a, b, _design.Scans.IntervalDays / StudyTime.DaysPerMonth);
    }

    private static double Death(TrialNull model, NullInputs.Draw drawn, double first, bool forecast)
    {
        double survival = Normal.CDF(0, 1, -first);
        return drawn.Death(forecast && model == TrialNull.ConstantHazardRatio ? ClinicalNulls.ConstantHazardRatio(survival, HazardRatio) : survival);
    }

    private int? Day(double months) => months * StudyTime.DaysPerMonth is double days && days < _design.FollowUpDays ? Math.Max(1, (int)Math.Ceiling(days)) : null;
}

using System.Collections.Immutable;
using System.Globalization;
using Blockade.Evidence;
using Blockade.Numerics.Random;
using MathNet.Numerics.Distributions;

namespace Blockade.Trials;

/// <summary>What nulls know of each treatment: published medians, response rates and one curve, of rows that the fit may see.</summary>
internal sealed class NullInputs
{
    // in the order in which an arm is taken apart: the first that an arm has is what was added
    private static readonly ImmutableArray<string> Added = ["pertuzumab", "trastuzumab"];

    private readonly ILookup<string, PublishedResult> _medians;
    private readonly ILookup<string, PublishedResult> _responses;
    private readonly ILookup<string, PublishedResult> _surgery;
    private readonly ImmutableArray<(double Month, PublishedResult Row)> _curve;
    private readonly ImmutableArray<(double Month, PublishedResult Row)> _survival;

    /// <summary>Sorts the targets by what their arms were given.</summary>
    /// <param name="targets">The rows.</param>
    /// <param name="trials">The trials they come from.</param>
    /// <param name="design">The trial that is forecast.</param>
    public NullInputs(CalibrationTargets targets, ImmutableArray<TrialDesign> trials, TrialDesign design)
    {
        (PublishedResult Row, string Drugs)[] rows =
        [
            .. from row in targets.Rows
               let arm = trials.FirstOrDefault(t => t.Name == row.Trial)?.Arms.FirstOrDefault(a => a.Name == row.Arm)
               where arm is not null
               select (row, Drugs(arm)),
        ];
        ILookup<string, PublishedResult> Of(string quantity) => rows.Where(r => r.Row.Quantity == quantity).ToLookup(r => r.Drugs, r => r.Row);
        (_medians, _responses, _surgery) = (Of("median-pfs"), Of("orr"), Of("total-pcr"));
        _curve = Landmarks("survival-pfs@", rows.Where(r => r.Drugs == Drugs(design.Arms[0])));
        _survival = Landmarks("survival-os@", rows.Where(r => r.Row.Trial == design.Name && r.Row.Arm == design.Arms[0].Name));
    }

    /// <summary>Whether there is a curve of survival of the trial's control.</summary>
    public bool HasControlSurvival => _survival.Length > 0;

    /// <summary>What an arm is given, as the key of the tables here.</summary>
    public string Drugs(Arm arm) => string.Join('+', arm.Regimen.Schedules.Select(s => s.Drug).Distinct().Order(StringComparer.Ordinal));

    /// <summary>The two treatments that an arm is made of, each with a published result; null where there are none.</summary>
    /// <remarks>Pertuzumab alone was never given in first line: it is taken to do what trastuzumab alone does.</remarks>
    public (string One, string Other)? Parts(Arm arm, bool ofResponse)
    {
        string[] drugs = Drugs(arm).Split('+');
        if (drugs.Length < 2 || Added.FirstOrDefault(drugs.Contains) is not string added) return null;
        string rest = string.Join('+', drugs.Where(d => d != added));
        ILookup<string, PublishedResult> known = ofResponse ? _responses : _medians;
        return known.Contains(rest) && known.Contains("trastuzumab") && (ofResponse || _curve.Length >= 2) ? (rest, "trastuzumab") : null;
    }

    /// <summary>Whether the results at surgery of all pairs of an arm's three drugs are known.</summary>
    public bool HasPairs(Arm arm) => Pairs(arm) is { Length: 3 } pairs && pairs.All(_surgery.Contains);

    /// <summary>The published results as another set of trials of the same sizes might have had them.</summary>
    public Draw Take(RandomSequence random)
    {
        (double slope, double[] curve) = (double.NaN, []);
        if (_curve.Length >= 2)
        {
            // a log-normal through the first and the last landmark: the normal scores of the shares against the logarithm of time
            curve = Shares(_curve, ref random);
            slope = (Math.Log(_curve[^1].Month) - Math.Log(_curve[0].Month)) / (Score(curve[^1]) - Score(curve[0]));
        }

        var middles = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (IGrouping<string, PublishedResult> group in _medians)
        {
            PublishedResult trial = One(group, ref random);
            double error = slope * Math.Sqrt(Math.PI / 2 / trial.Patients);   // of the logarithm of a median, times being log-normal
            middles[group.Key] = Math.Log(trial.Value) + (error * random.NextNormal());
        }

        var responses = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (IGrouping<string, PublishedResult> group in _responses) responses[group.Key] = Again(One(group, ref random), ref random);
        var surgery = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (IGrouping<string, PublishedResult> group in _surgery) surgery[group.Key] = Again(One(group, ref random), ref random);
        return new Draw(this, slope, middles, responses, surgery, [.. _survival.Select(s => s.Month)], Shares(_survival, ref random));
    }

    private static double Score(double survival) => Normal.InvCDF(0, 1, 1 - survival);

    private static ImmutableArray<(double, PublishedResult)> Landmarks(string stem, IEnumerable<(PublishedResult Row, string Drugs)> rows) =>
    [
        .. rows.Where(r => r.Row.Quantity.StartsWith(stem, StringComparison.Ordinal)).Select(r => r.Row)
            .Select(r => (double.Parse(r.Quantity[stem.Length..], CultureInfo.InvariantCulture), r)).OrderBy(r => r.Item1),
    ];

    // one trial of several, by the number of its patients
    private static PublishedResult One(IEnumerable<PublishedResult> trials, ref RandomSequence random)
    {
        double at = random.NextUniform() * trials.Sum(t => t.Patients);
        foreach (PublishedResult trial in trials)
        {
            at -= trial.Patients;
            if (at <= 0) return trial;
        }

        return trials.Last();
    }

    private static double Again(PublishedResult row, ref RandomSequence random)
    {
        int count = 0;
        for (int i = 0; i < row.Patients; i++) count += random.NextUniform() < row.Value ? 1 : 0;
        return Math.Clamp((double)count / row.Patients, 0.5 / row.Patients, 1 - (0.5 / row.Patients));
    }

    // shares at landmarks of as many new patients, each followed through all of them; kept apart, so that a curve falls
    private static double[] Shares(ImmutableArray<(double Month, PublishedResult Row)> landmarks, ref RandomSequence random)
    {
        if (landmarks.IsEmpty) return [];
        int n = landmarks[0].Row.Patients;
        var left = new int[landmarks.Length];
        for (int i = 0; i < n; i++)
        {
            double survival = random.NextUniform();
            for (int l = 0; l < left.Length; l++) left[l] += survival < landmarks[l].Row.Value ? 1 : 0;
        }

        var shares = new double[left.Length];
        for (int l = 0; l < left.Length; l++) shares[l] = Math.Min((left[l] + 0.5) / (n + 1), l == 0 ? 1 : shares[l - 1] - (0.5 / (n + 1)));
        return shares;
    }

    private string[]? Pairs(Arm arm)
    {
        string[] drugs = Drugs(arm).Split('+');
        return drugs.Length != 3 ? null : [.. drugs.Select(left => string.Join('+', drugs.Where(d => d != left)))];
    }

    /// <summary>One draw of the published results.</summary>
    public sealed class Draw(
        NullInputs inputs, double spread, Dictionary<string, double> middles, Dictionary<string, double> responses, Dictionary<string, double> surgery, double[] months,
        double[] survival)
    {
        /// <summary>Months without progression on a treatment, of the patient with this normal score.</summary>
        public double Time(string drugs, double score) => middles.TryGetValue(drugs, out double middle) ? Math.Exp(middle + (spread * score)) : double.PositiveInfinity;

        /// <summary>When the control's curve of survival comes down to a share: hazards constant between the landmarks, and the last from there on.</summary>
        public double Death(double share)
        {
            if (months.Length == 0) return double.PositiveInfinity;
            (double from, double at) = (0, 1);
            for (int i = 0; ; i++)
            {
                double hazard = Math.Log(at / survival[i]) / (months[i] - from);
                if (share >= survival[i] || i == months.Length - 1) return from + (Math.Log(at / share) / hazard);
                (from, at) = (months[i], survival[i]);
            }
        }

        /// <summary>Whether a patient with these normal scores responds: to either part of a forecast arm, to the whole of another.</summary>
        public bool Responds(Arm arm, double first, double second, bool forecast)
        {
            if (forecast && inputs.Parts(arm, ofResponse: true) is (string one, string other)) return To(one, first) || To(other, second);
            return To(inputs.Drugs(arm), first);

            bool To(string drugs, double score) => responses.TryGetValue(drugs, out double share) && Normal.CDF(0, 1, -score) < share;
        }

        /// <summary>
        /// Whether nothing is left at surgery if each of three drugs clears tumours by itself: the three pairs then tell, as the product of their failures counts every
        /// drug twice.
        /// </summary>
        public bool Clears(Arm arm, double uniform) =>
            inputs.Pairs(arm) is string[] pairs && pairs.All(surgery.ContainsKey) && uniform < 1 - Math.Sqrt(pairs.Aggregate(1.0, (p, pair) => p * (1 - surgery[pair])));
    }
}

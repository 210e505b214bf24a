using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Blockade.Survival;

namespace Blockade.Tests.Survival;

internal sealed partial class RComparison
{
    internal Func<string, double> CoxFit(RReference.Number n)
    {
        Model model = Fit(n);
        (string[] names, CoxFit fit) = (model.Names, model.Fit);
        double[] scores = [.. Enumerable.Range(0, model.FollowUps.Length).Select(i => Enumerable.Range(0, names.Length).Sum(k => fit.Coefficients[k] * model.Covariates[i, k]))];
        Lazy<ConcordanceResult> concordance = new(() => Concordance.Of(model.FollowUps, scores, model.Strata, model.Options.Entries.AsSpan(), model.Options.Clusters.AsSpan()));
        Assert.Equal(n.Case == "COX-SEPARATE" ? CoxStatus.MonotoneLikelihood : CoxStatus.Converged, fit.Status);
        return key =>
        {
            (string group, _, string statistic) = Split(key);
            string[] pair = group.Split('|');
            int at = Array.IndexOf(names, pair[0]);
            return statistic switch
            {
                "coef" => fit.Coefficients[at],
                "exp_coef" => fit.HazardRatio(at).Value,
                "se" => Math.Sqrt(fit.Covariance(at, at)),
                "robust_se" => fit.StandardError(at),
                "z" => fit.Z(at),
                "p" => fit.PValue(at),
                "hr_lower95" => fit.HazardRatio(at).Lower,
                "hr_upper95" => fit.HazardRatio(at).Upper,
                "vcov" => fit.Covariance(at, Array.IndexOf(names, pair[1])),
                "loglik_null" => fit.NullLogLikelihood,
                "loglik" => fit.LogLikelihood,
                "lrt_chisq" => fit.LikelihoodRatioTest.Statistic,
                "wald_chisq" => fit.WaldTest.Statistic,
                "score_chisq" => fit.ScoreTest.Statistic,
                "df" => fit.ScoreTest.DegreesOfFreedom,
                "concordance" => concordance.Value.Value,
                "concordance_se" => concordance.Value.StandardError,
                "n" => fit.Subjects,
                _ => fit.Events,
            };
        };
    }

    internal Func<string, double> ProportionalHazards(RReference.Number n)
    {
        Model model = Fit(n);
        ProportionalHazardsTest result = Schoenfeld.Test(model.FollowUps, model.Covariates, model.Strata, model.Fit, n.Option("transform") switch
        {
            "km" => TimeScale.KaplanMeier,
            "rank" => TimeScale.Rank,
            "identity" => TimeScale.Identity,
            _ => TimeScale.Logarithm,
        });
        return key =>
        {
            (string group, _, string statistic) = Split(key);
            ChiSquaredTest test = group == "GLOBAL" ? result.Global : result.Covariates[Array.IndexOf(model.Names, group)];
            return statistic == "chisq" ? test.Statistic : statistic == "df" ? test.DegreesOfFreedom : test.PValue;
        };
    }

    internal Func<string, double> Residuals(RReference.Number n)
    {
        Model model = Fit(n);
        CoxResiduals residuals = CoxResiduals.Of(model.FollowUps, model.Covariates, model.Strata, model.Fit);
        return key =>
        {
            (string group, string time, string statistic) = Split(key);
            string[] parts = group.Split('#');
            int covariate = Math.Max(0, Array.IndexOf(model.Names, parts[0]));
            int at = int.Parse(parts[1].TrimStart("rowevnt".ToCharArray()), CultureInfo.InvariantCulture) - 1;
            if (time.Length > 0) Assert.Equal(RReference.Parse(time), model.FollowUps[residuals.EventRows[at]].Months);
            return statistic switch
            {
                "martingale" => residuals.Martingale[at],
                "deviance" => residuals.Deviance[at],
                "score" => residuals.Score(at, covariate),
                "schoenfeld" => residuals.Schoenfeld(at, covariate),
                "scaledsch" => residuals.ScaledSchoenfeld(at, covariate),
                "dfbeta" => residuals.Dfbeta(at, covariate),
                _ => residuals.StandardizedDfbeta(at, covariate),
            };
        };
    }

    internal Func<string, double> Baseline(RReference.Number n)
    {
        Model model = Fit(n);
        ImmutableArray<BaselineHazard> hazards = BaselineHazard.Of(model.FollowUps, model.Covariates, model.Strata, model.Fit);
        return key =>
        {
            (string group, string time, _) = Split(key);
            BaselineHazard hazard = hazards.Single(h => group.Length == 0 || model.Levels[h.Stratum] == group[(group.IndexOf('=') + 1)..]);
            return hazard.CumulativeHazard[hazard.Times.IndexOf(RReference.Parse(time))];
        };
    }

    internal Func<string, double> CompetingRisks(RReference.Number n)
    {
        RReference.Table data = reference.Data(n.DataSet);
        (double[] times, double[] events, string[] sexes) = (data.Term("etime"), data.Term("ev"), data.Column("sex"));
        return key =>
        {
            (string group, string time, string statistic) = Split(key);
            string[] parts = group["sex=".Length..].Split('|');
            CompetingFollowUp[] own = [.. Enumerable.Range(0, times.Length).Where(i => sexes[i] == parts[0]).Select(i => new CompetingFollowUp(times[i], (int)events[i]))];

            // the state without an event is one event of either kind, which is Kaplan-Meier's complement
            bool free = parts[1] == "(s0)";
            ImmutableArray<IncidenceCurve> curves = AalenJohansen.Estimate(free ? [.. own.Select(f => new CompetingFollowUp(f.Months, Math.Min(f.Cause, 1)))] : own);
            IncidenceCurve curve = curves[parts[1] == "death" ? 1 : 0];
            int step = curve.Times.Count(t => t <= RReference.Parse(time)) - 1;
            return statistic == "se" ? curve.StandardError[step] : free ? 1 - curve.Incidence[step] : curve.Incidence[step];
        };
    }

    internal Func<string, double> Parametric(RReference.Number n)
    {
        string[] names = [.. reference.Numbers
            .Where(m => m.Analysis == "aft" && m.Case == n.Case && m.Statistic == "coef" && m.Options == n.Options && m.Group is not ("(Intercept)" or "Log(scale)"))
            .Select(m => m.Group)];
        (int[] rows, double[,] x) = Complete(n, names);
        FollowUp[] all = FollowUps(n);
        ParametricFit fit = ParametricRegression.Fit([.. rows.Select(i => all[i])], x, n.Option("dist") switch
        {
            "exponential" => SurvivalDistribution.Exponential,
            "weibull" => SurvivalDistribution.Weibull,
            "lognormal" => SurvivalDistribution.LogNormal,
            _ => SurvivalDistribution.LogLogistic,
        });
        Assert.True(fit.HasConverged);
        return key =>
        {
            (string group, _, string statistic) = Split(key);
            int at = group == "(Intercept)" ? 0 : group == "Log(scale)" ? fit.Coefficients.Length : 1 + Array.IndexOf(names, group);
            return statistic switch
            {
                "coef" => at == fit.Coefficients.Length ? Math.Log(fit.Scale) : fit.Coefficients[at],
                "se" => fit.StandardError(at),
                "scale" => fit.Scale,
                "loglik_null" => fit.NullLogLikelihood,
                _ => fit.LogLikelihood,
            };
        };
    }

    private sealed record Model(string[] Names, FollowUp[] FollowUps, double[,] Covariates, int[] Strata, string[] Levels, CoxFit Fit, CoxOptions Options);

    private Model Fit(RReference.Number n)
    {
        string[] names = [.. reference.Numbers
            .Where(m => m.Analysis == "cox" && m.Case == n.Case && m.Statistic == "coef" && m.Option("ties") == n.Option("ties"))
            .Select(m => m.Group)];
        if (names.Length == 0) names = [.. reference.Numbers.Where(m => m.Case == n.Case && m.Statistic == "score").Select(m => m.Group.Split('#')[0]).Distinct()];
        if (names.Length == 0) names = [.. Terms().Match(n.Model).Groups["terms"].Value.Split(" + ")];
        (int[] rows, double[,] x) = Complete(n, names);
        (FollowUp[] all, double[] entries, string[]? strata) = (FollowUps(n), Entries(n), Strata(n));
        RReference.Table data = reference.Data(n.DataSet);
        double[]? clusters = Given(n, "cluster") is { } c ? data.Term(c) : null, weights = Given(n, "weights") is { } w ? data.Term(w) : null;
        FollowUp[] own = [.. rows.Select(i => all[i])];
        int[] codes = Codes(strata, rows);
        CoxOptions options = new()
        {
            Ties = n.Option("ties") switch { "efron" => TieMethod.Efron, "breslow" => TieMethod.Breslow, _ => TieMethod.Exact },
            Entries = entries.Length == 0 ? [] : [.. rows.Select(i => entries[i])],
            Weights = weights is null ? [] : [.. rows.Select(i => weights[i])],
            Clusters = clusters is null ? [] : [.. rows.Select(i => (int)clusters[i])],
        };
        return new(names, own, x, codes, strata ?? [], Cox.Fit(own, x, codes, options), options);
    }

    // R drops a subject without a covariate, a stratum or a cluster
    private (int[] Rows, double[,] Covariates) Complete(RReference.Number n, string[] names)
    {
        RReference.Table data = reference.Data(n.DataSet);
        (double[][] columns, string[]? strata) = ([.. names.Select(data.Term)], Strata(n));
        string[]? clusters = Given(n, "cluster") is { } cluster ? data.Column(cluster) : null;
        int[] rows = [.. Enumerable.Range(0, data.Rows.Count)
            .Where(i => columns.All(c => !double.IsNaN(c[i])) && strata?[i] != "NA" && clusters?[i] != "NA")];
        double[,] x = new double[rows.Length, names.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < names.Length; j++) x[i, j] = columns[j][rows[i]];
        }

        return (rows, x);
    }

    private static string? Given(RReference.Number n, string option) =>
        n.Options.Split(';').FirstOrDefault(o => o.StartsWith(option + "=", StringComparison.Ordinal))?[(option.Length + 1)..];
}

using System.Globalization;
using System.Text.RegularExpressions;
using Blockade.Survival;

namespace Blockade.Tests.Survival;

/// <summary>Computes what a row of R's reference states, and tells how far off we are.</summary>
internal sealed partial class RComparison(RReference reference)
{
    /// <summary>Compares every number of an analysis that passes <paramref name="covered"/>, and returns how many there were.</summary>
    internal int Compare(
        string analysis, double tolerance, Func<RReference.Number, bool> covered, Func<RReference.Number, Func<string, double>> compute)
    {
        int count = 0;
        var worst = new List<(double Error, string What)>();
        foreach (var group in reference.Numbers.Where(n => n.Analysis == analysis && covered(n)).GroupBy(n => Key(n, analysis)))
        {
            Func<string, double> ours = compute(group.First());
            foreach (RReference.Number number in group)
            {
                double got = ours($"{number.Group}/{number.Time}/{number.Statistic}");
                double error = double.IsNaN(got) && double.IsNaN(number.Value) ? 0
                    : Math.Abs(got - number.Value) / Math.Max(1, Math.Abs(number.Value));
                if (number.Statistic is "coef" or "se" or "vcov") error = Math.Abs(got - number.Value) / Math.Abs(number.Value);
                if (!(error <= tolerance)) worst.Add((error, $"{number}: R {number.Value:R}, ours {got:R}"));
                count++;
            }
        }

        Assert.True(worst.Count == 0, $"{worst.Count} of {count} differ:\n" + string.Join('\n', worst.Take(20).Select(w => w.What)));
        return count;
    }

    // one computation for each key: km and its kin are computed for each group, the others for all groups together
    private static string Key(RReference.Number n, string analysis) =>
        $"{n.Case}|{n.Model}|{n.Options}|{(analysis is "logrank" or "cox" or "cox_zph" ? "" : n.Group)}";

    internal SurvivalCurve Curve(RReference.Number n)
    {
        RReference.Table data = reference.Data(n.DataSet);
        bool[] member = new bool[data.Rows.Count];
        Array.Fill(member, true);
        if (n.Group != "all")
        {
            string[] parts = n.Group.Split('=', 2);
            member = [.. data.Column(parts[0]).Select(v => v == parts[1])];
        }

        FollowUp[] own = [.. FollowUps(n).Where((_, i) => member[i])];
        return n.Options.StartsWith("conf.type", StringComparison.Ordinal)
            ? KaplanMeier.Estimate(own, Transform(n), double.Parse(n.Option("conf.int"), CultureInfo.InvariantCulture))
            : KaplanMeier.Estimate(own);
    }

    internal static ConfidenceTransform Transform(RReference.Number n) => n.Option("conf.type") switch
    {
        "log-log" => ConfidenceTransform.LogLog,
        "log" => ConfidenceTransform.Log,
        _ => ConfidenceTransform.Plain,
    };

    internal Func<string, double> Km(RReference.Number n)
    {
        SurvivalCurve curve = Curve(n);
        return key =>
        {
            (_, string time, string statistic) = Split(key);
            // R prints 15 digits of a time in some rows
            double months = RReference.Parse(time);
            int i = Enumerable.Range(0, curve.Times.Length).MinBy(j => Math.Abs(curve.Times[j] - months));
            Assert.Equal(months, curve.Times[i], 1e-12 * Math.Max(1, months));
            return statistic switch
            {
                "n.risk" => curve.AtRisk[i],
                "n.event" => curve.Events[i],
                "n.censor" => curve.Censored[i],
                "surv" => curve.Survival[i],
                "se.surv_greenwood" => curve.StandardError[i],
                "lower" => curve.Lower[i],
                _ => curve.Upper[i],
            };
        };
    }

    internal Func<string, double> KmAt(RReference.Number n)
    {
        SurvivalCurve curve = Curve(n);
        return key =>
        {
            (_, string time, string statistic) = Split(key);
            Estimate at = curve.At(RReference.Parse(time));
            return statistic == "surv" ? at.Value : statistic == "lower" ? at.Lower : at.Upper;
        };
    }

    internal Func<string, double> KmQuantile(RReference.Number n)
    {
        SurvivalCurve curve = Curve(n);
        return key =>
        {
            string[] parts = Split(key).Statistic[1..].Split('_');
            Estimate quantile = curve.Quantile(int.Parse(parts[0], CultureInfo.InvariantCulture) / 100.0);
            return parts.Length == 1 ? quantile.Value : parts[1] == "lower" ? quantile.Lower : quantile.Upper;
        };
    }

    internal Func<string, double> RestrictedMean(RReference.Number n)
    {
        SurvivalCurve curve = Curve(n);
        double tau = double.Parse(n.Option("tau"), CultureInfo.InvariantCulture);
        return key => Split(key).Statistic == "rmst" ? curve.RestrictedMean(tau) : curve.RestrictedMeanStandardError(tau);
    }

    internal Func<string, double> LogRankTest(RReference.Number n)
    {
        string arm = Terms().Match(n.Model).Groups["terms"].Value.Split(" + ")[0];
        (string[] arms, string[]? strata) = (reference.Data(n.DataSet).Column(arm), Strata(n));
        // R drops subjects without a stratum or an arm
        int[] rows = [.. Enumerable.Range(0, arms.Length).Where(i => arms[i] != "NA" && strata?[i] != "NA")];
        string[] levels = [.. arms.Where(a => a != "NA").Distinct().Order(StringComparer.Ordinal)];
        FollowUp[] all = FollowUps(n);
        LogRankResult result = LogRank.Test(
            [.. rows.Select(i => all[i])], [.. rows.Select(i => Array.IndexOf(levels, arms[i]))], Codes(strata, rows));
        if (levels.Length == 2) Assert.Equal(result.ChiSquared, result.Z * result.Z, 1e-10 * result.ChiSquared);
        return key =>
        {
            (string group, _, string statistic) = Split(key);
            int at = Array.IndexOf(levels, group[(group.IndexOf('=') + 1)..].Trim());
            return statistic switch
            {
                "n" => result.Subjects[at],
                "observed" => result.Observed[at],
                "expected" => result.Expected[at],
                "chisq" => result.ChiSquared,
                "df" => result.DegreesOfFreedom,
                _ => result.PValue,
            };
        };
    }

    internal Func<string, double> CoxFit(RReference.Number n)
    {
        (string[] names, _, _, _, CoxFit fit) = Fit(n);
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
                "se" => fit.StandardError(at),
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
                "n" => fit.Subjects,
                _ => fit.Events,
            };
        };
    }

    internal Func<string, double> ProportionalHazards(RReference.Number n)
    {
        (string[] names, FollowUp[] own, double[,] x, int[] strata, CoxFit fit) = Fit(n);
        ProportionalHazardsTest result = Schoenfeld.Test(own, x, strata, fit, n.Option("transform") switch
        {
            "km" => TimeScale.KaplanMeier,
            "rank" => TimeScale.Rank,
            "identity" => TimeScale.Identity,
            _ => TimeScale.Logarithm,
        });
        return key =>
        {
            (string group, _, string statistic) = Split(key);
            ChiSquaredTest test = group == "GLOBAL" ? result.Global : result.Covariates[Array.IndexOf(names, group)];
            return statistic == "chisq" ? test.Statistic : statistic == "df" ? test.DegreesOfFreedom : test.PValue;
        };
    }

    private (string[] Names, FollowUp[] FollowUps, double[,] Covariates, int[] Strata, CoxFit Fit) Fit(RReference.Number n)
    {
        string[] names = [.. reference.Numbers
            .Where(m => m.Analysis == "cox" && m.Case == n.Case && m.Statistic == "coef" && m.Option("ties") == n.Option("ties"))
            .Select(m => m.Group)];
        if (names.Length == 0) names = [.. Terms().Match(n.Model).Groups["terms"].Value.Split(" + ")];
        RReference.Table data = reference.Data(n.DataSet);
        (double[][] columns, string[]? strata) = ([.. names.Select(data.Term)], Strata(n));
        int[] rows = [.. Enumerable.Range(0, data.Rows.Count).Where(i => columns.All(c => !double.IsNaN(c[i])) && strata?[i] != "NA")];
        double[,] x = new double[rows.Length, names.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < names.Length; j++) x[i, j] = columns[j][rows[i]];
        }

        FollowUp[] all = FollowUps(n);
        FollowUp[] own = [.. rows.Select(i => all[i])];
        int[] codes = Codes(strata, rows);
        TieMethod ties = n.Option("ties") == "efron" ? TieMethod.Efron : TieMethod.Breslow;
        return (names, own, x, codes, Cox.Fit(own, x, codes, new CoxOptions { Ties = ties }));
    }

    private FollowUp[] FollowUps(RReference.Number n)
    {
        Match model = Terms().Match(n.Model);
        RReference.Table data = reference.Data(n.DataSet);
        double[] times = data.Term(model.Groups["time"].Value);
        double[] events = data.Term(model.Groups["event"].Value);
        double largest = events.Max();   // coded 0/1 or 1/2
        return [.. times.Zip(events, (t, e) => new FollowUp(t, e == largest))];
    }

    private string[]? Strata(RReference.Number n)
    {
        Match match = StrataTerm().Match(n.Model);
        return match.Success ? reference.Data(n.DataSet).Column(match.Groups[1].Value) : null;
    }

    private static int[] Codes(string[]? strata, int[] rows) =>
        strata is null ? [] : [.. rows.Select(i => Array.IndexOf(strata, strata[i]))];

    private static (string Group, string Time, string Statistic) Split(string key)
    {
        string[] parts = key.Split('/');
        return (parts[0], parts[1], parts[2]);
    }

    [GeneratedRegex(@"^Surv\((?<time>\w+), ?(?<event>\w+)\) ?~ ?(?<terms>.*)$")]
    private static partial Regex Terms();

    [GeneratedRegex(@"strata\(([\w.]+)\)")]
    private static partial Regex StrataTerm();
}

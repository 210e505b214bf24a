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
        $"{n.Case}|{n.Model}|{n.Options}|{(analysis.StartsWith("km", StringComparison.Ordinal) || analysis == "rmst" ? n.Group : "")}";

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
        double[] entries = [.. Entries(n).Where((_, i) => member[i])];
        return n.Options.StartsWith("conf.type", StringComparison.Ordinal)
            ? KaplanMeier.Estimate(own, Transform(n), double.Parse(n.Option("conf.int"), CultureInfo.InvariantCulture), entries)
            : KaplanMeier.Estimate(own, entries: entries);
    }

    internal static ConfidenceTransform Transform(RReference.Number n) => n.Option("conf.type") switch
    {
        "log-log" => ConfidenceTransform.LogLog,
        "log" => ConfidenceTransform.Log,
        "logit" => ConfidenceTransform.Logit,
        "arcsin" => ConfidenceTransform.ArcSine,
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
                "se.cumhaz_greenwood" => curve.StandardError[i] / curve.Survival[i],
                "cumhaz_nelson_aalen" => curve.CumulativeHazard[i],
                "se.cumhaz_nelson_aalen" => curve.CumulativeHazardStandardError[i],
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
            [.. rows.Select(i => all[i])], [.. rows.Select(i => Array.IndexOf(levels, arms[i]))], Codes(strata, rows),
            new LogRankWeight.FlemingHarrington(double.Parse(n.Option("rho"), CultureInfo.InvariantCulture), 0));
        string[] factor = [.. reference.Numbers.Where(m => m.Case == n.Case && m.Options == n.Options && m.Statistic == "n").Select(m => m.Group)];
        int Level(string group) => Array.IndexOf(levels, group[(group.IndexOf('=') + 1)..].Trim());
        if (levels.Length == 2) Assert.Equal(result.ChiSquared, result.Z * result.Z, 1e-10 * result.ChiSquared);
        return key =>
        {
            (string group, _, string statistic) = Split(key);
            if (statistic == "var") return result.Covariance(Level(factor[group[0] - '1']), Level(factor[group[2] - '1']));   // from one, in R's order: "2,1"
            int at = Level(group);
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

    private FollowUp[] FollowUps(RReference.Number n)
    {
        Match model = Terms().Match(n.Model);
        RReference.Table data = reference.Data(n.DataSet);
        double[] times = data.Term(model.Groups["time"].Value);
        double[] events = data.Term(model.Groups["event"].Value);
        double largest = events.Max();   // coded 0/1 or 1/2
        return [.. times.Zip(events, (t, e) => new FollowUp(t, e == largest))];
    }

    // late entry: the first of three terms; none otherwise
    private double[] Entries(RReference.Number n)
    {
        Match model = Terms().Match(n.Model);
        return model.Groups["start"].Success ? reference.Data(n.DataSet).Term(model.Groups["start"].Value) : [];
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

    [GeneratedRegex(@"^Surv\((?:(?<start>\w+), ?(?=\w+,))?(?<time>\w+), ?(?<event>\w+)\) ?~ ?(?<terms>.*)$")]
    private static partial Regex Terms();

    [GeneratedRegex(@"strata\(([\w.]+)\)")]
    private static partial Regex StrataTerm();
}

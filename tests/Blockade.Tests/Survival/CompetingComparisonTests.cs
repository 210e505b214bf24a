using Blockade.Numerics.Random;
using Blockade.Survival;
using Blockade.Testing;

namespace Blockade.Tests.Survival;

/// <summary>Tests and regression of competing risks against cmprsk, on data with ties, strata and groups that leave early: golden/make-competing.R.</summary>
public class CompetingComparisonTests
{
    // closed forms: the same sums in another order
    private const double ClosedForm = 1e-10;

    private static readonly RReference.Table Data = new(Golden("competing.csv")), Reference = new(Golden("competing-reference.csv"));

    // where an iteration stops
    private const double Iterated = 1e-8;

    internal const int GrayNumbers = 216, FineGrayNumbers = 246;

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "R 4.2.2, cmprsk 2.2-11, cuminc: golden/make-competing.R")]
    public void R_agrees_on_Grays_test_with_weights_strata_and_ties()
    {
        int count = 0;
        foreach (List<string> row in Reference.Rows.Where(r => r[1] == "gray"))
        {
            Dictionary<string, double> option = row[2].Split(';').Select(o => o.Split('=')).ToDictionary(o => o[0], o => RReference.Parse(o[1]));
            int[] taken = Taken(row[0], option["groups"]);
            GrayResult found = Gray.Test(
                Subjects(taken), Column("group", taken), option["strata"] == 1 ? Column("stratum", taken) : [], option["rho"], (int)option["cause"]);
            double ours = row[3] switch { "stat" => found.Test.Statistic, "pv" => found.Test.PValue, _ => found.Test.DegreesOfFreedom };
            double theirs = RReference.Parse(row[4]);
            Assert.True(Math.Abs(ours - theirs) <= ClosedForm * Math.Max(1, Math.Abs(theirs)), $"{string.Join(' ', row)}: {ours:R}");
            count++;
        }

        Assert.Equal(GrayNumbers, count);
    }

    // Newton's method stops at 1e-9 standard errors, whose square is what is left
    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "R 4.2.2, cmprsk 2.2-11, crr, two steps beyond where it stops: golden/make-competing.R")]
    public void R_agrees_on_Fine_and_Grays_regression()
    {
        int count = 0;
        foreach (var model in Reference.Rows.Where(r => r[1] == "finegray").GroupBy(r => (Set: r[0], Options: r[2])))
        {
            int[] taken = Taken(model.Key.Set, 3);
            string[] parts = [.. model.Key.Options.Split(';').Select(o => o.Split('=')[1])];
            FineGrayFit fit = FineGray.Fit(Subjects(taken), Covariates(parts[0].Split('+'), taken), int.Parse(parts[1]));
            Assert.Equal(CoxStatus.Converged, fit.Status);
            foreach (List<string> row in model)
            {
                int Digit(int fromEnd) => row[3][^fromEnd] - '0';
                double ours = row[3] switch
                {
                    "loglik" => fit.LogLikelihood,
                    "loglik.null" => fit.NullLogLikelihood,
                    "baseline.times" => fit.Times.Length,
                    "baseline.last" => fit.CumulativeHazard[^1],
                    "baseline.middle" => fit.CumulativeHazard[(fit.Times.Length / 2) - 1],
                    var name when name.StartsWith("coef", StringComparison.Ordinal) => fit.Coefficients[Digit(1)],
                    var name when name.StartsWith("naive", StringComparison.Ordinal) => fit.ModelCovariance(Digit(2), Digit(1)),
                    _ => fit.Covariance(Digit(2), Digit(1)),
                };
                double theirs = RReference.Parse(row[4]);
                Assert.True(Math.Abs(ours - theirs) <= Iterated * Math.Max(1, Math.Abs(theirs)), $"{string.Join(' ', row)}: {ours:R}");
                count++;
            }
        }

        Assert.Equal(FineGrayNumbers, count);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "without another event the subdistribution is the distribution: Cox's model with Breslow's ties, its likelihood, coefficients and hazard")]
    public void Without_competing_events_the_regression_is_Coxs()
    {
        int[] all = Taken("tied", 3);
        CompetingFollowUp[] subjects = [.. Subjects(all).Select(s => new CompetingFollowUp(s.Months, Math.Min(s.Cause, 1)))];
        FollowUp[] plain = [.. subjects.Select(s => new FollowUp(s.Months, s.Cause > 0))];
        double[,] x = Covariates(["x1", "x2"], all);

        FineGrayFit fit = FineGray.Fit(subjects, x);
        CoxFit cox = Cox.Fit(plain, x, options: new CoxOptions { Ties = TieMethod.Breslow, Clusters = [.. Enumerable.Range(0, all.Length)] });
        BaselineHazard hazard = BaselineHazard.Of(plain, x, [], cox)[0];

        Assert.Equal(cox.LogLikelihood, fit.LogLikelihood, 1e-9);
        Assert.Equal(hazard.CumulativeHazard[^1], fit.CumulativeHazard[^1], 1e-9);
        for (int j = 0; j < 2; j++)
        {
            Assert.Equal(cox.Coefficients[j], fit.Coefficients[j], 1e-9);
            Assert.Equal(cox.RobustCovariance(j, 0), fit.Covariance(j, 0), 1e-9);   // nobody stays at risk after another event: nothing depends on the chance of censoring
            Assert.Equal(cox.Covariance(j, 1), fit.ModelCovariance(j, 1), 1e-9);
        }

        Assert.Equal(1 - Math.Exp(-fit.CumulativeHazard[^1] * Math.Exp(fit.Coefficients[0] - fit.Coefficients[1])), fit.Incidence(1e6, [1, -1]), 1e-12);
        Assert.Equal(0, fit.Incidence(0, [1, -1]));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "contract: trouble with the numbers is a status; units of covariates move coefficients alone")]
    public void Trouble_of_a_regression_is_a_status()
    {
        CompetingFollowUp[] four = [new(1, 1), new(2, 2), new(3, 1), new(4, 0)];

        Assert.Equal(CoxStatus.NoEvents, FineGray.Fit([new(1, 2), new(2, 0)], new double[,] { { 1 }, { 2 } }).Status);
        Assert.Equal(CoxStatus.MonotoneLikelihood, FineGray.Fit(four, new double[,] { { 1 }, { 0 }, { 1 }, { 0 } }).Status);
        Assert.Equal(CoxStatus.Aliased, FineGray.Fit(Subjects(Taken("all", 3)), Covariates(["x1", "x1"], Taken("all", 3))).Status);
        Assert.Throws<ArgumentException>(() => FineGray.Fit(four, new double[3, 1]));
        Assert.Throws<ArgumentException>(() => FineGray.Fit(four, new double[,] { { 1 }, { double.NaN }, { 1 }, { 0 } }));
        Assert.Throws<ArgumentOutOfRangeException>(() => FineGray.Fit(four, new double[4, 1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => FineGray.Fit(four, new double[4, 1]).Covariance(0, 1));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "labels, order of subjects and a common factor on time say nothing; scores and rows of the covariance add up to zero; twice the same stratum is twice the statistic's sums")]
    public void Grays_test_does_not_depend_on_how_subjects_are_written_down()
    {
        int[] all = Taken("tied", 3);
        CompetingFollowUp[] subjects = Subjects(all);
        int[] groups = Column("group", all);
        int[] shuffled = [.. Enumerable.Range(0, all.Length).OrderBy(i => (i * 37) % all.Length)];
        GrayResult found = Gray.Test(subjects, groups, rho: 0.5);

        GrayResult other = Gray.Test([.. shuffled.Select(i => new CompetingFollowUp(3 * subjects[i].Months, subjects[i].Cause))], [.. shuffled.Select(i => 10 - groups[i])], rho: 0.5);
        GrayResult twice = Gray.Test([.. subjects, .. subjects], [.. groups, .. groups], [.. groups.Select(_ => 1), .. groups.Select(_ => 2)], 0.5);

        Assert.Equal(found.Test.Statistic, other.Test.Statistic, 1e-10);
        Assert.Equal(found.Events.Reverse(), other.Events);
        Assert.Equal(0, found.Scores.Sum(), 1e-10);
        for (int i = 0; i < 3; i++) Assert.Equal(0, Enumerable.Range(0, 3).Sum(j => found.Covariance(i, j)), 1e-9);
        Assert.Equal(2 * found.Test.Statistic, twice.Test.Statistic, 1e-9);   // sums 2 s and 2 V: (2 s)'(2 V)^-1 (2 s)
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "without another event the subdistribution is the distribution: observed less expected events are the log-rank test's")]
    public void Without_competing_events_the_scores_are_the_log_rank_tests()
    {
        int[] all = Taken("all", 3);
        CompetingFollowUp[] subjects = [.. Subjects(all).Select(s => new CompetingFollowUp(s.Months, Math.Min(s.Cause, 1)))];
        int[] groups = Column("group", all);

        GrayResult gray = Gray.Test(subjects, groups);
        LogRankResult plain = LogRank.Test([.. subjects.Select(s => new FollowUp(s.Months, s.Cause > 0))], groups);

        for (int i = 0; i < 3; i++) Assert.Equal(plain.Observed[i] - plain.Expected[i], gray.Scores[i], 1e-9);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "groups of one incidence: p below 5 % in 5 % of 1000 trials; four standard errors are 2.8 %")]
    public void Groups_of_one_incidence_are_rarely_told_apart()
    {
        const int Trials = 1000;
        var random = new RandomSource(12);
        int small = 0;
        for (uint t = 0; t < Trials; t++)
        {
            RandomSequence draw = random.Sequence(1, t);
            var subjects = new CompetingFollowUp[120];
            int[] groups = new int[subjects.Length];
            for (int i = 0; i < subjects.Length; i++)
            {
                groups[i] = i % 2;
                double first = draw.NextExponential() * 10, second = draw.NextExponential() * 15, censored = 25 * draw.NextUniform();
                double end = Math.Min(first, Math.Min(second, censored));
                subjects[i] = new CompetingFollowUp(end, end == censored ? 0 : end == first ? 1 : 2);
            }

            if (Gray.Test(subjects, groups).Test.PValue < 0.05) small++;
        }

        Assert.InRange(small / (double)Trials, 0.05 - (4 * Math.Sqrt(0.05 * 0.95 / Trials)), 0.05 + (4 * Math.Sqrt(0.05 * 0.95 / Trials)));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "contract: nothing to compare has no degrees of freedom; a cause is positive")]
    public void Nothing_to_compare_is_no_test()
    {
        Assert.Equal(0, Gray.Test([], []).Test.DegreesOfFreedom);
        Assert.True(double.IsNaN(Gray.Test([new(1, 2), new(2, 0), new(3, 2)], [0, 1, 1]).Test.PValue));
        Assert.Equal(0, Gray.Test([new(1, 1), new(2, 1)], []).Test.DegreesOfFreedom);
        Assert.Throws<ArgumentOutOfRangeException>(() => Gray.Test([new(1, 1)], [0], cause: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Gray.Test([new(1, 1)], [0], rho: double.NaN));
        Assert.Throws<ArgumentException>(() => Gray.Test([new(1, 1)], [0, 1]));
    }

    private static string Golden(string name) => File.ReadAllText(Path.Combine(Repository.Root, "tests", "Blockade.Tests", "Survival", "golden", name));

    private static int[] Taken(string set, double groups)
    {
        string[] sets = Data.Column("set");
        double[] group = Data.Term("group");
        return [.. Enumerable.Range(0, sets.Length).Where(i => (set == "all" || sets[i] == set) && group[i] < groups)];
    }

    private static double[,] Covariates(string[] names, int[] taken)
    {
        double[][] columns = [.. names.Select(Data.Term)];
        double[,] x = new double[taken.Length, names.Length];
        for (int i = 0; i < taken.Length; i++)
        {
            for (int j = 0; j < names.Length; j++) x[i, j] = columns[j][taken[i]];
        }

        return x;
    }

    private static CompetingFollowUp[] Subjects(int[] taken)
    {
        (double[] times, double[] causes) = (Data.Term("time"), Data.Term("cause"));
        return [.. taken.Select(i => new CompetingFollowUp(times[i], (int)causes[i]))];
    }

    private static int[] Column(string name, int[] taken)
    {
        double[] values = Data.Term(name);
        return [.. taken.Select(i => (int)values[i])];
    }
}

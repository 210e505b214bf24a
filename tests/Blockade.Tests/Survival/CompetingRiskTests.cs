using System.Collections.Immutable;
using Blockade.Numerics.Random;
using Blockade.Survival;
using Blockade.Testing;

namespace Blockade.Tests.Survival;

public class CompetingRiskTests
{
    private static readonly CompetingFollowUp[] Subjects = [.. Draw(400)];

    [Fact]
    [Evidence(EvidenceKind.Analytic, "four subjects by hand: S(1-) = 1, 1 of 4; S = 3/4, 1 of 3 of the other cause; censored; 1 of 1")]
    public void Four_subjects_by_hand()
    {
        ImmutableArray<IncidenceCurve> curves = AalenJohansen.Estimate([new(1, 1), new(2, 2), new(3, 0), new(4, 1)]);

        Assert.Equal([0.25, 0.25, 0.25 + 0.5], curves[0].Incidence);
        Assert.Equal([0, 0.25, 0.25], curves[1].Incidence);
        Assert.Equal(Math.Sqrt(0.25 * 0.75 / 4), curves[0].StandardError[0], 1e-15);   // a binomial share before anything is censored
        Assert.Equal(Math.Sqrt(0.25 * 0.75 / 4), curves[1].StandardError[1], 1e-15);
        Assert.Equal(new Estimate(0, 0, 0), curves[0].At(0.5));
        Assert.Empty(AalenJohansen.Estimate([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompetingFollowUp(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompetingFollowUp(double.NaN, 1));
    }

    // sums of some hundred products of shares: 1e-12
    [Fact]
    [Evidence(EvidenceKind.Analytic, "the shares with each event and the share with none, Kaplan-Meier's of any event, are everyone; one cause alone is its complement, with Greenwood's error")]
    public void Shares_and_survival_are_everyone()
    {
        ImmutableArray<IncidenceCurve> curves = AalenJohansen.Estimate(Subjects);
        SurvivalCurve any = KaplanMeier.Estimate([.. Subjects.Select(s => new FollowUp(s.Months, s.Cause > 0))]);
        IncidenceCurve one = AalenJohansen.Estimate([.. Subjects.Select(s => new CompetingFollowUp(s.Months, Math.Min(s.Cause, 1)))])[0];

        for (int i = 0; i < curves[0].Times.Length; i++)
        {
            Assert.Equal(1, curves.Sum(c => c.Incidence[i]) + any.At(curves[0].Times[i]).Value, 1e-12);
            Assert.Equal(1 - any.At(one.Times[i]).Value, one.Incidence[i], 1e-12);
            Assert.Equal(any.StandardError[any.Times.IndexOf(one.Times[i])], one.StandardError[i], 1e-12);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Harrell et al. 1982: pairs counted one by one, with late entry, ties of times and of scores, and strata")]
    public void Concordance_counts_every_pair()
    {
        RandomSequence random = new RandomSource(20261126).Sequence(3, 0);
        for (int round = 0; round < 30; round++)
        {
            const int N = 60;
            FollowUp[] all = new FollowUp[N];
            double[] scores = new double[N], entries = new double[N];
            int[] strata = new int[N];
            for (int i = 0; i < N; i++)
            {
                all[i] = new FollowUp(2 + random.NextInt32(12), random.NextUniform() < 0.6);
                (scores[i], entries[i], strata[i]) = (random.NextInt32(8), round % 2 == 0 ? 0 : random.NextInt32((int)all[i].Months), random.NextInt32(2));
            }

            (double concordant, double discordant, double tied) = (0, 0, 0);
            for (int i = 0; i < N; i++)
            {
                for (int j = 0; j < N; j++)
                {
                    bool atRisk = strata[i] == strata[j] && entries[j] < all[i].Months && (all[j].Months > all[i].Months || (all[j].Months == all[i].Months && !all[j].HadEvent));
                    if (i == j || !all[i].HadEvent || !atRisk) continue;
                    if (scores[i] > scores[j]) concordant++;
                    else if (scores[i] < scores[j]) discordant++;
                    else tied++;
                }
            }

            ConcordanceResult result = Concordance.Of(all, scores, strata, entries);
            Assert.Equal((concordant, discordant, tied), (result.Concordant, result.Discordant, result.TiedScores));
            Assert.Equal((concordant + (tied / 2)) / (concordant + discordant + tied), result.Value, 1e-15);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a perfect order is one, its reverse zero, no score a half, no pair no number")]
    public void Concordance_of_perfect_and_empty_orders()
    {
        FollowUp[] all = [.. Enumerable.Range(1, 1000).Select(i => new FollowUp(i, i % 3 > 0))];
        double[] months = [.. all.Select(f => f.Months)];

        Assert.Equal((0.0, 0.0), (Concordance.Of(all, months).Value, Concordance.Of(all, months).StandardError));
        Assert.Equal(1, Concordance.Of(all, [.. months.Select(m => -m)]).Value);
        Assert.Equal(0.5, Concordance.Of(all, new double[1000]).Value);
        Assert.Equal(double.NaN, Concordance.Of([new FollowUp(1, false), new FollowUp(2, true)], [1, 2]).Value);
        Assert.Throws<ArgumentException>(() => Concordance.Of(all, [1]));
        Assert.Throws<ArgumentException>(() => Concordance.Of([new FollowUp(1, true)], [double.NaN]));
    }

    private static IEnumerable<CompetingFollowUp> Draw(int n)
    {
        RandomSequence random = new RandomSource(20261126).Sequence(4, 0);
        for (int i = 0; i < n; i++)
        {
            double first = 10 * random.NextExponential(), second = 20 * random.NextExponential(), censored = 15 * random.NextExponential();
            double end = Math.Ceiling(Math.Min(first, Math.Min(second, censored)));
            yield return new CompetingFollowUp(end, censored < Math.Min(first, second) ? 0 : first < second ? 1 : 2);
        }
    }
}

using Blockade.Evidence;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Testing;
using Blockade.Trials;

namespace Blockade.Tests.Trials;

/// <summary>Who enters when, where, and who is lost, against the laws the protocol states.</summary>
public class EnrolmentTests
{
    private const int Count = 4000;

    // Kolmogorov's statistic exceeds 2.23/sqrt(n) once in 10,000 times
    private static readonly double KolmogorovLimit = 2.23 / Math.Sqrt(Count);

    private static readonly TrialDesign Design = HandTrial.Cleopatra.Design with { Patients = Count };
    private static readonly PopulationModel Population = new(HandTrial.Cleopatra.Population, Her2Evidence.Parameters().Value!);
    private static readonly Enrolment Large = Draw(Design);

    [Theory, InlineData(2), InlineData(3)]
    [Evidence(EvidenceKind.Analytic, "permuted blocks of twice the arms: after each block of a stratum the arms are equal, and inside never more than two apart")]
    public void Arms_are_balanced_in_every_stratum(int arms)
    {
        Enrolment enrolment = arms == 2 ? Large : Draw(Design with { Arms = [.. Design.Arms, Design.Arms[0]] });
        int size = 2 * arms;
        foreach (var stratum in Enumerable.Range(0, Count).GroupBy(k => enrolment.Strata[k]))
        {
            int[] given = [.. stratum.Select(k => enrolment.Arms[k])];
            var sofar = new int[arms];
            for (int i = 0; i < given.Length; i++)
            {
                sofar[given[i]]++;
                Assert.True(sofar.Max() - sofar.Min() <= 2);
                if ((i + 1) % size == 0) Assert.Equal(sofar.Max(), sofar.Min());
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "blocks of twice the ratio: after each block of six the arms are at two to one")]
    public void Arms_keep_their_ratio_in_every_stratum()
    {
        Enrolment enrolment = Draw(Design with { Arms = [Design.Arms[0], Design.Arms[1] with { Ratio = 2 }] });
        foreach (var stratum in Enumerable.Range(0, Count).GroupBy(k => enrolment.Strata[k]))
        {
            Assert.All(stratum.Select(k => enrolment.Arms[k]).Chunk(6).Where(b => b.Length == 6), b => Assert.Equal((2, 4), (b.Count(a => a == 0), b.Count(a => a == 1))));
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "two of four in all six orders, equally often: chi-squared with 5 degrees of freedom")]
    public void Every_order_of_a_block_is_as_likely_as_any_other()
    {
        int[] counts =
        [
            .. Enumerable.Range(0, Count).GroupBy(k => Large.Strata[k])
                .SelectMany(s => s.Select(k => Large.Arms[k]).Chunk(4).Where(b => b.Length == 4).Select(b => string.Concat(b)))
                .GroupBy(b => b).Select(g => g.Count()),
        ];

        Assert.Equal(6, counts.Length);
        double expected = counts.Sum() / 6.0;
        Assert.True(counts.Sum(c => (c - expected) * (c - expected) / expected) < 25.7);   // once in 10,000 times
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "strata are the cells of the factors: region (4) by earlier chemotherapy (2)")]
    public void A_stratum_is_a_cell_of_the_factors()
    {
        for (int k = 0; k < Count; k++)
        {
            VirtualPatient p = Large.Patients[k];
            Assert.Equal((2 * (int)p.Region) + (p.PriorChemotherapy ? 1 : 0), Large.Strata[k]);
        }

        Assert.All(Draw(Design with { Stratification = [], Patients = 50 }).Strata, s => Assert.Equal(0, s));
    }

    [Theory, InlineData(1.0), InlineData(1.5), InlineData(3.0)]
    [Evidence(EvidenceKind.Analytic, "cumulative accrual (t / duration)^exponent, from the first patient's entry")]
    public void Entries_follow_the_accrual_law(double exponent)
    {
        TrialDesign design = Design with { Accrual = new Accrual.Power(Design.Accrual.Months, exponent) };
        Enrolment enrolment = Draw(design);
        double duration = design.Accrual.Months * StudyTime.DaysPerMonth;

        // the first of n comes before day x with chance 1 - (1 - (x/duration)^exponent)^n: 0.9999 for n (x/duration)^exponent = 9.2.
        // Entries are counted from it, in whole days, which moves the law by no more than its steepest slope, exponent/duration, a day.
        double first = duration * Math.Pow(9.2 / Count, 1 / exponent);
        double shifted = Ecdf.Distance(enrolment.EntryDays, t => Math.Pow(Math.Clamp(t / duration, 0, 1), exponent));

        Assert.Equal(0, enrolment.EntryDays[0]);
        Assert.Equal(enrolment.EntryDays.Order(), enrolment.EntryDays);
        Assert.All(enrolment.EntryDays, d => Assert.Equal(Math.Floor(d), d));
        Assert.True(enrolment.EntryDays[^1] < duration);
        Assert.True(shifted < KolmogorovLimit + (exponent * (first + 1) / duration), $"{shifted}");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a constant hazard that takes 3 % in a year: P(lost by t) = 1 - 0.97^t")]
    public void Dropout_takes_the_stated_share_a_year()
    {
        Assert.Equal(0.03, Design.DropoutPerYear);
        Assert.True(Ecdf.Distance(Large.DropoutDays, d => 1 - Math.Pow(0.97, d / 365.25)) < KolmogorovLimit);
        Assert.All(Draw(Design with { DropoutPerYear = 0, Patients = 50 }).DropoutDays, d => Assert.Equal(double.PositiveInfinity, d));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a patient is a function of seed, replicate and number: not of the trial's size, arms or strata")]
    public void A_patient_does_not_depend_on_the_trial_around()
    {
        Enrolment small = Draw(Design with { Patients = 100, DropoutPerYear = 0.03, Accrual = Accrual.Even(3), Arms = [.. Design.Arms, Design.Arms[0]], Stratification = [] });

        Assert.Equal(Large.Patients.Take(100), small.Patients);
        Assert.Equal(Large.DropoutDays.Take(100), small.DropoutDays);
        Assert.Equal(Large.Arms.Take(100), Draw(Design with { Patients = 100 }).Arms);   // the same protocol, stopped earlier
        Assert.NotEqual(Large.Patients[0], Enrolment.Draw(Design with { Patients = 1 }, Population, new RandomSource(20260727), 1, cancellation: TestContext.Current.CancellationToken).Patients[0]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "nobody is randomised")]
    public void A_trial_of_nobody_enrols_nobody() => Assert.Empty(Draw(Design with { Patients = 0 }).Patients);

    private static Enrolment Draw(TrialDesign design) => Enrolment.Draw(design, Population, new RandomSource(20260727), 0);
}

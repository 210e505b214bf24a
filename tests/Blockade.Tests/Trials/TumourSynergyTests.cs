using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Testing;
using Blockade.Tests.Simulation;
using Blockade.Trials;
using Blockade.Tumours;

namespace Blockade.Tests.Trials;

/// <summary>The same virtual patients of one cell under neither antibody, each and both.</summary>
public class TumourSynergyTests
{
    private static readonly ImmutableArray<int> Days = [0, 63, 126];

    private static readonly Lazy<FactorialCohort> WithHeregulin = new(() => Cohort(OneCellStudy.Design, OneCellStudy.Subjects));

    [Theory, InlineData(0.5, -0.2, 0.1, -0.9), InlineData(1, 0, 0, -1)]
    [Evidence(EvidenceKind.Metamorphic, "the antibodies' names are labels")]
    public void Swapped_labels_leave_the_excess(double neither, double first, double second, double both)
    {
        foreach (TumourNull model in Enum.GetValues<TumourNull>())
            Assert.Equal(TumourSynergy.Excess(neither, first, second, both, model), TumourSynergy.Excess(neither, second, first, both, model));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "shares of cells left that multiply: 1/10 and 1/100 leave 1/1000; Bliss expects that, and highest single agent 1/100; a copy of a drug adds nothing to it")]
    public void Shares_that_multiply_have_no_excess_over_Bliss()
    {
        Assert.Equal(0, TumourSynergy.Excess(0.3, 0.3 - 1, 0.3 - 2, 0.3 - 3, TumourNull.Bliss), 1e-15);
        Assert.Equal(1, TumourSynergy.Excess(0.3, 0.3 - 1, 0.3 - 2, 0.3 - 3, TumourNull.HighestSingleAgent), 1e-15);
        Assert.Equal(0, TumourSynergy.Excess(0.3, -2, -2, -2, TumourNull.HighestSingleAgent));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "without drugs every clone of a lesion grows exponentially: log10 V = growth t/ln 10, and the growth is a log-normal draw about its median")]
    public void Untreated_tumours_grow_exponentially()
    {
        TumourParameters uniform = OneCellStudy.Tumour with { GrowthSpread = 0 };

        TumourSize[][] sizes = WithHeregulin.Value.Sizes(uniform, AntibodyPair.Neither, docetaxel: false, Days);

        // a drug's course keeps its log-odds as floats, so that the signal is one but for 1e-7; 126 days of a tenth a day at most
        Assert.All(sizes, s => Assert.Equal(0, s[0].Log10Volume, 1e-12));
        Assert.All(sizes, s => Assert.Equal(uniform.GrowthPerDay * 126 / Math.Log(10), s[2].Log10Volume, 1e-6));
        Assert.All(sizes, s => Assert.Equal(Math.Exp(uniform.GrowthPerDay * 126 / 3) - 1, s[2].SumChange, 1e-6));   // diameters go with the cube root
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a drug of which nothing is given")]
    public void A_dose_of_zero_is_no_drug()
    {
        TrialDesign design = OneCellStudy.Design;
        TrialDesign nothing = design with
        {
            Arms = [.. design.Arms.Select(a => a with { Regimen = new Regimen(a.Name, [.. a.Regimen.Schedules.Select(s => s.Drug != "pertuzumab" ? s : s with { Loading = null, Maintenance = new DoseAmount.Fixed(0) })]) })],
        };
        FactorialCohort cohort = Cohort(nothing, OneCellStudy.Subjects);
        double[] Volume(AntibodyPair pair) => [.. cohort.Sizes(OneCellStudy.Tumour, pair, true, Days).Select(s => s[2].Log10Volume)];

        // log-odds are kept as floats, so each of 126 days is off by some 1e-7 of a rate below one
        Assert.All(Volume(AntibodyPair.Neither).Zip(Volume(AntibodyPair.Pertuzumab)), p => Assert.Equal(p.First, p.Second, 1e-5));
        Assert.All(Volume(AntibodyPair.Trastuzumab).Zip(Volume(AntibodyPair.Both)), p => Assert.Equal(p.First, p.Second, 2e-3));   // solved by other steps, at 1e-5
        Assert.All(
            TumourSynergy.Of(cohort, OneCellStudy.Tumour, [], Days, heregulin: true, TestContext.Current.CancellationToken),
            r => Assert.InRange(r.Excess.Mean, -2e-3, 2e-3));
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Ghosh 2011, Cancer Res 71:1871: pertuzumab stops growth that heregulin drives, and none without it")]
    public void Without_heregulin_pertuzumab_adds_little_to_trastuzumab()
    {
        (ReceptorSurface? surface, string? failure) = ReceptorSurface.Tabulate(OneCellStudy.Inputs.Receptors, ReceptorSurfaceAxes.ForCell(OneCellStudy.Her2, OneCellStudy.Her3, 0), 2, cancellation: TestContext.Current.CancellationToken);
        Assert.True(surface is not null, failure);
        FactorialCohort without = Cohort(OneCellStudy.Design, new SubjectSimulator(surface, InterstitiumParameters.From(OneCellStudy.Inputs.Parameters), 1e-5));

        double Gain(FactorialCohort cohort) => TumourSynergy.Of(cohort, OneCellStudy.Tumour, [], Days, heregulin: true, TestContext.Current.CancellationToken)
            .Single(r => !r.Docetaxel && r.Day == 126 && r.Null == TumourNull.HighestSingleAgent).Excess.Mean;

        // what is left is the pertuzumab that effector cells see: half of the pair's gain at the very most would call the mechanism into question
        Assert.InRange(Gain(without), 0, 0.5 * Gain(WithHeregulin.Value));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "draws that are all the fit itself have its mean, and threads change nothing")]
    public void Draws_of_the_fit_are_the_fit()
    {
        foreach (TumourExcess row in TumourSynergy.Of(WithHeregulin.Value, OneCellStudy.Tumour, [OneCellStudy.Tumour, OneCellStudy.Tumour], Days, heregulin: true, TestContext.Current.CancellationToken))
        {
            Assert.All(row.Excess.Draws, d => Assert.Equal(row.Excess.Mean, d, 1e-12));
            Assert.Equal(row.Excess.Mean, row.Excess.Centre, 1e-12);
        }

        Assert.Equal(Volumes(WithHeregulin.Value), Volumes(Cohort(OneCellStudy.Design, OneCellStudy.Subjects, threads: 1)));

        static double[] Volumes(FactorialCohort cohort) => [.. cohort.Sizes(OneCellStudy.Tumour, AntibodyPair.Both, true, Days).SelectMany(s => s).Select(s => s.Log10Volume)];
    }

    internal static FactorialCohort Cohort(TrialDesign design, SubjectSimulator subjects, int threads = 2) => FactorialCohort.Treat(
        design, [.. Enum.GetValues<AntibodyPair>()], [.. Enumerable.Range(0, 16).Select(k => OneCellStudy.Patient((uint)k))], subjects, OneCellStudy.Tumour, OneCellStudy.Random, threads,
        cancellation: TestContext.Current.CancellationToken);
}

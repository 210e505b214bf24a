using System.Collections.Immutable;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using Blockade.Numerics.Random;
using Blockade.Testing;
using Blockade.Trials;
using MathNet.Numerics.Distributions;

namespace Blockade.Tests.Trials;

public class GroupSequentialPlanTests
{
    [Theory]
    [InlineData(2, 2.178, 1.977), InlineData(3, 2.289, 2.004), InlineData(4, 2.361, 2.024), InlineData(5, 2.413, 2.040)]
    [Evidence(EvidenceKind.Published, "Jennison and Turnbull (2000), tables 2.1 and 2.3: Pocock's and O'Brien and Fleming's constants for two-sided 5 %, three decimals")]
    public void Constants_are_the_published_ones(int looks, double pocock, double obrienFleming)
    {
        double[] equal = [.. Enumerable.Range(1, looks).Select(k => (double)k / looks)];

        Assert.Equal(pocock, GroupSequentialPlan.Of(BoundaryShape.Pocock, equal, 0.05, BoundarySides.Both).Critical[0], 5e-4);
        Assert.Equal(obrienFleming, GroupSequentialPlan.Of(BoundaryShape.OBrienFleming, equal, 0.05, BoundarySides.Both).Critical[^1], 5e-4);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "rpact 3.3.4 in R 4.2.2: survival-reference; limits to 1e-6, or to 3e-8 in the chance to cross")]
    public void Limits_agree_with_rpact()
    {
        int count = 0;
        ImmutableArray<string[]> rows = Reference();
        for (int start = 0, looks; start < rows.Length; start += looks, count++)
        {
            string[] first = rows[start];
            looks = int.Parse(first[1], CultureInfo.InvariantCulture);
            ImmutableArray<string[]> plan = rows.Slice(start, looks);
            double Number(int column, string[] row) => double.Parse(row[column], CultureInfo.InvariantCulture);
            double Parameter() => double.Parse(first[4][(first[4].IndexOf('=') + 1)..], CultureInfo.InvariantCulture);
            BoundaryShape shape = first[0] switch
            {
                "OF" => BoundaryShape.OBrienFleming,
                "P" => BoundaryShape.Pocock,
                "WT" => new BoundaryShape.WangTsiatis(Parameter()),
                "HP" => new BoundaryShape.HaybittlePeto(),
                "asOF" => new BoundaryShape.LanDeMetsOBrienFleming(),
                "asP" => new BoundaryShape.LanDeMetsPocock(),
                "asHSD" => new BoundaryShape.HwangShihDeCani(Parameter()),
                _ => new BoundaryShape.KimDeMets(Parameter()),
            };
            GroupSequentialPlan ours = GroupSequentialPlan.Of(
                shape, [.. plan.Select(r => Number(6, r))], Number(2, first), first[3] == "1" ? BoundarySides.Upper : BoundarySides.Both);
            foreach ((string[] row, int look) in plan.Select((r, i) => (r, i)))
            {
                // the reference is good to 3e-8 in the chance to cross, as its README says; far out that leaves the limit itself less certain
                Assert.Equal(Number(7, row), ours.Critical[look], 1e-6 + (3e-8 / Normal.PDF(0, 1, Math.Min(5.5, Number(7, row)))));
                Assert.Equal(Number(9, row), ours.Spent[look], 1e-6);
            }
        }

        Assert.True(count > 150, $"only {count} plans");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "one look is the fixed test: limit z(1 - alpha), drift z(1 - alpha) + z(power), events 4 (drift/log HR)^2")]
    public void One_look_is_the_fixed_test()
    {
        GroupSequentialPlan plan = GroupSequentialPlan.Of(new BoundaryShape.LanDeMetsPocock(), [1], 0.025, BoundarySides.Upper);
        double drift = Normal.InvCDF(0, 1, 0.975) + Normal.InvCDF(0, 1, 0.9);

        Assert.Equal(Normal.InvCDF(0, 1, 0.975), plan.Critical[0], 1e-10);
        Assert.Equal(drift, plan.DriftFor(0.9), 1e-9);
        Assert.Equal((int)Math.Ceiling(4 * Math.Pow(drift / Math.Log(0.75), 2)), plan.EventsFor(0.75, 0.9));
        Assert.Equal((int)Math.Ceiling(4.5 * Math.Pow(drift / Math.Log(0.75), 2)), plan.EventsFor(0.75, 0.9, treatedShare: 2 / 3.0));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "without drift the crossings are what is spent, and all of alpha by the end; with a large drift all cross")]
    public void What_is_spent_is_the_chance_to_cross_under_the_null()
    {
        GroupSequentialPlan plan = GroupSequentialPlan.Of(new BoundaryShape.LanDeMetsOBrienFleming(), [0.3, 0.69, 1], 0.05, BoundarySides.Both);

        Assert.All(plan.CrossingBy(0).Zip(plan.Spent), s => Assert.Equal(s.Second, s.First, 1e-10));
        Assert.Equal(0.05, plan.Spent[^1], 1e-12);
        Assert.Equal(1, plan.PowerBy(20)[^1], 1e-9);
        Assert.Equal(0.025, plan.PowerBy(0)[^1], 1e-4);   // half; a trial that crosses the lower limit first cannot cross the upper later
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "gsDesign 3.x, its printed type-4 design: Hwang-Shih-DeCani -4 and -2, five looks, 90 % power, fixed size 800; two decimals")]
    public void Limits_for_futility_are_gsDesigns()
    {
        GroupSequentialPlan plan = GroupSequentialPlan.Of(new BoundaryShape.HwangShihDeCani(-4), [0.2, 0.4, 0.6, 0.8, 1], 0.025, BoundarySides.Upper);
        double fixedDrift = Normal.InvCDF(0, 1, 0.975) + Normal.InvCDF(0, 1, 0.9);

        (ImmutableArray<double> lower, double drift) = plan.FutilityFor(new BoundaryShape.HwangShihDeCani(-2), 0.1);

        foreach ((double expected, double found) in new[] { -0.90, -0.04, 0.69, 1.36, 2.03 }.Zip(lower)) Assert.Equal(expected, found, 0.005);
        Assert.Equal(plan.Critical[^1], lower[^1]);
        Assert.Equal([177, 353, 529, 705, 882], plan.Information.Select(t => (int)Math.Ceiling(800 * t * Math.Pow(drift / fixedDrift, 2))));
        Assert.Equal(819, (int)Math.Ceiling(800 * Math.Pow(plan.DriftFor(0.9) / fixedDrift, 2)));   // without futility it prints the ratio 1.023
    }

    [Theory]
    [InlineData(false, 4, 0.8, 1.202), InlineData(false, 5, 0.9, 1.207), InlineData(true, 5, 0.8, 1.028), InlineData(true, 5, 0.9, 1.026)]
    [Evidence(EvidenceKind.Published, "Jennison and Turnbull (2000), tables 2.2 and 2.4: inflation for two-sided 5 %, three decimals")]
    public void Looks_cost_what_is_published(bool obrienFleming, int looks, double power, double inflation)
    {
        double[] equal = [.. Enumerable.Range(1, looks).Select(k => (double)k / looks)];
        GroupSequentialPlan plan = GroupSequentialPlan.Of(obrienFleming ? BoundaryShape.OBrienFleming : BoundaryShape.Pocock, equal, 0.05, BoundarySides.Both);

        Assert.Equal(inflation, Math.Pow(plan.DriftFor(power) / (Normal.InvCDF(0, 1, 0.975) + Normal.InvCDF(0, 1, power)), 2), 6e-4);
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Swain et al. (2013), Lancet Oncol. 14:461-471: at 267 of 385 deaths the limit was p = 0.0138, after a look at 165")]
    public void The_limit_of_CLEOPATRAs_second_look_at_survival_is_the_published_one()
    {
        PlannedTest survival = HandTrial.Cleopatra.Design.SequentialTests.Single();

        Assert.Equal([165, 267, 385], survival.Cutoffs.Select(c => ((Cutoff.ByEvents)c).Events));
        Assert.Equal(0.0138, 2 * Normal.CDF(0, 1, -survival.Plan.Critical[1]), 5e-5);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the same process drawn: crossings of 200,000 walks within four binomial standard errors")]
    public void Drawn_walks_cross_as_often()
    {
        GroupSequentialPlan plan = GroupSequentialPlan.Of(new BoundaryShape.HwangShihDeCani(-2), [0.4, 0.7, 1], 0.025, BoundarySides.Upper);
        const int Walks = 200_000;
        int crossed = 0;
        RandomSequence random = new RandomSource(4).Sequence(4, 0, 0);
        for (int w = 0; w < Walks; w++)
        {
            double value = 0, before = 0;
            for (int k = 0; k < 3; k++)
            {
                double t = plan.Information[k];
                value += (2.5 * (t - before)) + (Math.Sqrt(t - before) * random.NextNormal());
                before = t;
                if (value / Math.Sqrt(t) < plan.Critical[k]) continue;
                crossed++;
                break;
            }
        }

        double power = plan.PowerBy(2.5)[^1];
        Assert.Equal(power, crossed / (double)Walks, 4 * Math.Sqrt(power * (1 - power) / Walks));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the caller's mistakes")]
    public void A_plan_that_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentException>(() => GroupSequentialPlan.Of(BoundaryShape.Pocock, [0.5, 0.5, 1], 0.05, BoundarySides.Both));
        Assert.Throws<ArgumentException>(() => GroupSequentialPlan.Of(BoundaryShape.Pocock, [0.5, 0.9], 0.05, BoundarySides.Both));
        Assert.Throws<ArgumentOutOfRangeException>(() => GroupSequentialPlan.Of(BoundaryShape.Pocock, [1], 0, BoundarySides.Both));
        GroupSequentialPlan plan = GroupSequentialPlan.Of(BoundaryShape.Pocock, [0.5, 1], 0.05, BoundarySides.Both);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.EventsFor(1, 0.9));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.DriftFor(1));
    }

    private static ImmutableArray<string[]> Reference()
    {
        using FileStream file = File.OpenRead(Repository.Shared("corpora/survival-reference.tar.gz"));
        using var tar = new TarReader(new GZipStream(file, CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            if (!entry.Name.EndsWith("group_sequential_reference.csv", StringComparison.Ordinal)) continue;
            string text = new StreamReader(entry.DataStream!).ReadToEnd();
            return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(',').Select(f => f.Trim('"')).ToArray())];
        }

        throw new InvalidOperationException("The reference lacks the limits.");
    }
}

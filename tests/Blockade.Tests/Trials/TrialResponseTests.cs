using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Testing;
using Blockade.Tests.Simulation;
using Blockade.Trials;

namespace Blockade.Tests.Trials;

/// <summary>CLEOPATRA in a dozen patients of one cell as a function of its constants.</summary>
public class TrialResponseTests
{
    private static readonly ImmutableArray<TrialOutput> Outputs = [TrialOutput.HazardRatio, TrialOutput.MedianPfs, TrialOutput.GainOfPfs, TrialOutput.Response];

    private static readonly TrialResponse Response = new(
        OneCellStudy.Design, OneCellStudy.OneCell(OneCellStudy.Inputs.Population), OneCellStudy.Inputs.Parameters, OneCellStudy.Inputs.Receptors,
        ReceptorSurfaceAxes.ForCell(OneCellStudy.Her2, OneCellStudy.Her3, OneCellStudy.Heregulin), OneCellStudy.Random, 12, 2);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "constants replaced by themselves, alone or grouped with others, in any order: the same patients, the same numbers")]
    public void A_constant_replaced_by_itself_changes_nothing()
    {
        double[] nominal = [.. Response.Nominal(Outputs, TestContext.Current.CancellationToken).Select(n => n.Value)];
        ImmutableArray<(string, double)> growth = [("tumour.growth", Response.Nominal("tumour.growth"))], receptor = [("receptor.aT", Response.Nominal("receptor.aT"))];
        ImmutableArray<(string, double)> faster = [("tumour.growth", 0.04)];

        double[][] values = Response.Of([growth, faster, receptor, [], faster], Outputs, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(nominal, values[0]);
        Assert.Equal(nominal, values[2]);
        Assert.Equal(nominal, values[3]);
        Assert.Equal(values[1], values[4]);
        Assert.NotEqual(nominal, values[1]);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a constant that only the model's file has, here kNr = kNf k23r/(k23f coop): at its own value nothing changes, at another something does; what a patient sets is no constant")]
    public void A_constant_of_the_model_alone_can_vary()
    {
        double own = Response.Nominal("receptor.kNr");
        double[][] values = Response.Of([[("receptor.kNr", own)], [], [("receptor.kNr", 100 * own)]], Outputs, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(1.66e-6 * (2.17 / 2.8e-6) / 1000, own, 1e-12);
        Assert.Equal(values[1], values[0]);
        Assert.NotEqual(values[1], values[2]);
        Assert.Contains("receptor.kNr", Response.Names);
        Assert.DoesNotContain("receptor.H2_0", Response.Names);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a ratio of twenty with a million HER2 is fifty thousand HER3")]
    public void Spare_receptors_are_HER2_per_HER3()
    {
        double[][] values = Response.Of(
            [[(TrialResponse.SpareReceptors, 20)], [(TrialResponse.Her3, OneCellStudy.Her2 / 20)]], Outputs, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(OneCellStudy.Her2 / OneCellStudy.Her3, Response.Nominal(TrialResponse.SpareReceptors), 1e-12);
        Assert.Equal(values[1], values[0]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "pertuzumab that binds nothing makes the two arms the same patients on the same drugs")]
    public void With_pertuzumab_switched_off_the_arms_are_alike()
    {
        Mechanism pertuzumab = Mechanism.OfTreatment.Single(m => m.Name == "pertuzumab binds");

        double[] off = Response.Of([pertuzumab.Off], Outputs, cancellation: TestContext.Current.CancellationToken)[0];

        // The arms are solved by other steps, so a scan in a thousand is read otherwise, and here are some two hundred. One event that comes a scan later passes some three others with fifteen at risk: 3/15 of an
        // event over an information of 24/4, 0.03 in the logarithm; room for three.
        Assert.Equal(1, off[0], 0.1);
        Assert.Equal(0, off[2], 0.5);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "every constant that is switched or varied is one of the table or of the population, and ranges hold the value in use")]
    public void Switches_and_ranges_are_of_constants_that_are_there()
    {
        PosteriorDraws posterior = EvidenceReader.ReadPosterior(Her2Files.Read("posterior.csv"), OneCellStudy.Inputs.Parameters).Value!;
        PopulationDefinition people = OneCellStudy.Inputs.Population;
        var shipped = new TrialResponse(
            OneCellStudy.Design, people, OneCellStudy.Inputs.Parameters, OneCellStudy.Inputs.Receptors, ReceptorSurfaceAxes.Coarse, OneCellStudy.Random, 2, 1);

        Assert.All(Mechanism.OfTreatment.SelectMany(m => m.Off), o => Assert.Contains(o.Name, shipped.Names));
        Assert.Contains(UnknownConstants.Default(posterior), v => v.Name == "receptor.aT");
        Assert.Contains(UnknownConstants.Default(posterior), v => v.Name == TrialResponse.SpareReceptors);
        Assert.All(UnknownConstants.Default(posterior), v => Assert.InRange(shipped.Nominal(v.Name), v.Low, v.High));
    }
}

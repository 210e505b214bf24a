using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Diagnostics;
using Blockade.Testing;

namespace Blockade.Tests.Files;

/// <summary>Results, priors and trials of one's own, for a fit and for a scorecard.</summary>
public class OwnResultsTests
{
    private const string Header = "id,trial,arm,quantity,value,lower,upper,unit,n,source,doi,role,grade,note\n";
    private const string PriorHeader = "id,value,unit,distribution,source,doi,grade,note\n";
    private const string Good = "a,HERTAX,trastuzumab,median-pfs,3.9,,,months,53,mine,,calibrate,read,\n";

    private static readonly SourceText Model = new("plain-receptor.bngl", File.ReadAllText(Path.Combine(Repository.Root, "docs", "examples", "plain-receptor.bngl")));

    [Theory]
    [InlineData("STD1020", "a,HERTAX,trastuzumab,orr,0.5,,,1,53,mine,,blind,read,")]
    [InlineData("STD1021", "a,HERTEX,trastuzumab,orr,0.5,,,1,53,mine,,calibrate,read,")]
    [InlineData("STD1021", "a,HERTAX,trastuzumb,orr,0.5,,,1,53,mine,,calibrate,read,")]
    [InlineData("STD1021", "a,CLEOPATRA,pertuzumab vs nothing,hazard-ratio-pfs,0.6,0.5,0.7,1,53,mine,,calibrate,read,")]
    [InlineData("STD1022", "a,CLEOPATRA,pertuzumab,hazard-ratio-pfs,0.6,0.5,0.7,1,53,mine,,calibrate,read,")]
    [InlineData("STD1022", "a,HERTAX,trastuzumab,clinical-benefit,0.5,,,1,53,mine,,calibrate,read,")]
    [InlineData("STD1022", "a,HERTAX,trastuzumab,total-pcr,0.5,,,1,53,mine,,calibrate,read,")]
    [InlineData("STD1022", "a,HERTAX,trastuzumab,orr,0.5,,,1,,mine,,calibrate,read,")]
    [Evidence(EvidenceKind.Analytic, "what a fit can use: CalibrationQuantity, the trials given and shipped, their arms")]
    public void A_result_that_cannot_be_fitted_is_an_error_at_its_row(string code, string row)
    {
        Checked<CalibrationInputs> read = CalibrationInputs.Read([], new SourceText("mine.csv", Header + row + "\n"), model: Model, cancellation: TestContext.Current.CancellationToken);

        Assert.Null(read.Value);
        Assert.Equal((code, "mine.csv"), (read.Diagnostics.First(d => d.Severity == Severity.Error).Code, read.Diagnostics.First(d => d.Severity == Severity.Error).Source.Name));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "rows marked calibrate are given to the fit, rows marked blind are not, and their numbers are in no hash of it")]
    public void Own_results_keep_the_wall()
    {
        CalibrationInputs Of(string blind) => CalibrationInputs.Read([], new SourceText("mine.csv", $"{Header}{Good}b,HERTAX,trastuzumab,orr,{blind},,,1,53,mine,,blind,read,\n"), model: Model, cancellation: TestContext.Current.CancellationToken).Value!;

        CalibrationInputs one = Of("0.1"), other = Of("0.9");

        Assert.Equal(["a"], one.Targets.Rows.Select(r => r.Id));
        Assert.Equal(one.Targets.Sha256, other.Targets.Sha256);
        Assert.Equal(["HERTAX"], one.Trials.Select(t => t.Name));
        Assert.DoesNotContain(one.Sources, s => s.Text.Contains("b,HERTAX", StringComparison.Ordinal) || s.Name.EndsWith("published.csv", StringComparison.Ordinal));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "survival after progression is not fitted to a median: a warning says so and the row stays")]
    public void A_median_of_survival_is_shown_and_not_fitted()
    {
        Checked<CalibrationInputs> read = CalibrationInputs.Read([], new SourceText("mine.csv", Header + Good + "c,HERTAX,trastuzumab,median-os,30,,,months,53,mine,,calibrate,read,\n"), model: Model, cancellation: TestContext.Current.CancellationToken);

        Assert.NotNull(read.Value);
        Assert.Equal(("STD1022", Severity.Warning), (Assert.Single(read.Diagnostics).Code, Assert.Single(read.Diagnostics).Severity));
    }

    [Theory]
    [InlineData("receptor.aT,10,1,lognormal(cv=66%),mine,,assumption,", "acts there or nowhere")]
    [InlineData("tumour.grwth,0.02,1/day,lognormal(cv=66%),mine,,assumption,", "there is no constant 'tumour.grwth'")]
    [InlineData("tumour.growth,0.02,1/day,fixed,mine,,assumption,", "no constant here is free")]
    [Evidence(EvidenceKind.Analytic, "courses of drugs and receptors are followed once: a fit moves what acts on tumours alone")]
    public void A_prior_that_cannot_move_is_an_error(string row, string words)
    {
        Checked<CalibrationInputs> read = CalibrationInputs.Read([], new SourceText("mine.csv", Header + Good), new SourceText("priors.csv", PriorHeader + row + "\n"), Model, TestContext.Current.CancellationToken);

        Diagnostic problem = Assert.Single(read.Diagnostics);
        Assert.Equal("STD1023", problem.Code);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a trial of one's own takes the place of a shipped one of its name; two of one name are none")]
    public void A_trial_of_ones_own_takes_the_place_of_one_that_ships()
    {
        SourceText shipped = Her2Files.Read("trials/hertax.toml");
        var own = new SourceText("hertax.toml", shipped.Text.Replace("follow_up = \"", "follow_up = \"1", StringComparison.Ordinal));

        PredictionInputs read = PredictionInputs.Read([own], model: Model, cancellation: TestContext.Current.CancellationToken).Value!;
        Checked<PredictionInputs> twice = PredictionInputs.Read([own, shipped], model: Model, cancellation: TestContext.Current.CancellationToken);

        Assert.True(read.Trials.Single(t => t.Design.Name == "HERTAX").Design.FollowUpDays > PredictionInputs.Read([], model: Model, cancellation: TestContext.Current.CancellationToken).Value!.Trials.Single(t => t.Design.Name == "HERTAX").Design.FollowUpDays);
        Assert.Equal("STD1025", Assert.Single(twice.Diagnostics).Code);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the frozen draws were fitted to the rows that ship, and to no others")]
    public void Draws_that_were_fitted_to_other_rows_are_said_to_be()
    {
        Checked<PredictionInputs> own = PredictionInputs.Read([], new SourceText("mine.csv", Header + Good), model: Model, cancellation: TestContext.Current.CancellationToken);
        Checked<PredictionInputs> same = PredictionInputs.Read([], new SourceText("same.csv", Her2Files.Read("published.csv").Text), model: Model, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(("STD1024", Severity.Warning), (Assert.Single(own.Diagnostics).Code, Assert.Single(own.Diagnostics).Severity));
        Assert.Empty(same.Diagnostics);
    }
}

using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Diagnostics;
using Blockade.Testing;

namespace Blockade.Tests.Files;

[Evidence(EvidenceKind.Analytic, "the files' own rules")]
public class StudyInputsTests
{
    [Fact]
    public void The_flagship_reads_without_a_diagnostic()
    {
        Checked<StudyInputs> read = Read();

        Assert.Empty(read.Diagnostics);
        Assert.Equal(808, read.Value!.Design.Patients);
    }

    [Fact]
    public void A_constant_that_no_one_knows_is_reported_with_the_nearest_name()
    {
        var own = new SourceText("mine.csv", "id,value,unit,distribution,source,doi,grade,note\npk.trastuzumab.Cl,0.1,L/day,fixed,mine,,assumption,\n");

        Diagnostic d = Assert.Single(Read(parameters: own).Diagnostics);

        Assert.Equal("STD1008", d.Code);
        Assert.Contains("pk.trastuzumab.CL", d.Render(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_a_tumour_cannot_talk_to_is_told_every_missing_name()
    {
        var model = new SourceText("mine.bngl", "begin model\nbegin parameters\nk 1\nend parameters\nbegin molecule types\nA()\nend molecule types\nbegin seed species\nA() 1\nend seed species\nbegin reaction rules\nA() -> 0 k\nend reaction rules\nend model\n");

        Checked<StudyInputs> read = Read(model: model);

        Assert.Null(read.Value);
        Assert.Equal(10, read.Diagnostics.Count(d => d.Code == "STD1009"));   // three parameters, two species, five functions
    }

    [Fact]
    public void Two_antibodies_in_one_place_of_the_patient_are_two_trials()
    {
        string cleopatra = Her2Files.Read("trials/cleopatra.toml").Text;
        const string Arm = "[[arm]]\nname = \"own\"\n[[arm.drug]]\ndrug = \"zumab\"\nlike = \"pertuzumab\"\nmaintenance = \"420 mg\"\ninterval = \"21 days\"\nfirst_infusion = \"60 min\"\nlater_infusions = \"30 min\"\n\n";
        var trial = new SourceText("trial.toml", cleopatra.Insert(cleopatra.IndexOf("[[analysis]]", StringComparison.Ordinal), Arm));

        Diagnostic d = Assert.Single(Read(trial).Diagnostics, d => d.Code == "STD1014");

        Assert.Equal("arms give pertuzumab and zumab, which stand in one place of the patient, pertuzumab's", d.Message);
    }

    [Fact]
    public void Mistakes_in_several_files_are_reported_together()
    {
        var trial = new SourceText("trial.toml", Her2Files.Read("trials/cleopatra.toml").Text.Replace("63 days", "63", StringComparison.Ordinal));
        var model = new SourceText("mine.bngl", Her2Files.Read("her2.bngl").Text.Replace("begin parameters", "begin parameter", StringComparison.Ordinal));
        var own = new SourceText("mine.csv", "id,value,unit,distribution,source,doi,grade,note\npk.trastuzumab.CL,much,L/day,fixed,mine,,assumption,\n");

        string[] files = [.. Read(trial, model, own).Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Source.Name).Distinct().Order(StringComparer.Ordinal)];

        Assert.Equal(["mine.bngl", "mine.csv", "trial.toml"], files);
    }

    [Fact]
    public void A_replaced_constant_reaches_the_network()
    {
        var own = new SourceText("mine.csv", "id,value,unit,distribution,source,doi,grade,note\nreceptor.aT,3,1,fixed,mine,,assumption,\n");

        StudyInputs inputs = Read(parameters: own).Value!;

        double[] values = inputs.Receptors.Parameters(1e6, 2e4, 0.1);
        Assert.Equal(3, values[inputs.Receptors.Compiled.ParameterIndex("aT")]);
        Assert.Equal(1e6, values[inputs.Receptors.Compiled.ParameterIndex("H2_0")]);
    }

    private static Checked<StudyInputs> Read(SourceText? trial = null, SourceText? model = null, SourceText? parameters = null) =>
        StudyInputs.Read(trial ?? Her2Files.Read("trials/cleopatra.toml"), model, parameters, cancellation: TestContext.Current.CancellationToken);
}

using Blockade.Actions;
using Blockade.Models.Actions;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Testing;

namespace Blockade.Tests.Actions;

/// <summary>Lists of names for MATLAB, against those that BioNetGen wrote.</summary>
public class MatlabListTests
{
    private const string Model = """
        begin parameters
          k 1
          A0 100
          half k/2
          q 0.25
        end parameters
        begin seed species
          A(s~0) A0
        end seed species
        begin observables
          Molecules Left A(s~0)
          Molecules Done_1 A(s~1)
        end observables
        begin reaction rules
          A(s~0) -> A(s~1) k
          A(s~1) -> A(s~0) q
        end reaction rules

        """;

    [Theory]
    [InlineData("", "{ 'A(s~0)' }")]
    [InlineData("generate_network({overwrite=>1})", "{ 'A(s~0)', 'A(s~1)' }")]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: the lists in QueryNames.m, before and after generate_network")]
    public void All_names_are_in_one_function(string before, string species)
    {
        string file = Run($"{before}\nwriteMfile_QueryNames()")["QueryNames.m"];

        Assert.StartsWith("function [ param_labels, param_defaults, obs_labels, species_labels ] = QueryNames( inputlist )\n", file, StringComparison.Ordinal);
        Assert.Contains("    param_labels = { 'k', 'A0', 'q' };\n    param_defaults = [ 1, 100, 0.25 ];\n    obs_labels = { 'Left', 'Done_1' };\n", file, StringComparison.Ordinal);
        Assert.Contains($"    species_labels = {species};\n", file, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: the lists in ParameterList.m and ObservableList.m; a parameter that was set has its new value")]
    public void Parameters_and_observables_are_in_two()
    {
        Dictionary<string, string> files = Run("setParameter(\"k\",3)\nwriteMfile_ParametersObservables()");

        Assert.Equal(["ObservableList.m", "ParameterList.m"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("    param_labels = { 'k', 'A0', 'q' };\n    param_defaults = [ 3, 100, 0.25 ];\n", files["ParameterList.m"], StringComparison.Ordinal);
        Assert.Contains("    obs_labels = { 'Left', 'Done_1' };\n", files["ObservableList.m"], StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Run(string actions)
    {
        Checked<ActionProgram> program = ActionProgramReader.Read(new SourceText("m.bngl", Model + actions + "\n"));
        ActionResult result = ActionRun.Run(program.Value!, new ActionRunOptions(), null, TestContext.Current.CancellationToken);
        Assert.Equal((ActionStatus.Completed, ""), (result.Status, string.Join('\n', result.Diagnostics.Select(d => d.Render()))));
        return result.Files.ToDictionary(f => f.Name, f => f.Content.ToString());
    }
}

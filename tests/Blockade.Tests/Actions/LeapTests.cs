using Blockade.Actions;
using Blockade.Models.Actions;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Testing;

namespace Blockade.Tests.Actions;

/// <summary>What of BioNetGen's settings of its leaping method counts here.</summary>
public class LeapTests
{
    private const string Model = """
        begin seed species
          A() 100000
        end seed species
        begin observables
          Molecules Left A()
        end observables
        begin reaction rules
          A() -> 0 1
        end reaction rules

        """;

    [Fact]
    [Evidence(EvidenceKind.Analytic, "leaps go as far as their tolerance allows: a tenth of it takes some ten times as many")]
    public void The_error_of_a_leap_is_the_one_asked_for()
    {
        int coarse = Leaps("0.1"), fine = Leaps("0.01");

        Assert.InRange(fine, 5 * coarse, 20 * coarse);
    }

    [Theory, InlineData("fEuler|eps=none"), InlineData("eps=0.9"), InlineData("fEuler|pre-neg:sb|eps=0")]
    [Evidence(EvidenceKind.Analytic, "a share of the total lies between 0 and 1")]
    public void An_error_that_is_none_is_refused(string config) => Assert.Contains(
        "BNG4003", Read($$"""simulate({method=>"pla",pla_config=>"{{config}}",t_end=>1})""").Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Code));

    private static int Leaps(string eps)
    {
        Checked<ActionProgram> program = Read($$"""simulate({method=>"pla",pla_config=>"fEuler|pre-neg:sb|eps={{eps}}",t_end=>1,n_steps=>1,output_step_interval=>1})""");
        ActionResult result = ActionRun.Run(program.Value!, new ActionRunOptions(), null, TestContext.Current.CancellationToken);
        return result.Files.Single(f => f.Name == "m.gdat").Content.ToString().Count(c => c == '\n');
    }

    private static Checked<ActionProgram> Read(string actions) => ActionProgramReader.Read(new SourceText("m.bngl", Model + actions + "\n"));
}

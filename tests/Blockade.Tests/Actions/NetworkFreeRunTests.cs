using Blockade.Actions;
using Blockade.Models.Actions;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Testing;
using Blockade.Tests.Conformance;

namespace Blockade.Tests.Actions;

/// <summary>What actions that run molecule by molecule leave behind, and what of NFsim's command line they hear.</summary>
public class NetworkFreeRunTests
{
    // a ligand that is not there at first, a receptor that comes and goes
    private const string Model = """
        begin molecule types
          L(r)
          R(l)
        end molecule types
        begin seed species
          L(r) 0
          R(l) 200
        end seed species
        begin observables
          Molecules Free R(l)
          Molecules Bound R(l!+)
          Molecules All L()
        end observables
        begin functions
          share() Bound/(Free+Bound)
        end functions
        begin reaction rules
          L(r) + R(l) -> L(r!1).R(l!1) 10
        end reaction rules

        """;

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3 with NFsim 1.14.3: models of Mitra 2019 and Thomas 2016 settle without a ligand first and are given it then")]
    public void A_species_that_there_is_none_of_can_be_put_in_after_a_run()
    {
        ActionResult result = Run("""
            simulate({method=>"nf",suffix=>"equil",t_end=>5,n_steps=>1})
            setConcentration("L(r)",150)
            simulate({method=>"nf",t_start=>0,t_end=>60,n_steps=>1})
            """);

        Assert.True(result.Status == ActionStatus.Completed, string.Join('\n', result.Diagnostics.Select(d => d.Render())));
        Assert.Equal([0, 200, 0, 150], Rows(result, "m.gdat")[0]);
        Assert.Equal([60, 50, 150, 150], Rows(result, "m.gdat")[1]);   // at 10 a time a minute is enough for every ligand: one is left free with a chance of exp(-10 60 50)
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a species of its own molecules: nothing else can be made of what is put in")]
    public void Without_a_network_any_species_can_be_put_in()
    {
        ActionResult result = Run("""
            setConcentration("L(r!1).R(l!1)",7)
            simulate({method=>"nf",t_end=>1,n_steps=>1})
            """);

        Assert.Equal([0, 200, 7, 7], Rows(result, "m.gdat")[0]);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3 with NFsim 1.14.3: the second file has times 0, 1, 2 and the column 'share()'")]
    public void Runs_start_at_nought_each_and_head_functions_as_NFsim_does()
    {
        ActionResult result = Run("""
            simulate({method=>"nf",suffix=>"long",t_end=>5,n_steps=>1})
            simulate({method=>"nf",suffix=>"short",t_end=>2,n_steps=>2,print_functions=>1})
            """);

        Assert.Equal(ActionStatus.Completed, result.Status);
        Assert.Equal([0, 1, 2], Rows(result, "m_short.gdat").Select(r => r[0]));
        Assert.EndsWith(" share()", Heading(result, "m_short.gdat"), StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "NFsim 1.14.3: -ogf adds the functions, -seed N is a course of its own, -gml N ends a run with more molecules of a type")]
    public void Words_for_NFsim_are_heard()
    {
        const string Run1 = """simulate({method=>"nf",t_end=>1,n_steps=>5,seed=>3})""";
        ActionResult plain = Run($"setConcentration(\"L(r)\",150)\n{Run1}");
        ActionResult words = Run($"setConcentration(\"L(r)\",150)\n{Run1.Replace("seed=>3", "seed=>9,param=>\"-ogf -bscb -utl 3 -seed 3\"", StringComparison.Ordinal)}");
        ActionResult full = Run(Run1.Replace("seed=>3", "param=>\"-gml 100\"", StringComparison.Ordinal));

        Assert.EndsWith(" share()", Heading(words, "m.gdat"), StringComparison.Ordinal);
        Assert.Equal(Rows(plain, "m.gdat"), Rows(words, "m.gdat").Select(r => r[..^1]));
        Assert.Empty(words.Diagnostics);
        Assert.NotEqual(ActionStatus.Completed, full.Status);
    }

    [Theory]
    [InlineData("-rnf steps.rnf", "'-rnf steps.rnf' of 'param' has no effect here")]
    [InlineData("-gml many -ogf", "'-gml many' of 'param' has no effect here")]
    [InlineData("-seed", "'-seed' of 'param' has no effect here")]
    [Evidence(EvidenceKind.Analytic, "what is not heard is said")]
    public void What_is_not_heard_is_said(string words, string message)
    {
        Checked<ActionProgram> program = Read($$"""simulate({method=>"nf",t_end=>1,n_steps=>5,param=>"{{words}}"})""");

        Diagnostic note = Assert.Single(program.Diagnostics);
        Assert.Equal(("BNG4008", Severity.Warning, message), (note.Code, note.Severity, note.Message));
    }

    private static Checked<ActionProgram> Read(string actions) => ActionProgramReader.Read(new SourceText("m.bngl", Model + actions + "\n"));

    private static ActionResult Run(string actions) => ActionRun.Run(Read(actions).Value!, new ActionRunOptions(), null, TestContext.Current.CancellationToken);

    private static string Heading(ActionResult result, string file) => result.Files.Single(f => f.Name == file).Content.ToString().Split('\n')[0];

    private static double[][] Rows(ActionResult result, string file) => DataFile.Read(result.Files.Single(f => f.Name == file).Content.ToString()).Rows;
}

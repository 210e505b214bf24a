using Blockade.Actions;
using Blockade.Models.Actions;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Testing;
using Blockade.Tests.Conformance;

namespace Blockade.Tests.Actions;

/// <summary>Files that actions read beside the model, and what becomes of the model that there was.</summary>
public class ReadFileTests
{
    private const string Constants = """
        begin parameters
          k 0.5
          A0 100
        end parameters
        begin observables
          Molecules Unused A()
        end observables
        """;

    private const string Rules = """
        begin parameters
          k 7
        end parameters
        begin molecule types
          A(s~0~1)
        end molecule types
        begin seed species
          A(s~0) A0
        end seed species
        begin observables
          Molecules Left A(s~0)
        end observables
        begin reaction rules
          A(s~0) -> A(s~1) k
        end reaction rules
        simulate({method=>"ode",suffix=>"inner",t_end=>1})
        """;

    // a hundred steps of 1e-8, and nothing amplifies an error of a decay
    private const double Tolerance = 1e-6;

    [Fact]
    [Evidence(EvidenceKind.Analytic, "A0 exp(-k t), with k and A0 of the first file, as BioNetGen 2.9.3 has it too")]
    public void Single_blocks_of_two_files_make_one_model()
    {
        Dictionary<string, double[][]> files = Run("""
            readFile({file=>"constants.bngl",blocks=>["parameters"]})
            readFile({file=>"rules.bngl",blocks=>['molecule types','seed species',"observables","reaction rules"]})
            simulate({method=>"ode",t_end=>2,n_steps=>1})
            """);

        Assert.Equal(["m.cdat", "m.gdat", "m_inner.cdat", "m_inner.gdat"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(100 * Math.Exp(-0.5 * 1), files["m_inner.gdat"][1][1], 100 * Tolerance);
        Assert.Equal(100 * Math.Exp(-0.5 * 3), files["m.gdat"][1][1], 100 * Tolerance);   // it goes on from the inner run
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "A0 exp(-k t): a parameter read later counts, and the actions are passed over, as in BioNetGen 2.9.3")]
    public void A_whole_file_comes_to_the_blocks_that_there_are()
    {
        Dictionary<string, double[][]> files = Run("""
            begin parameters
              A0 10
              k 0.25
            end parameters
            readFile({file=>"rules.bngl",skip_actions=>1})
            simulate({method=>"ode",t_end=>0.1,n_steps=>1})
            """);

        Assert.Equal(["m.cdat", "m.gdat"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(10 * Math.Exp(-7 * 0.1), files["m.gdat"][1][1], 10 * Tolerance);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a place is a line and a column of the file that it stands in")]
    public void What_is_wrong_with_a_part_is_said_at_its_place_in_its_file()
    {
        Checked<ActionProgram> read = Read("""
            readFile({file=>"constants.bngl",blocks=>["parameters"]})
            readFile({file=>"broken.bngl",blocks=>["observables","molecule types"]})
            """);

        Diagnostic error = Assert.Single(read.Diagnostics, d => d.Severity == Severity.Error);
        Assert.StartsWith("broken.bngl(8,15): error BNG2003", error.Render(), StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3 has no such block and reads nothing of it")]
    public void A_block_that_there_is_not_is_named()
    {
        Checked<ActionProgram> read = Read("""readFile({file=>"rules.bngl",blocks=>["parameter"]})""");

        Assert.Contains("did you mean 'parameters'", Assert.Single(read.Diagnostics, d => d.Code == "BNG4003").Hint, StringComparison.Ordinal);
    }

    private static string? Open(string name) => name switch
    {
        "constants.bngl" => Constants,
        "rules.bngl" => Rules,
        "broken.bngl" => "begin parameters\n  k (\nend parameters\nbegin molecule types\n  A(s~0~1)\nend molecule types\nbegin observables\n  Molecules  B(s~0)\nend observables\n".Replace("Molecules  B", "Molecules X B", StringComparison.Ordinal),
        _ => null,
    };

    private static Checked<ActionProgram> Read(string text) => ActionProgramReader.Read(new SourceText("m.bngl", text), Open);

    private static Dictionary<string, double[][]> Run(string text)
    {
        Checked<ActionProgram> read = Read(text);
        Assert.Empty(read.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Render()));
        ActionResult result = ActionRun.Run(read.Value!, new ActionRunOptions(), null, TestContext.Current.CancellationToken);
        Assert.Equal((ActionStatus.Completed, ""), (result.Status, string.Join('\n', result.Diagnostics.Select(d => d.Render()))));
        return result.Files.Where(f => f.Name.EndsWith("dat", StringComparison.Ordinal)).ToDictionary(f => f.Name, f => DataFile.Read(f.Content.ToString()).Rows);
    }
}

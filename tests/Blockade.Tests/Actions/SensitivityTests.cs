using System.Globalization;
using Blockade.Actions;
using Blockade.Models.Actions;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Testing;
using Blockade.Tests.Conformance;

namespace Blockade.Tests.Actions;

/// <summary>Differences of whole courses, a parameter at a time.</summary>
public class SensitivityTests
{
    private const string Model = """
        begin parameters
          k 0.5
          none 0
          r 2
        end parameters
        begin seed species
          A(s~0) 100
          B() 0
        end seed species
        begin observables
          Molecules Left A(s~0)
          Molecules Made B()
        end observables
        begin reaction rules
          A(s~0) -> 0 k
          0 -> B() r
          B() -> 0 0.1
        end reaction rules
        generate_network({overwrite=>1})

        """;

    [Fact]
    [Evidence(EvidenceKind.Analytic, "(A0 exp(-1.1 k t) - A0 exp(-k t)) / 0.1 k; files and rows as BioNetGen 2.9.3 has them")]
    public void A_slope_is_a_difference_of_two_courses_over_that_of_the_parameter()
    {
        Dictionary<string, string> files = Run("""LinearParameterSensitivity({t_end=>2,n_steps=>2,bump=>10,init_equil=>0,re_equil=>0,atol=>1e-10,rtol=>1e-10})""");

        Assert.Equal(
            ["m__rateLaw1_", "m_k_", "m_r_"], files.Keys.Where(f => f.EndsWith(".gsc", StringComparison.Ordinal)).Select(f => f[..^4]).Order(StringComparer.Ordinal));
        Assert.Equal([".cdat", ".csc", ".gdat", ".gsc", ".net"], files.Keys.Where(f => f.StartsWith("m_k_.", StringComparison.Ordinal)).Select(Path.GetExtension).Order(StringComparer.Ordinal));
        Assert.Contains("m_basecase_.gdat", files.Keys);
        (string name, double[] values)[] rows = Rows(files["m_k_.gsc"]);
        Assert.Equal(["# time", "Left", "Made"], rows.Select(r => r.name));
        Assert.Equal([0.0, 1, 2], rows[0].values);
        for (int i = 0; i < 3; i++)
        {
            double t = rows[0].values[i];
            Assert.Equal(100 * (Math.Exp(-0.55 * t) - Math.Exp(-0.5 * t)) / 0.05, rows[1].values[i], 1e-4);   // two courses within a hundred steps of 1e-10 of 100, over 0.05
        }

        Assert.Equal(["# time", "S1", "S2"], Rows(files["m_k_.csc"]).Select(r => r.name));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "made and lost at r and 0.1 B, B rests at r / 0.1; raised by 5 %, its slope is 10 at every time")]
    public void Courses_begin_at_steady_states_unless_it_is_said()
    {
        Dictionary<string, string> files = Run("""LinearParameterSensitivity({net_file=>"m",t_end=>3,n_steps=>3,suffix=>"s"})""");

        // a steady state is one to 1e-8 per time, of what is lost at 0.1 to 1e-7; twice that over 0.1
        foreach (double slope in Rows(files["m_r_s.gsc"])[2].values) Assert.Equal(10, slope, 1e-4);
        Assert.Contains("m_baseequil_s.gdat", files.Keys);
        Assert.Contains("m_equil_r_s.gdat", files.Keys);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "B rests at r / 0.1; with r and then B set, it goes from 7 towards 50: 50 - 43 exp(-0.1 t), whatever r was before, so that r, raised before it is set, has no slope")]
    public void What_is_set_between_the_steady_state_and_the_course_counts_for_every_course()
    {
        Dictionary<string, string> files = Run("""LinearParameterSensitivity({t_end=>4,n_steps=>2,bump=>10,inp_ppert=>{pnames=>["r"],pvalues=>["2*k+4"]},inp_cpert=>{cnames=>["B()"],cvalues=>[7]},atol=>1e-10,rtol=>1e-10})""");

        double[][] rows = DataFile.Read(files["m_basecase_.gdat"]).Rows;
        foreach (double[] row in rows) Assert.Equal(50 - (43 * Math.Exp(-0.1 * row[0])), row[2], 1e-6);   // a hundred steps of 1e-10 of 50
        foreach (double slope in Rows(files["m_r_.gsc"])[2].values) Assert.Equal(0, slope, 1e-6);
        double[] byK = Rows(files["m_k_.gsc"])[2].values;
        for (int i = 0; i < 3; i++) Assert.Equal(20 * (1 - Math.Exp(-0.1 * rows[i][0])), byK[i], 1e-4);   // r is 2 k + 4
    }

    [Theory]
    [InlineData("LinearParameterSensitivity({t_end=>3,inp_ppert=>{pnames=>[\"k\"],pvalues=>[1,2]}})", "BNG4003")]
    [InlineData("LinearParameterSensitivity({t_end=>3,inp_ppert=>{pnames=>[\"kk\"],pvalues=>[1]}})", "BNG4006")]
    [InlineData("LinearParameterSensitivity({t_end=>3,inp_cpert=>[7]})", "BNG4003")]
    [InlineData("LinearParameterSensitivity({n_steps=>3})", "BNG4004")]
    [InlineData("LinearParameterSensitivity({net_file=>\"other\",t_end=>3})", "BNG4007")]
    [InlineData("LinearParameterSensitivity({t_end=>3,bump=>0})", "BNG4003")]
    [Evidence(EvidenceKind.Analytic, "a course has an end, a network is there, a difference is not divided by nothing")]
    public void What_is_missing_is_said_before_anything_runs(string action, string code) =>
        Assert.Equal([code], ActionProgramReader.Read(new SourceText("m.bngl", Model + action)).Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Code));

    private static (string name, double[] values)[] Rows(string text) =>
    [
        .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => (l[..16].Trim(), l[16..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(x => double.Parse(x, CultureInfo.InvariantCulture)).ToArray())),
    ];

    private static Dictionary<string, string> Run(string action)
    {
        Checked<ActionProgram> read = ActionProgramReader.Read(new SourceText("m.bngl", Model + action));
        Assert.Empty(read.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Render()));
        ActionResult result = ActionRun.Run(read.Value!, new ActionRunOptions(), null, TestContext.Current.CancellationToken);
        Assert.Equal((ActionStatus.Completed, ""), (result.Status, string.Join('\n', result.Diagnostics.Select(d => d.Render()))));
        return result.Files.ToDictionary(f => f.Name, f => f.Content.ToString());
    }
}

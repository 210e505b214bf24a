using Blockade.Actions;
using Blockade.Models.Actions;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Testing;

namespace Blockade.Tests.Actions;

/// <summary>When an action asks for populations in groups, and when not.</summary>
public class ScalingTests
{
    private const int First = 100_000;

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

    [Theory]
    [InlineData("method=>\"psa\",poplevel=>100", 100)]
    [InlineData("method=>\"psa\"", 100)]
    [InlineData("method=>\"ssa\",poplevel=>30.4", 30)]
    [InlineData("method=>\"psa\",poplevel=>1", 0)]
    [Evidence(EvidenceKind.Analytic, "a death takes the whole part of what there is over the level, so that what is left goes through one sequence, whatever the draws")]
    public void Each_row_is_one_group_less(string options, int level)
    {
        int[] expected = [.. Left(level)];

        Checked<ActionProgram> program = Read($"simulate({{{options},t_end=>1000,n_steps=>1,output_step_interval=>1}})");
        ActionResult result = ActionRun.Run(program.Value!, new ActionRunOptions(), null, TestContext.Current.CancellationToken);

        string[] rows = result.Files.Single(f => f.Name == "m.gdat").Content.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.Equal(expected, rows.Select(r => (int)double.Parse(r.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(level > 0 ? ["BNG4008"] : [], program.Diagnostics.Select(d => d.Code));
    }

    private static IEnumerable<int> Left(int level)
    {
        int left = First;
        while (true)
        {
            yield return left;
            if (left == 0) yield break;   // the end's own row, as no event comes any more
            left -= level == 0 ? 1 : Math.Max(1, left / level);
        }
    }

    private static Checked<ActionProgram> Read(string actions) => ActionProgramReader.Read(new SourceText("m.bngl", Model + actions + "\n"));
}

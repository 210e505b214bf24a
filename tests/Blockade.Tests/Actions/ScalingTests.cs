using Blockade.Models.Actions;
using Blockade.Models.Diagnostics;
using Blockade.Testing;

namespace Blockade.Tests.Actions;

/// <summary>When an action asks for populations in groups, and when not.</summary>
public class ScalingTests
{
    [Theory]
    [InlineData("method=>\"psa\",poplevel=>100", 100)]
    [InlineData("method=>\"psa\"", 100)]
    [InlineData("method=>\"ssa\",poplevel=>30.4", 30)]
    [InlineData("method=>\"psa\",poplevel=>1", 0)]
    [Evidence(EvidenceKind.Analytic, "a death takes the whole part of what there is over the level, so that what is left goes through one sequence, whatever the draws")]
    public void Each_row_is_one_group_less(string options, int level)
    {
        int[] expected = [.. Left(level)];

        Checked<ActionProgram> program = DyingMolecules.Read($"simulate({{{options},t_end=>1000,n_steps=>1,output_step_interval=>1}})");
        string[] rows = DyingMolecules.Rows(program);

        Assert.Equal(expected, rows.Select(r => (int)double.Parse(r.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(level > 0 ? ["BNG4008"] : [], program.Diagnostics.Select(d => d.Code));
    }

    private static IEnumerable<int> Left(int level)
    {
        int left = DyingMolecules.First;
        while (true)
        {
            yield return left;
            if (left == 0) yield break;   // the end's own row, as no event comes any more
            left -= level == 0 ? 1 : Math.Max(1, left / level);
        }
    }
}

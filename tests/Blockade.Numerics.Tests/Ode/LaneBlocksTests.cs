using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Testing;

namespace Blockade.Numerics.Tests.Ode;

public class LaneBlocksTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "a circle of three, one of two that reads it, one alone that reads both, and one that nobody reads")]
    public void Circles_come_after_what_they_read()
    {
        SparsityPattern pattern = SparsityPattern.FromEntries(7, [(4, 1), (1, 6), (6, 4), (0, 3), (3, 0), (3, 6), (2, 0), (2, 4)]);

        int[][] blocks = [.. pattern.Blocks.Select(b => b.States)];

        Assert.Equal(4, blocks.Length);
        Assert.Contains(blocks, b => b.SequenceEqual([5]));
        int circle = Array.FindIndex(blocks, b => b.SequenceEqual([1, 4, 6])), pair = Array.FindIndex(blocks, b => b.SequenceEqual([0, 3])), last = Array.FindIndex(blocks, b => b.SequenceEqual([2]));
        Assert.True(circle >= 0 && circle < pair && pair < last);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "(I - cJ) x = b in every lane, each with its own c, and with factors made for another one the mean of both, as the multistep formulas want it")]
    public void Solutions_satisfy_the_system()
    {
        SparsityPattern pattern = Triangular(out int n);
        LaneMatrix matrix = LaneMatrix.Of(pattern);
        Assert.IsType<LaneBlocks>(matrix);
        RandomSequence random = new RandomSource(3).Sequence(1, 0);
        LaneBuffer jacobian = new(pattern.EntryCount), b = new(n), x = new(n);
        for (int e = 0; e < pattern.EntryCount; e++) jacobian[e] = Vector512.Create([.. Enumerable.Range(0, 8).Select(_ => random.NextNormal())]);
        for (int j = 0; j < n; j++) jacobian[pattern.IndexOf(j, j)] = Vector512.Create(-3.0 * n);   // diagonally dominant
        Vector512<double> c = Vector512.Create(0.1, 0.5, 1, 2, 5, 10, 0.01, 3);
        matrix.TakeJacobian(jacobian, 0xff);

        Assert.Equal(0b1011_1111, matrix.Prepare(c, 0b1011_1111));
        for (int i = 0; i < n; i++) x[i] = b[i] = Vector512.Create([.. Enumerable.Range(0, 8).Select(_ => random.NextNormal())]);
        matrix.Solve(x, c, default, 0b1011_1111);

        LaneBuffer left = new(n);
        for (int i = 0; i < n; i++) left[i] = x[i];
        matrix.SubtractProduct(c, x, left);
        for (int i = 0; i < n; i++)
        {
            for (int lane = 0; lane < 8; lane++) Assert.Equal(lane == 6 ? 0 : b[i, lane], left[i, lane], 1e-12 * n);   // a few ulps per row; lane 6 was not asked for
        }

        LaneBuffer stale = new(n);
        for (int i = 0; i < n; i++) stale[i] = b[i];
        matrix.Solve(stale, c * Vector512.Create(3.0), default, 0b1011_1111);
        for (int i = 0; i < n; i++)
        {
            for (int lane = 0; lane < 8; lane++) Assert.Equal(x[i, lane] / 2, stale[i, lane], 1e-15);   // 2 / (1 + 3)
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "one circle is one matrix; a diagonal block without a pivot has no factors in its lane")]
    public void What_is_no_blocks_stays_whole_and_what_is_singular_says_so()
    {
        Assert.IsType<LaneSparse>(LaneMatrix.Of(SparsityPattern.FromEntries(40, Enumerable.Range(0, 40).Select(i => (i, (i + 1) % 40)))));
        Assert.IsType<LaneFull>(LaneMatrix.Of(SparsityPattern.FromEntries(4, [])));

        SparsityPattern pattern = Triangular(out int n);
        LaneMatrix matrix = LaneMatrix.Of(pattern);
        var jacobian = new LaneBuffer(pattern.EntryCount);
        for (int j = 0; j < n; j++) jacobian[pattern.IndexOf(j, j)] = Vector512.Create(-1.0);
        int last = pattern.IndexOf(n - 1, n - 1);
        jacobian[last] = jacobian[last].WithElement(5, 1);   // 1 - 1 * 1
        matrix.TakeJacobian(jacobian, 0xff);

        Assert.Equal(0b1101_1111, matrix.Prepare(Vector512.Create(1.0), 0xff));
    }

    // Three full blocks of 20, 24 and 5 states and one of a single, each reading those before.
    private static SparsityPattern Triangular(out int n)
    {
        int[] ends = [20, 44, 49, 50];
        int size = n = ends[^1];
        return SparsityPattern.FromEntries(size, from row in Enumerable.Range(0, size) from column in Enumerable.Range(0, ends.First(e => row < e)) select (row, column));
    }
}

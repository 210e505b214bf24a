using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// I - cJ in eight lanes of a block triangular pattern: each block is factorised by itself and solved once those are that it rests on. Entries between blocks
/// cost a product each. Holds scratch: one thread.
/// </summary>
internal sealed unsafe class LaneBlocks : LaneMatrix
{
    private readonly Block[] _blocks;

    public LaneBlocks(SparsityPattern pattern)
        : base(pattern)
    {
        _blocks = Array.ConvertAll(pattern.Blocks, block => new Block(pattern, block.States, Whole(block.Pattern)));
    }

    public override LinearSolver Kind => LinearSolver.Direct;

    public override int Products => 0;

    public override int Prepare(Vector512<double> c, int lanes)
    {
        TakeCoefficients(c, lanes);
        int good = lanes;
        foreach (Block block in _blocks)
        {
            for (int e = 0; e < block.Own.Length; e++) block.Matrix.Jacobian[e] = Jacobian[block.Own[e]];
            good &= block.Matrix.Prepare(Prepared, lanes);
        }

        return good;
    }

    public override int Solve(LaneBuffer b, Vector512<double> c, Vector512<double> tolerance, int lanes)
    {
        double* at = b.Pointer, jacobian = Jacobian.Pointer;
        foreach (Block block in _blocks)
        {
            LaneBuffer part = block.Part;
            for (int i = 0; i < block.States.Length; i++) part[i] = b[block.States[i]];
            block.Matrix.Solve(part, Prepared, tolerance, lanes);
            fixed (int* starts = block.Starts, entries = block.Entries, rows = block.Rows)
            {
                for (int i = 0; i < block.States.Length; i++)
                {
                    Vector512<double> x = part[i], pushed = Prepared * x;
                    b[block.States[i]] = x;
                    for (int e = starts[i]; e < starts[i + 1]; e++)
                    {
                        double* target = at + (8L * rows[e]);
                        Vector512.FusedMultiplyAdd(Vector512.Load(jacobian + (8L * entries[e])), pushed, Vector512.Load(target)).Store(target);
                    }
                }
            }
        }

        Vector512<double> mask = LaneBuffer.Mask(lanes), scale = Correction(c);
        for (int i = 0; i < b.Length; i++) b[i] = mask & (b[i] * scale);
        return lanes;
    }

    /// <summary>States that hang together, and what later ones take of each.</summary>
    private sealed class Block
    {
        public Block(SparsityPattern pattern, int[] states, LaneMatrix matrix)
        {
            (States, Matrix, Part) = (states, matrix, new LaneBuffer(states.Length));
            List<int> own = [], starts = [0], entries = [], rows = [];
            for (int j = 0; j < states.Length; j++)
            {
                for (int e = pattern.ColumnStarts[states[j]]; e < pattern.ColumnStarts[states[j] + 1]; e++)
                {
                    if (Array.BinarySearch(states, pattern.Rows[e]) >= 0)
                    {
                        own.Add(e);
                        continue;
                    }

                    entries.Add(e);
                    rows.Add(pattern.Rows[e]);
                }

                starts.Add(entries.Count);
            }

            (Own, Starts, Entries, Rows) = ([.. own], [.. starts], [.. entries], [.. rows]);
        }

        public int[] States { get; }

        /// <summary>The block's entries in the whole pattern, in its own order: columns and rows ascend in both.</summary>
        public int[] Own { get; }

        public LaneMatrix Matrix { get; }

        /// <summary>Scratch for its part of a right side.</summary>
        public LaneBuffer Part { get; }

        /// <summary>For each of its columns the entries in rows of later blocks.</summary>
        public int[] Starts { get; }

        public int[] Entries { get; }

        public int[] Rows { get; }
    }
}

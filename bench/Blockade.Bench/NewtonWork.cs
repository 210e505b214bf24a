using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Bench;

/// <summary>What the implicit methods must do for a network at least: multiply-adds, and bytes read, of each operation that they count.</summary>
/// <remarks>
/// A right-hand side reads a constant and an index for each reactant and each change; factors are read with an index an entry (12 bytes) where they are sparse and without
/// one (8 bytes) where they are full; a product reads the Jacobian and the incomplete factors. States stay in the cache. In lanes a value is eight.
/// </remarks>
internal sealed class NewtonWork
{
    private readonly double _reactions, _references, _entries, _between;
    private readonly (double Sparse, double Operations, double Full)[] _blocks;

    public NewtonWork(SparsityPattern pattern, int reactions, int references)
        : this(pattern, reactions, references, [pattern.Elimination], 0)
    {
    }

    private NewtonWork(SparsityPattern pattern, int reactions, int references, EliminationOrder[] blocks, int between)
    {
        (_reactions, _references, _entries, _between) = (reactions, references, pattern.EntryCount, between);
        _blocks = Array.ConvertAll(blocks, order => (
            order.Later.Take(order.FullFrom).Sum(later => (2.0 * later.Length) + 1), order.Later.Take(order.FullFrom).Sum(later => (double)later.Length * later.Length),
            (double)(order.Vertices.Length - order.FullFrom)));
    }

    /// <summary>The same of a block triangular pattern whose blocks are factorised by themselves, in lanes.</summary>
    public static NewtonWork Blocks(SparsityPattern pattern, int reactions, int references) => new(
        pattern, reactions, references, Array.ConvertAll(pattern.Blocks, b => b.Pattern.Elimination.InLanes()), pattern.EntryCount - pattern.Blocks.Sum(b => b.Pattern.EntryCount));

    /// <summary>Seconds below which a run cannot come, by what it counted. In lanes each operation is eight members'.</summary>
    public double Limit(SolverStatistics counted, int lanes = 1)
    {
        Processor processor = Processor.Here;
        double value = 8 * lanes, right = (_reactions * value) + (4 * _references), jacobian = _entries * (value + 4);
        double product = 2 * jacobian;
        double seconds = counted.Derivatives * processor.Limit(lanes * (_reactions + _references), right, right)
            + counted.Jacobians * processor.Limit(lanes * _entries, jacobian, jacobian);
        if (counted.Products > 0)
        {
            return seconds + (counted.Products * processor.Limit(2 * lanes * _entries, product, product)) + (counted.Factorisations * processor.Limit(lanes * _entries, jacobian, jacobian));
        }

        double between = _between * (value + 4);
        seconds += counted.Solves * processor.Limit(lanes * _between, between, between);
        foreach ((double sparse, double operations, double full) in _blocks)
        {
            // the sparse part of a factorisation reads an entry, and its index, for each of its operations; the full part could keep all it needs in registers
            double factors = (sparse * (value + 4)) + (full * full * value), scattered = operations * (value + 4);
            seconds += (counted.Factorisations * (processor.Limit(lanes * full * full * full / 3, 0, 0) + processor.Limit(lanes * operations, scattered, factors)))
                + (counted.Solves * processor.Limit(lanes * ((2 * sparse) + (full * full)), factors, factors));
        }

        return seconds;
    }
}

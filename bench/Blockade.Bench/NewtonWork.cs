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
    private readonly double _reactions, _references, _entries, _sparse, _full, _sparseOperations;

    public NewtonWork(SparsityPattern pattern, int reactions, int references)
    {
        (_reactions, _references, _entries) = (reactions, references, pattern.EntryCount);
        EliminationOrder order = pattern.Elimination;
        _full = order.Vertices.Length - order.FullFrom;
        for (int k = 0; k < order.FullFrom; k++)
        {
            double later = order.Later[k].Length;
            _sparse += (2 * later) + 1;
            _sparseOperations += later * later;
        }
    }

    /// <summary>Seconds below which a run cannot come, by what it counted. In lanes each operation is eight members'.</summary>
    public double Limit(SolverStatistics counted, int lanes = 1)
    {
        Processor processor = Processor.Here;
        double value = 8 * lanes, right = (_reactions * value) + (4 * _references), jacobian = _entries * (value + 4);
        double factors = (_sparse * (value + 4)) + (_full * _full * value), product = 2 * jacobian;
        double full = lanes * _full * _full * _full / 3, solution = lanes * ((2 * _sparse) + (_full * _full));
        double seconds = counted.Derivatives * processor.Limit(lanes * (_reactions + _references), right, right)
            + counted.Jacobians * processor.Limit(lanes * _entries, jacobian, jacobian);
        if (counted.Products > 0)
        {
            return seconds + (counted.Products * processor.Limit(2 * lanes * _entries, product, product)) + (counted.Factorisations * processor.Limit(lanes * _entries, jacobian, jacobian));
        }

        // the sparse part of a factorisation reads an entry, and its index, for each of its operations; the full part could keep all it needs in registers
        double scattered = _sparseOperations * (value + 4);
        return seconds + (counted.Factorisations * (processor.Limit(full, 0, 0) + processor.Limit(lanes * _sparseOperations, scattered, factors)))
            + (counted.Solves * processor.Limit(solution, factors, factors));
    }
}

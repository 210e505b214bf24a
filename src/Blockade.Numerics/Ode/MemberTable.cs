using System.Collections.Immutable;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>What was kept of every member at every sample time: member by member, in each time by time, in each output by output. Immutable from outside.</summary>
public sealed class MemberTable
{
    private readonly double[] _values;

    internal MemberTable(int members, int samples, int outputs)
    {
        (Members, Samples, Outputs) = (members, samples, outputs);
        long length = (long)members * samples * outputs;
        if (length > Array.MaxLength) throw new ArgumentException($"{members} members with {samples} samples of {outputs} are {length} values: a table holds {Array.MaxLength} at most.");
        _values = LargePages.Allocate((int)length);
    }

    /// <summary>The table's extent.</summary>
    public int Members { get; }

    /// <summary>Sample times of a member.</summary>
    public int Samples { get; }

    /// <summary>Values of a sample.</summary>
    public int Outputs { get; }

    /// <summary>How each member ended. One that did not complete has NaN in the samples that it did not reach, as has one that was done before them.</summary>
    public ImmutableArray<MemberOutcome> Outcomes { get; internal set; } = [];

    /// <summary>All values, member by member.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>One member's values, sample by sample.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such member.</exception>
    public ReadOnlySpan<double> Of(int member)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(member);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(member, Members);
        return Rows(member, member + 1);
    }

    internal Span<double> At(int member, int sample) => _values.AsSpan(((member * Samples) + sample) * Outputs, Outputs);

    internal Span<double> Rows(int from, int to) => _values.AsSpan(from * Samples * Outputs, (to - from) * Samples * Outputs);
}

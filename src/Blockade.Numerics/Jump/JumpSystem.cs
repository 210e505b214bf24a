namespace Blockade.Numerics.Jump;

/// <summary>A population process: its reactions, its rates, and what is recorded of it. No units, no biology.</summary>
/// <remarks>
/// Populations are whole numbers kept as doubles, exact up to 2^53. An instance may keep scratch space: it belongs to one thread at a
/// time. The network may be shared.
/// </remarks>
public abstract class JumpSystem
{
    /// <summary>The reactions; the same for the life of the system.</summary>
    public abstract JumpNetwork Network { get; }

    /// <summary>How many values <see cref="Outputs"/> writes.</summary>
    public abstract int OutputCount { get; }

    /// <summary>Writes every rate at a time and state, constants included. Must not allocate.</summary>
    public abstract void Rates(double t, ReadOnlySpan<double> populations, Span<double> rates);

    /// <summary>Writes what is recorded at an output time. Must not allocate.</summary>
    public abstract void Outputs(double t, ReadOnlySpan<double> populations, Span<double> outputs);
}

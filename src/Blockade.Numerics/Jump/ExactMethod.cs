using Blockade.Numerics.Random;

namespace Blockade.Numerics.Jump;

/// <summary>
/// Keeps the propensities of a state and draws the next reaction in proportion to them. Populations and constants (factor times rate) are
/// the solver's arrays, read here and never written.
/// </summary>
internal abstract class ExactMethod(JumpNetwork network, double[] populations, double[] constants)
{
    /// <summary>The sum of all propensities.</summary>
    public double Total { get; protected set; }

    protected JumpNetwork Network { get; } = network;

    protected double[] Populations { get; } = populations;

    protected double[] Constants { get; } = constants;

    /// <summary>Takes populations and constants as they are now.</summary>
    public abstract void Rebuild();

    /// <summary>Takes over the changes that a firing has made to the populations.</summary>
    public abstract void Fired(int reaction);

    /// <summary>Takes over other constants of some reactions.</summary>
    public abstract void ConstantsChanged(ReadOnlySpan<int> reactions);

    /// <summary>How many firings one event of a reaction stands for, as of the state it was drawn in.</summary>
    public virtual double FiringsOf(int reaction) => 1;

    /// <summary>The next reaction, or -1 where the sums were found stale: rebuild and ask again.</summary>
    public abstract int Draw(ref RandomSequence random);
}

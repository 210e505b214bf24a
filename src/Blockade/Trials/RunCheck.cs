namespace Blockade.Trials;

/// <summary>One thing that a run verified about itself.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Value">What was found.</param>
/// <param name="Bound">What it may be at most.</param>
/// <param name="Detail">How it was measured, in one sentence.</param>
public sealed record RunCheck(string Name, double Value, double Bound, string Detail)
{
    /// <summary>Whether it holds. NaN does not.</summary>
    public bool Holds => Value <= Bound;
}

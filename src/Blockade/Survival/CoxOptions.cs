namespace Blockade.Survival;

/// <summary>How a Cox model is fitted.</summary>
public sealed record CoxOptions
{
    /// <summary>The treatment of tied event times. Default Efron.</summary>
    public TieMethod Ties
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Not a known tie method.");
    }

    /// <summary>Newton steps allowed. Default 50; a regular fit takes 4 to 8, a monotone likelihood shows itself in about 25.</summary>
    public int MaxIterations
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "An iteration limit is positive.");
    } = 50;

    /// <summary>The fit has converged when the next Newton step is this many standard errors long, 1e-10 to 1e-2. Default 1e-9.</summary>
    public double Tolerance
    {
        get;
        init => field = value is >= 1e-10 and <= 1e-2
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A tolerance lies in 1e-10 .. 1e-2.");
    } = 1e-9;
}

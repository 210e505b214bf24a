namespace Blockade.Numerics.Jump;

/// <summary>How a stochastic simulation runs and what it may cost.</summary>
public sealed record JumpOptions
{
    /// <summary>How events are drawn. Default: exact, chosen by the network's size.</summary>
    public JumpMethod Method
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A method of the list.");
    }

    /// <summary>Events (or leaps) allowed in one call of Advance. Default 1,000,000,000.</summary>
    public long MaxEvents
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A limit of events is positive.");
    } = 1_000_000_000;

    /// <summary>
    /// Advance returns where its last allowed event has happened, so that a caller can look at the state there, and not at its end where no other event comes
    /// before. Default false.
    /// </summary>
    public bool StopsAtLastEvent { get; init; }

    /// <summary>
    /// Tau-leaping: no propensity is expected to change by more than this share of the total during a leap, 1e-6 to 0.5, or infinite where only
    /// <see cref="LongestLeap"/> is to bound it. Default 0.03, as Cao, Gillespie and Petzold use.
    /// </summary>
    public double LeapTolerance
    {
        get;
        init => field = value is (>= 1e-6 and <= 0.5) or double.PositiveInfinity
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A leap tolerance lies in 1e-6 .. 0.5.");
    } = 0.03;

    /// <summary>Tau-leaping: no leap is longer. Default null, no such bound.</summary>
    public double? LongestLeap
    {
        get;
        init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A leap is longer than nothing.");
    }

    /// <summary>
    /// Tau-leaping: the order in the leap's length to which its mean is right. 1 takes propensities as they are at the start, 2 as they are expected in the middle, 4
    /// the classical mean of four Runge and Kutta stages. Variances are right to the first order with each. Default 1.
    /// </summary>
    public int LeapOrder
    {
        get;
        init => field = value is 1 or 2 or 4 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The order of a leap is 1, 2 or 4.");
    } = 1;

    /// <summary>
    /// Hybrid: a reaction is continuous while it has a constant rate and all species it changes are at least so many, and until one is half of that; 10 or more.
    /// Default 1000, where the noise left out is some 3 % of a population.
    /// </summary>
    public double ContinuousAbove
    {
        get;
        init => field = value >= 10 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Many are 10 at least.");
    } = 1000;

    /// <summary>
    /// Partial scaling: from twice so many on, a population is moved in groups, as many as make about so many groups; 2 or more. Default 100: the groups' own
    /// fluctuations are then some 10 % of a population at most.
    /// </summary>
    public double ScalingLevel
    {
        get;
        init => field = value >= 2 && value <= JumpState.MostCountable
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Groups are 2 at least.");
    } = 100;

    /// <summary>
    /// How long a rate that depends on the clock is held at its value in the middle of the interval; the error falls with the square.
    /// Default: a hundredth of the interval given to Advance. Rates that depend on populations only are never held.
    /// </summary>
    public double? ClockHold
    {
        get;
        init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A hold is positive.");
    }
}

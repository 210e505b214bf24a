using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>How a Cox model is fitted, and what is known of each subject beside its follow-up and covariates.</summary>
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

    /// <summary>One weight a row, positive: a row counts as that many alike. Empty for one each.</summary>
    public ImmutableArray<double> Weights { get; init; } = [];

    /// <summary>
    /// When each row came under observation, months (late entry): it is at risk after that and up to its follow-up. A subject whose
    /// covariates change is several rows, each starting where the one before stopped without event. Empty for time zero.
    /// </summary>
    public ImmutableArray<double> Entries { get; init; } = [];

    /// <summary>
    /// One label a row: rows of one label are not independent. With labels, standard errors of coefficients, their tests and limits are
    /// the robust (sandwich) ones; a label of its own for every row makes them robust against the model alone. Empty for the model's.
    /// </summary>
    /// <remarks>Lin and Wei (1989), J. Am. Stat. Assoc. 84:1074-1078, doi:10.1080/01621459.1989.10478874.</remarks>
    public ImmutableArray<int> Clusters { get; init; } = [];
}

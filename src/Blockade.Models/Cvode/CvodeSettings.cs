namespace Blockade.Models.Cvode;

/// <summary>How a program written in C integrates: BioNetGen's defaults.</summary>
public sealed record CvodeSettings
{
    /// <summary>Default 1e-6.</summary>
    public double AbsoluteTolerance { get; init; } = 1e-6;

    /// <summary>Default 1e-8.</summary>
    public double RelativeTolerance { get; init; } = 1e-8;

    /// <summary>Steps from one time to the next. Default 2000.</summary>
    public long MostSteps { get; init; } = 2000;

    /// <summary>Failed tests of the error within a step. Default 7.</summary>
    public long MostErrorFailures { get; init; } = 7;

    /// <summary>Failures to converge within a step. Default 10.</summary>
    public long MostConvergenceFailures { get; init; } = 10;

    /// <summary>The longest step; zero is none.</summary>
    public double LongestStep { get; init; }

    /// <summary>Backward differences and Newton's method; else Adams and fixed points. Default true.</summary>
    public bool IsStiff { get; init; } = true;

    /// <summary>Newton's method by GMRES in place of a dense matrix.</summary>
    public bool IsSparse { get; init; }
}

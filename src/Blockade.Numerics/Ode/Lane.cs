namespace Blockade.Numerics.Ode;

/// <summary>What a lane does next.</summary>
internal enum LanePhase
{
    Empty,
    Starting,
    Beginning,
    Factoring,
    Iterating,
}

/// <summary>The numbers that steer one lane; those that it computes with are in the buffers.</summary>
internal sealed class Lane
{
    public LanePhase Phase { get; set; }

    public int Member { get; set; }

    public int Sample { get; set; }

    public int Steps { get; set; }

    public double T { get; set; }

    /// <summary>The time that the step under way leads to.</summary>
    public double Next { get; set; }

    /// <summary>The last sample, or the next change before it.</summary>
    public double Limit { get; set; }

    /// <summary>The step before a limit cut it short; zero before the first.</summary>
    public double UsualStep { get; set; }

    public int EqualSteps { get; set; }

    public int NextOrder { get; set; }

    public double NextFactor { get; set; }

    public bool Factored { get; set; }

    /// <summary>The factors were made in this step.</summary>
    public bool Fresh { get; set; }

    public double FactoredCoefficient { get; set; }

    public int FactorsAge { get; set; }

    /// <summary>Of Newton's convergence with these factors.</summary>
    public double Rate { get; set; }

    public int Iteration { get; set; }

    public double PreviousNorm { get; set; }
}

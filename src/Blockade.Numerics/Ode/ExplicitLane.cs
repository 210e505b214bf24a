namespace Blockade.Numerics.Ode;

/// <summary>The numbers that steer one lane of an explicit method.</summary>
internal sealed class ExplicitLane
{
    public bool IsEmpty { get; set; } = true;

    public int Member { get; set; }

    public int Sample { get; set; }

    public int Steps { get; set; }

    public double T { get; set; }

    /// <summary>The time that the step under way leads to.</summary>
    public double Next { get; set; }

    /// <summary>The last sample, or the next change before it.</summary>
    public double Limit { get; set; }

    /// <summary>The step that the last error allows.</summary>
    public double Step { get; set; }

    public bool IsFirst { get; set; }

    public bool WasRejected { get; set; }

    /// <summary>What the first step of this stretch turned out to allow, and that of the stretch before: infusions start and end in turn.</summary>
    public double FirstStep { get; set; }

    public double EarlierFirstStep { get; set; }

    public int StiffSteps { get; set; }

    public int CalmSteps { get; set; }
}

namespace Blockade.Numerics.Ode;

/// <summary>The numbers that steer one lane of an explicit method.</summary>
internal sealed class ExplicitLane
{
    public int Member { get; set; }

    public int Sample { get; set; }

    public int Steps { get; set; }

    /// <summary>What the first step of this stretch turned out to allow, and that of the stretch before: infusions start and end in turn.</summary>
    public double FirstStep { get; set; }

    public double EarlierFirstStep { get; set; }

    public int StiffSteps { get; set; }

    public int CalmSteps { get; set; }
}

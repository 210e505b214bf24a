namespace Blockade.Numerics.Ode;

/// <summary>The numbers that steer one lane of a method without history.</summary>
internal sealed class OneStepLane
{
    public int Member { get; set; }

    public int Sample { get; set; }

    /// <summary>What the first step of this stretch turned out to allow, and that of the stretch before: infusions start and end in turn.</summary>
    public double FirstStep { get; set; }

    public double EarlierFirstStep { get; set; }

    public int StiffSteps { get; set; }

    public int CalmSteps { get; set; }
}

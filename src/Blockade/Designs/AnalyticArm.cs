namespace Blockade.Designs;

/// <summary>One arm of an analytic trial.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Law">When its patients have the event.</param>
/// <param name="Ratio">Its patients relative to other arms'.</param>
public sealed record AnalyticArm(string Name, SurvivalLaw Law, int Ratio = 1);

namespace Blockade.Calibration;

/// <summary>One stage of a sampler that comes down from the prior to the posterior.</summary>
/// <param name="Power">The power of the likelihood in the density of this stage (an inverse temperature): 0 is the prior, 1 the posterior.</param>
/// <param name="EffectiveSize">How many of the points before it the points are worth that were weighed for it, 1 / sum of squared weights.</param>
/// <param name="Acceptance">Share of the proposed moves that were taken.</param>
/// <param name="StepSize">Share of a proposal that is new at the stage's end: near 0 a small step, 1 a point that owes nothing to the one before.</param>
/// <param name="Points">Points that the stage leaves.</param>
/// <param name="Distinct">How many of them differ.</param>
public sealed record SamplerStage(double Power, double EffectiveSize, double Acceptance, double StepSize, int Points, int Distinct);

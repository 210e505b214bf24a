using System.Collections.Immutable;

namespace Blockade.Calibration;

/// <summary>What a fit knows of the constants it fitted: equally weighted draws from their joint posterior, and how they were come by.</summary>
/// <param name="Draws">Points of the search, in prior SDs; one may be there several times.</param>
/// <param name="Centre">The mean of all points of the posterior, of which the draws are some: the one point that stands for it.</param>
/// <param name="EffectiveSize">How many independent draws those points are worth, for the constant of which they know least.</param>
/// <param name="Points">How many they are.</param>
/// <param name="Evaluations">How often the model was asked on the way.</param>
/// <param name="LogEvidence">Logarithm of the likelihood's mean over the prior, beside that of a model which does just what was published.</param>
/// <param name="Stages">The way from the prior.</param>
/// <param name="Checks">The results it was fitted to beside what the draws say of them.</param>
/// <param name="Misfit">Share of trials that the draws make whose results lie further, all together, from what made them than the published ones: near 0 where the model does not fit.</param>
public sealed record Posterior(
    ImmutableArray<ImmutableArray<double>> Draws, ImmutableArray<double> Centre, double EffectiveSize, int Points, int Evaluations, double LogEvidence, ImmutableArray<SamplerStage> Stages,
    ImmutableArray<PredictiveCheck> Checks, double Misfit);

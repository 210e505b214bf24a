namespace Blockade.Numerics.Jump;

/// <summary>What a few consecutive runs gave.</summary>
internal sealed record EnsembleBlock(int Runs, RunMoments Moments, List<double[]> Kept, List<EnsembleFailure> Failures, long Events, long Leaps, long RejectedLeaps);

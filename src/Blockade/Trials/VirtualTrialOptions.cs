using Blockade.Simulation;

namespace Blockade.Trials;

/// <summary>How a trial is run; what it says is in its files.</summary>
/// <param name="Seed">Seed of every draw.</param>
/// <param name="Threads">Threads; the result does not depend on them.</param>
/// <param name="Replicate">Which replicate.</param>
/// <param name="RelativeTolerance">Relative tolerance of every integration over time.</param>
/// <param name="IsCoupled">Whether each patient's whole receptor network moves with her antibodies, in the place of the table of its steady states.</param>
public sealed record VirtualTrialOptions(ulong Seed, int Threads, uint Replicate = 0, double RelativeTolerance = SubjectSimulator.TrialTolerance, bool IsCoupled = false);

namespace Blockade.Numerics.Jump;

/// <summary>What a stochastic simulation has cost so far.</summary>
/// <param name="Method">The method that was used: never <see cref="JumpMethod.Exact"/>, which is a wish.</param>
/// <param name="Reason">Why this method.</param>
/// <param name="Events">Reactions fired, leaps included; those of a hybrid's differential equation are not counted, and those of a group count once.</param>
/// <param name="Leaps">Leaps taken; of a hybrid the stretches of its differential equation.</param>
/// <param name="RejectedLeaps">Leaps that would have made a population negative, and were halved.</param>
public readonly record struct JumpStatistics(JumpMethod Method, string Reason, long Events, long Leaps, long RejectedLeaps);

using Blockade.Evidence;

namespace Blockade.Trials;

/// <summary>What a null forecasts of a published result.</summary>
/// <param name="Null">The null.</param>
/// <param name="Published">The result.</param>
/// <param name="Forecast">Its forecasts, or null where the null says nothing of such a result.</param>
/// <param name="Undefined">Why it says nothing; empty where it does.</param>
public sealed record NullPrediction(TrialNull Null, PublishedResult Published, ScoredPrediction? Forecast, string Undefined);

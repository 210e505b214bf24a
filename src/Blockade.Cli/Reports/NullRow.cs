using Blockade.Evidence;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>A published result, how far the model was off, and what one null forecast.</summary>
/// <param name="Published">The result.</param>
/// <param name="ModelCrps">The model's score, NaN where it has none.</param>
/// <param name="Null">The null.</param>
/// <param name="Median">Middle of its forecasts.</param>
/// <param name="Lower">Lower end of their 90 % interval.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Crps">Its score.</param>
/// <param name="Undefined">Why it forecasts nothing; empty where it does.</param>
internal sealed record NullRow(PublishedResult Published, double ModelCrps, TrialNull Null, double Median, double Lower, double Upper, double Crps, string Undefined);
